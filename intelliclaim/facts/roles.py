"""What an amount in a claim is for, by the words beside it: data, and the rule that applies them.

The words after an amount are closer to it than those before ('£150 excess'), and those in its own
clause than any other; an amount that no words claim is a line of the bill.
"""

from __future__ import annotations

import re
from enum import StrEnum

from intelliclaim.numbers import Money


class Role(StrEnum):
    """What an amount is."""

    RATE = "rate"  # so much a day
    EACH = "each"
    PAID = "paid"  # used up of the limit
    VALUE = "value"  # what the insured thing is worth, for average
    EXCESS = "excess"
    INSURED = "sum insured"
    CLAIMED = "claimed"
    ASSESSED = "assessed"  # what an assessor found, or both agreed on
    BILL = "bill"  # a bill's or loss's whole amount, where nothing says more plainly what is claimed
    OTHER = "other"  # a premium, a loan: no part of the claim
    LINE = "line"


_AFTER = tuple(
    (role, re.compile(rf"^\s*(?:{pattern})", re.I))
    for role, pattern in (
        (Role.RATE, r"(?:a|per|each|every|/)\s*(?:day|night|week|hour|person|session|sitting|visit|head|"
                    r"child|adult)\b|[x×*]\s*\d{1,3}\s+(?:days?|nights?|weeks?|hours?|sessions?|visits?)\b"),
        (Role.EACH, r"(?:each|apiece)\b"),
        (Role.OTHER, r"(?:a|per) (?:month|year)\b|(?:annual |monthly )?(?:premium|salary|income|loan|"
                     r"mortgage|deposit)\b|(?:is |still )*(?:outstanding|owed)\b|(?:was |"
                     r"were )?paid (?:by|from)\b"),
        (Role.EXCESS, r"(?:(?:basic|policy|standard|compulsory|voluntary|flat|age)\s+)*(?:excess|"
                      r"deductible)\b(?! (?:charged|cover))"),
        (Role.INSURED, r"(?:sum insured|sum assured|agreed value|SI\b|IDV\b|(?:annual |overall |"
                       r"policy )?limit)\b"),
        (Role.PAID, r"(?:of (?:the |this |her |his )?(?:SI|sum insured|limit)\s+)?(?:is |was |has been |"
                    r"were |been )*(?:already )?(?:used|exhausted|paid (?:already|earlier|so far)|"
                    r"already (?:paid|reimbursed|settled))\b|already\b|(?:so far|earlier)\b"),
        (Role.CLAIMED, r"(?:in all|in total|altogether|(?:is |was |are |being )?claimed|total)\b"),
    )
)  # fmt: skip
# They end at the amount, or a few letters before it ('excess of', 'limit is').
_BEFORE = tuple(
    (role, re.compile(rf"(?:{pattern})[^.;]{{0,12}}?$", re.I))
    for role, pattern in (
        (Role.RATE, r"\b(?:a|per) (?:day|night|week) (?:of|at)"),
        (Role.PAID, r"\balready (?:reimbursed|paid|settled|used|claimed)|\b(?:paid|reimbursed|"
                    r"settled) (?:so far|earlier)|\bused(?: up)?(?: so far)?"),
        (Role.OTHER, r"\bpremium|\bsalary|\bincome|\bfinance of|\bloan(?: of)?|\bmortgage|"
                     r"\bdeposit(?: of)?|\bturnover|\b(?:earlier|previous|prior) (?:claim|loss)(?: of|"
                     r" for)?"),
        (Role.INSURED, r"\b(?:SI|IDV|sum insured|sum assured|agreed value|(?:annual|policy|overall|"
                       r"aggregate) limit|limit)(?: of| is)?|\bcover(?: of| for)?|\b(?:insured|"
                       r"covered) (?:for(?: full value)?(?: of)?|at|up to)|\binsured for (?:its |their |"
                       r"the )?full value"),
        (Role.VALUE, r"\b(?:rebuild(?:ing)?|replacement|reinstatement) (?:cost|"
                     r"value)(?: of [^.;,]{3,30})?(?: is| of)?|\b(?:full|market|actual|"
                     r"current) value(?: is)?|\bvalue of (?:the |all )?[^.;,]{3,40}|\bvalue at risk|"
                     r"\b(?:building|house|home|property|stock|contents|premises) (?:is |are )?(?:valued|"
                     r"worth)(?: at)?|\bworth in all"),
        (Role.EXCESS, r"\b(?:excess|deductible|compulsory|voluntary)(?: of| is| on the \w+| amount)?"),
        (Role.CLAIMED, r"\bclaim(?:ed|ing|s)?(?: is| of| for| just| amount| total| in all)*|\btotal(?:s|"
                       r"ling)?(?: of| bill)?|\bask(?:s|ing)? for|\bsuing for|\bin all"),
        (Role.ASSESSED, r"\b(?:assess(?:ed|or|ment)|adjuster|surveyor)\b[^.;,]{0,40}\b(?:at|as|of|to)|"
                        r"\bagreed (?:repairs?|cost|repair cost|loss|at|settlement)(?: of| cost)?"),
        (Role.BILL, r"\bbill(?:s|ed)?(?: of| is| was| came to| for)?|\bquoted?(?: at| of)?|"
                    r"\bestimated?(?: of| at)?|\binvoiced?(?: of| for| at)?|\bdamage(?: of| at)?|\bwants|"
                    r"\brepairs?(?: cost)?(?: of| at)?"),
    )
)  # fmt: skip


def role_of(text: str, one: Money) -> Role:
    """Return what an amount of a text is for."""
    after = text[one.end : one.end + 60]
    for role, pattern in _AFTER:
        if pattern.search(after):
            return role
    own = own_words(text, one)
    for role, pattern in _BEFORE:
        if pattern.search(own):
            return role
    return Role.LINE


def own_words(text: str, one: Money) -> str:
    """Return the words of an amount's clause before it; for one in brackets, those before the bracket."""
    before = text[max(0, one.start - 120) : one.start]
    opened = re.sub(r"\($", " ", before)
    return re.split(r"[.;]\s|,\s|\)\s|\(", opened)[-1]
