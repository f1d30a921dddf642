"""Facts and the terms that bear on them to a ledger.

The order is the usual one of the wordings read for it, and each step says what it did:

    each line   exclusion, limit (amount, percentage, the lower of both, per day or block)
    the lines   proportionate deduction for a room above its limit (Indian health wordings)
    their sum   average or coinsurance (property: before the deductible), a limit of the whole claim,
                excess, a reduction by a percentage, the schedule's reimbursement rate, co-pay,
                and last what is left of the sum insured

Money is rounded half up to the currency's smallest unit after every line and step.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from intelliclaim.ledger.items import NEVER_PROPORTIONATE, kind_of
from intelliclaim.types import ClaimLine, Facts, Ledger, LedgerLine, Quantity, Term, TermKind, Unit

ZERO, HUNDRED = Decimal(0), Decimal(100)
WITHOUT_CENTS = ("JPY", "KRW", "VND", "IDR", "CLP")
_HOURS = {Unit.HOUR: 1, Unit.DAY: 24, Unit.WEEK: 168}
_FULL_VALUE = re.compile(
    r"full|rebuild|replacement|reinstat|value|cost|under-?insur|sum insured is less|average", re.I
)
_COINSURANCE = re.compile(r"coinsurance", re.I)
_REDUCED = re.compile(r"\breduc\w+|\bless\b", re.I)
_ROOM = re.compile(r"\broom|rate per day|associated medical|associated expenses", re.I)
_NO_EXCESS = re.compile(r"\b(?:no|without|nil|not pay (?:an|any)|does not apply)\b[^.;]{0,30}\bexcess|excess[^.;]{0,25}"
                        r"(?:does not|will not|won['’]t) apply", re.I)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that a limit allows, and how that was reached; `most` is None where a fact is missing."""

    most: Decimal | None
    words: str


def compute(facts: Facts, bearing: Sequence[Term]) -> Ledger:
    """Compute what is payable from the claim's amounts and the terms that bear on them, in their order.

    `payable` is None where a number that is needed was not told: a percentage of an unknown sum
    insured, nothing claimed and no fixed benefit. Whatever one term says wins over none; where two
    limits reach one line, the lower holds.
    """
    currency = (
        facts.currency.value if facts.currency else next((t.currency for t in bearing if t.currency), "")
    )
    bill, note = _bill(facts)
    limits = [term for term in bearing if term.kind is TermKind.LIMIT]
    if not bill:
        return _benefit(facts, limits, currency)
    lines = [
        _line(facts, one, limits, [t for t in bearing if t.kind is TermKind.EXCLUSION], len(bill))
        for one in bill
    ]
    lines = _proportionate(facts, lines, bill, bearing)
    lines = [_rounded(line, currency) for line in lines]
    steps = _steps(facts, bearing, limits, bill, sum((line.payable for line in lines), ZERO), currency)
    unknown = [
        cap.words for term in limits for cap in [_cap(facts, term)] if cap.most is None and len(bill) == 1
    ]
    payable = steps[-1].payable if steps else sum((line.payable for line in lines), ZERO)
    return Ledger(
        currency, tuple(lines), tuple(steps), None if unknown else payable, "; ".join([*unknown, *note])
    )


def _bill(facts: Facts) -> tuple[list[ClaimLine], list[str]]:
    """Return the bill's lines; the claimed amount alone where lines do not add up to it."""
    lines, claimed = list(facts.lines), facts.claimed
    total = sum((line.amount for line in lines), ZERO)
    if claimed and claimed.value and (not lines or total != claimed.value):
        label = lines[0].label if len(lines) == 1 else "claim"
        note = [f"The lines add up to {total}, the claim is for {claimed.value}."] if len(lines) > 1 else []
        return [ClaimLine(label, claimed.value, words=claimed.words)], note
    return lines, []


def _line(
    facts: Facts, line: ClaimLine, limits: Sequence[Term], exclusions: Sequence[Term], n_lines: int
) -> LedgerLine:
    """Hold one line against the exclusions and limits that are about it."""
    kind = kind_of(line.label)
    for term in exclusions:
        if kind and kind == kind_of(f"{term.subject} {' '.join(term.items)}"):
            return _entry(line.label, line.amount, ZERO, f"Not covered: {term.subject}", term)
    best: tuple[Decimal, str, Term] | None = None
    for term in limits:
        about = kind_of(term.subject)
        if (about and about != kind) or (not about and n_lines > 1):
            continue
        cap = _cap(facts, term, line)
        if cap.most is not None and cap.most < line.amount and (best is None or cap.most < best[0]):
            best = cap.most, cap.words, term
    if best:
        return _entry(line.label, line.amount, best[0], best[1], best[2])
    return _entry(line.label, line.amount, line.amount, "as claimed")


