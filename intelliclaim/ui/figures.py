"""Money, dates and durations as the screen writes and reads them. No streamlit here.

Money is written as the letters write it: rupees in lakh groups (2,40,000), other currencies in
thousands. A date has its month in letters, so that no reader can turn day and month round; US dollars
put it first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from intelliclaim.letter.figures import MONTH_FIRST, amount, money
from intelliclaim.letter.figures import short_day as day
from intelliclaim.types import ClaimLine, Quantity, Term, Unit

__all__ = [
    "amount",
    "band",
    "date_format",
    "day",
    "figure",
    "moment",
    "money",
    "number",
    "quantity",
    "read_amount",
    "read_lines",
    "written_lines",
]

_LINE = re.compile(r"^(?P<label>.+?)\s*[:=]\s*(?P<figure>[^:=]+)$")
_RATE = re.compile(r"^(?P<count>[\d.,]+)\s*(?P<unit>[a-z]+?)s?\s*(?:[x×*]|at)\s*(?P<rate>[\d.,]+)$", re.I)


def moment(value: datetime, currency: str = "") -> str:
    """Return '3 Mar 2026, 14:05 UTC', or 'Mar 3, 2026, 14:05 UTC' for a policy in US dollars."""
    return f"{day(value, currency)}, {value:%H:%M} UTC"


def date_format(currency: str) -> str:
    """Return how a field for a date is written in the currency's country; the ISO way where it is unknown."""
    if not currency:
        return "YYYY-MM-DD"
    return "MM/DD/YYYY" if currency in MONTH_FIRST else "DD/MM/YYYY"


def number(value: Decimal) -> str:
    """Return a plain number without the zeros that say nothing: '12.5', '30'."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def quantity(value: Quantity) -> str:
    """Return '36 months', '1 day in ICU'."""
    counted = f"{number(value.count)} {value.unit}{'' if value.count == 1 else 's'}"
    return f"{counted} {value.what}".strip()


def figure(term: Term) -> str:
    """Return what a term sets, in one line: '1% of sum insured, at most INR 5,000 per day'."""
    parts: list[str] = []
    if term.percent is not None:
        parts.append(f"{number(term.percent)}%" + (f" of {term.of}" if term.of else ""))
    if term.amount is not None:
        sum_of_money = money(term.amount, term.currency)
        parts.append(f"at most {sum_of_money}" if term.percent is not None and term.lower else sum_of_money)
    said = ", ".join(parts)
    if said and term.every is not None:
        said += f" for every {quantity(term.every)}"
    elif said and term.per is not None:
        said += f" per {term.per}"
    if term.duration is not None:
        since = f" from {term.since}" if term.since else ""
        said = "; ".join(filter(None, [said, quantity(term.duration) + since]))
    return said


def band(ends: tuple[Decimal, Decimal], currency: str) -> str:
    """Return 'sum insured 3,00,000 to 5,00,000'."""
    return f"sum insured {amount(ends[0], currency)} to {amount(ends[1], currency)}"


def read_amount(text: str) -> Decimal | None:
    """Read '2,40,000' or '240,000.50'; None where nothing was typed.

    Raises:
        ValueError: the text is not an amount; the message says what can be typed.
    """
    plain = re.sub(r"[,\s']", "", text)
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0:
        raise ValueError(f"“{text.strip()}” is not an amount: type digits, such as 2,40,000 or 1250.50.")
    return value


def written_lines(lines: Sequence[ClaimLine], currency: str) -> str:
    """Write the bill's lines as `read_lines` reads them: 'Room: 2 days × 6,000', 'Surgeon: 80,000'."""
    rows: list[str] = []
    for line in lines:
        if line.quantity is not None and line.rate is not None:
            counted = f"{number(line.quantity.count)} {line.quantity.unit}s"
            rows.append(f"{line.label}: {counted} × {amount(line.rate, currency)}")
        else:
            rows.append(f"{line.label}: {amount(line.amount, currency)}")
    return "\n".join(rows)


def read_lines(text: str) -> tuple[ClaimLine, ...]:
    """Read the bill's lines, one a row.

    Raises:
        ValueError: a row is not 'label: amount' or 'label: 2 days × 6,000'; the message names it.
    """
    return tuple(_read_line(row.strip()) for row in text.splitlines() if row.strip())


def _read_line(row: str) -> ClaimLine:
    found = _LINE.match(row)
    if not found:
        raise ValueError(f"“{row}” is not a line of a bill: type a name, a colon and an amount.")
    label, typed = found["label"], found["figure"].strip()
    rated = _RATE.match(typed)
    if rated and rated["unit"].lower() in set(Unit):
        count, rate = read_amount(rated["count"]), read_amount(rated["rate"])
        if count is not None and rate is not None:
            counted = Quantity(count, Unit(rated["unit"].lower()))
            return ClaimLine(label, count * rate, counted, rate, words=row)
    value = read_amount(typed)
    if value is None:
        raise ValueError(f"“{row}” has no amount.")
    return ClaimLine(label, value, words=row)
