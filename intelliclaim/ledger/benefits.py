"""Benefits that are due whatever was spent: so much a day, for each full block, or once.

What the policy pays 'up to', or for charges and expenses, is no such benefit: it needs a bill.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intelliclaim.ledger.amounts import ZERO, figure
from intelliclaim.ledger.counts import TIMES
from intelliclaim.ledger.items import FIXED_SUM, about, kind_of, own_words, reached
from intelliclaim.ledger.limits import Cap, cap, name
from intelliclaim.types import ClaimLine, Facts, Term, TermKind

_CEILING = re.compile(r"\bmax(?:imum)?\b|\bin total\b|\bin all\b|\baggregate\b|\bnot exceed", re.I)
_INDEMNITY = re.compile(r"\bup to\b|\bcharges?\b|\bexpenses?\b|\brent\b|\bactual|\breimburs|\bcosts?\b", re.I)


@dataclass(frozen=True, slots=True)
class Due:
    """A benefit with its amount and arithmetic."""

    term: Term
    cap: Cap


def fixed(terms: Sequence[Term]) -> list[Term]:
    """Return the terms that promise a sum, not the cost up to a sum.

    Where a benefit is so much a day or a block, a single sum for the same is its ceiling.
    """
    found = [term for term in terms if _is_fixed(term)]
    counted = [term for term in found if _is_counted(term)]
    return [term for term in found if _is_counted(term) or not any(_same(term, one) for one in counted)]


def _is_fixed(term: Term) -> bool:
    if term.kind is TermKind.BENEFIT:
        return term.amount is not None or term.percent is not None
    if term.kind is not TermKind.LIMIT or term.amount is None:
        return False
    if term.every:
        return True
    if FIXED_SUM.search(about(term)):
        return not _CEILING.search(about(term))
    return term.per in TIMES and not _INDEMNITY.search(about(term))


def _is_counted(term: Term) -> bool:
    return term.every is not None or term.per in TIMES


def _same(one: Term, other: Term) -> bool:
    return one.clause == other.clause or bool(own_words(about(one)) & own_words(about(other)))


def due(facts: Facts, terms: Sequence[Term]) -> tuple[list[Due], list[str]]:
    """Return the benefits due on what the claim tells, and what must be asked for the others.

    Two benefits of different amounts for the same thing are rivals: which one holds is asked, not chosen.
    """
    promised = fixed(terms)
    kinds = {kind_of(about(term)) for term in promised} - {""}
    found: list[Due] = []
    rivals: list[str] = []
    missing: list[str] = []
    for term in promised:
        kind = kind_of(about(term))
        left = tuple(one for one in facts.quantities if kind or kind_of(one.what) not in kinds)
        one = Due(term, cap(replace(facts, quantities=left), term, ZERO, pays=""))
        rival = next((other for other in found if _rivals(other.term, term)), None)
        if rival and rival.cap.most != one.cap.most:
            rivals.append(f"which benefit holds: {rival.cap.words}, or {one.cap.words}")
        elif one.cap.missing:
            missing.append(one.cap.missing)
        elif not rival:
            found.append(one)
    return found, rivals if found else missing


def left_over(facts: Facts, found: Sequence[Due]) -> list[str]:
    """Return what to ask about days told of another kind than the benefits found: '4 days in a ward'."""
    kinds = {kind_of(about(one.term)) for one in found}
    if not kinds or "" in kinds:
        return []
    return [
        f"which benefit is for {figure(told.count)} {told.what}"
        for told in facts.quantities
        if told.unit in TIMES and kind_of(told.what) not in {"", *kinds}
    ]


def _rivals(one: Term, other: Term) -> bool:
    same_count = (one.per, one.every and one.every.unit) == (other.per, other.every and other.every.unit)
    return same_count and kind_of(about(one)) == kind_of(about(other))


def ceilings(facts: Facts, terms: Sequence[Term], found: Sequence[Due]) -> list[tuple[Term, Cap]]:
    """Return the limits on the benefits' sum ('1,000 in total for a family')."""
    lines = [ClaimLine(about(one.term), one.cap.most) for one in found]
    total = sum((one.cap.most for one in found), ZERO)
    clauses = {one.term.clause for one in found}
    promised = fixed(terms)
    return [
        (term, cap(facts, term, total))
        for term in terms
        if term not in promised and (term.clause in clauses or reached(term, lines, facts))
    ]


def label(one: Due) -> str:
    """Name a benefit in the ledger."""
    return name(one.term)
