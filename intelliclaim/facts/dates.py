"""Dates as claims are told in, and the time between them.

A policy that starts on a day of the month has run one month more on the same day of each later month,
or on that month's last day where it is shorter: one that starts on 31 January has run one month on
28 (or 29) February.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MONTHS = {name.lower(): at for at, name in enumerate(calendar.month_abbr) if name}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = (
    re.compile(r"\b(?P<year>\d{4})-(?P<mm>\d{2})-(?P<day>\d{2})\b"),
    re.compile(rf"\b{_DAY}(?:\s+of)?[\s-]+{_MONTH}\b\.?,?(?:[\s-]+(?P<year>\d{{4}}))?", re.I),
    re.compile(rf"\b{_MONTH}\.?\s+{_DAY}\b,?(?:\s+(?P<year>\d{{4}}))?", re.I),
    re.compile(r"\b(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})\b"),
)
_MONTH_ALONE = re.compile(rf"\b(?:{_MONTH}\.?\s+)?(?P<year>(?:19|20)\d\d)\b", re.I)
MONTH_FIRST = ("USD",)  # currencies of countries that write the month before the day


@dataclass(frozen=True, slots=True)
class Told:
    """A date in a text; `value` is None where the year is not told. `note` gives the other reading."""

    value: date | None
    day: int
    month: int
    start: int
    end: int
    words: str
    note: str = ""


def dates(text: str, currency: str = "") -> tuple[Told, ...]:
    """Find the dates in a text, in order. 03/04/2026 is read the way the currency's country writes it."""
    found: list[Told] = []
    order = [(int(m["first"]), int(m["second"])) for m in _FORMS[-1].finditer(text)]
    plain = [first > 12 for first, second in order if (first > 12) != (second > 12)]
    if plain:  # one date that can only be read one way tells how the others are written
        currency = "" if plain[0] else MONTH_FIRST[0]
    for form in _FORMS:
        for match in form.finditer(text):
            taken = any(one.start < match.end() and match.start() < one.end for one in found)
            if not taken:
                found += _read(match, currency)
    return tuple(sorted(found, key=lambda one: one.start))


def parse_date(words: str, currency: str = "") -> Told | None:
    """Read the first date in a few words, as typed into a field; None where there is none."""
    return next(iter(dates(words, currency)), None)


def month_or_year(words: str) -> tuple[date, date] | None:
    """Return the first and last day of a 'July 2025' or a '2021' told without a day; None where none is."""
    match = _MONTH_ALONE.search(words)
    if not match:
        return None
    year, name = int(match["year"]), match["month"]
    first = MONTHS[name[:3].lower()] if name else 1
    last = first if name else 12
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _read(match: re.Match[str], currency: str) -> Iterator[Told]:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    if year is not None and year < 100:
        year += 2000
    note = ""
    if parts.get("first"):
        first, second = int(parts["first"]), int(parts["second"])
        day, month = (second, first) if currency in MONTH_FIRST else (first, second)
        if month > 12:
            day, month = month, day
        elif day <= 12 and day != month:
            other = f"{month} {calendar.month_abbr[day]} {year}"
            note = f"Read as {day} {calendar.month_abbr[month]} {year}; it could also be {other}."
    else:
        month = int(parts["mm"]) if parts.get("mm") else MONTHS[parts["month"][:3].lower()]
        day = int(parts["day"])
    words = match[0].strip(" ,.")
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return
    if year is None:
        yield Told(None, day, month, match.start(), match.end(), words)
    elif day <= calendar.monthrange(year, month)[1]:
        yield Told(date(year, month, day), day, month, match.start(), match.end(), words, note)


def months_between(start: date, end: date) -> int:
    """Return how many whole months have run from `start` on the day `end`; negative before the start."""
    months = (end.year - start.year) * 12 + end.month - start.month
    last = calendar.monthrange(end.year, end.month)[1]
    return months if end.day >= min(start.day, last) else months - 1
