"""A claim's dates as a picture: the policy's first day, its waiting periods, the date of loss."""

from __future__ import annotations

from datetime import date

from intelliclaim.types import Check, Outcome, Step, Worksheet
from intelliclaim.ui.drawing import Bar, Mark, bars
from intelliclaim.ui.figures import day
from intelliclaim.ui.plain import count

_SHOWN = 5  # waiting periods
_COLOURS = {Outcome.MET: "ic-is-good", Outcome.NOT_MET: "ic-is-bad", Outcome.UNKNOWN: "ic-is-open"}
_LONGEST = 44  # characters of a waiting period's name


def timeline(sheet: Worksheet) -> str:
    """Return the dates as SVG; '' where the policy's first day or the date of loss is not known."""
    start, loss = sheet.facts.policy_start, sheet.facts.loss_date
    if start is None or loss is None:
        return ""
    waits, currency = _waits(sheet), sheet.ledger.currency
    first = min(start.value, loss.value)
    last = (
        max(loss.value, start.value, *(until for _, until in waits))
        if waits
        else max(loss.value, start.value)
    )
    span = max((last - first).days, 1)

    def at(when: date) -> float:
        return (when - first).days / span

    held = Bar("Policy held", _length(start.value, loss.value), at(first), at(loss.value))
    rows = [held] + [
        Bar(
            _name(check),
            f"until {day(until, currency)}: {_state(check, loss.value)}",
            at(start.value),
            at(until),
            _COLOURS[check.outcome],
        )
        for check, until in waits
    ]
    near = abs(at(loss.value) - at(start.value)) < 0.55
    marks = [
        Mark(f"Began {day(start.value, currency)}", at(start.value), row=1 if near else 0),
        Mark(f"Loss {day(loss.value, currency)}", at(loss.value), "ic-loss"),
    ]
    return bars(said(sheet), rows, marks)


def said(sheet: Worksheet) -> str:
    """Return what the picture shows in sentences, for those who do not see it."""
    start, loss = sheet.facts.policy_start, sheet.facts.loss_date
    if start is None or loss is None:
        return ""
    currency = sheet.ledger.currency
    told = [
        f"The policy began on {day(start.value, currency)}; the loss is on {day(loss.value, currency)}, "
        f"{_length(start.value, loss.value)} later."
    ]
    told += [
        f"{_name(check)}: until {day(until, currency)}, {_state(check, loss.value)}."
        for check, until in _waits(sheet)
    ]
    return " ".join(told)


def _waits(sheet: Worksheet) -> list[tuple[Check, date]]:
    """Return the waiting periods that have an end, those not met first, each end of a name once."""
    found = {
        (check.title, check.until): check
        for check in sheet.checks
        if check.step is Step.WAITING_PERIOD and check.until is not None
    }
    order = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET)
    checks = sorted(found.values(), key=lambda check: order.index(check.outcome))
    return [(check, check.until) for check in checks if check.until is not None][:_SHOWN]


def _state(check: Check, loss: date) -> str:
    """Return how a waiting period stands on the day of the loss; an accident may lift one that runs."""
    if check.until is not None and loss >= check.until:
        return "over"
    return {Outcome.MET: "does not apply", Outcome.UNKNOWN: "open"}.get(check.outcome, "not over")


def _name(check: Check) -> str:
    name = check.title.removeprefix("Waiting period: ").strip() or check.title
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


def _length(start: date, end: date) -> str:
    """Return the time between two days: '81 days', '14 months'."""
    days = (end - start).days
    if abs(days) < 92:
        return count(days, "day")
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return count(months, "month") if months < 36 else count(months // 12, "year")
