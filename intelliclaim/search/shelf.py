"""The policies last asked about, held in memory as search wants them: clauses, vectors, tokens.

A question touches every signal of some sixty clauses; reading those from SQLite each time would
cost more than the ranking. What is held is a copy: the store stays the truth.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intelliclaim.models import Read, Reader
from intelliclaim.search.keywords import Coverage
from intelliclaim.store import Store
from intelliclaim.types import Clause

HELD = 12  # policies; about 6 MB each for a hundred pages


def reading_text(clause: Clause) -> str:
    """Return a clause as the models read it: the two nearest headings, the lead-in, then its own words."""
    head = " > ".join(clause.heading[-2:])[:120]
    lead_in = clause.lead_in.text if clause.lead_in else ""
    return " ".join(part for part in (f"{head} ." if head else "", lead_in, clause.text) if part)


def passage_starts(clause: Clause) -> tuple[int, ...]:
    """Return where each passage begins in the clause's `reading_text`, and where the last one ends."""
    at = len(reading_text(clause)) - len(clause.text)
    starts = [at]
    for passage in clause.passages:
        at += len(passage.text) + 1  # passages are joined by one space
        starts.append(at)
    return tuple(starts)


@dataclass(frozen=True, slots=True)
class Shelved:
    """One policy ready for ranking: row i of everything is clause i."""

    clauses: tuple[Clause, ...]
    vectors: npt.NDArray[np.float32]  # (n, dim), unit norm
    reads: tuple[Read, ...]  # empty where there is no reader
    coverage: Coverage  # over each clause's own words and lead-in
    headings: Coverage  # over the heading paths


class Shelf:
    """Loads policies when they are first asked about, and forgets the ones least lately used."""

    def __init__(self, store: Store, reader: Reader | None) -> None:
        self._store = store
        self._reader = reader
        self._held: OrderedDict[str, Shelved] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, policy_id: str) -> Shelved:
        """Return the policy, loading it from the store where it is not held.

        Raises:
            UnknownPolicy: it is not in the store.
        """
        with self._lock:
            if policy_id not in self._held:
                self._held[policy_id] = self._load(policy_id)
                while len(self._held) > HELD:
                    self._held.popitem(last=False)
            self._held.move_to_end(policy_id)
            return self._held[policy_id]

    def drop(self, policy_id: str) -> None:
        """Forget a policy: it was deleted, or its vectors were made anew."""
        with self._lock:
            self._held.pop(policy_id, None)

    def _load(self, policy_id: str) -> Shelved:
        clauses = self._store.clauses(policy_id)
        return Shelved(
            clauses=clauses,
            vectors=self._store.vectors(policy_id),
            reads=self._reads(policy_id, clauses),
            coverage=Coverage([_own_words(clause) for clause in clauses]),
            headings=Coverage([" ".join(clause.heading) for clause in clauses]),
        )

    def _reads(self, policy_id: str, clauses: tuple[Clause, ...]) -> tuple[Read, ...]:
        tokens = self._store.token_vectors(policy_id)
        if self._reader is None or tokens is None:
            return ()
        return tuple(
            self._reader.recall(reading_text(clause), kept)
            for clause, kept in zip(clauses, tokens, strict=True)
        )


def _own_words(clause: Clause) -> str:
    return f"{clause.lead_in.text} {clause.text}" if clause.lead_in else clause.text
