"""The records of a policy's terms. Money and percents are as in `types.claims`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from intelliclaim.types.claims import Quantity, Unit


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
