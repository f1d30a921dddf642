"""Which terms the ledger is given: the limits, excesses, co-pays and proportions that bear on the amount."""

from __future__ import annotations

from intelliclaim.assess.case import Case
from intelliclaim.types import Term, TermKind

LIMITS = 0.5  # of `Bearing.strength`, for a limit to be the claim's
MONEY = (TermKind.LIMIT, TermKind.CO_PAY, TermKind.PROPORTION, TermKind.EXCESS)


def bearing_on_amount(case: Case) -> tuple[Term, ...]:
    """Return the terms that bear on the amount, in the policy's order."""
    chosen = [one.term for one in case.bearings(*MONEY) if one.strength >= LIMITS]
    return tuple(sorted(chosen, key=lambda term: (term.clause, term.passages)))
