"""The records of a claim: its facts, a policy's terms, the worksheet of checks, the ledger, the decision.

Money is `Decimal` in the currency beside it, ISO 4217; '' where the currency is not known. Percents
run from 0 to 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from intelliclaim.types.policies import Citation

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


class TermKind(StrEnum):
    """What a term of the policy does to a claim."""

    BENEFIT = "benefit"
    EXCLUSION = "exclusion"
    WAITING_PERIOD = "waiting period"
    LIMIT = "limit"
    EXCESS = "excess"
    CO_PAY = "co-pay"
    PROPORTION = "proportion"  # average, coinsurance, proportionate deduction: the formula is the clause's
    AGE_LIMIT = "age limit"
    NOTICE = "notice"
    DOCUMENTS = "documents"
    GRACE = "grace"
    CANCELLATION = "cancellation"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a policy, with the passages of the clause that state it.

    `subject`: what it is about, in the policy's words; `items`: what it lists ('Hernia', 'Cataract').
    `percent` is of `of` ('sum insured', 'claim'); where `amount` and `percent` are both there and
    `lower` is true, the lower of both holds. `every`: a benefit for each full block ('every 6 hours').
    `duration` runs from `since` ('inception', 'loss', 'discharge', ...). `exceptions`: the policy's
    words on what lifts or shortens it. `plan`: the plan or column that it holds for, '' for all;
    `band`: the sums insured, both ends included, that it holds for.
    """

    kind: TermKind
    subject: str
    clause: int  # the clause's ordinal
    passages: tuple[int, ...]  # which of its passages, 0-based
    amount: Decimal | None = None
    currency: str = ""
    percent: Decimal | None = None
    of: str = ""
    lower: bool = False
    per: Unit | None = None
    every: Quantity | None = None
    duration: Quantity | None = None
    since: str = ""
    items: tuple[str, ...] = ()
    exceptions: str = ""
    plan: str = ""
    band: tuple[Decimal, Decimal] | None = None
    edited_by: str = ""  # who changed it by hand; '' as it was read


class Outcome(StrEnum):
    """What a check found."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"


class Step(StrEnum):
    """The checks' kinds, in the order in which a claim is gone through."""

    IN_FORCE = "in force"
    INSURED = "insured"
    COVER = "cover"
    DEFINITION = "definition"
    EXCLUSION = "exclusion"
    WAITING_PERIOD = "waiting period"
    CONDITION = "condition"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it found, in a plain sentence with its arithmetic, on which clause.

    `ask`: the fact to ask for, where the outcome is unknown. `deciding`: the recommendation hangs on it.
    `until`: the first day on which a waiting period is over, where the policy's first day is known.
    """

    step: Step
    title: str
    outcome: Outcome
    reason: str
    citations: tuple[Citation, ...] = ()
    ask: str = ""
    deciding: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CounterSearch:
    """A search for what speaks against the claim: what was asked, how much was looked at, what it found."""

    question: str
    looked_at: int  # clauses
    found: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A line of the bill, or a step on their sum (excess, co-pay): `payable` + `disallowed` = `claimed`.

    `formula` says in words and numbers how `payable` was reached; `term` is the term behind it.
    """

    label: str
    claimed: Decimal
    payable: Decimal
    disallowed: Decimal
    formula: str
    term: Term | None = None
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The amounts line by line: first the bill's lines, then the steps on their sum, in order.

    `payable` is None where it cannot be computed; `open` says what is missing then.
    """

    currency: str
    lines: tuple[LedgerLine, ...]
    steps: tuple[LedgerLine, ...]
    payable: Decimal | None
    open: str = ""


class Recommendation(StrEnum):
    """What the software recommends, and what a person decides."""

    APPROVE = "approve"
    REJECT = "reject"
    REFER = "refer"


@dataclass(frozen=True, slots=True)
class Versions:
    """What a worksheet was made with, so that it can be made again."""

    policy_sha256: str
    model: str
    rules: str
    terms: str  # SHA-256 of the terms in force, the first 12 digits


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A claim gone through: facts, checks in order, counter-search, ledger, recommendation.

    `reasons`: plain sentences around verbatim quotes, the weightiest first; `citations`, best first,
    are what the recommendation rests on.
    """

    policy_id: str
    policy_name: str
    policy_version: int
    facts: Facts
    checks: tuple[Check, ...]
    counter: tuple[CounterSearch, ...]
    ledger: Ledger
    recommendation: Recommendation
    reasons: tuple[str, ...]
    citations: tuple[Citation, ...]
    versions: Versions
    made_at: datetime  # UTC
    seconds: float


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision on a worksheet; frozen with it."""

    decision: Recommendation
    by: str
    reason: str  # required where it differs from the recommendation
    second: str  # a second person: required for a rejection
    decided_at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Assessment:
    """A worksheet as the store keeps it, with the decision where one was taken."""

    id: int
    reference: str  # the claim's number or name, as the handler typed it
    form: Form
    worksheet: Worksheet
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the append-only log: `hash` is the SHA-256 of the entry with its `previous` hash.

    `kind`: ingest, delete, question, assessment, edit, decision, export, mark, claim. `subject`: the id of
    what it is about; `detail`: JSON.
    """

    number: int
    at: datetime  # UTC
    by: str
    kind: str
    subject: str
    detail: str
    previous: str
    hash: str
