"""Which terms the ledger is given: the limits, excesses, co-pays and proportions that bear on the amount."""

from __future__ import annotations

import re

from intelliclaim.assess.case import Case
from intelliclaim.assess.thresholds import Measure, thresholds
from intelliclaim.ledger import kind_of
from intelliclaim.types import Term, TermKind

LIMITS = 0.5  # of `Bearing.strength`, for a limit to be the claim's
NEAR = 0.1  # a limit this much weaker than the strongest is another one's
EVERY_CLAIM = re.compile(r"\b(?:all|each|every|any) (?:and every |admissible )?(?:claim|loss)", re.I)
AGED = re.compile(r"\baged?\b|\byears of age\b", re.I)


def bearing_on_amount(case: Case) -> tuple[Term, ...]:
    """Return the terms that bear on the amount, in the policy's order."""
    chosen = [*_limits(case), *_co_pays(case), *_proportions(case), *_excess(case)]
    return tuple(sorted(chosen, key=lambda term: (term.clause, term.passages)))


def _limits(case: Case) -> list[Term]:
    """Choose the limits of the claimed thing, and those of the kinds of expense that its lines are."""
    strong = [one for one in case.bearings(TermKind.LIMIT) if one.strength >= LIMITS and one.term.amount != 0]
    chosen = [one.term for one in strong if one.strength >= strong[0].strength - NEAR]
    kinds = {kind_of(line.label) for line in case.facts.lines} - {""}
    chosen += [
        term
        for term in case.terms
        if term.kind is TermKind.LIMIT
        and term.amount != 0
        and kind_of(term.subject) in kinds
        and case.holds(term)
    ]
    if case.facts.plan and any(term.plan for term in chosen):
        chosen = [term for term in chosen if term.plan]
    return list(dict.fromkeys(chosen))


def _co_pays(case: Case) -> list[Term]:
    """Choose the co-pays on every claim, by the age told where they differ by age, and those of the event."""
    chosen = []
    for term in case.terms:
        if term.kind is not TermKind.CO_PAY or not case.holds(term):
            continue
        wording = case.wording(term)
        if EVERY_CLAIM.search(wording) and _of_age(case, wording):
            chosen.append(term)
    return chosen or [one.term for one in case.bearings(TermKind.CO_PAY) if one.strength >= LIMITS]


def _of_age(case: Case, wording: str) -> bool:
    """Say whether a co-pay's ages, if it has any, are the insured person's."""
    if not AGED.search(wording):
        return True
    bounds = [one for one in thresholds(wording) if one.measure.dimension == "duration"]
    age = case.facts.age
    if not bounds or age is None:
        return False
    years = Measure(age.value * 8766.0, "duration", f"{age.value} years")
    return all(bound.holds(years) for bound in bounds)


def _proportions(case: Case) -> list[Term]:
    """Choose rules on proportion: the ledger applies one only where the claim's own figures call for it."""
    strong = {id(one.term) for one in case.bearings(TermKind.PROPORTION) if one.strength >= LIMITS}
    return [
        term
        for term in case.terms
        if term.kind is TermKind.PROPORTION and (term.percent is None or id(term) in strong)
    ]


def _excess(case: Case) -> list[Term]:
    if case.facts.excess:
        return [one.term for one in case.bearings(TermKind.EXCESS)[:1]]
    return [one.term for one in case.bearings(TermKind.EXCESS)[:1] if one.strength >= LIMITS]
