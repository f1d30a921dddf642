"""How good the answers are: test questions in, figures with their intervals and the errors by cause out.

    wording      texts to words that can be compared: numbers, units and currencies unified
    gold         a file of test questions and claims
    scoring      one answer, claim or mark against what was expected, and the cause of an error
    running      whole sets: a file's, the samples', a person's marks
    figures      shares and counts, with bootstrap intervals; what changed between two runs
    calibration  how often answers with such a score were right
    ablations    the same with a part left out

It measures and changes nothing; what is done about a figure is for people and for the fitting scripts.
"""

from intelliclaim.evaluate.ablations import Ablation, ablations
from intelliclaim.evaluate.calibration import BANDS, ENOUGH, Band, band_of, calibration_error, reliability
from intelliclaim.evaluate.figures import Change, Figure, causes, changes, figures, is_wrong, outcome
from intelliclaim.evaluate.gold import Gold, read_gold
from intelliclaim.evaluate.running import SAMPLE_QUESTIONS, asked, ingested, run_gold, run_marks, run_samples
from intelliclaim.evaluate.wording import comparable, states

__all__ = [
    "BANDS",
    "ENOUGH",
    "SAMPLE_QUESTIONS",
    "Ablation",
    "Band",
    "Change",
    "Figure",
    "Gold",
    "ablations",
    "asked",
    "band_of",
    "calibration_error",
    "causes",
    "changes",
    "comparable",
    "figures",
    "ingested",
    "is_wrong",
    "outcome",
    "read_gold",
    "reliability",
    "run_gold",
    "run_marks",
    "run_samples",
    "states",
]
