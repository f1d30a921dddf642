"""The steps on the lines' sum, each from what the one before left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from intelliclaim.ledger.amounts import HUNDRED, ZERO, at_most, entry, figure
from intelliclaim.ledger.counts import count
from intelliclaim.ledger.items import PARTS, about, kind_of, reached
from intelliclaim.ledger.limits import Held, cap, name, share_of
from intelliclaim.ledger.proportions import Rule, rule_of, share_insured
from intelliclaim.types import Facts, LedgerLine, Term, TermKind

# 'We will not pay the excess' is no waiver: only what the insured person need not pay is.
EXCESS = "Excess"  # the step's label
_NO_EXCESS = re.compile(
    r"\b(?:no|nil|without(?: an| any)?) (?:(?:basic|policy|standard|compulsory|voluntary) )?"
    r"(?:excess|deductible)\b|"
    r"\byou (?:do not|don['’]t|will not|won['’]t)(?: have to| need to)? pay (?:an|any|the|your) "
    r"(?:basic )?(?:excess|deductible)|"
    r"\b(?:excess|deductible)\b[^.;]{0,25}\b(?:does not|do not|will not|won['’]t|is not) "
    r"(?:apply|payable|deducted)|"
    r"\b(?:excess|deductible) is (?:waived|not (?:applied|payable))",
    re.I,
)
_LAST = re.compile(
    r"\b(?:reimburse|payable|co-?pay|co-?insurance|benefit)", re.I
)  # an excess `of` these comes last
_ADDED = re.compile(
    r"\b(?:in addition to|additional|over and above|on top of|cumulative\w*|as well as)\b", re.I
)
_HIGHEST = "; of several the highest"


@dataclass(slots=True)
class Steps:
    """The sum on its way through the steps; `missing` is what kept one from being computed."""

    now: Decimal
    currency: str
    taken: list[LedgerLine] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def take(
        self, label: str, payable: Decimal, formula: str, term: Term | None = None, *, show: bool = False
    ) -> None:
        """Go one step; one that changes nothing is left out unless it is to be shown."""
        one = entry(label, self.now, payable, formula, term, self.currency)
        if one.disallowed or show:
            self.taken.append(one)
        self.now = one.payable


def insured_share(steps: Steps, facts: Facts, bearing: Sequence[Term]) -> None:
    """Apply average and coinsurance, once each: before any limit on the sum and before the excess."""
    done: set[Rule] = set()
    for term in bearing:
        rule = rule_of(term)
        if rule not in (Rule.AVERAGE, Rule.COINSURANCE) or rule in done or (rule is Rule.AVERAGE and done):
            continue
        share = share_insured(facts, term, rule)
        if share is None:
            continue
        if share.missing:
            steps.missing.append(share.missing)
            continue
        done.add(rule)
        payable = steps.now * share.part / share.whole
        steps.take(
            rule.capitalize(), payable, f"{figure(steps.now)} x {share.words} = {figure(payable)}", term
        )


def whole_limits(
    steps: Steps, facts: Facts, limits: Sequence[Term], claimed: Decimal, excess: Decimal
) -> None:
    """Hold the sum to the limits on the whole claim."""
    for term in limits:
        most = cap(facts, term, claimed, excess)
        if most.missing and most.most < steps.now:
            steps.missing.append(most.missing)
        elif not most.missing:
            steps.take("Limit", most.most, f"{name(term)}: {most.words}", term)


@dataclass(frozen=True, slots=True)
class Excess:
    """The excess that holds: its amount, how it was found, and whether it comes after the reimbursement."""

    amount: Decimal
    words: str
    term: Term | None
    last: bool = False


def excess_of(facts: Facts, bearing: Sequence[Term], held: Sequence[Held], claimed: Decimal) -> Excess | None:
    """Return the excess: the one that the claim tells wins over the policy's; None where there is none.

    Of several in the policy the highest holds, plus those that it adds ('in addition to').
    """
    terms = [
        one for one in bearing if one.kind is TermKind.EXCESS and reached(one, [h.line for h in held], facts)
    ]
    last = any(_LAST.search(term.of) for term in terms)
    if facts.excess:
        return Excess(facts.excess.value, "as told", terms[0] if terms else None, last)
    amounts = [(amount, term) for term in terms if (amount := _amount(facts, term, claimed)) is not None]
    if not amounts:
        return None
    basic = [one for one in amounts if not _ADDED.search(one[1].subject)] or amounts
    highest, term = max(basic, key=lambda one: one[0])
    added = [amount for amount, other in amounts if (amount, other) not in basic]
    words = name(term) + (_HIGHEST if len({amount for amount, _ in basic}) > 1 else "")
    words += "".join(f"; plus {figure(amount)}, which the policy adds" for amount in added)
    return Excess(highest + sum(added, ZERO), words, term, last)


def _amount(facts: Facts, term: Term, claimed: Decimal) -> Decimal | None:
    """Return an excess's amount; of an amount and a percentage the higher, or the lower where it says so."""
    options = [] if term.amount is None else [term.amount]
    base = share_of(facts, term, claimed)
    if term.percent is not None and base is not None:
        options.append(base * term.percent / HUNDRED)
    if not options:
        return None
    one = min(options) if term.lower else max(options)
    times = count(facts, term, term.per) if term.per else None
    return one * times.number if times else one


