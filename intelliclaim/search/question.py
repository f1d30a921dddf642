"""What kind of thing a question asks for, and whether a clause has a thing of that kind.

Signals for ranking only: a clause with a duration is likelier to answer 'how long', but no clause
is found or dropped for it.
"""

from __future__ import annotations

import re

_NUMBER = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty|"
    r"forty|forty[- ]?five|forty[- ]?eight|sixty|seventy[- ]?two|ninety)"
)
DURATION = re.compile(rf"\b{_NUMBER}\b[^.\n]{{0,25}}\b(?:hours?|days?|weeks?|months?|years?)\b", re.I)
MONEY = re.compile(
    r"(?:₹|£|\$|€|\b(?:Rs|INR|USD|HKD|SGD|AUD|GBP|EUR|lakhs?|lacs?|crores?)\b)|\d\s?%|per\s?cent", re.I
)
AGE = re.compile(r"\b(?:age|aged|ages|years? old|years of age|months old|birth)\b", re.I)
DEFINES = re.compile(r"\b(?:means?|shall mean|refers? to|is defined|defined as|definition)\b", re.I)
DUTY = re.compile(r"\b(?:must|shall|should|need to|submit|provide|notify|inform|send|contact|within)\b", re.I)
REFUSAL = re.compile(r"\b(?:not|no|never|exclud\w+|except|unless|exclusions?)\b", re.I)

# What a question asks, and what a clause that answers it has.
_KINDS = tuple(
    (re.compile(asks, re.I), has)
    for asks, has in (
        (r"\bhow (?:long|soon|quick|fast|many (?:days|weeks|months|years|hours))", (DURATION,)),
        (r"\bdeadline|\bwhen\b|\bwait", (DURATION,)),
        (r"\bhow much|\bwhat (?:percentage|share|rate)|\bmost\b|\bmax|\blimit|\bcap\b", (MONEY,)),
        (r"\bceiling|\bfee\b|\bexcess|\bsub-?limit|\$|£|₹", (MONEY,)),
        (r"\bhow old|\bage\b|\boldest|\byoungest|\baged\b|\bolder\b|\byounger\b", (AGE, DURATION)),
        (r"\bwhat (?:is|are|counts?|does .* mean)|\bcounts? as|\bmean|\bdefin|\bqualif", (DEFINES,)),
        (
            r"\bhow (?:do|does|to)|\bwho\b|\bpapers?|\bdocuments?|\bnotice|\btell|\bsend|\bsteps?|\bneed",
            (DUTY,),
        ),
        (r"^(?:is|are|do|does|can|will|would|was)\b|\bcovered|\bpayable|\bpay\b|\bexclu", (REFUSAL,)),
    )
)


def fit(question: str, clause: str) -> float:
    """Return the share, 0 to 1, of the kinds of thing asked for that the clause has."""
    wanted = {pattern for asks, patterns in _KINDS if asks.search(question) for pattern in patterns}
    if not wanted:
        return 0.0
    return sum(bool(pattern.search(clause)) for pattern in wanted) / len(wanted)
