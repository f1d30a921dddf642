"""Money and dates as a letter writes them, and the ledger as a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal

from intelliclaim.letter.paper import Table
from intelliclaim.types import Ledger, LedgerLine

# Where people count in lakh and crore: the last three digits, then pairs.
_LAKH_CURRENCIES = frozenset({"INR", "PKR", "BDT", "NPR"})
MONTH_FIRST = frozenset({"USD"})  # where a date is written month, day, year
_LAKH_GROUPS = re.compile(r"(?<=\d)(?=(?:\d\d)*\d{3}$)")
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")


def amount(value: Decimal, currency: str, *, cents: bool | None = None) -> str:
    """Return '2,40,000' for rupees, '240,000' for others; the decimals where there are any, or as told."""
    whole, _, decimals = f"{abs(value):.2f}".partition(".")
    groups = _LAKH_GROUPS if currency in _LAKH_CURRENCIES else _THOUSANDS
    shown = decimals.strip("0") if cents is None else cents
    return ("−" if value < 0 else "") + groups.sub(",", whole) + (f".{decimals}" if shown else "")


def money(value: Decimal, currency: str) -> str:
    """Return 'INR 2,40,000': the code, as four dollars share a sign."""
    return f"{currency} {amount(value, currency)}".strip()


def day(value: date, currency: str = "") -> str:
    """Return '3 March 2026', or 'March 3, 2026' for a policy in US dollars."""
    if currency in MONTH_FIRST:
        return f"{value:%B} {value.day}, {value.year}"
    return f"{value.day} {value:%B %Y}"


def short_day(value: date, currency: str = "") -> str:
    """Return '3 Mar 2026', or 'Mar 3, 2026' for a policy in US dollars."""
    if currency in MONTH_FIRST:
        return f"{value:%b} {value.day}, {value.year}"
    return f"{value.day} {value:%b %Y}"


def moment(value: datetime) -> str:
    """Return '3 March 2026, 14:05 UTC'."""
    return f"{day(value)}, {value:%H:%M} UTC"


def claimed_total(ledger: Ledger) -> Decimal:
    """Return the sum of the bill's lines."""
    return sum((line.claimed for line in ledger.lines), Decimal(0))


def ledger_table(ledger: Ledger, notes: Callable[[LedgerLine], str] | None = None) -> Table:
    """Return the ledger: the bill's lines, their sums, the steps on the sum, the amount payable.

    `notes` fills a last column; without it there is none. All amounts show decimals where one has them.
    """
    lines = (*ledger.lines, *ledger.steps)
    figures = [value for line in lines for value in (line.claimed, line.payable, line.disallowed)]
    cents = any(value != value.to_integral_value() for value in (*figures, ledger.payable or Decimal(0)))

    def row(label: str, values: Sequence[Decimal | None], note: str = "") -> tuple[str, ...]:
        shown = ["open" if value is None else amount(value, ledger.currency, cents=cents) for value in values]
        return (label, *shown, *((note,) if notes else ()))

    def rows_of(some: Sequence[LedgerLine]) -> list[tuple[str, ...]]:
        return [
            row(line.label, (line.claimed, line.payable, line.disallowed), notes(line) if notes else "")
            for line in some
        ]

    rows, bold = rows_of(ledger.lines), set[int]()
    if ledger.lines and ledger.steps:
        bold.add(len(rows))
        rows.append(row("Sum of these", _sums(ledger.lines)))
    rows += rows_of(ledger.steps)
    bold.add(len(rows))
    claimed = claimed_total(ledger)
    disallowed = None if ledger.payable is None else claimed - ledger.payable
    rows.append(row("In all", (claimed, ledger.payable, disallowed)))
    return Table(
        rows=tuple(rows),
        widths=(26, 15, 15, 16, 28) if notes else (46, 18, 18, 18),
        header=(
            f"Item{f', in {ledger.currency}' if ledger.currency else ''}",
            "Claimed",
            "Payable",
            "Not payable",
            *(("How, and why",) if notes else ()),
        ),
        figures=frozenset({1, 2, 3}),
        bold=frozenset(bold),
    )


def _sums(lines: Sequence[LedgerLine]) -> tuple[Decimal, Decimal, Decimal]:
    zero = Decimal(0)
    return (
        sum((line.claimed for line in lines), zero),
        sum((line.payable for line in lines), zero),
        sum((line.disallowed for line in lines), zero),
    )
