"""The signals that rank clauses, and the weights that were fitted for them.

`scripts/fit_ranker.py` fits the weights on labelled questions and checks them on policies that it
left out; `ranker.json` is its output, with the figures. Nothing here is tuned by hand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from intelliclaim.search.passages import LEAST, PASSAGE_SIGNALS, Floats

# The columns of a matrix of signals; the fitting script measures each alone.
SIGNALS = (
    "vector",  # cosine of the pooled vectors
    "context",  # the better of the two neighbouring clauses' cosines
    "late",  # late interaction: the question's tokens, each with its nearest token of the clause
    "keyword",  # BM25, as a share of the best clause's
    "coverage",  # share of the question's terms that the clause has, rare ones counting more
    "heading",  # the same over the heading path
    "kind",  # has the clause the kind of thing asked for (a duration, an amount ...)?
    "reader",  # the reader's log-odds that it ranks first
    "answers",  # the reader's log-odds that it answers at all
)
# What tells whether the policy answers at all, over the clauses found for a question.
EVIDENCE = (
    "three answers",  # mean of the best three clauses' signals of that name
    "three reader",
    "best late",
    "late lead",  # the best over the mean of the best ten
    "best vector",
    "score lead",  # the first clause's score over the mean of the next five
)
# The same once the best clauses were read together with the question.
VERDICT = (
    "found",  # log-odds by the evidence above
    "cross-encoder",  # log-odds that some passage of them answers
)


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights.

    `rank`: (len(SIGNALS),); a clause's score is their sum over its signals. `evidence`:
    (len(EVIDENCE),), with `constant` the log-odds that the policy answers; `verdict`: (len(VERDICT),),
    with `verdict_constant` the same after reading. `threshold`: the probability below which to abstain.
    `passage`: (len(PASSAGE_SIGNALS),), with `passage_constant` the log-odds that a passage holds the
    answer.
    """

    rank: Floats
    evidence: Floats
    constant: float
    verdict: Floats
    verdict_constant: float
    threshold: float
    passage: Floats
    passage_constant: float

    def chances(self, signals: Floats) -> Floats:
        """Return the probability that each of n passages holds the answer; (n, len(PASSAGE_SIGNALS)) in."""
        log_odds = signals @ self.passage + self.passage_constant
        chances: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
        return chances

    def answerable(self, signals: Floats, scores: Floats) -> float:
        """Return the probability that some of these clauses answer; `signals`: (n, len(SIGNALS)), n > 0."""
        log_odds = float(evidence(signals, scores) @ self.evidence) + self.constant
        return _probability(log_odds)

    def answerable_read(self, answerable: float, judged: float) -> float:
        """Return the probability that the policy answers, given that of search and the reader's log-odds."""
        found = float(np.log((answerable + LEAST) / (1 - answerable + LEAST)))
        return _probability(float(np.array([found, judged]) @ self.verdict) + self.verdict_constant)


def _probability(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))


def evidence(signals: Floats, scores: Floats) -> Floats:
    """Return the (len(EVIDENCE),) evidence that some of these clauses answer; `scores`: (n,), n > 0."""
    best = {name: np.sort(signals[:, at])[::-1] for at, name in enumerate(SIGNALS)}
    ordered = np.sort(scores)[::-1]
    return np.array(
        [
            best["answers"][:3].mean(),
            best["reader"][:3].mean(),
            best["late"][0],
            best["late"][0] - best["late"][:10].mean(),
            best["vector"][0],
            ordered[0] - ordered[1:6].mean() if len(ordered) > 1 else 0.0,
        ]
    )


@cache
def load_weights(*, with_reader: bool) -> Weights:
    """Read the fitted weights that come with the package: those for ranking with the reader, or without."""
    every = json.loads(files("intelliclaim.search").joinpath("ranker.json").read_text("utf-8"))
    raw = every["with reader" if with_reader else "without reader"]
    return Weights(
        rank=np.array([raw["rank"].get(name, 0.0) for name in SIGNALS]),
        evidence=np.array([raw["evidence"].get(name, 0.0) for name in EVIDENCE]),
        constant=float(raw["constant"]),
        verdict=np.array([raw["verdict"][name] for name in VERDICT]),
        verdict_constant=float(raw["verdict constant"]),
        threshold=float(raw["threshold"]),
        passage=np.array([raw["passage"].get(name, 0.0) for name in PASSAGE_SIGNALS]),
        passage_constant=float(raw["passage constant"]),
    )