def _cap(facts: Facts, term: Term, line: ClaimLine | None = None) -> Cap:
    """Return the most that a limit allows, with its arithmetic."""
    options: list[tuple[Decimal, str]] = []
    if term.percent is not None:
        base = _base(facts, term, line)
        if base is None and term.amount is None:
            return Cap(None, f"{term.percent}% of the {term.of or 'sum insured'}, which is not told")
        if base is not None:
            share = base * term.percent / HUNDRED
            options.append((share, f"{term.percent}% of {base:,} = {share:,}"))
    if term.amount is not None:
        options.append((term.amount, f"{term.amount:,}"))
    if not options:
        return Cap(None, f"the limit of {term.subject}")
    most, words = min(options)
    if len(options) > 1:
        words = f"the lower of {options[0][1]} and {options[1][1]}"
    if term.of == "excess" and facts.excess:
        return Cap(
            most + facts.excess.value, f"at most {words} on top of the excess of {facts.excess.value:,}"
        )
    times = _times(facts, term, line)
    if times is None:
        return Cap(most, f"at most {words}")
    count, what = times
    return Cap(most * count, f"{what} x {words} = {most * count:,}")


def _base(facts: Facts, term: Term, line: ClaimLine | None) -> Decimal | None:
    if term.of == "claim":
        return line.amount if line else (facts.claimed.value if facts.claimed else None)
    if term.of == "value":
        return facts.value.value if facts.value else None
    return facts.sum_insured.value if facts.sum_insured else None


def _times(facts: Facts, term: Term, line: ClaimLine | None) -> tuple[Decimal, str] | None:
    """Return how often a limit is due: full blocks, days, persons; None for once."""
    if term.every:
        told = _told(facts, term.every.unit, term.subject)
        if told is None:
            return None
        blocks = told // term.every.count
        return blocks, f"{told} {term.every.unit}s are {blocks} full blocks of {term.every.count}"
    if term.per in (None, Unit.ITEM):
        return None
    if line and line.quantity and line.quantity.unit is term.per:
        return line.quantity.count, f"{line.quantity.count} {term.per}s"
    told = _told(facts, term.per, term.subject) if term.per else None
    return None if told is None else (told, f"{told} {term.per}s")


def _told(facts: Facts, unit: Unit, about: str) -> Decimal | None:
    """Return how many of a unit the claim tells; of several, the one told about the same thing."""
    fitting = [one for one in facts.quantities if one.unit is unit]
    if unit in _HOURS and not fitting:  # days told where hours count
        fitting = [
            Quantity(one.count * _HOURS[one.unit] / _HOURS[unit], unit, one.what)
            for one in facts.quantities
            if one.unit in _HOURS
        ]
    kind = kind_of(about)
    same = [one for one in fitting if kind and kind_of(one.what) == kind]
    chosen = same or fitting
    return chosen[0].count if chosen else None


def _benefit(facts: Facts, limits: Sequence[Term], currency: str) -> Ledger:
    """Compute a benefit that is due whatever was spent: so much a day, a block, or once."""
    lines = []
    for term in limits:
        if term.amount is None or not (term.every or term.per):
            continue
        cap = _cap(facts, term)
        if cap.most is not None and _times(facts, term, None):
            lines.append(_rounded(_entry(term.subject, cap.most, cap.most, cap.words, term), currency))
    if not lines:
        return Ledger(currency, (), (), None, "No amount is claimed.")
    total = sum((line.payable for line in lines), ZERO)
    ceilings = [term for term in limits if term.amount and not (term.every or term.per or term.percent)]
    steps = []
    if ceilings:
        lowest = min(ceilings, key=lambda term: term.amount or ZERO)
        if (most := lowest.amount or ZERO) < total:
            steps.append(_entry("Limit", total, most, f"at most {most:,}", lowest))
            total = most
    return Ledger(currency, tuple(lines), tuple(steps), total)


def _proportionate(
    facts: Facts, lines: list[LedgerLine], bill: Sequence[ClaimLine], bearing: Sequence[Term]
) -> list[LedgerLine]:
    """Cut the associated expenses in the ratio of the eligible to the actual room rate."""
    rule = next((t for t in bearing if t.kind is TermKind.PROPORTION and _ROOM.search(t.subject)), None)
    room = next((line for line, told in zip(lines, bill, strict=True) if kind_of(told.label) == "room"), None)
    if rule is None or room is None or room.payable >= room.claimed or len(lines) == 1:
        return lines
    ratio = room.payable / room.claimed
    cut: list[LedgerLine] = []
    for line in lines:
        if line is room or kind_of(line.label) in NEVER_PROPORTIONATE or line.payable == 0:
            cut.append(line)
            continue
        words = (
            f"room eligible {room.payable:,} of {room.claimed:,}: {line.payable:,} x {ratio.normalize():f}"
        )
        cut.append(_entry(line.label, line.claimed, line.payable * ratio, words, rule))
    return cut


