"""Numbers, letters and bullets that open a provision or a list's item."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marker:
    """A mark as printed, the style that its siblings share, and its place among them (0 for bullets)."""

    label: str
    style: str
    ordinal: int
    length: int  # characters of the line, with the white space after it


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_BULLET = re.compile(r"([\ue000-\uf8ff•●▪■◆◦○‣►➢➤✓✔❖·»*§]|[–—-](?=\s)|o(?=\s+[A-Z]))\s*(?=\S)")
_NAMED = re.compile(
    r"(section|part|chapter|article|art[ií]culo|clause|endorsement|appendix|annexure|annex|schedule|extension|"
    r"division|coverage)\s*(?:no\.?\s*)?(\d{1,3}[a-z]?|[A-Z]|[IVX]{1,5}|[A-Z]{1,3}-?\d{1,4}[a-z]?)(?![0-9A-Za-z])[°º.:)]*(?:\s*[-–—:]\s*|\s+|$)",
    re.I,
)
_DOTTED = re.compile(r"([A-Z]?\s?\d{1,2}(?:\.\d{1,2}){1,4})[.)]?\s*(?=[^\W\d_]|[“\"‘'(]|$)")
_SIMPLE = re.compile(r"(\(?)(\d{1,3}|[a-zA-Z]|[ivxIVX]{2,5}|([a-z])\3)([.)])(\s+|(?=[A-Z“\"]))(?=\S)")
_JOINED = re.compile(r"(?:[a-z]|\d{1,2})[.)]?\s?\(([ivx]{1,5}|[a-z]|\d{1,2})\)\s*(?=\S)")


def read_marker(text: str, previous: dict[str, int]) -> Marker | None:
    """Return the mark that `text` opens with, or None.

    `previous` holds the last ordinal of each open style: it tells the letter i from the numeral i.
    """
    if bullet := _BULLET.match(text):
        return Marker(bullet.group(1), f"bullet {bullet.group(1)}", 0, bullet.end())
    if named := _NAMED.match(text):
        return Marker(
            f"{named.group(1)} {named.group(2)}", named.group(1).lower(), _value(named.group(2)), named.end()
        )
    if dotted := _DOTTED.match(text):
        parts = dotted.group(1).split(".")
        return Marker(dotted.group(1), f"{len(parts)} deep", int(parts[-1]), dotted.end())
    if simple := _SIMPLE.match(text):
        opening, core, _, closing, _ = simple.groups()
        if opening and closing != ")":
            return None
        return _simple(opening, core, closing, simple.end(), previous)
    if joined := _JOINED.match(text):
        return Marker(text[: joined.end()].strip(), "joined", _value(joined.group(1)), joined.end())
    return None


def _simple(opening: str, core: str, closing: str, length: int, previous: dict[str, int]) -> Marker:
    label = f"{opening}{core}{closing}"
    if core.isdigit():
        return Marker(label, f"{opening}1{closing}", int(core), length)
    upper = core.isupper()
    letter, roman = (
        (f"{opening}A{closing}", f"{opening}I{closing}")
        if upper
        else (f"{opening}a{closing}", f"{opening}i{closing}")
    )
    low = core.lower()
    as_letter = (ord(low[0]) - 96) + (26 if len(low) > 1 else 0)
    if set(low) <= set("ivx"):
        continues_letters = previous.get(letter) == as_letter - 1 and len(set(low)) == 1
        continues_roman = previous.get(roman) == _value(low) - 1
        if continues_roman or not continues_letters:
            return Marker(label, roman, _value(low), length)
    return Marker(label, letter, as_letter, length)


def _value(core: str) -> int:
    digits = re.search(r"\d+", core)
    if digits:
        return int(digits.group())
    low = core.lower()
    if not low or set(low) - set(_ROMAN):
        return ord(low[0]) - 96 if low else 0
    values = [_ROMAN[c] for c in low]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
