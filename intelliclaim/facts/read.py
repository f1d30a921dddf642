"""A claim's text and form, put together into `Facts`: the form wins, and every fact says its source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from intelliclaim.facts.bill import read_bill
from intelliclaim.facts.dates import Told, dates, month_or_year, months_between
from intelliclaim.facts.event import event
from intelliclaim.facts.gaps import affirmed, gaps
from intelliclaim.facts.people import Person, person, place
from intelliclaim.facts.plans import plan
from intelliclaim.facts.timing import held_months, quantities
from intelliclaim.types import Fact, Facts, Form, Source

T = TypeVar("T")

# What stands before a date says what it is the date of.
_START = re.compile(
    r"\b(?:policy(?: no\.? ?\S+)?|cover|insurance|plan)\b[^.;,]{0,25}\b(?:from|since|start(?:ed|s|ing|)|"
    r"incepted|began|dated|bought|issued|eff(?:ective)?|taken out|commenced)\b(?: on| in| from)?:?\s*$|"
    r"\b(?:inception|incepted|commenced|joined|took out [^.;,]{0,20}on|"
    r"w\.?e\.?f\.?|with effect from)(?: date)?(?: on| of| was)?:?\s*$|\b(?:insured|member|with us|"
    r"customer) (?:with us )?(?:from|"
    r"since)\s*$|\bpolicy\b[^.;]{0,20},?\s+bought(?: on)?\s*$",
    re.I,
)
_BIRTH = re.compile(r"\b(?:born|dob|d\.o\.b\.?|date of birth)(?: is| on|:)*\s*$", re.I)
_LOSS = re.compile(
    r"\b(?:accident|loss|admi(?:tted|ssion)|doa|hospitali[sz]ed|died|death|stolen|theft|burgl\w+|fire|"
    r"storm|flood\w*|hit|collided|crash\w*|injured|fell|diagnosed|treated|operated|surgery|happened|"
    r"occurred|taken)\b[^.;]{0,30}$",
    re.I,
)
_LATER = re.compile(
    r"\b(?:born|dob|d\.o\.b|date of birth|discharged?|reported|notified|police on|letter|dated|until|till|"
    r"to|expir\w+|bought|purchased|sold|serviced|built|registered|renew\w*|submitted|received|sent|filed|"
    r"proposal|lapsed|paid)\b[^.;,]{0,15}$",
    re.I,
)
_HELD_SINCE = re.compile(
    r"\b(?:policy|cover|insured|insurance|member|with us|continuous\w*|bought|"
    r"incepted)\b[^.;]{0,30}\b(?:since|"
    r"in|from)\s+(?P<when>(?:[A-Z][a-z]+\s+)?(?:19|20)\d\d)\b(?!-)",
)
_HAPPENED_IN = re.compile(r"\bin\s+(?P<when>[A-Z][a-z]+\s+20\d\d)\b")


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
        age=_typed(form.age, "age") or _age(who, told, text, when.loss),
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


def _age(who: Person, told: Sequence[Told], text: str, loss: Fact[date] | None) -> Fact[int] | None:
    """Return the age as told, or in whole years from a date of birth to the date of loss."""
    if who.age is not None:
        return Fact(who.age, Source.TEXT, who.age_words, who.age_note)
    born = next((one for one in told if one.value and _BIRTH.search(text[: one.start])), None)
    if born is None or born.value is None or loss is None or loss.value < born.value:
        return None
    words = f"born {born.words}, loss on {loss.value.isoformat()}"
    return Fact(months_between(born.value, loss.value) // 12, Source.DERIVED, words, born.note)


@dataclass(frozen=True, slots=True)
class _When:
    start: Fact[date] | None
    loss: Fact[date] | None


def _dates(text: str, told: Sequence[Told], form: Form) -> _When:
    """Sort a text's dates into the policy's first day and the date of loss."""
    before = {one: text[max(0, one.start - 45) : one.start] for one in told}
    starts = [one for one in told if _START.search(before[one])]
    rest = [one for one in told if one not in starts and not _LATER.search(before[one])]
    year = next((one.value.year for one in rest if one.value), None)
    start = _typed(form.policy_start, "policy start") or next(
        (_from(one, None, None) for one in starts), None
    )
    loss = _typed(form.loss_date, "date of loss")
    if loss is None and rest:
        one = next((one for one in rest if _LOSS.search(before[one])), rest[0])
        young = (held_months(text) or Fact(0, Source.TEXT, "")).value < 12
        loss = _from(one, start.value if start and young else None, year)
    return _When(start, loss)


def _from(told: Told, after: date | None, year: int | None) -> Fact[date] | None:
    """Make a fact of a date; one without a year has that of another date told, or follows the policy's start.

    `after` is the first day of a policy that nothing says is older than a year.
    """
    if told.value:
        return Fact(told.value, Source.TEXT, told.words, told.note)
    years = [year] if year else [after.year, after.year + 1] if after else []
    for each in years:
        try:
            value = date(each, told.month, told.day)
        except ValueError:  # 29 February
            continue
        if year or (after and value >= after):
            what = "another date told" if year else "the policy's first day"
            return Fact(value, Source.TEXT, told.words, f"The year {each} follows from {what}.")
    return None


def _held(text: str, when: _When) -> Fact[int] | None:
    """Return the months from the two dates, as told, or the least that they can be."""
    start, loss = when.start, when.loss
    if start and loss and loss.value >= start.value:
        words = f"{start.value.isoformat()} to {loss.value.isoformat()}"
        return Fact(months_between(start.value, loss.value), Source.DERIVED, words)
    told = held_months(text)
    if told:
        return told
    since = _HELD_SINCE.search(text)
    months = _HAPPENED_IN.finditer(text)
    happened = next((one for one in months if not since or one["when"] != since["when"]), None)
    first = start.value if start else _edge(since, last=True)
    last = loss.value if loss else _edge(happened, last=False)
    if first is None or last is None or last < first:
        return None
    words = " to ".join(match[0] for match in (since, happened) if match)
    return Fact(months_between(first, last), Source.DERIVED, words, "At least: the days are not told.")


def _edge(match: re.Match[str] | None, *, last: bool) -> date | None:
    """Return a told month's or year's last day, or its first."""
    days = month_or_year(match["when"]) if match else None
    return days[last] if days else None


def _typed(value: T | None, field: str) -> Fact[T] | None:
    return None if value is None else Fact(value, Source.FORM, field)


def _fact(typed: str, read: tuple[str, str]) -> Fact[str] | None:
    if typed.strip():
        return Fact(typed.strip(), Source.FORM, "form")
    return Fact(read[0], Source.TEXT, read[1]) if read[0] else None
