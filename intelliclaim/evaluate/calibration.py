"""Reliability: of the answers with such a score, how many were right.

The score is the fitted probability that the policy answers at all. What a person wants to know is how
often answers with that score were right, so that is counted, band by band, and nothing is inferred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intelliclaim.evaluate.figures import is_wrong
from intelliclaim.evaluate.gold import CLAIM
from intelliclaim.types import Scored

BANDS = (0.0, 0.5, 0.65, 0.8, 1.0)  # ends of the bands; the last one has both its ends
ENOUGH = 10  # answers; of fewer a share says little, and none is shown at the desk


@dataclass(frozen=True, slots=True)
class Band:
    """The answers with a score from `low` up to `high`: how many, how many right, and their mean score."""

    low: float
    high: float
    answers: int
    right: int
    mean_score: float

    @property
    def enough(self) -> bool:
        """Tell whether there are enough answers to go by."""
        return self.answers >= ENOUGH


def reliability(scored: Sequence[Scored]) -> tuple[Band, ...]:
    """Return the bands, lowest first; silences and claims are not counted: they have no such score."""
    answers = [each for each in scored if each.kind != CLAIM and not each.abstained]
    return tuple(
        _band(low, high, [each for each in answers if _place(each.score) == at])
        for at, (low, high) in enumerate(zip(BANDS, BANDS[1:], strict=False))
    )


def _band(low: float, high: float, answers: Sequence[Scored]) -> Band:
    right = sum(not is_wrong(each) for each in answers)
    mean = sum(each.score for each in answers) / len(answers) if answers else 0.0
    return Band(low, high, len(answers), right, mean)


def _place(score: float) -> int:
    return max(0, min(sum(score >= end for end in BANDS) - 1, len(BANDS) - 2))


def band_of(score: float, bands: Sequence[Band]) -> Band | None:
    """Return the band that a score falls into, where there are answers enough to go by; else None."""
    band = bands[_place(score)] if bands else None
    return band if band and band.enough else None


def calibration_error(bands: Sequence[Band]) -> float | None:
    """Return the expected calibration error: |right - mean score|, each band weighing as its answers do."""
    total = sum(band.answers for band in bands)
    if not total:
        return None
    return sum(abs(band.right - band.answers * band.mean_score) for band in bands) / total
