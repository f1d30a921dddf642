"""The facts of a claim as a list to read, each with the words that it was read in."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

import streamlit as st

from intelliclaim.types import Fact, Facts, Source
from intelliclaim.ui.figures import day, money, number, quantity, written_lines
from intelliclaim.ui.plain import tag

FIELDS = {
    "policy_start": "Policy began",
    "loss_date": "Date of loss",
    "age": "Age",
    "sex": "Sex",
    "place": "Place",
    "event": "What happened",
    "plan": "Plan",
    "sum_insured": "Sum insured",
    "claimed_amount": "Amount claimed",
    "excess": "Excess",
    "currency": "Currency",
    "lines": "Lines of the bill",
}
_ALSO = {
    "held_months": "Months held",
    "rate": "Reimbursed, %",
    "already_paid": "Already paid",
    "value": "Full value",
}
_MONEY = ("sum_insured", "claimed", "excess", "already_paid", "value")

_Row = tuple[str, str, str]  # what it is, what was read and where, what to know of it


def origin(fact: Fact[Any]) -> str:
    """Return where a fact comes from: 'read in “46M”'."""
    if fact.source is Source.FORM:
        return "typed in"
    return f"{'worked out from' if fact.source is Source.DERIVED else 'read in'} “{fact.words}”"


def all_facts(facts: Facts, currency: str) -> None:
    """Draw all facts, to read only; `currency` is the claim's."""
    names = {name: FIELDS.get("claimed_amount" if name == "claimed" else name, "") for name in _names()}
    rows = [row for name, title in names.items() if title for row in _row(facts, name, title, currency)]
    rows += [("Line of the bill", line, "") for line in _bill(facts)]
    st.html(_listed(rows) if rows else tag("div", "ic-foot", "No fact was read."))
    also_read(facts, currency)


def also_read(facts: Facts, currency: str) -> None:
    """Draw what was read in the text and has no field: it counts too."""
    rows = [row for name, title in _ALSO.items() for row in _row(facts, name, title, currency)]
    rows += [("Counted", quantity(each), "") for each in facts.quantities]
    rows += [("Not known", gap.words, "") for gap in facts.gaps]
    rows += [("Said to be met", words, "") for words in facts.affirmed]
    if rows:
        st.html('<div class="ic-section">Also read in the text</div>' + _listed(rows))


def _names() -> list[str]:
    return [each.name for each in fields(Facts)]


def _bill(facts: Facts) -> list[str]:
    return written_lines(facts.lines, _currency(facts)).splitlines()


def _currency(facts: Facts) -> str:
    return facts.currency.value if facts.currency else ""


def _row(facts: Facts, name: str, title: str, currency: str) -> list[_Row]:
    """Return the row of a fact; none where it was not told."""
    fact = getattr(facts, name)
    if not isinstance(fact, Fact):
        return []
    if name in _MONEY:
        shown = money(fact.value, _currency(facts))
    elif name in ("policy_start", "loss_date"):
        shown = day(fact.value, currency)
    else:
        shown = number(fact.value) if isinstance(fact.value, Decimal) else str(fact.value)
    return [(title, f"{shown}, {origin(fact)}", fact.note)]


def _listed(rows: list[_Row]) -> str:
    cells = "".join(
        tag("dt", "", title)
        + tag("dd", "", text)
        + (tag("dd", "ic-foot ic-warn ic-note", note) if note else "")
        for title, text, note in rows
    )
    return f'<dl class="ic-facts">{cells}</dl>'
