"""The records of measured quality: what people said of answers, and what test questions found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intelliclaim.types.policies import Citation
from intelliclaim.types.worksheets import Recommendation


class Verdict(StrEnum):
    """What a person says of an answer, or of a silence."""

    RIGHT = "right"  # of an answer, or of a silence
    WRONG_CLAUSE = "wrong clause"
    SILENCE = "should have said nothing"
    MISSED = "should have answered"


@dataclass(frozen=True, slots=True)
class Mark:
    """A person's verdict on an answer: from then on a test question.

    `shown`: the best citation of the answer that was marked; None where it abstained. `page`: where
    the answer stands, in `policy_id`, as the person says; None where they did not.
    """

    id: int
    policy_ids: tuple[str, ...]  # what was searched
    policy_id: str  # the policy that `page` is of
    question: str
    verdict: Verdict
    shown: Citation | None
    page: int | None
    score: float
    by: str
    marked_at: datetime  # UTC


class Cause(StrEnum):
    """Why an answer is wrong, by the step that has to change."""

    UNREAD = "policy not read"
    NOT_FOUND = "not found"  # no clause that search brought has it
    ORDER = "wrong order"  # search brought it, behind clauses that do not answer
    CUT = "right clause, cut"  # its words were left out of the answer
    PAGE = "right words, other page"
    LONG = "too long"
    SHOULD_ABSTAIN = "should have said nothing"
    SHOULD_ANSWER = "should have answered"
    RECOMMENDATION = "recommendation"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Scored:
    """One test question or claim, and how its answer did.

    `right`: the facts are stated in few enough words, the silence is due, or the recommendation and
    amount of a claim are as expected. `page_hit`: a right page is among the first three citations.
    `cause` is None where nothing is wrong. `amount_right` is None where no amount is expected.
    """

    id: str
    policy: str  # the file's name, or of a person's own questions the policy's id
    kind: str
    right: bool
    page_hit: bool
    abstained: bool
    score: float
    words: int
    seconds: float
    quotes: int
    verbatim: int  # of the quotes, those that stand on their page letter for letter
    cause: Cause | None = None
    recommended: Recommendation | None = None
    expected: tuple[Recommendation, ...] = ()
    amount_right: bool | None = None


class GoldSet(StrEnum):
    """The two sets of test questions that the app runs."""

    SAMPLES = "samples"  # comes with the project
    OWN = "own"  # a person's marks


@dataclass(frozen=True, slots=True)
class Run:
    """A set of test questions gone through once; `model` names what answered."""

    id: int
    gold: GoldSet
    model: str
    made_at: datetime  # UTC
    scored: tuple[Scored, ...]
