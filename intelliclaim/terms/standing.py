"""What a passage stands under: headings, lead-ins and the lines before it that say whether it excludes.

The nearest says most: an item under 'We will not pay for' is excluded although its chapter is a cover's,
and a heading such as 'Arbitration' ends what 'Exclusions' above it began.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intelliclaim.terms import wording
from intelliclaim.terms.values import durations
from intelliclaim.types import Clause, ClauseKind, Passage, Quantity, Unit

LONGEST_WAIT = 72  # months: what is longer is no waiting period
LONGEST_ITEM = 30  # words
LONGEST_OPENER = 8  # words of a heading that stands among a clause's passages
MARKER = re.compile(
    r"^\W*(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2}(?:\.\d+)*)[.)]\s*|\d{1,2}\s[a-z]\)\s*|[•●▪■–\uf000-\uf0ff-]\s*|\d+(?:\.\d+)+\s+)+",
    re.I,
)
_TITLE = re.compile(r"\W*(?:what|when|where) (?:is|are|we|you)\b|\W*exclusions?\W*$", re.I)
_MONTHS = {Unit.DAY: 1 / 30, Unit.WEEK: 7 / 30, Unit.MONTH: 1, Unit.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a passage stands: under what excludes, under conditions to be met, under a waiting period.

    `neutral`: under a heading (conditions, complaints) where nothing is granted. `wait`: the period that
    its list is for. `waits`: whether the headings or the lead-in speak of waiting at all. `both`: under two
    columns, of which only the second excludes.
    """

    excluding: bool = False
    criteria: bool = False
    neutral: bool = False
    waits: bool = False
    wait: Quantity | None = None
    both: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """A passage with its place and how it stands.

    `opener`: for an item of a list within a list, the item before it that opens the inner one ('leaving
    your vehicle unlocked after it:'), without which its own words ('broke down') say too little.
    """

    clause: Clause
    at: int
    passage: Passage
    standing: Standing
    opener: int | None = None

    @property
    def text(self) -> str:
        """The passage as a person reads it."""
        return self.passage.text


def stated(clauses: Sequence[Clause]) -> Iterator[Stated]:
    """Go through the clauses' passages in reading order, each with how it stands."""
    waits: dict[tuple[str, ...], Quantity] = {}  # by heading path: the duration that its lists stand under
    before = Standing()
    before_heading: tuple[str, ...] = ()
    opened = False  # the last passage opened a list
    for clause in clauses:
        standing = _under(clause, waits)
        if clause.heading == before_heading and not _opens(clause.lead_in):
            carried = opened or (before.criteria and clause.kind is ClauseKind.LIST)
            if carried and clause.lead_in is None or before.criteria:
                standing = _merge(standing, before)
        opened = False
        opener: int | None = None
        for at, passage in enumerate(clause.passages):
            if opener is not None and _style(passage) in ("", _style(clause.passages[opener])):
                opener = None  # the inner list has ended
            own = own_wait(passage.text, standing.excluding)
            if own and (standing.wait is None or not is_item(passage.text) or standing.waits):
                standing = _with_wait(standing, own)
            yield Stated(clause, at, passage, standing, opener)
            opened = _opens(passage)
            if opened:
                standing = _turn(standing, passage.text)
                opener = at if _style(passage) else None
        if standing.wait and standing.waits:
            waits[clause.heading] = standing.wait
        before, before_heading = standing, clause.heading


def own_wait(text: str, excluding: bool) -> Quantity | None:
    """Return the waiting period that a text states itself; a bare deadline waits only where it excludes."""
    if wording.NO_WAIT.search(text):
        return None
    found = wording.NAMED_WAIT.search(text) or wording.COVERED_AFTER.search(text)
    if not found and (excluding or re.search(r"\bnot\b|n['’]t\b|\bexclu|\bno\b|\bunless\b", text, re.I)):
        found = wording.UNTIL.search(text)
    if not found:
        return None
    fitting = [one for one in durations(text) if 0 < months(one) <= LONGEST_WAIT]
    return fitting[0] if fitting else None


def months(duration: Quantity) -> float:
    """Return how long a duration is, in months; 0 for one in other units than days to years."""
    return float(duration.count) * _MONTHS.get(duration.unit, 0)


