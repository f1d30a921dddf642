"""How long a policy has run, and the numbers of days, hours and persons that a claim tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from intelliclaim.numbers import COUNT, number
from intelliclaim.types import Fact, Quantity, Source, Unit

_HALF = r"(?P<half>\s+and\s+a\s+half)?"
_SPAN = rf"(?P<count>{COUNT}){_HALF}[\s-]+(?P<unit>month|year|yr)s?'?(?P<half2>\s+and\s+a\s+half)?"
_COVER = r"(?:policy|cover(?:age|ed)?|insur(?:ed|ance)|plan)"
# A policy's age as a stretch of time.
_HELD = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_COVER}\b[^.;,]{{0,30}}?\b(?:is |was |now |only |for |held )*{_SPAN}(?:\s+old)?\b",
        rf"\b{_SPAN}(?:\s+|-)old\s+{_COVER}",
        rf"\b{_SPAN},?\s+(?:of\s+)?(?:continuous(?:ly)?|in force|with us|without a break|uninterrupted|of cover|on cover|"
        rf"on risk)",
        rf"\b{_SPAN}\s+in(?:to)?\b(?=\s*(?:,|\.|;|$|\w+ (?:first )?(?:policy|cover|insurance)|the policy))",
        rf"\b(?:held|insured|covered|continuously|continuous|on the policy|with us|joined|bought|started|taken out|"
        rf"incepted)\b[^.;]{{0,40}}?\b{_SPAN}(?:\s+ago)?\b",
        rf"\b{_SPAN}\s+ago\b(?=[^.;]{{0,40}}\b(?:no break|without a break|first policy))",
    )
)
_ORDINALS = {
    word: at
    for at, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
}
_YEARTH = re.compile(
    rf"\b(?P<nth>{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))\s+(?:policy\s+)?year(?:\s+of\s+(?:the\s+)?(?:policy|cover))?\b",
    re.I,
)
_SINCE = re.compile(
    rf"\b(?P<count>{COUNT})\s+(?P<unit>day|week)s?\s+(?:after|into)\s+(?:the\s+|her\s+|his\s+|their\s+)?"
    rf"(?:first\s+)?(?:{_COVER}|inception|start|joining)",
    re.I,
)
_UNITS = {
    "hour": Unit.HOUR, "hr": Unit.HOUR, "day": Unit.DAY, "night": Unit.DAY, "week": Unit.WEEK,
    "month": Unit.MONTH, "year": Unit.YEAR, "yr": Unit.YEAR, "person": Unit.PERSON, "people": Unit.PERSON,
    "passenger": Unit.PERSON, "traveller": Unit.PERSON, "adult": Unit.PERSON, "kid": Unit.PERSON,
    "child": Unit.PERSON, "children": Unit.PERSON, "item": Unit.ITEM, "tooth": Unit.ITEM, "teeth": Unit.ITEM,
    "eye": Unit.ITEM,
}  # fmt: skip
_QUANTITY = re.compile(
    rf"\b(?P<count>{COUNT})[\s-]+(?:(?:full|whole|complete|consecutive)\s+)?"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})s?\b(?=(?P<after>[^.;,:()]{{0,30}}))",
    re.I,
)
_ALL = re.compile(r"\ball\s+(?P<count>two|three|four|five|six)\b(?!\s+(?:day|night|hour|week|month))", re.I)


def held_months(text: str) -> Fact[int] | None:
    """Read how many whole months the policy has run, as told; the least that it can be for 'third year'."""
    for pattern in _HELD:
        for match in pattern.finditer(text):
            years = match["unit"].lower() != "month"
            count = number(match["count"]) + (Decimal("0.5") if match["half"] or match["half2"] else 0)
            return Fact(int(count * (12 if years else 1)), Source.TEXT, match[0].strip(" ,"))
    since = _SINCE.search(text)
    if since:
        days = int(number(since["count"])) * (7 if since["unit"].lower() == "week" else 1)
        return Fact(days // 31, Source.TEXT, since[0])
    return _by_year(text)


def _by_year(text: str) -> Fact[int] | None:
    nth = _YEARTH.search(text)
    if not nth:
        return None
    word = nth["nth"].lower()
    year = _ORDINALS.get(word) or int(re.sub(r"\D", "", word))
    least = (year - 1) * 12
    return Fact(least, Source.TEXT, nth[0], f"In year {year}: between {least} and {least + 12} months.")


def quantities(text: str) -> tuple[Quantity, ...]:
    """Find numbers of days, hours, persons; the policy's own age in days is 'since inception'."""
    return tuple(_quantities(text))


def _quantities(text: str) -> Iterator[Quantity]:
    since = _SINCE.search(text)
    taken = [since.span()] if since else []
    if since:
        unit = _UNITS[since["unit"].lower()]
        yield Quantity(number(since["count"]), unit, "since inception")
    for held in _HELD:
        taken += [match.span() for match in held.finditer(text)]
    for match in _QUANTITY.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        if match["count"].lower() in ("a", "an") and match["after"].lower().startswith((" ago", " old")):
            continue
        before = text[max(0, match.start() - 12) : match.start()]
        rate = match["count"].lower() in ("a", "an") and re.search(r"\d\s*$", before)  # '3,000 a day'
        if not rate:
            what = " ".join((match["unit"] + match["after"]).split()[:6])
            yield Quantity(number(match["count"]), _UNITS[match["unit"].lower().rstrip("s")], what)
    for match in _ALL.finditer(text):
        yield Quantity(number(match["count"]), Unit.PERSON, match[0])
