"""Does a text state a fact? Words in a row, after numbers, units, currencies and plurals are unified.

'Thirty-six months', '36 month' and '36 MONTHS' are the same; so are 'Rs. 2,50,000', '₹ 2.5 lakh' and
'rupees two lakh fifty thousand'. It knows no synonyms: other wordings of a fact are listed with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

_UNITS = {
    word: Decimal(at)
    for at, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: Decimal(10 * at)
    for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_HUNDRED = Decimal(100)
_SCALES = {
    "thousand": Decimal(1_000), "lakh": Decimal(100_000), "lac": Decimal(100_000),
    "million": Decimal(1_000_000), "crore": Decimal(10_000_000),
}  # fmt: skip
_SIGNS = {
    "hk$": "hkd",
    "s$": "sgd",
    "a$": "aud",
    "us$": "usd",
    "₹": "inr",
    "£": "gbp",
    "€": "eur",
    "$": "usd",
}
_SAME = {
    "rs": "inr", "rupee": "inr", "dollar": "usd", "pound": "gbp", "euro": "eur", "percent": "%",
    "percentage": "%", "hr": "hour", "hrs": "hour", "yr": "year", "yrs": "year", "wk": "week", "wks": "week",
}  # fmt: skip
_SIGN = re.compile("|".join(re.escape(sign) for sign in _SIGNS))
_GROUPED = re.compile(r"(?<=\d),(?=\d)")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|%")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def states(fact: str, text: str) -> bool:
    """Tell whether the text states the fact; `fact` may list other forms: 'twice a year|6 months'."""
    said = f" {comparable(text)} "
    forms = [comparable(form) for form in fact.split("|")]
    return any(form and f" {form} " in said for form in forms)


@lru_cache(maxsize=4096)
def comparable(text: str) -> str:
    """Return a text's words and numbers in lower case with single spaces, one form for each that is equal."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = _SIGN.sub(lambda sign: f" {_SIGNS[sign[0]]} ", plain)
    plain = re.sub(r"per\s+cent\b", "percent", _GROUPED.sub("", plain))
    return " ".join(_numbered([_unified(token) for token in _TOKEN.findall(plain)]))


def _unified(token: str) -> str:
    token = _SAME.get(token, token)
    if len(token) > 3 and token.endswith("s") and not token.endswith("ss"):
        token = token[:-1]
    return _SAME.get(token, token)


def _numbered(tokens: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(tokens):
        value, used = _number(tokens, at)
        yield _written(value) if used else tokens[at]
        at += used or 1


def _number(tokens: Sequence[str], start: int) -> tuple[Decimal, int]:
    """Read the longest number that begins here: its value, and of how many tokens; 0 where none does."""
    if _NUMBER.fullmatch(tokens[start]):
        part, at = Decimal(tokens[start]), start + 1
        if at == len(tokens) or tokens[at] not in _SCALES:
            return part, 1
    else:
        part, at = _below_thousand(tokens, start)
    total, largest, end = Decimal(0), Decimal("Infinity"), at
    while end > start:
        scale = _SCALES.get(tokens[end]) if end < len(tokens) else None
        if scale is None or scale >= largest:
            return total + part, end - start
        total, largest = total + part * scale, scale
        part, after = _below_thousand(tokens, end + 1)
        if after == end + 1:
            return total, after - start
        end = after
    return Decimal(0), 0


def _below_thousand(tokens: Sequence[str], start: int) -> tuple[Decimal, int]:
    """Read number words below a thousand: the value, and where they end; `start` where there are none."""
    value, at = _below_hundred(tokens, start)
    if at > start and at < len(tokens) and tokens[at] == "hundred":
        value, at = value * _HUNDRED, at + 1
        joined = at < len(tokens) - 1 and tokens[at] == "and"
        rest, end = _below_hundred(tokens, at + joined)
        if end > at + joined:
            return value + rest, end
    return value, at


def _below_hundred(tokens: Sequence[str], start: int) -> tuple[Decimal, int]:
    first = tokens[start] if start < len(tokens) else ""
    if first in _UNITS:
        return _UNITS[first], start + 1
    if first not in _TENS:
        return Decimal(0), start
    second = _UNITS.get(tokens[start + 1]) if start + 1 < len(tokens) else None
    if second is not None and 0 < second < 10:
        return _TENS[first] + second, start + 2
    return _TENS[first], start + 1


def _written(value: Decimal) -> str:
    return f"{value.normalize():f}"
