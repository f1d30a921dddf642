"""Waiting periods against the time that the policy has run: date arithmetic, nothing else.

A waiting period of n months or years ends on the same day of the month, n months after the start (on
the month's last day where that month is shorter); days and weeks are counted. A loss on the day that
it ends is after it: the period is over at the start of that day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from intelliclaim.assess.case import Case, day
from intelliclaim.assess.evidence import Bearing
from intelliclaim.types import Check, Outcome, Quantity, Step, Term, TermKind, Unit

APPLIES, TOUCHES = 0.6, 0.35  # of `Bearing.strength`, for a period that is for listed things
NAMED, LISTED = 0.45, 0.6  # of `Bearing.item`: may be what the list names; is what it names
RARE, SHARED = 0.6, 1.5  # of `Bearing.rarest`: may be about it; of `Bearing.shared`: is about it
LONGEST_GENERAL = 6  # months
# A period that is for whatever happens, not for a list.
GENERAL = re.compile(
    r"\b(?:any|all|every)\b(?: \w+){0,2} (?:illness|sickness|disease|condition|claim|treatment|"
    r"expense|loss)s?\b|"
    r"\bmedical conditions?\b[^.;]{0,20}\ball\b",
    re.I,
)
ACCIDENT = re.compile(
    r"accident|injur|fell\b|fall\b|crash|collision|knocked|struck|fracture|\bhit by\b|run over|slipped", re.I
)
PRE_EXISTING = re.compile(r"pre-?\s?existing|\bPED\b", re.I)
HISTORY = re.compile(
    r"pre-?\s?existing|\bPED\b|known (?:\w+ ){0,2}(?:history|case|hyperten|diabet|cardiac)|long-?standing|"
    r"history of|since childhood|for (?:many )?years|earlier signs|already had|previously",
    re.I,
)
NO_HISTORY = re.compile(
    r"nothing pre-?existing|not (?:a )?pre-?existing|no (?:known )?(?:PED|pre-?existing|earlier signs|"
    r"history)|"
    r"never (?:had|before)|first[- ]ever|(?:came up|began|started|first diagnosed) (?:last|this) year",
    re.I,
)
MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
DAYS = {Unit.DAY: 1, Unit.WEEK: 7}


def ends(start: date, duration: Quantity) -> date | None:
    """Return the first day on which a waiting period is over; None for a duration in other units."""
    if duration.unit in DAYS:
        return start + timedelta(days=int(duration.count) * DAYS[duration.unit])
    if duration.unit not in MONTHS:
        return None
    months = start.month - 1 + int(duration.count) * MONTHS[duration.unit]
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def waiting_periods(case: Case) -> Iterator[Check]:
    """Hold the claim against each waiting period that may touch it."""
    seen: set[tuple[int, tuple[int, ...]]] = set()
    for bearing in case.bearings(TermKind.WAITING_PERIOD):
        place = bearing.term.clause, bearing.term.passages
        if place in seen or not bearing.term.duration:
            continue
        touches = _touches(case, bearing)
        if not touches and bearing.of("rarest") < RARE:
            continue
        check = _waited(case, bearing)
        # One that is not over and has a rare word of the claim's keeps it from being approved, however weak.
        if not touches and check.outcome is Outcome.MET:
            continue
        seen.add(place)
        start = case.facts.policy_start
        until = ends(start.value, bearing.term.duration) if start else None
        yield replace(check, until=until)


def _touches(case: Case, bearing: Bearing) -> bool:
    """Say whether a waiting period is about this claim: by its list, or for all illness, or by a history."""
    term = bearing.term
    if PRE_EXISTING.search(term.subject):
        return HISTORY.search(case.text) is not None
    if _general(case, term):
        return True
    return bearing.strength >= TOUCHES and bearing.of("item") >= NAMED


def _general(case: Case, term: Term) -> bool:
    """Say whether a period is for whatever happens: a longer one is some benefit's own."""
    months = term.duration.count * MONTHS.get(term.duration.unit, 0) if term.duration else 0
    return not term.items and months <= LONGEST_GENERAL and GENERAL.search(case.wording(term)) is not None


def _waited(case: Case, bearing: Bearing) -> Check:
    term, duration = bearing.term, bearing.term.duration
    assert duration is not None  # the caller's condition
    title = f"Waiting period: {term.subject}"
    cited = (case.cite(term),)
    length = f"{duration.count} {duration.unit}{'' if duration.count == 1 else 's'}"
    over, arithmetic = _over(case, duration)
    if PRE_EXISTING.search(term.subject) and NO_HISTORY.search(case.text):
        return Check(
            Step.WAITING_PERIOD, title, Outcome.MET, "The claim says that it is not pre-existing.", cited
        )
    if over is None:
        reason = f"It waits for {length}; how long the policy has run is not told."
        ask = "the policy's first day and the date of loss"
        listed = bool(term.items)  # one that is for whatever happens is over in most policies' lives
        return Check(Step.WAITING_PERIOD, title, Outcome.UNKNOWN, reason, cited, ask, deciding=listed)
    if over:
        return Check(
            Step.WAITING_PERIOD,
            title,
            Outcome.MET,
            f"It waits for {length}: {arithmetic}, so it is over.",
            cited,
        )
    reason = f"It waits for {length}: {arithmetic}, so it is not over."
    if PRE_EXISTING.search(term.subject):
        ask = "when the illness was first diagnosed or treated"
        return Check(Step.WAITING_PERIOD, title, Outcome.UNKNOWN, reason, cited, ask, deciding=True)
    if ACCIDENT.search(term.exceptions or case.wording(term)) and _accident(case):
        return Check(Step.WAITING_PERIOD, title, Outcome.MET, f"{reason} An accident is excepted.", cited)
    certain = _general(case, term) or bearing.strength >= APPLIES or bearing.of("item") >= LISTED
    certain = certain or bearing.of("shared") >= SHARED
    return Check(
        Step.WAITING_PERIOD,
        title,
        Outcome.NOT_MET if certain else Outcome.UNKNOWN,
        reason,
        cited,
        ask="" if certain else "whether the waiting period is for this",
        deciding=True,
    )


def _accident(case: Case) -> bool:
    told = re.sub(r"\b(?:no|not an?|without) (?:accident|injury)", "", case.text, flags=re.I)
    return ACCIDENT.search(told) is not None


def _over(case: Case, duration: Quantity) -> tuple[bool | None, str]:
    """Say whether the time has run, with the arithmetic; None where it cannot be told."""
    start, loss, held = case.facts.policy_start, case.facts.loss_date, case.facts.held_months
    end = ends(start.value, duration) if start else None
    if start and loss and end:
        return (
            loss.value >= end,
            f"from {day(start.value)} it ends on {day(end)}; the loss is on {day(loss.value)}",
        )
    since = next((each for each in case.facts.quantities if each.what == "since inception"), None)
    if since and since.unit in DAYS and duration.unit in DAYS:
        run, wait = since.count * DAYS[since.unit], duration.count * DAYS[duration.unit]
        return run >= wait, f"{run} days have run"
    if held is None:
        return None, ""
    wait_months = duration.count * MONTHS[duration.unit] if duration.unit in MONTHS else duration.count / 30
    return held.value >= wait_months, f"the policy has run {held.value} months ('{held.words}')"
