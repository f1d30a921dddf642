"""How often a limit is due: the days, hours, persons and items that a claim tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from intelliclaim.ledger.amounts import figure
from intelliclaim.ledger.items import about, kind_of, own_words
from intelliclaim.types import ClaimLine, Facts, Quantity, Term, Unit

HOURS = {Unit.HOUR: 1, Unit.DAY: 24, Unit.WEEK: 168}
TIMES = frozenset({Unit.HOUR, Unit.DAY, Unit.WEEK, Unit.MONTH})
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MOMENT = re.compile(
    r"\b(?:(?P<iso>\d{4}-\d\d-\d\d)|"
    rf"(?P<day>\d{{1,2}}) (?P<month>{'|'.join(_MONTHS)})[a-z]*,?(?: (?P<year>\d{{4}}))?)"
    r"(?:,|T| at)? ?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?: ?(?P<half>am|pm))?\b",
    re.I,
)
_ALL = re.compile(r"\ball\b", re.I)
_PARTIES = (re.compile(r"\badults?\b", re.I), re.compile(r"\bchild(?:ren)?\b|\bkids?\b", re.I))


@dataclass(frozen=True, slots=True)
class Count:
    """A number of units, with how it was reached."""

    number: Decimal
    words: str


def count(facts: Facts, term: Term, unit: Unit, line: ClaimLine | None = None) -> Count | None:
    """Return how many of a unit a term is due for; None where a stretch of time is not told.

    The line's own quantity comes first, then two moments for days and hours (completed periods of 24
    hours), then what the claim tells. One person and one item where no number of them is told.
    """
    if line and line.quantity and line.quantity.unit is unit:
        return _named(line.quantity.count, unit)
    if unit in TIMES:
        return _between(facts, unit) or _time(facts, term, unit)
    if unit is Unit.YEAR:  # 'a year' is the policy's year, which a claim falls into
        return Count(Decimal(1), "1 policy year")
    return _persons(facts) if unit is Unit.PERSON else _items(facts, term, unit)


def blocks(facts: Facts, term: Term, every: Quantity) -> Count | None:
    """Return the full blocks of a benefit for 'every 6 hours': the rest of the division is not paid."""
    told = count(facts, term, every.unit)
    if told is None or every.count <= 0:
        return None
    full = told.number // every.count
    name = "block" if full == 1 else "blocks"
    return Count(full, f"{told.words} hold {figure(full)} full {name} of {figure(every.count)} {every.unit}s")


def _named(number: Decimal, unit: Unit) -> Count:
    return Count(number, f"{figure(number)} {unit}{'' if number == 1 else 's'}")


def _between(facts: Facts, unit: Unit) -> Count | None:
    """Return the completed days or hours between the first two moments that the claim tells."""
    year = facts.loss_date.value.year if facts.loss_date else 2000
    moments = list(_moments(facts.text, year))[:2]
    if len(moments) < 2 or unit not in (Unit.DAY, Unit.HOUR) or moments[1] <= moments[0]:
        return None
    hours = Decimal(int((moments[1] - moments[0]).total_seconds()) // 3600)
    if unit is Unit.HOUR:
        return _named(hours, unit)
    return Count(
        hours // 24, f"{figure(hours)} hours are {figure(hours // 24)} completed periods of 24 hours"
    )


def _moments(text: str, year: int) -> Iterator[datetime]:
    for match in _MOMENT.finditer(text):
        hour = (
            int(match["hour"]) % 12 + 12 * (match["half"].lower() == "pm")
            if match["half"]
            else int(match["hour"])
        )
        try:
            if match["iso"]:
                day = datetime.fromisoformat(match["iso"])
            else:
                month = _MONTHS.index(match["month"].lower()) + 1
                day = datetime(int(match["year"] or year), month, int(match["day"]))
            yield day.replace(hour=hour, minute=int(match["minute"]))
        except ValueError:  # no such date or hour: no moment
            continue


def _time(facts: Facts, term: Term, unit: Unit) -> Count | None:
    """Choose among the stretches of time told, one about the same kind of expense first."""
    told = [one for one in facts.quantities if one.unit is unit and "since inception" not in one.what]
    converted = "" if told else " in full"
    if not told and unit in HOURS:
        others = [one for one in facts.quantities if one.unit in HOURS and "since inception" not in one.what]
        told = [Quantity(one.count * HOURS[one.unit] // HOURS[unit], unit, one.what) for one in others]
    chosen = _about_the_same(told, term)
    if chosen is None:
        return None
    named = _named(chosen.count, unit)
    return Count(named.number, named.words + converted)


def _about_the_same(told: list[Quantity], term: Term) -> Quantity | None:
    """Choose the quantity told about what the term is about; for a term of no kind, all kinds together."""
    kind, own = kind_of(about(term)), own_words(about(term))
    kinds = [kind_of(one.what) for one in told]
    if kind and (any(kinds) or kind == "intensive care"):  # days in intensive care are told as such
        return next((one for one, of in zip(told, kinds, strict=True) if of == kind), None)
    if not kind and len(told) > 1 and all(kinds) and len(set(kinds)) == len(kinds):
        return Quantity(sum((one.count for one in told), Decimal(0)), told[0].unit)
    ranked = sorted(told, key=lambda one: (-len(own & own_words(one.what)), bool(kind_of(one.what))))
    return ranked[0] if ranked else None


def _persons(facts: Facts) -> Count:
    """Count persons: 'all four' says it, adults and children add up, otherwise the largest number told."""
    told = [one for one in facts.quantities if one.unit is Unit.PERSON]
    whole = [one.count for one in told if _ALL.match(one.what)]
    parties = [sum(one.count for one in told if party.search(one.what)) for party in _PARTIES]
    if whole:
        return _named(whole[0], Unit.PERSON)
    if all(parties):
        return _named(Decimal(sum(parties)), Unit.PERSON)
    return _named(max((one.count for one in told), default=Decimal(1)), Unit.PERSON)


def _items(facts: Facts, term: Term, unit: Unit) -> Count:
    told = [one for one in facts.quantities if one.unit is unit]
    chosen = _about_the_same(told, term)
    return _named(chosen.count if chosen else Decimal(1), unit)
