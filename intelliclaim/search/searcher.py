"""Search itself: one function, and the signals that it adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from intelliclaim.models import Embedder, Encoded, Reader, passage_of
from intelliclaim.search.keywords import match_expression, terms
from intelliclaim.search.passages import Floats, passage_signals
from intelliclaim.search.question import fit
from intelliclaim.search.ranker import SIGNALS, Weights
from intelliclaim.search.shelf import Shelf, Shelved, passage_starts, reading_text
from intelliclaim.store import Store
from intelliclaim.types import Clause, Found, Hit
from intelliclaim.vectors import VectorCache

CANDIDATES = 30  # of each kind, keyword and vector
READ = 25  # clauses whose passages are weighed
JUDGED = 12  # of them, the first ones are read together with the question
UNLIKELY = -12.0  # log-odds that a passage answers, at least; what was not read gets it


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as search uses it: its words, its groups of interchangeable terms, its vectors."""

    question: str
    terms: tuple[tuple[str, ...], ...]
    encoded: Encoded


@dataclass(frozen=True, slots=True)
class Judged:
    """What reading the first hits together with the question says of their passages.

    `shares`: by hit and passage, the log of the probability that it holds the answer; `answers`: the
    log-odds that one of them does. All 0 where there is no reader.
    """

    shares: Sequence[Sequence[float]]
    answers: float