def naming_heading(clause: Clause) -> str:
    """Return the nearest heading that says what a clause is about; '' where none does."""
    return next((text for text in reversed(clause.heading) if not wording.UNNAMING.fullmatch(text)), "")


def is_item(text: str) -> bool:
    """Say whether a passage is an item of a list rather than a sentence."""
    marked = MARKER.match(text) is not None
    return len(text.split()) <= LONGEST_ITEM and (marked or not text.rstrip().endswith("."))


def _under(clause: Clause, waits: dict[tuple[str, ...], Quantity]) -> Standing:
    lead = (clause.lead_in.text,) if clause.lead_in else ()
    excluding, neutral, both = False, False, False
    excluded_above = any(re.search(r"\bexcluded\b", text, re.I) for text in clause.heading[-2:-1])
    for text in (*lead, *reversed(clause.heading)):
        if wording.BOTH_COLUMNS.search(text):
            both = True
            break
        if wording.COVERING.search(text):
            break
        if wording.EXCLUDING.search(text):
            excluding = True
            break
        wrapped = (
            text.strip(" :.").casefold() == "conditions" and excluded_above
        )  # of 'Excluded medical / conditions'
        if text not in lead and wording.NEUTRAL.search(text) and not wrapped:
            neutral = True
            break
    criteria = _opens(clause.lead_in) and any(wording.CRITERIA.search(text) for text in lead)
    speaks = any(wording.WAITING.search(text) for text in (*lead, *clause.heading))
    return Standing(
        excluding, criteria, neutral, speaks, _wait_of(clause, lead, waits) if speaks else None, both
    )


def _wait_of(
    clause: Clause, lead: tuple[str, ...], waits: dict[tuple[str, ...], Quantity]
) -> Quantity | None:
    """Return the waiting period that a clause's list stands under: its lead-in's or a heading's."""
    for text in (*lead, *reversed(clause.heading)):
        own = own_wait(text, excluding=True)
        if own:
            return own
    for depth in range(len(clause.heading), 0, -1):
        if clause.heading[:depth] in waits:
            return waits[clause.heading[:depth]]
    return None


def _style(passage: Passage) -> str:
    """Return how an item is marked, digits and letters alike; '' where a passage is no item."""
    found = MARKER.match(passage.text)
    return re.sub(r"[ivx]+|[a-z]|\d+", "x", found.group().strip().lower()) if found else ""


def _opens(passage: Passage | None) -> bool:
    """Say whether a passage opens a list: it ends in a colon, or is a heading that excludes or covers."""
    if passage is None:
        return False
    text = passage.text.rstrip()
    if wording.BOTH_COLUMNS.search(text):
        return False
    if text.endswith((":", "：", ":-")):
        return True
    return is_title(text)


def is_title(text: str) -> bool:
    """Say whether a passage is a heading among others: 'What is not covered', 'Exclusions'."""
    short = len(text.split()) <= LONGEST_OPENER and not text.endswith((".", ";", ","))
    return short and _TITLE.match(text) is not None


def _turn(standing: Standing, text: str) -> Standing:
    """Return how the items after a lead-in stand."""
    excludes = wording.EXCLUDING.search(text) or wording.EXCLUDES.search(text)
    if wording.CRITERIA.search(text.rstrip(" :：-")):
        return _set(standing, excluding=standing.excluding or bool(excludes), criteria=True)
    if excludes and not wording.COVERING.search(text):
        return _set(standing, excluding=True, criteria=False)
    if wording.COVERING.search(text) or wording.GRANTS.search(text) or wording.EXPLAINS.search(text):
        return _set(standing, excluding=False, criteria=False)
    return standing


def _set(standing: Standing, *, excluding: bool, criteria: bool) -> Standing:
    return replace(standing, excluding=excluding, criteria=criteria)


def _merge(standing: Standing, before: Standing) -> Standing:
    return _set(standing, excluding=before.excluding or standing.excluding, criteria=before.criteria)


def _with_wait(standing: Standing, wait: Quantity) -> Standing:
    return replace(standing, wait=wait)
