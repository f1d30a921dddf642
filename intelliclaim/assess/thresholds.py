"""Bounds in a clause ('more than 30 consecutive days') against the measures that a claim gives ('45 days').

Compares numbers of one dimension only (durations in hours, lengths in metres, speeds, weights,
dioptres, percents); which measure belongs to which bound it does not know, so where several of one
dimension are told and they disagree, it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from intelliclaim.facts.dates import dates
from intelliclaim.search.keywords import STOP_WORDS, stem, words

# What one unit is, in its dimension's own. Months and years are average ones: bounds that hang on a
# calendar day are the waiting periods' business.
_UNITS = (
    (r"hours?|hrs?", "duration", 1.0),
    (r"days?|nights?", "duration", 24.0),
    (r"weeks?", "duration", 168.0),
    (r"months?", "duration", 730.5),
    (r"years?|yrs?", "duration", 8766.0),
    (r"kilomet(?:er|re)s?|kms?", "length", 1000.0),
    (r"met(?:er|re)s?|m", "length", 1.0),
    (r"centimet(?:er|re)s?|cms?", "length", 0.01),
    (r"feet|foot|ft", "length", 0.3048),
    (r"miles?", "length", 1609.344),
    (r"mph|miles per hour", "speed", 1.609344),
    (r"km/h|kmph|kph|kilomet(?:er|re)s per hour", "speed", 1.0),
    (r"kilograms?|kgs?", "weight", 1.0),
    (r"lbs?|pounds", "weight", 0.45359237),
    (r"diopt(?:er|re)s?|d", "dioptre", 1.0),
    (r"per\s?cent|%", "percent", 1.0),
    (r"tonnes?", "weight", 1000.0),
    (r"cc", "displacement", 1.0),
)
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
_NUMBERS = {word: float(at) for at, word in enumerate(_WORDS)} | {
    "thirty": 30.0,
    "forty": 40.0,
    "forty-five": 45.0,
    "sixty": 60.0,
    "ninety": 90.0,
    "a": 1.0,
    "an": 1.0,
}
_NUMBER = rf"(?P<number>\d[\d,]*(?:\.\d+)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = "|".join(
    rf"(?P<u{at}>{unit})" for at, unit in sorted(enumerate(u for u, _, _ in _UNITS), key=lambda u: -len(u[1]))
)
_UNIT_WORD = re.compile("|".join(unit for unit, _, _ in _UNITS) + "|consecutive|more|less|than|within", re.I)
# '30 (thirty) consecutive days', '4 meters', '-5.25 D'
_KIND = r"(?:(?:consecutive|continuous|full|calendar|completed)\s+)?"
_MEASURE = rf"-?{_NUMBER}(?:\s*\(\s*[\w-]+\s*\))?[\s-]*{_KIND}(?:{_UNIT})(?![\w/])"


class Bound(StrEnum):
    """How a clause bounds a measure."""

    OVER = ">"
    FROM = ">="
    UNDER = "<"
    UP_TO = "<="


_BEFORE = (
    (
        r"(?:more|greater|longer|higher|later)\s+than|exceed(?:s|ing)?|in excess of|over|above|beyond",
        Bound.OVER,
    ),
    (r"(?:less|lower) than (?:or )?equal to|equal to or (?:less|lower) than", Bound.UP_TO),
    (r"(?:more|greater|higher) than (?:or )?equal to|equal to or (?:more|greater) than", Bound.FROM),
    (r"at least|(?:not|no)\s+(?:less|fewer)\s+than|minimum(?: of)?", Bound.FROM),
    (r"(?:not|no)\s+(?:more|later|longer)\s+than|up to|at most|within|maximum(?: of)?", Bound.UP_TO),
    (r"(?:less|fewer|shorter|lower)\s+than|under|below", Bound.UNDER),
)
_AFTER = (
    (r"or\s+(?:more|above|over|longer|higher)", Bound.FROM),
    (r"or\s+(?:less|below|under|fewer|lower)", Bound.UP_TO),
)
SENTENCE_END = re.compile(r"(?<=[.;!?])\s+")
_BEFORE_WORDS = "|".join(pattern for pattern, _ in sorted(_BEFORE, key=lambda one: -len(one[0])))
_AFTER_WORDS = "|".join(pattern for pattern, _ in _AFTER)
_BOUNDED = re.compile(
    rf"(?:(?P<before>{_BEFORE_WORDS})\s+)?(?:\w+\s+of\s+)?{_MEASURE}(?:\s+(?P<after>{_AFTER_WORDS}))?", re.I
)
_TOLD = re.compile(rf"(?<![\w.,]){_MEASURE}", re.I)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its dimension, in that dimension's own unit; `words` as they stand in the text.

    `context`: the stems of the sentence around it, which say what was measured.
    """

    value: float
    dimension: str
    words: str
    context: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Threshold:
    """A measure as a clause bounds it."""

    bound: Bound
    measure: Measure

    def holds(self, told: Measure) -> bool:
        """Say whether a told measure of the same dimension is within the bound."""
        value, limit = told.value, self.measure.value
        return {
            Bound.OVER: value > limit,
            Bound.FROM: value >= limit,
            Bound.UNDER: value < limit,
            Bound.UP_TO: value <= limit,
        }[self.bound]


