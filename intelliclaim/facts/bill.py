"""The money in a claim's text: what is claimed, by line, and the figures that limit it.

Each amount is given the role that the words beside it name (`roles`); one that no words claim is a line
of the bill. A total is told from lines by its words ('claimed', 'bill', 'in all') or by being their sum.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from intelliclaim.facts.amounts import amounts
from intelliclaim.facts.lines import read_lines
from intelliclaim.facts.roles import Role, own_words, role_of
from intelliclaim.numbers import Money
from intelliclaim.types import ClaimLine, Fact, Source

_NIL = re.compile(
    r"\b(?:nil|no|zero)\s+(?:basic\s+)?(?:excess|deductible)\b|\b(?:excess|deductible)\s+(?:is\s+|"
    r"was\s+)?(?:nil|waived|zero)\b",
    re.I,
)
_UNUSED = re.compile(
    r"\bnothing (?:used|paid|claimed)\b(?: yet| so far)?|\bno (?:earlier |previous |prior |"
    r"other )?claims? (?:so far )?this (?:policy )?year\b",
    re.I,
)
_RATE = re.compile(
    r"(?P<rate>\d{1,3})\s?(?:%|per ?cent)\s+(?:reimbursement|reimbursed|of (?:the )?(?:eligible|covered))|"
    r"\breimburse(?:ment|s|d)?(?: rate| level)?(?: is| of| at)?\s+(?P<rate2>\d{1,3})\s?(?:%|per ?cent)",
    re.I,
)
_WHOLE = re.compile(r"(?:incl(?:udes|uding|\.)?|of which|made up of|comprising)\b", re.I)
_PLAIN_BILL = re.compile(r"^\s*(?:the |final |total |whole |hospital )*bill\b", re.I)
_KIND = re.compile(
    r"\b(?P<kind>(?!(?:the|an?|no|of|flat|and|plus)\b)[a-z]+)\s+(?:excess|deductible)\b|"
    r"\b(?P<own>compulsory|voluntary)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Bill:
    """The money facts of a claim."""

    claimed: Fact[Decimal] | None = None
    sum_insured: Fact[Decimal] | None = None
    excess: Fact[Decimal] | None = None
    rate: Fact[Decimal] | None = None
    already_paid: Fact[Decimal] | None = None
    value: Fact[Decimal] | None = None
    currency: str = ""
    currency_words: str = ""
    lines: tuple[ClaimLine, ...] = ()


def read_bill(text: str) -> Bill:
    """Read a claim's amounts into their roles."""
    found = [(one, role_of(text, one)) for one in amounts(text)]
    claimed, lines = _claimed(text, found)
    rate = _RATE.search(text)
    signed = next((one for one, _ in found if one.currency), None)
    insured, value = _first(found, Role.INSURED), _first(found, Role.VALUE)
    if insured is not None and value is None and "full value" in own_words(text, insured).lower():
        value = insured  # 'insured for full value': both at once
    return Bill(
        claimed=claimed,
        sum_insured=_fact(insured),
        excess=_excess(text, [one for one, role in found if role is Role.EXCESS]),
        rate=Fact(Decimal(rate["rate"] or rate["rate2"]), Source.TEXT, rate[0]) if rate else None,
        already_paid=_fact(_first(found, Role.PAID)) or _zero(_UNUSED.search(text)),
        value=_fact(value),
        currency=signed.currency if signed else "",
        currency_words=signed.words if signed else "",
        lines=lines,
    )


