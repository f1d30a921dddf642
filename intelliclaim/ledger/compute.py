"""Facts and the terms that bear on them to a ledger: the order of the steps.

    each line   1  exclusions that name the line
                2  limits on it: amount, percentage, the lower of both, per day or full block
    the lines   3  proportionate deduction for a room above its limit
    their sum   4  average or coinsurance
                5  limits on the whole claim
                6  excess or deductible
                7  reduction by a percentage of what would otherwise be paid
                8  reimbursement rate, then co-pay
                9  what is left of the sum insured

Sources: India's standard health wordings limit the heads of expense, then cut associated expenses, and
take the co-pay from the admissible amount (1 to 3, 8). UK and US property forms settle in proportion
before the deductible, and take a vacancy's percentage from what would otherwise be paid (4, 6, 7: ISO
CP 00 10, coinsurance and vacancy). Reimbursement plans, such as pet policies, pay their rate of the
eligible cost within the annual limit (8, 9). A term may override it: a limit `of` the excess is on top of
it, and an excess `of` the reimbursement is deducted after step 8.

Every line and step is rounded half up to the currency's smallest unit before the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from intelliclaim.ledger.amounts import ZERO, entry, figure
from intelliclaim.ledger.benefits import ceilings, due, label, left_over
from intelliclaim.ledger.items import reached
from intelliclaim.ledger.limits import Bill, Held, exclude, limit, name
from intelliclaim.ledger.proportions import Rule, cut_for_room, rule_of
from intelliclaim.ledger.steps import (
    Steps,
    deduct,
    excess_of,
    insured_share,
    reduce,
    share_out,
    sum_insured_left,
    whole_limits,
)
from intelliclaim.types import ClaimLine, Facts, Ledger, LedgerLine, Term, TermKind


def compute(facts: Facts, bearing: Sequence[Term]) -> Ledger:
    """Compute what is payable from the claim's amounts and the terms that bear on them, in their order.

    A bearing term that is about no line and nothing in the event is left aside. `payable` is None where a
    number that matters was not told (a percentage of an unknown sum insured, the days of a daily limit,
    nothing claimed and no fixed benefit); `open` says which. `open` also says that lines do not add up.
    """
    currency = facts.currency.value if facts.currency else ""
    currency = currency or next((term.currency for term in bearing if term.currency), "")
    limits = [term for term in bearing if _limits(term)]
    told, note = _told(facts)
    if not told:
        return _benefits(facts, limits, currency)
    bill = Bill([Held(line, line.amount) for line in told])
    claimed = sum((line.amount for line in told), ZERO)
    excess = excess_of(facts, bearing, bill.held, claimed)
    exclude(bill, [term for term in bearing if term.kind is TermKind.EXCLUSION])
    limit(bill, _without_summed(bill, facts, limits), facts, excess.amount if excess else ZERO)
    for term in [term for term in bearing if rule_of(term) is Rule.ROOM][:1]:
        cut_for_room(bill.held, term)
    lines = _entries(bill, currency)
    steps = Steps(max(ZERO, sum((line.payable for line in lines), ZERO)), currency)
    insured_share(steps, facts, bearing)
    whole_limits(steps, facts, bill.whole, claimed, excess.amount if excess else ZERO)
    if excess is None or not excess.last:
        deduct(steps, excess, bearing, bill.held, facts)
    reduce(steps, bearing)
    share_out(steps, facts, bearing, bill.held)
    if excess and excess.last:
        deduct(steps, excess, bearing, bill.held, facts)
    sum_insured_left(steps, facts)
    return _ledger(currency, lines, steps, [*bill.missing, *steps.missing], note)


def _limits(term: Term) -> bool:
    stated = term.amount is not None or term.percent is not None
    return stated and term.kind in (TermKind.LIMIT, TermKind.BENEFIT)


def _told(facts: Facts) -> tuple[list[ClaimLine], str]:
    """Return the bill's lines; the claimed amount alone where they do not add up to it, with a note."""
    lines, claimed = list(facts.lines), facts.claimed
    total = sum((line.amount for line in lines), ZERO)
    if claimed is None or not claimed.value or (lines and total == claimed.value):
        return lines, ""
    title = lines[0].label if len(lines) == 1 else "Claim"
    note = f"the lines add up to {figure(total)}, the claim is for {figure(claimed.value)}" if lines else ""
    return [ClaimLine(title, claimed.value, words=claimed.words)], note


def _without_summed(bill: Bill, facts: Facts, limits: Sequence[Term]) -> list[Term]:
    """Hold one amount claimed for several benefits to their sum; return the limits still to be held."""
    about_it = [term for term in limits if reached(term, bill.lines, facts)]
    found, _ = due(facts, about_it) if len(bill.held) == 1 else ([], [])
    if len(found) < 2:
        return list(limits)
    total = sum((one.cap.most for one in found), ZERO)
    words = " + ".join(f"{label(one)}: {one.cap.words}" for one in found)
    bill.held[0].cut(total, f"{words}; in all {figure(total)}", found[0].term)
    summed = [one.term for one in found]
    return [term for term in limits if term not in summed]


def _entries(bill: Bill, currency: str) -> list[LedgerLine]:
    lines = [
        entry(one.line.label, one.line.amount, one.payable, one.formula, one.term, currency)
        for one in bill.held
    ]
    for one, line in zip(bill.held, lines, strict=True):
        one.payable = line.payable
    return lines


def _benefits(facts: Facts, limits: Sequence[Term], currency: str) -> Ledger:
    """Compute what is due although nothing is claimed in money."""
    found, asked = due(facts, limits)
    asked = [*asked, *left_over(facts, found)]
    lines = [
        entry(label(one), one.cap.most, one.cap.most, one.cap.words, one.term, currency) for one in found
    ]
    steps = Steps(sum((line.payable for line in lines), ZERO), currency)
    if not found:
        return _ledger(currency, lines, steps, asked or ["the amount claimed"], "")
    for term, most in ceilings(facts, limits, found):
        if not most.missing:
            steps.take("Limit", most.most, f"{name(term)}: {most.words}", term)
        elif most.most < steps.now:
            asked.append(most.missing)
    sum_insured_left(steps, facts)
    return _ledger(currency, lines, steps, asked, "")


def _ledger(
    currency: str, lines: Sequence[LedgerLine], steps: Steps, missing: Sequence[str], note: str
) -> Ledger:
    said = [*dict.fromkeys(missing), *([note] if note else [])]
    payable: Decimal | None = None if missing else steps.now
    return Ledger(currency, tuple(lines), tuple(steps.taken), payable, "; ".join(said))
