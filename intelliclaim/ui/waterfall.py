"""The ledger as a picture: from the sum claimed, down each deduction, to the sum payable."""

from __future__ import annotations

from decimal import Decimal

from intelliclaim.types import Ledger, LedgerLine
from intelliclaim.ui.drawing import Bar, bars
from intelliclaim.ui.figures import amount, money

_LONGEST = 44  # characters of a line's name


def waterfall(ledger: Ledger) -> str:
    """Return the amounts as SVG; '' where the sum is open, or nothing is taken off or added."""
    moved = _moved(ledger)
    claimed = _claimed(ledger)
    if ledger.payable is None or not moved:
        return ""
    highest = max([claimed, ledger.payable, *_levels(claimed, moved)])
    if highest <= 0:
        return ""

    def at(value: Decimal) -> float:
        return float(max(value, Decimal(0)) / highest)

    rows = [Bar("Claimed", amount(claimed, ledger.currency), 0, at(claimed))]
    level = claimed
    for line in moved:
        after = level - line.disallowed
        added = line.disallowed < 0
        rows.append(
            Bar(
                _name(line),
                f"{'+' if added else '−'} {amount(abs(line.disallowed), ledger.currency)}",
                at(min(level, after)),
                at(max(level, after)),
                "ic-is-good" if added else "ic-is-bad",
            )
        )
        level = after
    rows.append(Bar("Payable", money(ledger.payable, ledger.currency), 0, at(ledger.payable), "ic-is-good"))
    return bars(said(ledger), rows)


def said(ledger: Ledger) -> str:
    """Return what the picture shows in one sentence, for those who do not see it."""
    if ledger.payable is None:
        return ""
    steps = []
    for line in _moved(ledger):
        sign = "plus" if line.disallowed < 0 else "less"
        steps.append(f"{sign} {money(abs(line.disallowed), ledger.currency)} for {_name(line)}")
    begun = f"Claimed {money(_claimed(ledger), ledger.currency)}"
    return f"{', '.join([begun, *steps])}: payable {money(ledger.payable, ledger.currency)}."


def _claimed(ledger: Ledger) -> Decimal:
    """Return the sum that is claimed: the bill's lines, or what the first step begins with."""
    if ledger.lines:
        return sum((line.claimed for line in ledger.lines), Decimal(0))
    return ledger.steps[0].claimed if ledger.steps else Decimal(0)


def _moved(ledger: Ledger) -> list[LedgerLine]:
    return [line for line in (*ledger.lines, *ledger.steps) if line.disallowed]


def _levels(claimed: Decimal, moved: list[LedgerLine]) -> list[Decimal]:
    levels = [claimed]
    for line in moved:
        levels.append(levels[-1] - line.disallowed)
    return levels


def _name(line: LedgerLine) -> str:
    name = line.label.strip()
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