def deduct(
    steps: Steps, excess: Excess | None, bearing: Sequence[Term], held: Sequence[Held], facts: Facts
) -> None:
    """Deduct the excess from what it applies to: not from the lines of a benefit that carries none."""
    if excess is None:
        return
    free, waiver = _free(bearing, held, facts)
    total = sum((one.payable for one in held), ZERO)
    exempt = steps.now * free / total if total else ZERO
    subject = steps.now - exempt
    if waiver and free == total:
        steps.take(EXCESS, steps.now, f"no excess applies: {name(waiver)}", waiver, show=True)
        return
    left = max(ZERO, subject - excess.amount)
    told = f"{figure(subject)} - {figure(excess.amount)} ({excess.words}) = {figure(left)}"
    if subject <= excess.amount and excess.amount:
        told = f"{figure(subject)} is not above the excess of {figure(excess.amount)} ({excess.words})"
    if exempt:
        told += f"; {figure(exempt)} carries no excess"
    steps.take(EXCESS, exempt + left, told, excess.term, show=True)


def _free(bearing: Sequence[Term], held: Sequence[Held], facts: Facts) -> tuple[Decimal, Term | None]:
    """Return how much of the lines carries no excess, and the term that says so."""
    for term in bearing:
        if term.kind not in (TermKind.LIMIT, TermKind.BENEFIT):
            continue
        if _NO_EXCESS.search(f"{term.subject}. {term.exceptions}"):
            places = reached(term, [one.line for one in held], facts)
            if places:
                return sum((held[at].payable for at in places), ZERO), term
    return ZERO, None


def reduce(steps: Steps, bearing: Sequence[Term]) -> None:
    """Reduce by a stated percentage what would otherwise be paid: after the excess."""
    for term in bearing:
        if rule_of(term) is Rule.REDUCTION and term.percent is not None:
            left = HUNDRED - term.percent
            steps.take("Reduction", *_percent(steps.now, left, f" ({name(term)})"), term)


def share_out(steps: Steps, facts: Facts, bearing: Sequence[Term], held: Sequence[Held]) -> None:
    """Apply the schedule's reimbursement rate, then the co-pay; one that says the same is not taken twice."""
    rate = facts.rate.value if facts.rate else None
    if rate is not None:
        steps.take("Reimbursement rate", *_percent(steps.now, rate, ""), show=True)
    co_pays = [term for term in bearing if term.kind is TermKind.CO_PAY and term.percent is not None]
    lines = [one.line for one in held]
    fitting = [one for one in co_pays if kind_of(about(one)) not in PARTS or reached(one, lines, facts)]
    if rate is not None:
        fitting = [term for term in fitting if (term.percent or ZERO) + rate != HUNDRED]
    if not fitting:
        return
    basic = [term for term in fitting if not _ADDED.search(term.subject)] or fitting
    highest = max(basic, key=lambda term: term.percent or ZERO)
    added = sum((term.percent or ZERO for term in fitting if term not in basic), ZERO)
    percent = min(HUNDRED, (highest.percent or ZERO) + added)
    note = _HIGHEST if len({term.percent for term in basic}) > 1 else ""
    note += f"; {figure(added)}% of it is added by the policy" if added else ""
    base, limited = _co_paid(steps.now, highest, held, facts)
    payable, words = _percent(base, HUNDRED - percent, f"{limited}{note}")
    steps.take(
        "Co-pay", steps.now - base + payable, f"{figure(percent)}% co-pay: {words}", highest, show=True
    )


def _co_paid(now: Decimal, term: Term, held: Sequence[Held], facts: Facts) -> tuple[Decimal, str]:
    """Return what a co-pay is taken from: the lines that it is about, or everything."""
    named = kind_of(about(term)) not in ("", "surgery")
    places = reached(term, [one.line for one in held], facts) if named else ()
    total = sum((one.payable for one in held), ZERO)
    if not places or len(places) == len(held) or not total:
        return now, ""
    part = sum((held[at].payable for at in places), ZERO)
    return now * part / total, f" (on {', '.join(held[at].line.label for at in places)})"


def _percent(now: Decimal, percent: Decimal, note: str) -> tuple[Decimal, str]:
    payable = now * percent / HUNDRED
    return payable, f"{figure(now)} x {figure(percent)}% = {figure(payable)}{note}"


def sum_insured_left(steps: Steps, facts: Facts) -> None:
    """Hold the result to what is left of the sum insured."""
    if not facts.sum_insured:
        return
    insured, paid = facts.sum_insured.value, facts.already_paid.value if facts.already_paid else ZERO
    left = max(ZERO, insured - paid)
    words = f"{figure(insured)} - {figure(paid)} already paid = {figure(left)}" if paid else figure(left)
    steps.take(
        "Sum insured left", at_most(left, steps.currency), f"at most what is left of the sum insured: {words}"
    )
