"""Amounts of money in a claim's text, also those told without a currency: 'bill 2,40,000', 'surgeon 60k'."""

from __future__ import annotations

import re
from decimal import Decimal

from intelliclaim.numbers import Money, money

_FIGURE = r"(?P<figure>\d{1,3}(?:,\d{2,3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?(?P<k>\s?[kK])\b)"
# What a bare figure counts where it is no money.
_COUNTED = (
    r"(?!\d|\s?(?:km|kms|kilomet\w+|miles?|metres?|meters?|m\b|inches|ft|feet|sq|acres?|hours?|hrs|days?|"
    r"people|persons?|"
    r"passengers?|units?|steps|rpm|mg|ml|kg|lbs?|cc|bhp|words|followers|%|-))"
)
_BARE = re.compile(rf"(?<![\w.,$£€₹/-]){_FIGURE}{_COUNTED}")
# A plain figure is money only behind a word for it: 'excess 500'.
_BEHIND = re.compile(
    r"\b(?:bill(?:ed)?|claim(?:ed|s|ing)?|costs?|cost of|SI|sum insured|sum assured|IDV|limit|excess|"
    r"deductible|estimate|quoted?|invoice|paid|total)(?:\s+(?:of|is|was|for|at)|:)?\s+(?P<figure>(?!(?:19|"
    r"20)\d\d\b)\d{3,9}"
    rf"(?:\.\d\d)?)(?![\d,.]*\d){_COUNTED}",
    re.I,
)


def amounts(text: str) -> tuple[Money, ...]:
    """Find the amounts of a claim's text, in order; `currency` is '' where none is told."""
    found = list(money(text))
    for pattern in (_BARE, _BEHIND):
        for match in pattern.finditer(text):
            start, end = match.start("figure"), match.end("figure")
            if any(one.start < end and start < one.end for one in found):
                continue
            figure = Decimal(re.sub(r"[^\d.]", "", match["figure"])) * (
                1000 if match.groupdict().get("k") else 1
            )
            whole = figure.quantize(Decimal(1)) if figure == figure.to_integral_value() else figure
            found.append(Money(whole, "", start, end, match["figure"]))
    return tuple(sorted(found, key=lambda one: one.start))


def parse_amount(words: str) -> Money | None:
    """Read the first amount in a few words, as typed into a field; None where there is none."""
    found = amounts(words) or amounts(f"bill {words.strip()}")
    return found[0] if found else None
