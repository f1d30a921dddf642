"""One answer, claim or marked question against what was expected of it, and the cause of an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from intelliclaim.evaluate.gold import UNANSWERABLE, Gold
from intelliclaim.evaluate.wording import states
from intelliclaim.types import (
    Answer,
    Cause,
    Citation,
    Clause,
    Mark,
    Recommendation,
    Scored,
    Span,
    Verdict,
    Worksheet,
)

MAX_WORDS = 120  # more is a page, not an answer
CITATIONS = 3  # looked at, best first
TAKEN = 3  # clauses that an answer may be made of
NEAR = Decimal("0.01")  # of an expected amount: the share by which one may differ

Search = Callable[[], Sequence[Clause]]  # brings the clauses found for the question, best first
Verbatim = Callable[[Sequence[Citation]], int]  # counts those that stand on their page letter for letter


def score_answer(gold: Gold, said: Answer, verbatim: Verbatim, search: Search) -> Scored:
    """Score an answer; `search` is only called where it is wrong, to tell why."""
    cited = said.citations[:CITATIONS]
    words = len(said.text.split())
    page_hit = any(citation.page in gold.pages for citation in cited)
    if gold.kind == UNANSWERABLE:
        right = said.abstained
        cause = None if right else Cause.SHOULD_ABSTAIN
    else:
        stated = all(states(fact, said.text) for fact in gold.facts)
        right = stated and words <= MAX_WORDS and not said.abstained
        cause = None if right and page_hit else _cause(gold, said, stated, words, search)
    return Scored(
        id=gold.id,
        policy=gold.policy,
        kind=gold.kind,
        right=right,
        page_hit=page_hit,
        abstained=said.abstained,
        score=said.score,
        words=words,
        seconds=said.seconds,
        quotes=len(said.citations),
        verbatim=verbatim(said.citations),
        cause=cause,
    )


def _cause(gold: Gold, said: Answer, stated: bool, words: int, search: Search) -> Cause:
    if said.abstained:
        return Cause.SHOULD_ANSWER
    if stated:
        return Cause.LONG if words > MAX_WORDS else Cause.PAGE
    clauses = search()
    if _state(gold, clauses[:TAKEN]):
        return Cause.CUT
    return Cause.ORDER if _state(gold, clauses) else Cause.NOT_FOUND


def _state(gold: Gold, clauses: Sequence[Clause]) -> bool:
    texts = [f"{clause.lead_in.text if clause.lead_in else ''} {clause.text}" for clause in clauses]
    return all(any(states(fact, text) for text in texts) for fact in gold.facts)


def score_claim(gold: Gold, sheet: Worksheet, verbatim: Verbatim) -> Scored:
    """Score a worksheet: its recommendation, and what it says is payable where that is expected."""
    recommended = sheet.recommendation
    payable = None if recommended is Recommendation.REJECT else sheet.ledger.payable
    amount_right = None if gold.amount is None else _near(payable, gold.amount)
    as_expected = recommended in gold.expected
    cause = None if as_expected else Cause.RECOMMENDATION
    if as_expected and amount_right is False:
        cause = Cause.AMOUNT
    return Scored(
        id=gold.id,
        policy=gold.policy,
        kind=gold.kind,
        right=cause is None,
        page_hit=any(citation.page in gold.pages for citation in sheet.citations[:CITATIONS]),
        abstained=False,
        score=0.0,
        words=sum(len(reason.split()) for reason in sheet.reasons),
        seconds=sheet.seconds,
        quotes=len(sheet.citations),
        verbatim=verbatim(sheet.citations),
        cause=cause,
        recommended=recommended,
        expected=gold.expected,
        amount_right=amount_right,
    )


def _near(amount: Decimal | None, expected: Decimal) -> bool:
    return amount is not None and abs(amount - expected) <= NEAR * abs(expected)


def score_unread(gold: Gold) -> Scored:
    """Score what could not be asked, since its policy could not be read."""
    return Scored(
        gold.id, gold.policy, gold.kind, False, False, True, 0.0, 0, 0.0, 0, 0, Cause.UNREAD,
        expected=gold.expected, amount_right=None if gold.amount is None else False,
    )  # fmt: skip


def score_mark(mark: Mark, said: Answer, verbatim: Verbatim, search: Search) -> Scored | None:
    """Score today's answer to a marked question; None where the mark does not tell whether it is right.

    An answer marked right must still cite its words; one marked as the wrong clause, the page that the
    person named. Without a page, an answer that still leads with that clause is wrong, and another one
    has to be marked anew. A silence marked as missed is right with an answer on the page named.
    """
    cited = said.citations[:CITATIONS]
    silence = mark.verdict is Verdict.SILENCE or (mark.verdict is Verdict.RIGHT and mark.shown is None)
    if silence:
        right = said.abstained
        cause = None if right else Cause.SHOULD_ABSTAIN
    else:
        judged = _judge(mark, cited)
        if judged is None:
            return None
        right = judged
        cause = None if right else _cause_of_mark(mark, cited, search)
    return Scored(
        id=str(mark.id),
        policy=mark.policy_id,
        kind=UNANSWERABLE if silence else "marked",
        right=right,
        page_hit=right and not silence,
        abstained=said.abstained,
        score=said.score,
        words=len(said.text.split()),
        seconds=said.seconds,
        quotes=len(said.citations),
        verbatim=verbatim(said.citations),
        cause=cause,
    )


def _judge(mark: Mark, cited: Sequence[Citation]) -> bool | None:
    if not cited:
        return False  # an answer is expected in every case that comes here
    if mark.verdict is Verdict.RIGHT and mark.shown:
        return any(_overlap(citation, mark.shown) for citation in cited)
    if mark.page is not None:
        return any((each.policy_id, each.page) == (mark.policy_id, mark.page) for each in cited)
    if mark.shown and _overlap(cited[0], mark.shown):
        return False
    return None


def _cause_of_mark(mark: Mark, cited: Sequence[Citation], search: Search) -> Cause:
    if not cited:
        return Cause.SHOULD_ANSWER
    page = mark.page if mark.page is not None else None
    if mark.verdict is Verdict.RIGHT and mark.shown:
        page = mark.shown.page
    if page is None:
        return Cause.ORDER
    return Cause.ORDER if any(clause.page == page for clause in search()) else Cause.NOT_FOUND


def _overlap(one: Citation, other: Citation) -> bool:
    return one.policy_id == other.policy_id and any(
        a.page == b.page and a.start < b.end and b.start < a.end for a in _spans(one) for b in _spans(other)
    )


def _spans(citation: Citation) -> tuple[Span, ...]:
    return (Span(citation.page, citation.start, citation.end), *citation.also)
