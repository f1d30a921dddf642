"""Rounding, and money as formulas write it.

Amounts are rounded half up to the currency's smallest unit: two decimals, none for the currencies
that ISO 4217 lists without a minor unit. What is left of the sum insured is rounded down.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from intelliclaim.types import LedgerLine, Term

ZERO, HUNDRED = Decimal(0), Decimal(100)
WITHOUT_MINOR_UNIT = frozenset({"JPY", "KRW", "VND", "CLP"})
_CENT = Decimal("0.01")


def rounded(amount: Decimal, currency: str, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Round to the currency's smallest unit; a whole amount has no decimals."""
    amount = amount.quantize(Decimal(1) if currency in WITHOUT_MINOR_UNIT else _CENT, rounding)
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


def at_most(amount: Decimal, currency: str) -> Decimal:
    """Round down: the largest amount of the currency that is not above a ceiling."""
    return rounded(amount, currency, ROUND_FLOOR)


def figure(number: Decimal) -> str:
    """Write a number with thousands and at most four decimals, without trailing zeros."""
    text = f"{number.quantize(Decimal('0.0001'), ROUND_HALF_UP):,f}"
    return text.rstrip("0").rstrip(".")


def entry(
    label: str, claimed: Decimal, payable: Decimal, formula: str, term: Term | None, currency: str
) -> LedgerLine:
    """Make a ledger's entry; what is payable is rounded, and never above what is claimed or below 0.

    A line below 0 is a credit on the bill: it stands as it is.
    """
    payable = min(rounded(max(ZERO, payable), currency), claimed)
    return LedgerLine(label, claimed, payable, claimed - payable, formula, term)
