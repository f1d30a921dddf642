"""Sums cut in a proportion: for a dearer room, for too low a sum insured, by a stated percentage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from intelliclaim.ledger.amounts import HUNDRED, figure
from intelliclaim.ledger.items import NEVER_PROPORTIONATE, kind_of, own_words
from intelliclaim.ledger.limits import Held
from intelliclaim.types import Facts, Term, TermKind


class Rule(StrEnum):
    """What a proportion term does."""

    ROOM = "proportionate deduction"
    COINSURANCE = "coinsurance"
    REDUCTION = "reduction"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class Share:
    """The share that is paid, as a fraction, with its arithmetic; `missing` is what must be asked for."""

    part: Decimal
    whole: Decimal
    words: str
    missing: str = ""


_RULES = (
    (Rule.COINSURANCE, re.compile(r"\bco-?insurance\b", re.I)),
    (Rule.ROOM, re.compile(r"\brooms?\b|\brate per day\b|\bassociated? (?:medical )?expenses", re.I)),
    (Rule.REDUCTION, re.compile(r"\breduc\w+|\bless\s+\d|\bby \d+(?:\.\d+)?\s?%", re.I)),
    (Rule.AVERAGE, re.compile(r"\b(?:full|rebuild\w*|replacement|reinstate\w*) (?:value|cost)|\bunder-?insur|"
                              r"\baverage\b|"
                              r"\bpercentage you are insured|\binsur[^.;]*\b(?:value|costs?)\b|"
                              r"\b(?:value|costs?)\b[^.;]*\binsur|\bsum insured is (?:less|lower)", re.I)),
)  # fmt: skip
_STATED = re.compile(r"(\d{2,3})\s?%\s*co-?insurance|\bco-?insurance\b[^\d.;]{0,25}(\d{2,3})\s?%", re.I)


def rule_of(term: Term) -> Rule | None:
    """Return what a proportion term does; None for what is not computed (contribution, pro rata)."""
    if term.kind is not TermKind.PROPORTION:
        return None
    text = f"{term.subject} {term.of} {' '.join(term.items)}"
    for rule, pattern in _RULES:
        if pattern.search(text) and not (rule is Rule.REDUCTION and term.percent is None):
            return rule
    return None


def cut_for_room(held: Sequence[Held], term: Term) -> None:
    """Cut the associated expenses as the room was cut: by the eligible over the actual rate.

    Which expenses those are is for the term's items to say; without any, all but the kinds that are never
    cut. A single line is the whole bill, whose parts are not known: it is left alone.
    """
    room = next((one for one in held if kind_of(one.line.label) == "room"), None)
    if room is None or len(held) == 1 or not 0 <= room.payable < room.line.amount:
        return
    for one in held:
        if one is not room and one.payable and _associated(term, one.line.label):
            ratio = f"{figure(room.payable)} / {figure(room.line.amount)}"
            most = one.payable * room.payable / room.line.amount
            one.cut(most, f"as the room was cut: {figure(one.payable)} x {ratio} = {figure(most)}", term)


def _associated(term: Term, label: str) -> bool:
    listed = [item for item in term.items if item != term.subject]
    kind = kind_of(label)
    if listed:
        return any(kind and kind == kind_of(item) or own_words(item) & own_words(label) for item in listed)
    return kind not in NEVER_PROPORTIONATE


def share_insured(facts: Facts, term: Term, rule: Rule) -> Share | None:
    """Return the share for average (sum insured / value) or coinsurance (sum insured / (percent x value)).

    None where it does not bite or where the claim doesn't tell the value: underinsurance is shown, not
    supposed. The source of coinsurance: ISO CP 00 10, Additional Conditions, F.1.
    """
    if not facts.value or not facts.sum_insured or facts.value.value <= 0:
        return None
    insured, value = facts.sum_insured.value, facts.value.value
    required, words = value, f"{figure(insured)} / {figure(value)}"
    if rule is Rule.COINSURANCE:
        percent = _coinsurance(facts, term)
        if percent is None:
            missing = "the coinsurance percentage" if insured < value else ""
            return Share(Decimal(1), Decimal(1), "", missing) if missing else None
        required = value * percent / HUNDRED
        words = f"{figure(insured)} / ({figure(percent)}% of {figure(value)} = {figure(required)})"
    return None if required <= insured else Share(insured, required, words)


def _coinsurance(facts: Facts, term: Term) -> Decimal | None:
    """Return the percentage: the one that the claim tells from the schedule, else the term's."""
    told = _STATED.search(facts.text)
    return Decimal(told[1] or told[2]) if told else term.percent
