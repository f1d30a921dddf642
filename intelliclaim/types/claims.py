"""The records of a claim as it was told: its facts, each with where it was read, and its form.

Money is `Decimal` in the currency beside it, ISO 4217; '' where the currency is not known. Percents
run from 0 to 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Source(StrEnum):
    """Where a fact comes from."""

    TEXT = "text"  # read in the claim as it was told
    FORM = "form"  # typed into a field by a person: it wins over the text
    DERIVED = "derived"  # computed from other facts, as an age from a date of birth


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A fact with where it was read: `words` are the claim's own, or the form field's name.

    `note` says what a person should know before relying on it, such as the other way to read a date.
    """

    value: T
    source: Source
    words: str
    note: str = ""


class Unit(StrEnum):
    """What durations and benefits are counted in."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    PERSON = "person"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of something, as '4 days' or '20 hours'; `what` are the words around it ('in ICU')."""

    count: Decimal
    unit: Unit
    what: str = ""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One amount of the bill: '2 days of room at 6,000' has a quantity and a rate; others neither."""

    label: str
    amount: Decimal
    quantity: Quantity | None = None
    rate: Decimal | None = None  # per unit of the quantity
    words: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the claim itself says is not known: 'no letter from the doctor on file'."""

    words: str
    about: str  # the matter, in the claim's words without the negation


@dataclass(frozen=True, slots=True)
class Form:
    """The claim form's fields; None and '' where a field was left empty."""

    policy_start: date | None = None
    loss_date: date | None = None
    age: int | None = None
    sex: str = ""  # 'F', 'M' or ''
    place: str = ""
    event: str = ""
    plan: str = ""
    sum_insured: Decimal | None = None
    claimed_amount: Decimal | None = None
    excess: Decimal | None = None
    currency: str = ""
    lines: tuple[ClaimLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a claim; None is 'not told', never a guess.

    `held_months`: whole months that the policy has run at the date of loss, from the two dates or as
    told ('14 months old policy', 'third policy year': then the least that it can be, with a note).
    `rate`: the share that the schedule says is reimbursed (70 for 70%). `already_paid`: what of the
    limit is used up. `value`: full value or rebuilding cost of the insured thing, for average.
    `affirmed`: the claim's own words for conditions that it says are met ('papers in time').
    """

    text: str
    event: Fact[str] | None = None
    policy_start: Fact[date] | None = None
    loss_date: Fact[date] | None = None
    held_months: Fact[int] | None = None
    age: Fact[int] | None = None
    sex: Fact[str] | None = None
    place: Fact[str] | None = None
    plan: Fact[str] | None = None
    sum_insured: Fact[Decimal] | None = None
    claimed: Fact[Decimal] | None = None
    excess: Fact[Decimal] | None = None
    rate: Fact[Decimal] | None = None
    already_paid: Fact[Decimal] | None = None
    value: Fact[Decimal] | None = None
    currency: Fact[str] | None = None
    lines: tuple[ClaimLine, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    gaps: tuple[Gap, ...] = ()
    affirmed: tuple[str, ...] = ()
