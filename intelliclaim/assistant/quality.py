"""Quality: people's marks on answers, runs on test questions, and the assistants that those are run on."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from intelliclaim.assistant.policies import Policies
from intelliclaim.search import Weights
from intelliclaim.store import RUNS_KEPT, Store
from intelliclaim.types import Clause, Exchange, GoldSet, Mark, Run, Scored, Verdict
from intelliclaim.vectors import VectorCache


class Quality(Policies):
    """Marks in, test questions out; it measures nothing itself."""

    @property
    def model(self) -> str:
        """What answers: the models' names, the reader's too, which change with their weights."""
        return self._model

    # --- marks

    def mark(self, exchange: Exchange, verdict: Verdict, page: int | None = None, by: str = "") -> Mark:
        """Keep a person's verdict on an answer, in place of an earlier one on the same question.

        `page` is where the answer stands, in the policy that the answer cites first.

        Raises:
            UnknownPolicy: a policy that was asked is gone.
            ValueError: the policy has no such page.
        """
        said = exchange.answer
        near = (*said.citations, *said.nearest)
        policy_id = near[0].policy_id if near else exchange.policy_ids[0]
        n_pages = self._store.policy(policy_id).n_pages
        if page is not None and not 1 <= page <= n_pages:
            raise ValueError(f"The policy has pages 1 to {n_pages}.")
        return self._store.quality.put_mark(
            Mark(
                id=0,
                policy_ids=exchange.policy_ids,
                policy_id=policy_id,
                question=said.question,
                verdict=verdict,
                shown=said.citations[0] if said.citations else None,
                page=page,
                score=said.score,
                by=by.strip(),
                marked_at=datetime.now(UTC),
            )
        )

    def unmark(self, id: int, by: str = "") -> None:
        """Take a mark back: its question is no test question any more."""
        self._store.quality.delete_mark(id, by)

    def marks(self) -> tuple[Mark, ...]:
        """Return the marks, oldest question first."""
        return self._store.quality.marks()

    # --- runs

    def save_run(self, gold: GoldSet, scored: Sequence[Scored]) -> Run:
        """Keep a run on test questions, made now by the model in use."""
        return self._store.quality.save_run(Run(0, gold, self._model, datetime.now(UTC), tuple(scored)))

    def runs(self, gold: GoldSet, limit: int = RUNS_KEPT) -> tuple[Run, ...]:
        """Return the latest runs on a set, newest first."""
        return self._store.quality.runs(gold, limit)

    def clauses_found(self, question: str, policy_ids: Sequence[str], limit: int) -> tuple[Clause, ...]:
        """Return the clauses that search brings for a question, best first: what an answer is made of."""
        return tuple(hit.clause for hit in self._searcher.search(question, policy_ids, limit=limit).hits)

    @contextmanager
    def trial(self) -> Iterator[Self]:
        """Open an assistant with the same models over an empty store of its own, and throw that away."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            store, cache = Store(folder), VectorCache(folder / "vectors", self._embedder.dim)
            other = type(self)(
                replace(self.settings, data=folder), store, cache, self._embedder, self._reader
            )
            try:
                yield other
            finally:
                other.close()

    def varied(self, weigh: Callable[[Weights], Weights], *, reader: bool) -> Self:
        """Return an assistant over the same store that ranks by other weights, with or without the reader.

        It shares this one's parts: close this one alone.
        """
        other = type(self)(
            self.settings, self._store, self._cache, self._embedder, self._reader if reader else None
        )
        other.use_weights(weigh(other.weights))
        return other
