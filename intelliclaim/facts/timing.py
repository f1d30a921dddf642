"""How long a policy has run, and the numbers of days, hours and persons that a claim tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from intelliclaim.numbers import COUNT, number
from intelliclaim.types import Fact, Quantity, Source, Unit

_HALF = r"(?P<half>\s+and\s+a\s+half)?"
_SPAN = (
    rf"(?P<count>{COUNT}){_HALF}[\s-]+(?P<unit>month|year|yr)s?\b'?(?P<half2>\s+and\s+a\s+half)?"
    r"(?!-old\s+(?!policy|cover))"
)
_COVER = r"(?:policy|cover(?:age)?|insurance|plan|protection)"
_RUNS = (  # what may stand between a policy and its age: 'policy has been held for 14 months'
    r"(?:\s+(?:is|was|were|now|only|just|about|has|had|been|run|running|held|in|force|continuous(?:ly)?|"
    r"for|bought|taken|out|first|started|incepted|arranged|and|trip|issued|active))*"
)
_BOUGHT = r"(?:bought|taken out|started|joined|incepted|arranged|purchased|issued)"
# A policy's age as a stretch of time.
_HELD = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_COVER}{_RUNS}\s+{_SPAN}(?!\s+(?:term|period|wait))(?:\s+old)?",
        rf"\b{_SPAN}(?:\s+|-)old\s+{_COVER}",
        rf"\b{_SPAN},?\s+(?:of\s+)?(?:continuous(?:ly)?|in force|with us|without a break|uninterrupted|"
        rf"of cover|on cover|on risk)",
        rf"\b{_SPAN}\s+in(?:to)?\b(?=\s*(?:,|\.|;|$|\w+ (?:first )?(?:policy|cover|insurance)|the policy))",
        rf"\binsured(?:\s+with us)?(?:\s+(?:for|only|now|just|since|about))*\s+{_SPAN}(?!\s+old)",
        rf"\b(?:held|continuously|continuous|on the policy|with us|"
        rf"covered)\b[^.;,]{{0,25}}?\b(?:for\s+)?{_SPAN}(?!\s+old)",
        rf"\b{_COVER}\b[^.;,]{{0,25}}\b{_BOUGHT}\b[^.;,]{{0,15}}?{_SPAN}\s+(?:ago|earlier|before)\b",
        rf"\b{_SPAN}\s+(?:after|since|from)\s+(?:the\s+|policy\s+)*(?:inception|commencement|"
        rf"{_COVER}\s+(?:started|began|incepted|start))",
    )
)
_ORDINALS = {
    word: at
    for at, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
}
_YEARTH = re.compile(
    rf"\b(?P<nth>{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|"
    rf"th))\s+(?:policy\s+)?year(?:\s+of\s+(?:the\s+)?(?:policy|cover))?\b",
    re.I,
)
_SINCE = re.compile(
    rf"\b(?P<count>{COUNT})\s+(?P<unit>day|week)s?\s+(?:(?:after|into|since|from)\s+(?:the\s+|her\s+|"
    rf"his\s+|their\s+|policy\s+)*(?:first\s+)?(?:{_COVER}|inception|commencement|"
    rf"joining)(?!\s+(?:\w+\s+)?(?:expir|end|laps|cancel|renew))(?:\s+(?:started|began))?)|"
    rf"\b{_COVER}(?:\s+(?:is|was|only|just))*\s+(?P<count2>{COUNT})\s+(?P<unit2>day|week)s?\s+old\b",
    re.I,
)
_UNITS = {
    "hour": Unit.HOUR, "hr": Unit.HOUR, "day": Unit.DAY, "night": Unit.DAY, "week": Unit.WEEK,
    "month": Unit.MONTH, "year": Unit.YEAR, "yr": Unit.YEAR, "person": Unit.PERSON, "people": Unit.PERSON,
    "passenger": Unit.PERSON, "traveller": Unit.PERSON, "adult": Unit.PERSON, "kid": Unit.PERSON,
    "child": Unit.PERSON, "children": Unit.PERSON, "item": Unit.ITEM, "tooth": Unit.ITEM, "teeth": Unit.ITEM,
    "eye": Unit.ITEM,
}  # fmt: skip
_UNIT_NAMES = "|".join(sorted(_UNITS, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"\b(?P<count>{COUNT})[\s-]+(?:(?:full|whole|complete|consecutive)\s+)?(?P<unit>{_UNIT_NAMES})s?\b"
    r"(?=(?P<after>[^.;,:()]{0,30}))",
    re.I,
)
_COVER_WORDS = re.compile(
    r"\b(?:she|he|they|we|it|has|have|had|been|is|was|on|in|of|the|a|an|its|her|his|their|my|our|policy|"
    r"cover|plan|insured|insurance|first|ever|with|us|continuous(?:ly)?|old|year|health|without|break|no|"
    r"since|ago|held|now|for|so|only|and|renewal|active)\b|\W",
    re.I,
)
_OLD = re.compile(r"[\s-]+old\b", re.I)
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
        return Fact(int(_since_days(since)) // 31, Source.TEXT, since[0])  # no month is longer
    return _by_year(text)


def is_cover_time(words: str) -> bool:
    """Say whether a clause tells how long the policy has run and nothing else that matters."""
    for pattern in (*_HELD, _YEARTH):
        match = pattern.search(words)
        rest = f"{words[: match.start()]} {words[match.end() :]}" if match else words
        if match and not _COVER_WORDS.sub("", rest).strip(" ,.'"):
            return True
    return False


def _since_days(since: re.Match[str]) -> Decimal:
    unit = (since["unit"] or since["unit2"]).lower()
    return number(since["count"] or since["count2"]) * (7 if unit == "week" else 1)


def _by_year(text: str) -> Fact[int] | None:
    nth = _YEARTH.search(text)
    if not nth:
        return None
    word = nth["nth"].lower()
    year = _ORDINALS.get(word) or int(re.sub(r"\D", "", word))
    least = (year - 1) * 12
    return Fact(least, Source.TEXT, nth[0], f"In year {year}: between {least} and {least + 12} months.")


def quantities(text: str) -> tuple[Quantity, ...]:
    """Find numbers of days, hours, persons; the policy's own age in days is 'since inception'.

    Persons told in parts ('couple and two kids') are one quantity, their sum or the 'all four' told.
    """
    told = tuple(_quantities(text))
    whole = _ALL.search(text)
    couple = re.search(r"\bcouple\b(?! of)", text, re.I)
    parts = [one for one in told if one.unit is Unit.PERSON]
    if couple:
        parts.insert(0, Quantity(Decimal(2), Unit.PERSON, couple[0]))
    if whole:
        parts = [Quantity(number(whole["count"]), Unit.PERSON, whole[0])]
    elif len(parts) > 1:
        words = " and ".join(f"{one.count} {one.what}" for one in parts)
        parts = [Quantity(sum((one.count for one in parts), Decimal(0)), Unit.PERSON, words)]
    return (*(one for one in told if one.unit is not Unit.PERSON), *parts)


def _quantities(text: str) -> Iterator[Quantity]:
    taken = [match.span() for held in _HELD for match in held.finditer(text)]
    since = _SINCE.search(text)
    if since:
        taken.append(since.span())
        yield Quantity(_since_days(since), Unit.DAY, "since inception")
    for match in _QUANTITY.finditer(text):
        count, after = match["count"].lower(), match["after"]
        if any(start <= match.start() < end for start, end in taken) or _OLD.match(after):
            continue
        article = count in ("a", "an")
        before = text[max(0, match.start() - 12) : match.start()]
        if article and (after.lower().startswith(" ago") or re.search(r"\d[kK]?\s*$", before)):
            continue  # '3,000 a day' is a rate
        what = " ".join((match["unit"] + after).split()[:6])
        unit = _UNITS[match["unit"].lower().rstrip("s")]
        yield Quantity(number(match["count"]), unit, what.split(" and ")[0] if unit is Unit.PERSON else what)
