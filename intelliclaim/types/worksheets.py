"""The records of a claim gone through: checks, ledger, recommendation, the person's decision, the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from intelliclaim.types.claims import Facts, Form
from intelliclaim.types.policies import Citation
from intelliclaim.types.terms import Term


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