class Searcher:
    """Finds the clauses of chosen policies that a question is about."""

    def __init__(
        self, store: Store, cache: VectorCache, embedder: Embedder, reader: Reader | None, weights: Weights
    ) -> None:
        self.shelf = Shelf(store, reader)
        self._store = store
        self._cache = cache
        self._embedder = embedder
        self._reader = reader
        self._weights = weights

    def search(self, question: str, policy_ids: Sequence[str], *, limit: int = 12) -> Found:
        """Return the clauses of these policies, and of no other, that fit a question best.

        Raises:
            UnknownPolicy: one of them is not in the store.
        """
        return self._search(self.ask(question), policy_ids, limit)

    def _search(self, asked: Asked, policy_ids: Sequence[str], limit: int) -> Found:
        candidates = self.candidates(asked, policy_ids)
        hits: list[Hit] = []
        signals: list[Floats] = []
        for policy_id, rows in candidates.items():
            shelved = self.shelf.get(policy_id)
            matrix, marks = self.signals(asked, shelved, rows)
            clauses = [shelved.clauses[row] for row in rows]
            scores = matrix @ self._weights.rank
            hits += map(_hit, [policy_id] * len(rows), clauses, scores, marks, matrix)
            signals.append(matrix)
        if not hits:
            return Found((), 0.0)
        answerable = self._weights.answerable(np.vstack(signals), np.array([hit.score for hit in hits]))
        return Found(tuple(sorted(hits, key=lambda hit: -hit.score)[:limit]), answerable)

    def find_passages(self, question: str, policy_ids: Sequence[str]) -> Found:
        """Search as `search` does, and give each passage of the best READ clauses its chance.

        Raises:
            UnknownPolicy: one of them is not in the store.
        """
        asked = self.ask(question)
        found = self._search(asked, policy_ids, READ)
        if not found.hits:
            return found
        judged = self.judge(asked, found.hits)
        chances = iter(self._weights.chances(self.passage_signals(asked, found.hits, judged)))
        return replace(
            found,
            hits=tuple(
                replace(hit, chances=tuple(float(next(chances)) for _ in hit.clause.passages))
                for hit in found.hits
            ),
            answerable=self._weights.answerable_read(found.answerable, judged.answers),
        )

    def judge(self, asked: Asked, hits: Sequence[Hit]) -> Judged:
        """Read the first of the hits, of which there is one at least, together with the question."""
        if self._reader is None:
            return Judged([[0.0] * len(hit.clause.passages) for hit in hits], 0.0)
        clauses = [hit.clause for hit in hits[:JUDGED]]
        odds = self._reader.judge(
            asked.question, [(reading_text(clause), passage_starts(clause)) for clause in clauses]
        )
        answers = max(float(np.logaddexp.reduce(np.concatenate(odds))), UNLIKELY)
        shares = [np.maximum(own - np.logaddexp(0.0, answers), UNLIKELY).tolist() for own in odds]
        unread = [[UNLIKELY] * len(hit.clause.passages) for hit in hits[JUDGED:]]
        return Judged([*shares, *unread], answers)

    def passage_signals(self, asked: Asked, hits: Sequence[Hit], judged: Judged) -> Floats:
        """Return the (n, len(PASSAGE_SIGNALS)) signals of all the passages of `hits`, in their order."""
        late = [self._late(asked, hit) for hit in hits]
        return passage_signals(asked.question, asked.terms, hits, late, judged.shares)

    def _late(self, asked: Asked, hit: Hit) -> list[float]:
        """Return late interaction of the question with each passage of a hit; 0 where nothing was read."""
        clause, shelved = hit.clause, self.shelf.get(hit.policy_id)
        if not (self._reader and shelved.reads):
            return [0.0] * len(clause.passages)
        read = shelved.reads[clause.ordinal]
        alike = self._reader.alike(asked.encoded, read)  # no row where the question has no word
        passage = passage_of(passage_starts(clause), read.offsets)
        own = [alike[:, passage == at] for at in range(len(clause.passages))]
        return [float(each.max(1).mean()) if each.size else 0.0 for each in own]

    def ask(self, question: str) -> Asked:
        """Take a question apart."""
        return Asked(question, terms(question), self._embedder.encode([question])[0])

    def candidates(self, asked: Asked, policy_ids: Sequence[str]) -> dict[str, dict[int, float]]:
        """Return, by policy, the clauses worth ranking with their BM25 (0 where no word meets)."""
        found: dict[str, dict[int, float]] = {}
        for policy_id, row, score in self._store.keyword(
            match_expression(asked.terms), policy_ids, limit=CANDIDATES
        ):
            found.setdefault(policy_id, {})[row] = score
        for policy_id, row, _ in self._cache.query(asked.encoded.pooled, policy_ids, limit=CANDIDATES):
            found.setdefault(policy_id, {}).setdefault(row, 0.0)
        return found

    def signals(
        self, asked: Asked, shelved: Shelved, bm25: dict[int, float]
    ) -> tuple[Floats, list[tuple[float, ...]]]:
        """Return the (n, len(SIGNALS)) signals of the n clauses in `bm25`, and their passages' marks."""
        rows = list(bm25)
        cosines = shelved.vectors @ asked.encoded.pooled
        around = np.pad(cosines, 1, constant_values=-1.0)
        vector = cosines[rows]
        best = max(bm25.values(), default=0.0) or 1.0
        columns: dict[str, npt.ArrayLike] = {
            "vector": vector,
            "context": np.maximum(around[:-2], around[2:])[rows],
            "keyword": [score / best for score in bm25.values()],
            "coverage": shelved.coverage.of(asked.terms, rows),
            "heading": shelved.headings.of(asked.terms, rows),
            "kind": [fit(asked.question, shelved.clauses[row].text) for row in rows],
        }
        marks: list[tuple[float, ...]] = [()] * len(rows)
        if self._reader and shelved.reads:
            reads = [shelved.reads[row] for row in rows]
            reading = self._reader.read(asked.encoded, reads, vector)
            columns |= {"late": reading.late, "reader": reading.rank, "answers": reading.answers}
            marks = [
                _marks(shelved.clauses[row], read.offsets, odds)
                for row, read, odds in zip(rows, reads, reading.marks, strict=True)
            ]
        none = np.zeros(len(rows))
        return np.column_stack([np.asarray(columns.get(name, none), np.float64) for name in SIGNALS]), marks


def _hit(policy_id: str, clause: Clause, score: float, marks: tuple[float, ...], signals: Floats) -> Hit:
    return Hit(policy_id, clause, float(score), marks, tuple(zip(SIGNALS, map(float, signals), strict=True)))


def _marks(
    clause: Clause, offsets: npt.NDArray[np.int64], odds: npt.NDArray[np.float32]
) -> tuple[float, ...]:
    """Give each passage the best probability among its tokens; one that the model did not see gets 0."""
    passage = passage_of(passage_starts(clause), offsets)
    best = [odds[passage == at].max(initial=-30.0) for at in range(len(clause.passages))]
    return tuple(float(1 / (1 + np.exp(-one))) for one in best)
