"""The records of work on a claim: its folder, with the diary, the attachments and what was found in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from statistics import median

from intelliclaim.types.claims import ClaimLine, Form
from intelliclaim.types.worksheets import Assessment, Recommendation

FieldValue = str | int | date | Decimal | tuple[ClaimLine, ...]


class Standing(StrEnum):
    """How far a claim is: what a person still has to do with it."""

    OPEN = "open"  # nobody has decided
    REFERRED = "referred"  # a person referred it: somebody has to come back to it
    DECIDED = "decided"  # approved or rejected


@dataclass(frozen=True, slots=True)
class Begun:
    """What was typed of a claim and not assessed since: where its handler left it."""

    text: str
    form: Form
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Diary:
    """Who has a claim in hand, the day to come back to it, and what for."""

    assigned: str = ""
    due: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper kept with a claim. `about` is what an e-mail's head says of it: sender, day, subject.

    `settled` are the form's fields whose finds in it a person took or set aside.
    """

    id: int
    folder: int
    filename: str
    sha256: str
    size: int  # bytes
    about: str
    has_text: bool
    settled: tuple[str, ...]
    by: str
    added_at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Folder:
    """All that is kept of one claim, from the first word typed to the decision and after it.

    `id` is 0 where nothing is kept but an assessment, as for a claim from a file of claims.
    `assessment` is the latest of the folder's; None where it was never assessed.
    """

    id: int
    policy_id: str
    diary: Diary = Diary()
    begun: Begun | None = None
    assessment: Assessment | None = None
    n_attachments: int = 0

    @property
    def standing(self) -> Standing:
        """How far the claim is."""
        decision = self.assessment.decision if self.assessment else None
        if decision is None:
            return Standing.OPEN
        return Standing.REFERRED if decision.decision is Recommendation.REFER else Standing.DECIDED

    @property
    def currency(self) -> str:
        """The currency of its amounts; '' where none is told yet."""
        if self.assessment:
            return self.assessment.worksheet.ledger.currency
        return self.begun.form.currency if self.begun else ""

    def overdue(self, today: date) -> bool:
        """Tell whether the day to come back to it is today or past."""
        return self.diary.due is not None and self.diary.due <= today


@dataclass(frozen=True, slots=True)
class Find:
    """A fact found in a paper, for a field of the claim form: offered to a person, never taken silently."""

    field: str  # of Form
    value: FieldValue
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A find that a person may take; `now` is what the field holds, None where it holds nothing."""

    attachment: Attachment
    find: Find
    now: FieldValue | None = None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All claims and policies in figures.

    `recommended` and `decided` count claims by recommendation and by decision, `agreed` the pairs of both
    where a person decided. `seconds` are the times from worksheet to decision, shortest first.
    `approved` are the sums payable of the claims that a person approved, by currency ('' where unknown).
    """

    n_policies: int
    n_replaced: int
    n_claims: int
    n_begun: int  # of the claims, those never assessed
    n_overdue: int
    standing: tuple[tuple[Standing, int], ...]
    recommended: tuple[tuple[Recommendation, int], ...]
    decided: tuple[tuple[Recommendation, int], ...]
    agreed: tuple[tuple[Recommendation, Recommendation, int], ...]  # recommended, decided, claims
    seconds: tuple[float, ...]
    approved: tuple[tuple[str, Decimal], ...]
    by_policy: tuple[tuple[str, int], ...]  # the policy's name, claims; most first
    by_handler: tuple[tuple[str, int], ...]  # who has them, claims not decided; most first
    n_questions: int
    n_abstained: int

    @property
    def n_decided(self) -> int:
        """How many claims a person decided, referrals included."""
        return sum(number for _, number in self.decided)

    @property
    def n_overrides(self) -> int:
        """How many of these against the recommendation."""
        return sum(number for advice, decision, number in self.agreed if advice is not decision)

    @property
    def median_seconds(self) -> float | None:
        """The middle time from worksheet to decision; None where nothing is decided."""
        return median(self.seconds) if self.seconds else None
