"""How likely each passage of the clauses found holds the answer: what is known of both, weighed.

A clause's rank says which clause; within it, and beside the next ones, the passage decides what a
person reads. The weights are fitted with the ranker's (`scripts/fit_ranker.py`, ranker.json).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from intelliclaim.search.keywords import Coverage
from intelliclaim.search.question import fit
from intelliclaim.types import ClauseKind, Hit

Floats = npt.NDArray[np.float64]

OF_CLAUSE = ("answers", "reader", "late", "keyword", "coverage", "kind")  # signals taken as they are
PASSAGE_SIGNALS = (
    "share",  # log of the clause's share of the scores, as odds, of all the clauses
    "page share",  # log of the sum of the shares on its page
    "place",  # log of the clause's place
    *OF_CLAUSE,
    "mark",  # the reader's log-odds that the answer stands in the passage
    "mark lead",  # over the best passage of the clause
    "own kind",  # has the passage itself the kind of thing asked for?
    "own coverage",  # share of the question's terms that the passage and its lead-in have
    "coverage lead",  # over the best passage of all
    "own late",  # late interaction of the question with the passage's own tokens
    "late lead",
    "length",  # log of its words
    "led",  # does a lead-in stand before it?
    "row",  # is it part of a table?
    "cross-encoder",  # log of its share, of all passages and silence, when read with the question
)
LEAST = 1e-6  # a share or probability below it counts as this


def passage_signals(
    question: str,
    terms: Sequence[Sequence[str]],
    hits: Sequence[Hit],
    late: Sequence[Sequence[float]],
    judged: Sequence[Sequence[float]],
) -> Floats:
    """Return the (n, len(PASSAGE_SIGNALS)) signals of the n passages of `hits`, in their order.

    `late`: late interaction by hit and passage; `judged`: likewise the reader's judgement. Where there
    is no reader, these and the marks are all 0.
    """
    scores = np.array([hit.score for hit in hits])
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    pages: dict[tuple[str, int], float] = {}
    for hit, share in zip(hits, shares, strict=True):
        place = hit.policy_id, hit.clause.page
        pages[place] = pages.get(place, 0.0) + float(share)
    read = [
        f"{passage.text} {hit.clause.lead_in.text if hit.clause.lead_in else ''}"
        for hit in hits
        for passage in hit.clause.passages
    ]
    covered = iter(Coverage(read).of(terms, range(len(read))))
    rows = []
    for at, (hit, share, near, own_judged) in enumerate(zip(hits, shares, late, judged, strict=True)):
        known, marks = dict(hit.signals), _log_odds(hit.marks) if hit.marks else np.zeros(len(near))
        of_clause = [
            np.log(share + LEAST),
            np.log(pages[hit.policy_id, hit.clause.page] + LEAST),
            np.log1p(at),
            *(known.get(name, 0.0) for name in OF_CLAUSE),
        ]
        for passage, mark, own, verdict in zip(hit.clause.passages, marks, near, own_judged, strict=True):
            coverage = next(covered)
            rows.append(
                [
                    *of_clause,
                    mark,
                    mark - marks.max(),
                    fit(question, passage.text),
                    coverage,
                    coverage,  # made a lead below, as is the late interaction
                    own,
                    own,
                    np.log1p(len(passage.text.split())),
                    hit.clause.lead_in is not None,
                    hit.clause.kind is ClauseKind.TABLE,
                    verdict,
                ]
            )
    signals = np.array(rows, np.float64)
    for name in ("coverage lead", "late lead"):
        signals[:, PASSAGE_SIGNALS.index(name)] -= signals[:, PASSAGE_SIGNALS.index(name)].max()
    return signals


def _log_odds(marks: Sequence[float]) -> Floats:
    chances = np.clip(np.array(marks), LEAST, 1 - LEAST)
    odds: Floats = np.log(chances / (1 - chances))
    return odds
