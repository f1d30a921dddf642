"""The records of work on a claim: its folder, with the diary, the attachments and what was found in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from intelliclaim.types.claims import Assessment, ClaimLine, Form, Recommendation

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
