"""The lines of a bill told in a sentence: each amount with the words that say what it was for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from intelliclaim.facts.amounts import amounts
from intelliclaim.facts.roles import Role
from intelliclaim.numbers import COUNT, Money, number
from intelliclaim.types import ClaimLine, Quantity, Unit

_UNITS = {
    "day": Unit.DAY, "night": Unit.DAY, "week": Unit.WEEK, "hour": Unit.HOUR, "session": Unit.ITEM,
    "sitting": Unit.ITEM, "visit": Unit.ITEM, "person": Unit.PERSON, "people": Unit.PERSON,
}  # fmt: skip
_NAMES = "|".join(_UNITS)
_COUNTED = re.compile(rf"\b(?P<count>{COUNT})\s+(?:full\s+)?(?P<unit>{_NAMES})s?\b", re.I)
_TIMES = re.compile(
    rf"^\s*(?:(?:a|per|each|/)\s*(?:{_NAMES})\s*)?(?:for|x|×|"
    rf"\*)\s*(?P<count>{COUNT})\b",
    re.I,
)
# What a label sheds: the arithmetic inside it, and the words at its ends that name nothing.
_ARITHMETIC = re.compile(
    rf"\b(?:at\s+)?(?:(?:a|per|each)\s+|/\s?)(?:{_NAMES})\b|(?:\b(?:for|x)\s+|"
    rf"×\s*)?\b{COUNT}\s+(?:full\s+)?(?:{_NAMES})s?\b(?:\s+at\b)?",
    re.I,
)
_LEADING = frozenset(
    "he she they we it his her their our took has have had paid pays plus and the a an at of for was were is "
    "as which with incl including another also only claims claiming".split()
)
_TRAILING = frozenset(
    "at of for to rs was were is are came cost costs charged worth and plus the a an from by about".split()
)
_BOUNDARY = re.compile(r"[.;:]\s|,\s|\)\s?|\(")
_TAG = re.compile(r"^\s*(?:\d{1,3}\s?[MF]|[MF],?\s?\d{1,3})\b[\s,]*")
LONGEST = 80  # characters of a label


def read_lines(
    text: str, found: Sequence[tuple[Money, Role]], roles: Sequence[Role]
) -> tuple[ClaimLine, ...]:
    """Make a line of each amount with one of these roles, and of each rate that is told with its days."""
    lines: list[ClaimLine] = []
    taken = 0  # where the last line's words end
    for at, (one, role) in enumerate(found):
        following = found[at + 1][0] if at + 1 < len(found) else None
        if role is Role.RATE:
            line = _rated(text, taken, one, following)
            if line:
                lines.append(line)
                taken = one.end
        elif role in roles:
            until = following.start if following else len(text)
            label, words, taken = _label(text, taken, one, until)
            quantity, rate = _quantity(words, one)
            lines.append(ClaimLine(label or "claim", one.amount, quantity, rate, one.words))
        else:
            taken = one.end
    return tuple(lines)


def _rated(text: str, taken: int, one: Money, following: Money | None) -> ClaimLine | None:
    """Make a line of '6,000 a day for 2 days' where the text does not tell the product itself."""
    after = _TIMES.search(text[one.end :])
    own = text[max(taken, _start(text, one.start)) : one.start]
    before = re.search(rf"{_COUNTED.pattern}(?:\s+[\w-]+){{0,3}}\s+(?:at|@|of)\s*$", own, re.I)
    told = after or before
    if not told:
        return None
    count = number(told["count"])
    if following and following.amount == count * one.amount:
        return None
    unit = re.search(rf"({_NAMES})", text[one.end :], re.I)
    quantity = Quantity(count, _UNITS[unit[1].lower()] if unit else Unit.DAY, _clean(own))
    words = text[one.start : one.end + after.end()] if after else f"{told[0].strip()} {one.words}"
    return ClaimLine(_clean(own) or "claim", one.amount * count, quantity, one.amount, words)


def _label(text: str, taken: int, one: Money, until: int) -> tuple[str, str, int]:
    """Return an amount's label, all the words of its clause, and where they end."""
    start = max(taken, _start(text, one.start))
    before = text[start : one.start]
    stop = _BOUNDARY.search(text, one.end, until)
    end = stop.start() if stop else until
    after = re.split(r"\b(?:plus|and)\b", text[one.end : end], maxsplit=1)[0]
    words = before + " " + after
    if _clean(before):
        listed = _listed(text[taken:start]) if " and " in before else ""
        return _clean(listed + before), words, one.end
    if _clean(after):
        return _clean(after), words, one.end + len(after)
    earlier = text[taken : max(taken, start)]
    pieces = [piece for piece in _BOUNDARY.split(earlier) if _clean(piece)]
    return (_clean(pieces[-1]) if pieces else ""), words, one.end


def _listed(earlier: str) -> str:
    """Return the words before a clause that begin its list: 'Surgeon, ' before 'nurse and bed'."""
    found = re.search(r"(?:(?:^|(?<=[.;:]\s))\s*|(?<=,\s))(?:[A-Za-z-]+(?: [A-Za-z-]+)?,\s+)+$", earlier)
    return found[0] if found else ""


def _start(text: str, at: int) -> int:
    """Return where the clause before an amount begins; an opening bracket right before it is no bound."""
    edge = at - 1 if text[at - 1 : at] == "(" else at
    bounds = [match.end() for match in _BOUNDARY.finditer(text, 0, edge)]
    return bounds[-1] if bounds else 0


def _quantity(words: str, one: Money) -> tuple[Quantity | None, Decimal | None]:
    """Read '2 days' and '6,000 a day' in a line's words, where they make the amount or nothing denies it."""
    told = [(number(match["count"]), match) for match in _COUNTED.finditer(words)]
    for count, match in told:
        for rate in amounts(words):
            if rate.amount * count == one.amount and count != 1:
                return _counted(count, match), rate.amount
    plain = [(count, match) for count, match in told if match["count"].lower() not in ("a", "an")]
    return (_counted(*plain[0]), None) if plain else (None, None)


def _counted(count: Decimal, match: re.Match[str]) -> Quantity:
    unit = match["unit"].lower()
    return Quantity(count, _UNITS[unit], unit)


def _clean(words: str) -> str:
    """Return the words that name something: without amounts, arithmetic and the filler at both ends."""
    for found in reversed(amounts(words)):
        words = words[: found.start] + words[found.end :]
    kept = _ARITHMETIC.sub(" ", _TAG.sub("", words)).split()
    kept = [word for word in (each.strip(" .;:()") for each in kept) if word and word not in ",-–/="]
    while kept and kept[0].lower().strip(",") in _LEADING:
        kept.pop(0)
    while kept and kept[-1].lower().strip(",") in _TRAILING:
        kept.pop()
    label = " ".join(kept).strip(" ,")
    return label[:LONGEST] if re.search(r"[A-Za-z]{2}", label) else ""
