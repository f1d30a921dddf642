"""Which terms the ledger is given: the limits, excesses, co-pays and proportions that bear on the amount."""

from __future__ import annotations

import re
from collections import Counter

from intelliclaim.assess.case import Case
from intelliclaim.assess.evidence import stems
from intelliclaim.assess.thresholds import Measure, thresholds
from intelliclaim.ledger import kind_of
from intelliclaim.ledger.proportions import rule_of
from intelliclaim.types import Term, TermKind, Unit

LIMITS = 0.5  # of `Bearing.strength`, for a limit to be the claim's
OF_PLAN = 0.3  # for one that is for the claim's own plan
WHOLE = 100  # a rule of average names it as the full value, not as a reduction
NEAR = 0.15  # a limit this much weaker than the strongest is another matter's
# Kinds of expense that an exclusion may take out of a bill.
BESIDE_THE_LOSS = frozenset({"transport", "fees"})
OPENS = 40  # characters: an exclusion is of a kind of expense where it opens with it
EVERY_CLAIM = re.compile(r"\b(?:all|each|every|any) (?:and every |admissible )?(?:claim|loss)", re.I)
DEDUCTS = re.compile(
    r"\bdeduct(?:ed)?\b|\btaken off\b|\bsubtract|\bless (?:the|your|any) (?:excess|deductible)", re.I
)
IN_TOTAL = re.compile(r"\bin (?:total|all|the aggregate)\b", re.I)
PLACE = re.compile(r"\bin (?:an? |the )?(?P<name>[\w-]+ (?:ward|room|unit|bed))\b", re.I)
AGED = re.compile(r"\baged?\b|\byears of age\b", re.I)


def bearing_on_amount(case: Case) -> tuple[Term, ...]:
    """Return the terms that bear on the amount, in the policy's order."""
    chosen = [*_limits(case), *_co_pays(case), *_proportions(case), *_excess(case), *_excluded(case)]
    return tuple(sorted(chosen, key=lambda term: (term.clause, term.passages)))


def _limits(case: Case) -> list[Term]:
    """Choose the limits of the claimed thing, and those of the kinds of expense that its lines are."""
    limits = [one for one in case.bearings(TermKind.LIMIT) if one.term.amount != 0]
    of_plan = [one for one in limits if case.facts.plan and one.term.plan and one.strength >= OF_PLAN]
    strong = of_plan or [one for one in limits if one.strength >= LIMITS]
    near = [one for one in strong if one.strength >= strong[0].strength - NEAR]
    if near:  # one clause's limits: the one that states most of them, for summaries elsewhere repeat it
        stated = Counter(one.term.clause for one in near)
        best = max(near, key=lambda one: (min(stated[one.term.clause], 2), one.strength)).term.clause
        near = [one for one in near if one.term.clause == best]
    chosen = [one.term for one in near]
    kinds = {kind_of(line.label) for line in case.facts.lines} - {""}
    chosen += [one.term for one in limits if kind_of(one.term.subject) in kinds and one.strength >= OF_PLAN]
    chosen += _of_places(case, [one.term for one in limits], chosen)
    chosen += _in_total(case, [one.term for one in limits], chosen)
    return _of_event(case, list(dict.fromkeys(chosen)))


def _of_places(case: Case, limits: list[Term], chosen: list[Term]) -> list[Term]:
    """Choose the benefit of so much a day for days told of another place than those chosen are for.

    'Four days in a normal ward' are those of the section that says 'normal ward', if one alone does.
    """
    kinds = {kind_of(term.subject) for term in chosen if term.per is Unit.DAY}
    found: list[Term] = []
    for told in case.facts.quantities if kinds else ():
        place = PLACE.search(told.what)
        if not place or told.unit is not Unit.DAY or kind_of(told.what) in kinds:
            continue
        naming = {
            clause.heading for clause in case.clauses if place["name"].casefold() in clause.text.casefold()
        }
        of_day = [
            term
            for term in limits
            if term.per is Unit.DAY and term.plan and case.clauses[term.clause].heading in naming
        ]
        if len({case.clauses[term.clause].heading for term in of_day}) == 1:
            found += of_day
    return found