def _claimed(
    text: str, found: Sequence[tuple[Money, Role]]
) -> tuple[Fact[Decimal] | None, tuple[ClaimLine, ...]]:
    """Return the total and the lines that are not the total itself."""
    plain = [one for one, role in found if role is Role.CLAIMED]
    said = max(plain, key=lambda one: _in_all(text, one), default=None)
    bills = [one for one, role in found if role is Role.BILL]
    assessed = _first(found, Role.ASSESSED)
    items = read_lines(text, found, (Role.LINE, Role.BILL))
    lines = read_lines(text, found, (Role.LINE,))
    if said is None and len(bills) == 1 and lines and _is_whole(text, bills[0]):
        said = bills[0]
    if said is None:
        asked = [one for one, role in found if role in (Role.LINE, Role.BILL)]
        said = next((one for one in asked if _WHOLE.match(text[one.end :].lstrip())), None)
    if said is not None:
        adds_up = sum(line.amount for line in items) == said.amount
        return _with_note(_fact(said), assessed), _but(items if adds_up else lines, said.amount)
    if assessed is not None and len(items) < 2:
        note = f"Assessed; {items[0].words} was asked for." if items else ""
        return Fact(assessed.amount, Source.TEXT, assessed.words, note), ()
    total = _sum(items)
    return total, _but(items, total.value) if total else items


def _in_all(text: str, one: Money) -> bool:
    return re.match(r"\s*(?:in all|in total|altogether)\b", text[one.end :], re.I) is not None


def _is_whole(text: str, bill: Money) -> bool:
    """Say whether a bill is the sum of the other amounts: 'bill 2,40,000', not "locksmith's bill $90"."""
    return bool(_PLAIN_BILL.search(own_words(text, bill)) or _WHOLE.search(text[bill.end : bill.end + 20]))


def _but(lines: Sequence[ClaimLine], total: Decimal) -> tuple[ClaimLine, ...]:
    return tuple(line for line in lines if line.amount != total or line.quantity)


def _sum(lines: Sequence[ClaimLine]) -> Fact[Decimal] | None:
    """Total lines without one: the first or last where it is the others' sum, else their sum."""
    if not lines:
        return None
    first, *rest = lines
    if len(rest) > 1 and sum(line.amount for line in rest) == first.amount:
        return Fact(first.amount, Source.TEXT, first.words)
    *others, last = lines
    if len(others) > 1 and sum(line.amount for line in others) == last.amount:
        return Fact(last.amount, Source.TEXT, last.words)
    words = " + ".join(line.words for line in lines)
    source = Source.TEXT if len(lines) == 1 and not last.rate else Source.DERIVED
    return Fact(sum((line.amount for line in lines), Decimal(0)), source, words)


def _excess(text: str, told: Sequence[Money]) -> Fact[Decimal] | None:
    """Add up excesses of different kinds (compulsory and voluntary, basic and age); else take the first."""
    names = [_kind_of_excess(text, one) for one in told]
    if len(told) > 1 and len(set(names)) == len(names):
        words = " + ".join(f"{name} {one.words}".strip() for name, one in zip(names, told, strict=True))
        total = sum((one.amount for one in told), Decimal(0))
        return Fact(total, Source.DERIVED, words, "The sum of excesses of different kinds.")
    return _fact(told[0]) if told else _zero(_NIL.search(text))


def _kind_of_excess(text: str, one: Money) -> str:
    """Return 'basic' or 'age' of the excess that an amount is; '' where no kind is told."""
    kinds = list(_KIND.finditer(own_words(text, one))) or list(_KIND.finditer(text[one.end : one.end + 20]))
    return (kinds[-1]["kind"] or kinds[-1]["own"]).lower() if kinds else ""


def _first(found: Sequence[tuple[Money, Role]], role: Role) -> Money | None:
    return next((one for one, own in found if own is role), None)


def _with_note(fact: Fact[Decimal] | None, assessed: Money | None) -> Fact[Decimal] | None:
    if fact is None or assessed is None or assessed.amount == fact.value:
        return fact
    return Fact(
        fact.value, fact.source, fact.words, f"The text also has an assessed amount: {assessed.words}."
    )


def _fact(one: Money | None) -> Fact[Decimal] | None:
    return Fact(one.amount, Source.TEXT, one.words) if one else None


def _zero(match: re.Match[str] | None) -> Fact[Decimal] | None:
    return Fact(Decimal(0), Source.TEXT, match[0]) if match else None
