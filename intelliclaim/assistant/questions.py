"""Questions to policies, their answers, and the conversation that is kept."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from intelliclaim import answer
from intelliclaim.assistant import samples
from intelliclaim.assistant.parts import Parts, whole_characters
from intelliclaim.errors import IntelliClaimError, UnknownPolicy
from intelliclaim.types import Answer, Exchange

log = logging.getLogger(__name__)


class Questions(Parts):
    """Questions in, cited answers out."""

    def ask(self, question: str, policy_ids: Sequence[str]) -> Exchange:
        """Answer a question from these policies alone, and keep the exchange.

        Raises:
            UnknownPolicy: one of them is not in the store.
        """
        exchange = self._store.save_exchange(policy_ids, self.answer(question, policy_ids))
        try:
            for policy_id in policy_ids:
                self._store.policy(policy_id)
        except UnknownPolicy:  # deleted meanwhile: its words must not be kept
            self._store.delete_exchanges(policy_ids)
            raise
        return exchange

    def answer(self, question: str, policy_ids: Sequence[str]) -> Answer:
        """Answer a question from these policies alone; nothing is kept."""
        begun = time.perf_counter()
        question = whole_characters(question)
        policies = {policy_id: self._store.policy(policy_id) for policy_id in policy_ids}
        with self._precedence.first():
            found = self._searcher.find_passages(question, policy_ids)
        said = answer.compose(question, found, self._threshold, policies, self._store.page)
        self._check((*said.citations, *said.nearest))
        seconds = time.perf_counter() - begun
        log.info("answered in %.0f ms: %d citations", 1000 * seconds, len(said.citations))
        return replace(said, seconds=seconds)

    def exchanges(self) -> tuple[Exchange, ...]:
        """Return the conversation, oldest first, without what no longer stands on its page."""
        return tuple(exchange for exchange in self._store.exchanges() if self._holds(exchange.answer))

    def clear_exchanges(self) -> None:
        """Forget the conversation."""
        self._store.delete_exchanges()

    def sample_questions(self) -> tuple[str, ...]:
        """Return example questions for a start without a conversation."""
        file = samples.SAMPLES / "examples.json"
        return tuple(json.loads(file.read_text("utf-8"))) if file.is_file() else ()

    def _holds(self, said: Answer) -> bool:
        try:
            self._check((*said.citations, *said.nearest))
        except IntelliClaimError:
            return False
        return True