def _in_total(case: Case, limits: list[Term], chosen: list[Term]) -> list[Term]:
    """Choose the total for all persons beside a chosen limit for each, where the claim is of several."""
    if not any(told.unit is Unit.PERSON and told.count > 1 for told in case.facts.quantities):
        return []
    each = {(case.clauses[term.clause].heading, term.plan) for term in chosen if term.per is Unit.PERSON}
    return [
        term
        for term in limits
        if not term.per
        and IN_TOTAL.search(term.subject)
        and (case.clauses[term.clause].heading, term.plan) in each
    ]


def _of_event(case: Case, limits: list[Term]) -> list[Term]:
    """Of limits that one passage states for different cases ('...: caesarean section'), keep the claim's."""
    cases: dict[tuple[object, ...], list[Term]] = {}
    for term in limits:
        cases.setdefault((term.clause, term.passages, term.plan, term.band, term.per, term.every), []).append(
            term
        )
    told, rarity = stems(case.text), case.evidence.rarity
    kept: list[Term] = []
    for group in cases.values():
        own = _tell_apart(group)
        shares = [sum(map(rarity.of, one & told)) / (sum(map(rarity.of, one)) or 1.0) for one in own]
        kept += [term for term, share in zip(group, shares, strict=True) if share == max(shares)]
    return kept


def _tell_apart(group: list[Term]) -> list[frozenset[str]]:
    """Return the stems that tell each of some terms of one passage from the others."""
    every = [stems(term.subject) for term in group]
    common = frozenset.intersection(*every)
    return [one - common for one in every]


def _excluded(case: Case) -> list[Term]:
    """Choose the exclusions of expenses beside the loss, where one of several lines is such an expense."""
    kinds = {kind_of(line.label) for line in case.facts.lines} & BESIDE_THE_LOSS
    if len(case.facts.lines) < 2:
        return []
    return [
        term
        for term in case.terms
        if term.kind is TermKind.EXCLUSION and kind_of(term.subject[:OPENS]) in kinds and case.holds(term)
    ]


def _co_pays(case: Case) -> list[Term]:
    """Choose the co-pays on every claim, by the age told where they differ by age.

    One that hangs on a zone, a hospital or an option is left to the handler: the claim seldom tells it.
    """
    chosen = []
    for term in case.terms:
        if term.kind is not TermKind.CO_PAY or not case.holds(term):
            continue
        wording = case.wording(term)
        if EVERY_CLAIM.search(wording) and _of_age(case, wording):
            chosen.append(term)
    return chosen


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
    """Choose the strongest rule of each sort of proportion; the ledger applies what figures call for."""
    strength = {id(one.term): one.strength for one in case.evidence.bearings}
    best: dict[object, Term] = {}
    for term in case.terms:
        strong = strength.get(id(term), 0.0)
        if term.kind is not TermKind.PROPORTION or (term.percent not in (None, WHOLE) and strong < LIMITS):
            continue
        known = best.get(rule_of(term))
        if known is None or strong > strength.get(id(known), 0.0):
            best[rule_of(term)] = term
    return list(best.values())


def _excess(case: Case) -> list[Term]:
    """Choose the excess clause: whichever there is where the claim tells the excess, else a strong one."""
    bearing = case.bearings(TermKind.EXCESS)
    if case.facts.excess:  # told: the clause to cite is the one that says that it is deducted
        every = [one.term for one in bearing]
        every += [term for term in case.terms if term.kind is TermKind.EXCESS and case.holds(term)]
        return sorted(every, key=lambda term: DEDUCTS.search(case.wording(term)) is None)[:1]
    return [one.term for one in bearing[:1] if one.strength >= LIMITS]


def conditional_co_pays(case: Case) -> list[Term]:
    """Return the co-pays that hang on something else than age: a zone, a hospital, an option."""
    return [
        one.term for one in case.bearings(TermKind.CO_PAY) if not EVERY_CLAIM.search(case.wording(one.term))
    ]