def _steps(
    facts: Facts,
    bearing: Sequence[Term],
    limits: Sequence[Term],
    bill: Sequence[ClaimLine],
    start: Decimal,
    currency: str,
) -> list[LedgerLine]:
    """Take the lines' sum through the steps on the whole claim; a step that changes nothing is left out."""
    now, steps = start, []

    def step(label: str, payable: Decimal, formula: str, term: Term | None = None) -> None:
        nonlocal now
        entry = _rounded(_entry(label, now, min(now, max(ZERO, payable)), formula, term), currency)
        if entry.disallowed or label in ("Excess", "Co-pay"):
            steps.append(entry)
        now = entry.payable

    for term in (t for t in bearing if t.kind is TermKind.PROPORTION and not _ROOM.search(t.subject)):
        ratio, words = _average(facts, term)
        if ratio is not None:
            step("Average", now * ratio, f"{now:,} x {words}", term)
            break
    if len(bill) > 1:
        for term in limits:
            if not kind_of(term.subject):
                cap = _cap(facts, term)
                if cap.most is not None:
                    step("Limit", cap.most, cap.words, term)
    excess, stated = _excess(facts, bearing)
    if excess:
        step("Excess", now - excess, f"{now:,} - {excess:,}", stated)
    for term in (
        t for t in bearing if t.kind is TermKind.PROPORTION and t.percent and _REDUCED.search(t.subject)
    ):
        if not _COINSURANCE.search(term.subject):
            left = HUNDRED - (term.percent or ZERO)
            step("Reduction", now * left / HUNDRED, f"{now:,} x {left}%", term)
    if facts.rate:
        step("Reimbursement rate", now * facts.rate.value / HUNDRED, f"{now:,} x {facts.rate.value}%")
    co_pays = [t for t in bearing if t.kind is TermKind.CO_PAY and t.percent]
    if co_pays:
        highest = max(co_pays, key=lambda term: term.percent or ZERO)
        left = HUNDRED - (highest.percent or ZERO)
        more = "; of several the highest" if len({t.percent for t in co_pays}) > 1 else ""
        step("Co-pay", now * left / HUNDRED, f"{now:,} x {left}%{more}", highest)
    if facts.sum_insured:
        paid = facts.already_paid.value if facts.already_paid else ZERO
        left = facts.sum_insured.value - paid
        step("Sum insured left", left, f"{facts.sum_insured.value:,} - {paid:,} already paid = {left:,}")
    return steps


def _average(facts: Facts, term: Term) -> tuple[Decimal | None, str]:
    """Return the share that average or coinsurance leaves, with its arithmetic; None where it does not bite."""
    if not facts.value or not facts.sum_insured or not facts.value.value:
        return None, ""
    insured, value = facts.sum_insured.value, facts.value.value
    stated = re.search(
        r"(\d{2,3})\s?%\s*(?:co-?insurance|average)|co-?insurance\D{0,25}(\d{2,3})\s?%", facts.text, re.I
    )
    if _COINSURANCE.search(term.subject) or stated:
        if not stated:
            return None, ""
        percent = Decimal(stated[1] or stated[2])
        required = value * percent / HUNDRED
        words = f"{insured:,} / ({percent}% of {value:,} = {required:,})"
    elif _FULL_VALUE.search(term.subject):
        required, words = value, f"{insured:,} / {value:,}"
    else:
        return None, ""
    return (None, "") if insured >= required else (insured / required, words)


def _excess(facts: Facts, bearing: Sequence[Term]) -> tuple[Decimal | None, Term | None]:
    """Return the excess: the one told wins over the policy's; none where a bearing limit waives it."""
    stated = next((term for term in bearing if term.kind is TermKind.EXCESS), None)
    if any(_NO_EXCESS.search(f"{t.subject} {t.exceptions}") for t in bearing if t.kind is TermKind.LIMIT):
        return None, stated
    if facts.excess:
        return facts.excess.value, stated
    return (stated.amount, stated) if stated and stated.amount else (None, None)


def _entry(
    label: str, claimed: Decimal, payable: Decimal, formula: str, term: Term | None = None
) -> LedgerLine:
    payable = min(payable, claimed)
    return LedgerLine(label, claimed, payable, claimed - payable, formula, term)


def _rounded(line: LedgerLine, currency: str) -> LedgerLine:
    unit = Decimal(1) if currency in WITHOUT_CENTS else Decimal("0.01")
    payable = line.payable.quantize(unit, ROUND_HALF_UP)
    if payable == payable.to_integral_value():
        payable = payable.quantize(Decimal(1))
    return replace(line, payable=payable, disallowed=line.claimed - payable)