def thresholds(text: str) -> tuple[Threshold, ...]:
    """Find the bounds in a clause's text."""
    found = []
    for match in _BOUNDED.finditer(text):
        bound = _bound(match["after"], _AFTER) or _bound(match["before"], _BEFORE)
        if bound:
            found.append(Threshold(bound, _measure(match)))
    return tuple(found)


def measures(text: str) -> tuple[Measure, ...]:
    """Find the measures in a claim's text, each with its sentence."""
    found = []
    for sentence in SENTENCE_END.split(text):
        context = _about(sentence)
        found += [replace(_measure(match), context=context) for match in _TOLD.finditer(sentence)]
    return tuple(found)


def days_between(text: str) -> tuple[Measure, ...]:
    """Return the time between one date of a claim and the next, with the later one's sentence."""
    found = [one for one in dates(text) if one.month]
    gaps = []
    for first, second in zip(found, found[1:], strict=False):
        # 2001 stands for a year that is not told: it has no 29 February.
        years = [(one.value.year if one.value else 2001) for one in (first, second)]
        try:
            start, end = date(years[0], first.month, first.day), date(years[1], second.month, second.day)
        except ValueError:
            continue
        if 0 < (end - start).days < 366 and (first.value is None) == (second.value is None):
            sentence = next((s for s in SENTENCE_END.split(text) if second.words in s), "")
            words_ = f"{first.words} to {second.words}"
            gaps.append(Measure((end - start).days * 24.0, "duration", words_, _about(sentence)))
    return tuple(gaps)


def _about(text: str) -> frozenset[str]:
    """Return the stems that say what a sentence measures: no stop words, no units, no numbers."""
    return frozenset(
        stem(word)
        for word in words(text)
        if word not in STOP_WORDS and not word.isdigit() and not _UNIT_WORD.fullmatch(word)
    )


def verdict(clause: str, told: Sequence[Measure]) -> tuple[bool, Threshold, Measure] | None:
    """Say whether what is told lies within the clause's bound, with the two that were compared.

    None where the clause has no bound, or no measure of its dimension is told, or they disagree.
    """
    about = _about(clause)
    for threshold in thresholds(clause):
        comparable = [
            one
            for one in told
            if one.dimension == threshold.measure.dimension
            and (one.dimension != "duration" or one.context & about)  # a stay is not a delay
        ]
        answers = {threshold.holds(one) for one in comparable}
        if len(answers) == 1:
            return answers.pop(), threshold, comparable[0]
    return None


def _bound(words: str | None, patterns: Sequence[tuple[str, Bound]]) -> Bound | None:
    return next((bound for pattern, bound in patterns if words and re.fullmatch(pattern, words, re.I)), None)


def _measure(match: re.Match[str]) -> Measure:
    number = match["number"].lower().replace(",", "")
    value = _NUMBERS[number] if number in _NUMBERS else float(number)
    at = next(at for at in range(len(_UNITS)) if match[f"u{at}"])
    _, dimension, size = _UNITS[at]
    return Measure(value * size, dimension, " ".join(match[0].split()))
