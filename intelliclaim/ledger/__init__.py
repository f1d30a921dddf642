"""What is payable, line by line, by rules in decimal money. No model touches a number.

    amounts      rounding, figures, the ledger's entries
    items        kinds of expense, and which lines of a bill a term reaches
    counts       days, hours, blocks, persons: how often a limit is due
    limits       a limit's ceiling with its arithmetic, and lines held against it
    benefits     sums that are due whatever was spent
    proportions  proportionate deduction, average, coinsurance, reductions
    steps        what is done to the lines' sum: excess, reimbursement, co-pay, sum insured
    compute      the order of it all

The ledger does not search: it is given the terms that bear on the claim. It leaves one aside where no
line of the bill and nothing in the event is what the term is about.
"""

from intelliclaim.ledger.compute import compute
from intelliclaim.ledger.items import kind_of
from intelliclaim.ledger.steps import EXCESS

__all__ = ["EXCESS", "compute", "kind_of"]
