"""The figures of a run, each with its bootstrap interval; the errors by cause; what changed since a run.

The interval draws policies with replacement, and then questions within each: what an unseen policy may
bring is most of the uncertainty, and questions on one policy do not stand alone.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from intelliclaim.evaluate.gold import CLAIM, UNANSWERABLE
from intelliclaim.types import Cause, Recommendation, Scored

DRAWS = 1000
SEED = 7
INTERVAL = (2.5, 97.5)  # percentiles: 95 % of the draws lie between

Holds = Callable[[Scored], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured share (0 to 1), count, median or percentile over `of` cases.

    `value` is None where there is no case; `low` and `high` are the ends of its 95% interval, None for
    what is no share.
    """

    name: str
    value: float | None
    of: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A test question whose outcome is another than in the run before."""

    id: str
    before: Scored
    now: Scored


def is_wrong(scored: Scored) -> bool:
    """Tell whether anything is wrong: the words, the page, the silence, or a claim's outcome."""
    return scored.cause is not None


def outcome(scored: Scored) -> str:
    """Return 'right', or the cause of the error."""
    return scored.cause.value if scored.cause else "right"


def figures(scored: Sequence[Scored]) -> tuple[Figure, ...]:
    """Return all figures of a run, those of claims only where there are claims."""
    questions = [each for each in scored if each.kind not in (UNANSWERABLE, CLAIM)]
    silent = [each for each in scored if each.kind == UNANSWERABLE]
    claims = [each for each in scored if each.kind == CLAIM]
    words = [each.words for each in questions if not each.abstained]
    found = [
        share("right_and_cited", questions, lambda each: each.right and each.page_hit),
        share("answer_accuracy", questions, lambda each: each.right),
        share("page_hit", questions, lambda each: each.page_hit),
        share("abstained_when_unanswerable", silent, lambda each: each.right),
        share("false_abstentions", questions, lambda each: each.abstained),
        _verbatim(scored),
        Figure("answer_words_median", float(statistics.median(words)) if words else None, len(words)),
        _seconds([each.seconds for each in (*questions, *silent)]),
    ]
    return tuple(found + (_of_claims(claims) if claims else []))


def _of_claims(claims: Sequence[Scored]) -> list[Figure]:
    with_amount = [each for each in claims if each.amount_right is not None]
    return [
        share("recommendation_accuracy", claims, lambda each: each.recommended in each.expected),
        Figure("wrong_approvals", _count_wrong(claims, Recommendation.APPROVE), len(claims)),
        Figure("wrong_rejections", _count_wrong(claims, Recommendation.REJECT), len(claims)),
        share("amount_accuracy", with_amount, lambda each: bool(each.amount_right)),
        share("claim_page_hit", claims, lambda each: each.page_hit),
    ]


def _count_wrong(claims: Sequence[Scored], recommended: Recommendation) -> float:
    if_wrong = [each for each in claims if recommended not in each.expected]
    return float(sum(each.recommended is recommended for each in if_wrong))


def _verbatim(scored: Sequence[Scored]) -> Figure:
    quotes = sum(each.quotes for each in scored)
    verbatim = sum(each.verbatim for each in scored)
    return Figure("quotes_verbatim", verbatim / quotes if quotes else None, quotes)


def _seconds(seconds: Sequence[float]) -> Figure:
    value = float(np.percentile(seconds, 95)) if seconds else None
    return Figure("seconds_p95", value, len(seconds))


def share(name: str, cases: Sequence[Scored], holds: Holds) -> Figure:
    """Return the share of cases for which something holds, with its interval."""
    if not cases:
        return Figure(name, None, 0)
    by_policy: dict[str, list[bool]] = {}
    for case in cases:
        by_policy.setdefault(case.policy, []).append(holds(case))
    low, high = _interval(list(by_policy.values()))
    return Figure(name, sum(map(holds, cases)) / len(cases), len(cases), low, high)


def _interval(groups: Sequence[Sequence[bool]]) -> tuple[float, float]:
    """Return the ends of the interval of the share over all groups: groups are drawn, then cases in each."""
    random = np.random.default_rng(SEED)
    sizes = np.array([len(group) for group in groups])
    shares = np.array([sum(group) / len(group) for group in groups])
    drawn = random.integers(0, len(groups), (DRAWS, len(groups)))
    # n draws with replacement from cases that hold or do not: a binomial count.
    held = random.binomial(sizes[drawn], shares[drawn]).sum(1)
    low, high = np.percentile(held / sizes[drawn].sum(1), INTERVAL)
    return float(low), float(high)


def causes(scored: Sequence[Scored]) -> Mapping[Cause, int]:
    """Count the errors by cause, the commonest first."""
    return dict(Counter(each.cause for each in scored if each.cause).most_common())


def changes(before: Sequence[Scored], now: Sequence[Scored]) -> tuple[Change, ...]:
    """Return the questions of both runs that were right and are wrong now, or the reverse."""
    earlier = {each.id: each for each in before}
    return tuple(
        Change(each.id, earlier[each.id], each)
        for each in now
        if each.id in earlier and is_wrong(each) is not is_wrong(earlier[each.id])
    )
