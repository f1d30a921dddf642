"""A claim's form as JSON or a CSV row gives it, and a worksheet as a CSV row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from intelliclaim.errors import UnreadableClaim
from intelliclaim.facts.dates import dates
from intelliclaim.numbers import money, number
from intelliclaim.types import Check, ClaimLine, Form, Outcome, Recommendation, Worksheet

OLDEST = 120  # years that a person may be old
CLAIM_COLUMNS = (
    "reference",
    "policy",
    "claim",
    "policy_start",
    "loss_date",
    "age",
    "sex",
    "place",
    "event",
    "plan",
    "sum_insured",
    "claimed_amount",
    "excess",
    "currency",
)
SHEET_COLUMNS = (
    "reference",
    "policy",
    "assessment",
    "recommendation",
    "amount",
    "currency",
    "reasons",
    "not_met",
    "unknown",
    "pages",
    "error",
)


def read_form(fields: Mapping[str, Any]) -> Form:
    """Make a form of its fields by name; empty ones stay empty, and names that it hasn't are passed over.

    Dates are ISO or have their month in letters; amounts are numbers or texts such as '2,40,000',
    'INR 5 lakh'.

    Raises:
        UnreadableClaim: a field's value can't be what the field is for; the message names both.
    """
    given = {name: value for name, value in fields.items() if value is not None and value != ""}
    values: dict[str, Any] = {
        name: _read(name, given[name], read) for name, read in _READERS.items() if name in given
    }
    return Form(**values)


def _read(name: str, value: object, read: Callable[[Any], object]) -> object:
    try:
        return read(value)
    except (ValueError, ArithmeticError, TypeError, AttributeError, KeyError) as error:
        raise UnreadableClaim(f"{name} is {value!r}: {_WANTED.get(name, 'write it as a text')}.") from error


def _date(value: str) -> date:
    value = value.strip()
    try:
        return date.fromisoformat(value)
    except ValueError:
        (told,) = dates(value)
        if told.value is None or told.note or told.words != value:
            raise
        return told.value


def _age(value: object) -> int:
    age = _amount(value)
    if age != int(age) or age > OLDEST:
        raise ValueError(f"{age} is no age in years.")
    return int(age)


def _amount(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise TypeError(f"{value!r} is no number.")
    amount = _told_amount(value.strip()) if isinstance(value, str) else Decimal(str(value))
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{amount} is no amount.")
    return amount


def _told_amount(text: str) -> Decimal:
    whole = [each for each in money(text) if each.words == text]
    return whole[0].amount if whole else number(text)


def _text(value: str) -> str:
    return value.strip()


def _currency(value: str) -> str:
    code = value.strip().upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise ValueError(f"{code} is no currency.")
    return code


def _sex(value: str) -> str:
    return {"f": "F", "female": "F", "m": "M", "male": "M"}[value.strip().lower()]


def _lines(value: Sequence[Mapping[str, object]]) -> tuple[ClaimLine, ...]:
    return tuple(ClaimLine(str(line["label"]), _amount(line["amount"])) for line in value)


_READERS: Mapping[str, Callable[[Any], object]] = {
    "policy_start": _date,
    "loss_date": _date,
    "age": _age,
    "sex": _sex,
    "place": _text,
    "event": _text,
    "plan": _text,
    "sum_insured": _amount,
    "claimed_amount": _amount,
    "excess": _amount,
    "currency": _currency,
    "lines": _lines,
}
_DATE = "write the date as 2026-03-31"
_MONEY = "write the amount as 240000 or 2,40,000"
_WANTED = {
    "policy_start": _DATE,
    "loss_date": _DATE,
    "age": f"write whole years, 0 to {OLDEST}",
    "sex": "write F or M, or leave it empty",
    "sum_insured": _MONEY,
    "claimed_amount": _MONEY,
    "excess": _MONEY,
    "currency": "write the currency's three letters, such as INR",
    "lines": "write a list of objects with a label and an amount",
}


def sheet_row(sheet: Worksheet) -> dict[str, str]:
    """Return a worksheet as cells of a CSV row, under some of `SHEET_COLUMNS`.

    The amount is '' where it is open, and where nothing is recommended to be paid.
    """
    rejected = sheet.recommendation is Recommendation.REJECT
    payable = None if rejected else sheet.ledger.payable
    pages = dict.fromkeys(str(citation.page) for citation in sheet.citations)
    return {
        "recommendation": sheet.recommendation.value,
        "amount": "" if payable is None else f"{payable:f}",
        "currency": sheet.ledger.currency,
        "reasons": " ".join(sheet.reasons),
        "not_met": "; ".join(_titles(sheet.checks, Outcome.NOT_MET)),
        "unknown": "; ".join(_titles(sheet.checks, Outcome.UNKNOWN)),
        "pages": ", ".join(pages),
    }


def _titles(checks: Sequence[Check], outcome: Outcome) -> list[str]:
    return [
        f"{check.title} (ask for: {check.ask})" if check.ask else check.title
        for check in checks
        if check.outcome is outcome
    ]
