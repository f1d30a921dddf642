"""What a person's decision must have: a name, a reason where it overrides, a second person to reject."""

from __future__ import annotations

from datetime import UTC, datetime

from intelliclaim.errors import DecisionRefused
from intelliclaim.types import Assessment, Decision, Recommendation


def take_decision(
    assessment: Assessment, decision: Recommendation, by: str, reason: str, second: str
) -> Decision:
    """Make a decision on an assessment, taken now.

    Raises:
        DecisionRefused: it may not be taken so; the message says what is missing.
    """
    by, reason, second = by.strip(), reason.strip(), second.strip()
    advised = assessment.worksheet.recommendation
    if assessment.decision is not None:
        raise DecisionRefused(
            f"This claim was decided by {assessment.decision.by} already. Assess it anew to decide again."
        )
    if not by:
        raise DecisionRefused("A decision needs the name of who takes it.")
    if decision is not advised and not reason:
        raise DecisionRefused(f"The recommendation is to {advised}: give your reason to decide otherwise.")
    if decision is Recommendation.REJECT and not second:
        raise DecisionRefused("A rejection needs a second person's name.")
    if decision is Recommendation.REJECT and _same(by, second):
        raise DecisionRefused("The second person of a rejection must be another than the first.")
    return Decision(decision, by, reason, second, datetime.now(UTC))


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
