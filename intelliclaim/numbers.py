"""Numbers and money as claims are told in: words, lakh and crore, Indian and western thousands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

WORDS = {
    word: at
    for at, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "both": 2}
WORDS |= {
    f"{ten}-{unit}": WORDS[ten] + WORDS[unit]
    for ten in ("twenty", "thirty", "forty", "sixty", "ninety")
    for unit in "one two three four five six seven eight nine".split()
} | {"one hundred and eighty": 180, "hundred": 100}
COUNT = rf"(?:\d[\d,]*(?:\.\d+)?|{'|'.join(sorted(WORDS, key=len, reverse=True)).replace('-', '[- ]')})"

# What stands for a currency, the longer first.
SIGNS = {
    "HK$": "HKD", "S$": "SGD", "A$": "AUD", "AU$": "AUD", "US$": "USD", "NZ$": "NZD", "C$": "CAD",
    "Rs.": "INR", "Rs": "INR", "₹": "INR", "£": "GBP", "€": "EUR", "$": "",
}  # fmt: skip
CODES = ("INR", "GBP", "EUR", "USD", "HKD", "SGD", "AUD", "NZD", "CAD", "AED", "MYR")
SCALES = {
    "lakh": 100_000, "lakhs": 100_000, "lac": 100_000, "lacs": 100_000, "L": 100_000,
    "crore": 10_000_000, "crores": 10_000_000, "cr": 10_000_000,
    "k": 1_000, "K": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000,
}  # fmt: skip
_SIGN = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_CODE = "|".join(CODES)
_SCALE = r"\s?(?i:lakhs?|lacs?|crores?|cr|thousand|million)\b|(?<=\d)\s?(?:k|K|L|m)\b"
_FIGURE = r"\d+(?:,\d+)*(?:\.\d+)?"
_MONEY = re.compile(
    rf"(?:(?<![A-Za-z])(?P<sign>{_SIGN})\s?|\b(?P<before>{_CODE})\s?)(?P<figure>{_FIGURE})(?P<scale>{_SCALE})?(?:/-)?"
    rf"|(?<![\w.])(?P<bare>{_FIGURE})(?P<bare_scale>{_SCALE})?(?:/-|\s?(?P<after>{_CODE}|rupees|dollars|pounds|euros))"
    rf"|(?<![\w.])(?P<scaled>{_FIGURE})(?P<own_scale>\s?(?i:lakhs?|lacs?|crores?)\b)"
)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a text: `currency` is '' where only a bare '$' or a scale says that it is money."""

    amount: Decimal
    currency: str
    start: int
    end: int
    words: str


def money(text: str) -> tuple[Money, ...]:
    """Find the amounts of money in a text, in order; offsets into it."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Money]:
    for match in _MONEY.finditer(text):
        figure = match["figure"] or match["bare"] or match["scaled"]
        scale = (match["scale"] or match["bare_scale"] or match["own_scale"] or "").strip()
        currency = SIGNS.get(match["sign"] or "", "") or match["before"] or ""
        if not currency:
            currency = _named(match["after"] or "")
        amount = _plain(number(figure) * (SCALES.get(scale) or SCALES.get(scale.lower(), 1)))
        yield Money(amount, currency, match.start(), match.end(), match[0].strip())


def _plain(amount: Decimal) -> Decimal:
    """Drop the decimals of a whole amount: 1.5 lakh is 150000, not 150000.0."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


def _named(after: str) -> str:
    spelt = {"rupees": "INR", "pounds": "GBP", "euros": "EUR", "dollars": ""}
    return spelt.get(after, after)


def number(words: str) -> Decimal:
    """Read '2,40,000', '3.5' or 'three'.

    Raises:
        ValueError: it is no number.
    """
    bare = words.strip().lower().replace(",", "")
    spelt = bare if bare in WORDS else bare.replace(" ", "-")
    if spelt in WORDS:
        return Decimal(WORDS[spelt])
    try:
        return Decimal(bare)
    except ArithmeticError:
        raise ValueError(f"{words!r} is no number.") from None
