"""The money in a claim's text: what is claimed, by line, and the figures that limit it.

Each amount is given the role that the words beside it name; one that no words claim is a line of the
bill. A total is told from lines by its words ('claimed', 'bill', 'in all') or by being their sum.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from intelliclaim.numbers import COUNT, Money, money, number
from intelliclaim.types import ClaimLine, Fact, Quantity, Source, Unit

# The words just before (or, where marked, after) an amount that give it a role; the first that fits.
_BEFORE = tuple(
    (role, re.compile(rf"(?:{pattern})[^.;]{{0,12}}?$", re.I))
    for role, pattern in (
        ("rate", r"\b(?:a|per) (?:day|night|week) (?:of|at)"),
        ("paid", r"\balready (?:reimbursed|paid|settled|used)|\bpaid (?:so far|earlier)|\bused(?: up)?"),
        ("value", r"\b(?:rebuilding|replacement|reinstatement) (?:cost|value)(?: is| of)?|\bfull value(?: is)?|"
                  r"\bmarket value(?: is)?|\bvalue of the [^.;,]{3,40}|\bactual value|\bworth in all"),
        ("excess", r"\bexcess(?: of| is| on the \w+)?|\bdeductible(?: of| is)?"),
        ("sum insured", r"\b(?:SI|sum insured|sum assured|agreed value|insured (?:for|at)|(?:annual|policy|overall|"
                        r"aggregate) limit|limit(?: of| is)?|cover(?:ed)? (?:for|up to)|insured for full value \(?)"),
        ("claimed", r"\bclaim(?:ed|ing|s)?(?: is| of| for| just| amount| total| in all)?|\btotal(?:ling)?(?: of)?|"
                    r"\bbill(?:s|ed)?(?: of| is| was| came to| for)?|\bquoted?(?: at| of)?|\bask(?:s|ing)? for|\bestimate"
                    r"(?: of)?|\bin all|\binvoice(?:d)?(?: of| for)?|\bsuing for|\bdamage of|\bloss of|\bwants"),
    )
)  # fmt: skip
_AFTER = tuple(
    (role, re.compile(rf"^\s*(?:{pattern})", re.I))
    for role, pattern in (
        ("rate", r"(?:a|per|each|/)\s*(?:day|night|week|hour|person|session|visit|head)\b"),
        ("each", r"each\b"),
        ("excess", r"(?:basic |policy |standard )?(?:excess|deductible)\b"),
        ("sum insured", r"(?:sum insured|sum assured|annual limit|limit)\b"),
        ("paid", r"(?:of (?:the )?(?:SI|sum insured|limit) )?(?:is |was |has been )?(?:used|already paid)\b"),
        ("claimed", r"in all\b|in total\b|altogether\b|claimed\b"),
    )
)
_NIL = re.compile(r"\b(?:nil|no|zero)\s+(?:basic\s+)?(?:excess|deductible)\b", re.I)
_UNUSED = re.compile(r"\bnothing (?:used|paid|claimed)\b(?: yet| so far)?", re.I)
_FULL = re.compile(r"\binsured for (?:its |their |the )?full value\b", re.I)
_RATE = re.compile(
    r"(?P<rate>\d{1,3})\s?(?:%|per ?cent)\s+(?:reimbursement|reimbursed|of (?:eligible|covered))|"
    r"reimbursement(?: rate)?(?: is| of)?\s+(?P<rate2>\d{1,3})\s?%",
    re.I,
)
_TIMES = re.compile(
    rf"(?:(?:a|per) (?P<unit>day|night|week|hour)\s*(?:for|x|×)\s*(?P<count>{COUNT})|"
    rf"(?:for|x|×)\s*(?P<count2>{COUNT})\s*(?P<unit2>day|night|week|hour)s?)",
    re.I,
)
_UNITS = {"day": Unit.DAY, "night": Unit.DAY, "week": Unit.WEEK, "hour": Unit.HOUR}
_FILLER = re.compile(
    r"\b(?:he|she|they|we|took|has|had|paid|pays|plus|and|the|a|an|at|of|for|rs|was|were|is|came|to|cost|costs|"
    r"charged|assessed|agreed|puts|put|our|assessor)\b",
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
    found = money(text)
    roles = [_role(text, one) for one in found]
    first = {
        role: next((one for one, r in zip(found, roles, strict=True) if r == role), None)
        for role in set(roles)
    }
    rest = [one for one, role in zip(found, roles, strict=True) if role == "line"]
    lines = tuple(_line(text, one) for one in rest)
    claimed = first.get("claimed")
    rates = _RATE.search(text)
    full = _FULL.search(text)  # then the sum insured is the value
    signed = next((one for one in found if one.currency), None)
    total = Fact(claimed.amount, Source.TEXT, claimed.words) if claimed else _total(lines)
    if total:
        lines = tuple(line for line in lines if line.amount != total.value or line.quantity)
    return Bill(
        claimed=total,
        sum_insured=_fact(first.get("sum insured") or (first.get("value") if full else None)),
        excess=_fact(first.get("excess")) or _zero(_NIL.search(text)),
        rate=Fact(Decimal(rates["rate"] or rates["rate2"]), Source.TEXT, rates[0]) if rates else None,
        already_paid=_fact(first.get("paid")) or _zero(_UNUSED.search(text)),
        value=_fact(first.get("value")),
        currency=signed.currency if signed else "",
        currency_words=signed.words if signed else "",
        lines=lines,
    )


def _role(text: str, one: Money) -> str:
    after, before = text[one.end : one.end + 40], text[max(0, one.start - 60) : one.start]
    clause = re.split(r"[.;]\s", before)[-1]
    for role, pattern in _AFTER:
        if pattern.search(after):
            return role
    for role, pattern in _BEFORE:
        if pattern.search(clause):
            return role
    return "line"


def _line(text: str, one: Money) -> ClaimLine:
    """Make a line of an amount: its label are the words around it, its rate the one told beside it."""
    start = max(text.rfind(mark, 0, one.start) for mark in (". ", "; ", ", plus ", " plus ")) + 1
    before = text[start : one.start]
    after = re.split(r"[.;,]|\b(?:plus|and)\b", text[one.end :], maxsplit=1)[0]
    told = before if re.search(r"[A-Za-z]{3}", _FILLER.sub("", _bare(before))) else after
    if re.match(r"\s*(?:to|the clinic|taxis?|for)\b", after):
        told = after if len(_FILLER.sub("", _bare(after)).split()) else told
    quantity, rate = _times(before)
    return ClaimLine(_bare(told)[:80] or "claim", one.amount, quantity, rate, one.words)


def _times(before: str) -> tuple[Quantity | None, Decimal | None]:
    """Read '6,000 a day for 2 days' before an amount that is their product."""
    match = _TIMES.search(before)
    rates = money(before)
    if not match or not rates:
        return None, None
    unit = (match["unit"] or match["unit2"]).lower()
    count = number(match["count"] or match["count2"])
    return Quantity(count, _UNITS[unit], unit), rates[-1].amount


def _bare(words: str) -> str:
    for found in reversed(money(words)):
        words = words[: found.start] + words[found.end :]
    return " ".join(words.split()).strip(" ,.;:()-")


def _total(lines: Sequence[ClaimLine]) -> Fact[Decimal] | None:
    """Return the total of lines without one: the last where it is the others' sum, else their sum."""
    if not lines:
        return None
    *others, last = lines
    if len(others) > 1 and sum(line.amount for line in others) == last.amount:
        return Fact(last.amount, Source.TEXT, last.words)
    words = " + ".join(line.words for line in lines)
    source = Source.TEXT if len(lines) == 1 else Source.DERIVED
    return Fact(sum((line.amount for line in lines), Decimal(0)), source, words)


def _fact(one: Money | None) -> Fact[Decimal] | None:
    return Fact(one.amount, Source.TEXT, one.words) if one else None


def _zero(match: re.Match[str] | None) -> Fact[Decimal] | None:
    return Fact(Decimal(0), Source.TEXT, match[0]) if match else None
