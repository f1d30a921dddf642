"""Amounts, percentages and durations in a passage, as terms hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from intelliclaim.numbers import COUNT, money, number
from intelliclaim.terms.wording import EVERY, LOWER, OF, ON_TOP_OF_EXCESS, PER
from intelliclaim.types import Quantity, Unit

_UNITS = {"hour": Unit.HOUR, "day": Unit.DAY, "week": Unit.WEEK, "month": Unit.MONTH, "year": Unit.YEAR}
# '24 (twenty four) months', 'thirty days', '12-month'
DURATION = (
    rf"(?<!-)\b(?P<count>{COUNT})\s*(?:\([\w\s-]+\))?[\s-]*(?:consecutive\s+|continuous\s+|calendar\s+|policy\s+|full\s+)*"
    r"(?P<unit>hour|day|week|month|year)s?\b"
)
_DURATION = re.compile(DURATION, re.I)
_UNIT_WORD = re.compile(r"hour|day|week|month|year", re.I)
PERCENT = re.compile(
    r"(?<![\d.,/∕])(?P<percent>\d{1,3}(?:\.\d+)?)\s?(?:%|per\s?cent\b|percent\b)(?P<after>.{0,60})",
    re.I | re.S,
)


@dataclass(frozen=True, slots=True)
class Value:
    """A limit's number: an amount, a percentage of something, or both with the lower one holding."""

    amount: Decimal | None = None
    currency: str = ""
    percent: Decimal | None = None
    of: str = ""
    lower: bool = False
    per: Unit | None = None
    every: Quantity | None = None


def durations(text: str) -> tuple[Quantity, ...]:
    """Find the durations of a text, in order."""
    if not _UNIT_WORD.search(text):
        return ()
    return tuple(
        Quantity(number(match["count"]), _UNITS[match["unit"].lower()], match[0])
        for match in _DURATION.finditer(text)
        if match["count"].lower() not in ("a", "an")
    )


def value(text: str) -> Value | None:
    """Read the one limit that a text states; None where it states none."""
    if not any(map(str.isdigit, text)):
        return None
    amounts = [one for one in money(text) if one.amount > 0]
    percent = PERCENT.search(text)
    if not amounts and not percent:
        return None
    every = EVERY.search(text)
    return Value(
        amount=amounts[0].amount if amounts else None,
        currency=amounts[0].currency if amounts else "",
        percent=Decimal(percent["percent"]) if percent else None,
        of=_of(percent["after"]) if percent else ("excess" if ON_TOP_OF_EXCESS.search(text) else ""),
        lower=bool(amounts and percent and LOWER.search(text)),
        per=per(text),
        every=_block(every) if every else None,
    )


def per(text: str) -> Unit | None:
    """Say what a limit is per: a day, a person, an item; None for the claim or the year."""
    return next((Unit(name) for name, pattern in PER if pattern.search(text)), None)


def _of(after: str) -> str:
    return next((name for name, pattern in OF if pattern.search(after)), "")


def _block(match: re.Match[str]) -> Quantity | None:
    try:
        count = number(match["count"])
    except ValueError:
        return None
    return Quantity(count, Unit(match["unit"].lower().rstrip("s")), match[0])
