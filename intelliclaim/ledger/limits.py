"""A limit's ceiling with its arithmetic, and the bill's lines held against exclusions and limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from intelliclaim.ledger.amounts import HUNDRED, ZERO, figure
from intelliclaim.ledger.counts import TIMES, Count, blocks, count
from intelliclaim.ledger.items import excludes, reached
from intelliclaim.types import ClaimLine, Facts, Term, Unit

_HIGHER = re.compile(r"\bwhichever is (?:the )?(?:higher|greater|more)\b", re.I)
# Debris removal in US forms: a percentage of the direct loss paid plus the deductible, so of the loss.
_OF_DIRECT_LOSS = re.compile(r"\bdirect (?:physical )?(?:loss|damage)|\b(?:deductible|excess) plus\b", re.I)
LONGEST_NAME = 60  # characters of a term's subject in a formula


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that a limit allows and how that was reached; `missing` is what must be asked for.

    With something missing, `most` is the least that the limit can be.
    """

    most: Decimal
    words: str
    missing: str = ""


@dataclass(slots=True)
class Held:
    """A line of the bill as the terms have cut it so far."""

    line: ClaimLine
    payable: Decimal
    formula: str = "as claimed"
    term: Term | None = None

    def cut(self, most: Decimal, formula: str, term: Term) -> None:
        """Hold the line to the most that a term allows; the first that does not cut it is noted."""
        if most < self.payable:
            self.payable, self.formula, self.term = most, formula, term
        elif self.term is None:
            self.formula, self.term = f"{formula}: within it", term


@dataclass(slots=True)
class Bill:
    """The bill's lines with what could not be computed (`missing`), and the limits on the whole claim."""

    held: list[Held]
    whole: list[Term] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[ClaimLine]:
        """The lines as they were told."""
        return [one.line for one in self.held]


def name(term: Term) -> str:
    """Return a term's subject, shortened for a formula."""
    subject = " ".join(term.subject.split())
    return subject if len(subject) <= LONGEST_NAME else subject[:LONGEST_NAME].rsplit(" ", 1)[0] + " …"


def exclude(bill: Bill, exclusions: Sequence[Term]) -> None:
    """Take out the lines that an exclusion names."""
    for term in exclusions:
        for one in bill.held:
            if one.payable and excludes(term, one.line.label):
                unless = f", except: {term.exceptions}" if term.exceptions else ""
                one.cut(ZERO, f"not covered: {name(term)}{unless}", term)


def limit(bill: Bill, limits: Sequence[Term], facts: Facts, excess: Decimal) -> None:
    """Hold the lines against the limits about them; those on a whole claim of several lines are put aside.

    A limit on several lines is used up in the bill's order, unless it is per item or a line has its own
    quantity: then each line has its own.
    """
    for term in limits:
        places = reached(term, bill.lines, facts)
        if len(places) == len(bill.held) > 1 and term.per is not Unit.ITEM:
            bill.whole.append(term)
            continue
        lines = [bill.held[at] for at in places]
        if lines and of_direct_loss(term):
            direct = sum((one.payable for one in bill.held if one not in lines), ZERO)
            _hold(bill, lines, cap(facts, term, direct, excess), term)
            continue
        own = [one for one in lines if _own_limit(term, one.line)]
        for one in own:
            _hold(bill, [one], cap(facts, term, one.line.amount, excess, one.line), term)
        shared = [one for one in lines if one not in own]
        if shared:
            total = sum((one.line.amount for one in shared), ZERO)
            _hold(bill, shared, cap(facts, term, total, excess), term)


def _own_limit(term: Term, line: ClaimLine) -> bool:
    quantity = line.quantity
    return term.per is Unit.ITEM or (quantity is not None and quantity.unit is term.per)


def _hold(bill: Bill, lines: Sequence[Held], most: Cap, term: Term) -> None:
    now = sum((one.payable for one in lines), ZERO)
    if most.missing and most.most < now:
        bill.missing.append(most.missing)
        return
    left, shared = most.most, len(lines) > 1
    for one in lines:
        rest = f", {figure(left)} of it left for this line" if shared else ""
        one.cut(max(ZERO, left), f"{name(term)}: {most.words}{rest} of {figure(one.line.amount)}", term)
        left -= one.payable


def cap(
    facts: Facts,
    term: Term,
    amount: Decimal,
    excess: Decimal = ZERO,
    line: ClaimLine | None = None,
    *,
    pays: str = "at most ",
) -> Cap:
    """Return the most that a limit allows of `amount`, which the percentage of a claim is taken from.

    `pays` is '' for a benefit that is paid whatever was spent.
    """
    unit = _each(facts, term, amount)
    if unit.missing:
        return unit
    most, said = unit.most, [f"the policy pays {pays}{unit.words}{_per(term)}"]
    missing = ""
    for told, what in _counts(facts, term, line):
        if told is None:
            most, missing = ZERO if term.every else most, f"{what} for '{name(term)}'"
        elif told.number != 1 or what:
            said.append(f"{told.words} x {figure(most)} = {figure(told.number * most)}")
            most *= told.number
    if term.of == "excess" and excess:
        said.append(f"on top of the excess of {figure(excess)} = {figure(most + excess)}")
        most += excess
    return Cap(most, "; ".join(said), missing)


def _counts(facts: Facts, term: Term, line: ClaimLine | None) -> list[tuple[Count | None, str]]:
    """Return what a limit is multiplied by; each with what to ask for where it is not told."""
    found: list[tuple[Count | None, str]] = []
    if term.every:
        found.append((blocks(facts, term, term.every), f"the number of {term.every.unit}s"))
    if term.per and not (term.every and term.per in TIMES):
        asked = f"the number of {term.per}s" if term.per in TIMES else ""
        found.append((count(facts, term, term.per, line), asked))
    return found


def _per(term: Term) -> str:
    if term.every:
        return f" for every full {figure(term.every.count)} {term.every.unit}s"
    article = "an" if term.per in (Unit.HOUR, Unit.ITEM) else "a"
    return f" {article} {term.per}" if term.per else ""


def _each(facts: Facts, term: Term, amount: Decimal) -> Cap:
    """Return a limit once: its amount, its percentage, or the lower (where it says so, higher) of both."""
    options = [] if term.amount is None else [(term.amount, figure(term.amount))]
    if term.percent is not None:
        base = share_of(facts, term, amount)
        if base is not None:
            share = base * term.percent / HUNDRED
            options.append((share, f"{figure(term.percent)}% of {figure(base)} = {figure(share)}"))
        elif not options:
            of = term.of or "sum insured"
            return Cap(ZERO, "", f"the {of}, for {figure(term.percent)}% of it ('{name(term)}')")
    if not options:
        return Cap(ZERO, "", f"the amount of the limit '{name(term)}'")
    higher = _HIGHER.search(f"{term.subject} {term.exceptions}") is not None
    most, words = (max if higher else min)(options)
    if len(options) > 1:
        which = "higher" if higher else "lower"
        words = f"the {which} of {options[1][1]} and {options[0][1]}"
    return Cap(most, words)


def of_direct_loss(term: Term) -> bool:
    """Say whether a percentage is of the rest of the loss, as debris removal's is."""
    return term.percent is not None and not term.of and bool(_OF_DIRECT_LOSS.search(term.subject))


def share_of(facts: Facts, term: Term, amount: Decimal) -> Decimal | None:
    """Return what a percentage is of: the claim, the value, or the sum insured if nothing else is said."""
    if term.of == "claim" or of_direct_loss(term):
        return amount
    fact = facts.value if term.of == "value" else facts.sum_insured
    return fact.value if fact else None
