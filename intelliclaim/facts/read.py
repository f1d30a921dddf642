"""A claim's text and form, put together into `Facts`: the form wins, and every fact says its source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from intelliclaim.facts.bill import read_bill
from intelliclaim.facts.dates import Told, dates, months_between
from intelliclaim.facts.event import event, plan
from intelliclaim.facts.gaps import affirmed, gaps
from intelliclaim.facts.people import person, place
from intelliclaim.facts.timing import held_months, quantities
from intelliclaim.types import Fact, Facts, Form, Source

T = TypeVar("T")

_START = re.compile(
    r"\b(?:policy|cover|insurance|insured|plan)\b[^.;,]{0,25}\b(?:from|since|start(?:ed|s)?|incepted|began|of|dated|on)\s*$"
    r"|\b(?:inception|start(?:ed|s)?|incepted|commenced|since|joined|took out [^.;,]{0,20}on|from)(?: on)?:?\s*$",
    re.I,
)
_BIRTH = re.compile(r"\b(?:born|dob|d\.o\.b|date of birth)[^.;]{0,8}$", re.I)


def read_facts(text: str, form: Form = Form(), *, plans: Sequence[str] = ()) -> Facts:  # noqa: B008 - frozen
    """Read a claim's facts.

    `plans` are the plans and covers that the policy's terms know: the one that the text names is the
    claim's. What neither the text nor the form tells is None.
    """
    bill = read_bill(text)
    currency = form.currency or bill.currency
    told = dates(text, currency)
    when = _dates(text, told, form)
    who = person(text)
    return Facts(
        text=text,
        event=_fact(form.event, event(text)),
        policy_start=when.start,
        loss_date=when.loss,
        held_months=_held(text, when),
        age=_typed(form.age, "age")
        or (Fact(who.age, Source.TEXT, who.age_words) if who.age is not None else None),
        sex=_fact(form.sex, (who.sex, who.sex_words)),
        place=_fact(form.place, (place(text), place(text))),
        plan=_fact(form.plan, plan(text, plans)),
        sum_insured=_typed(form.sum_insured, "sum insured") or bill.sum_insured,
        claimed=_typed(form.claimed_amount, "claimed amount") or bill.claimed,
        excess=_typed(form.excess, "excess") or bill.excess,
        rate=bill.rate,
        already_paid=bill.already_paid,
        value=bill.value,
        currency=_fact(form.currency, (bill.currency, bill.currency_words)),
        lines=form.lines or bill.lines,
        quantities=quantities(text),
        gaps=gaps(text),
        affirmed=affirmed(text),
    )


@dataclass(frozen=True, slots=True)
class _When:
    start: Fact[date] | None
    loss: Fact[date] | None


def _dates(text: str, told: Sequence[Told], form: Form) -> _When:
    """Sort a text's dates into the policy's first day and the date of loss."""
    start, loss = _typed(form.policy_start, "policy start"), _typed(form.loss_date, "date of loss")
    for one in told:
        before = text[max(0, one.start - 45) : one.start]
        if _BIRTH.search(before):
            continue
        if _START.search(before):
            start = start or _from(one, None)
        elif loss is None:
            loss = _from(one, start.value if start else None)
    if start and loss and loss.source is Source.TEXT and loss.value < start.value and not form.loss_date:
        loss = None if "year" in loss.note else loss
    return _When(start, loss)


def _from(told: Told, after: date | None) -> Fact[date] | None:
    """Make a fact of a date; one without a year falls in the twelve months after the policy's first day."""
    if told.value:
        return Fact(told.value, Source.TEXT, told.words, told.note)
    if after is None:
        return None
    for year in (after.year, after.year + 1):
        try:
            value = date(year, told.month, told.day)
        except ValueError:  # 29 February
            continue
        if value >= after:
            return Fact(
                value, Source.TEXT, told.words, f"The year {year} follows from the policy's first day."
            )
    return None


def _held(text: str, when: _When) -> Fact[int] | None:
    if when.start and when.loss and when.loss.value >= when.start.value:
        words = f"{when.start.value.isoformat()} to {when.loss.value.isoformat()}"
        return Fact(months_between(when.start.value, when.loss.value), Source.DERIVED, words)
    return held_months(text)


def _typed(value: T | None, field: str) -> Fact[T] | None:
    return None if value is None else Fact(value, Source.FORM, field)


def _fact(typed: str, read: tuple[str, str]) -> Fact[str] | None:
    if typed.strip():
        return Fact(typed.strip(), Source.FORM, "form")
    return Fact(read[0], Source.TEXT, read[1]) if read[0] else None
