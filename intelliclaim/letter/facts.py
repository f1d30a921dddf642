"""A claim's facts as the pack lists them: each with where it was read, and what was not told."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from intelliclaim.letter.figures import amount, day, money
from intelliclaim.letter.paper import Block, Bullets, Heading, Paragraph, Table
from intelliclaim.types import Fact, Facts, Quantity, Source

_FACT_LABELS = {
    "event": "What happened",
    "policy_start": "Start of the policy",
    "loss_date": "Date of the event",
    "held_months": "Months held",
    "age": "Age",
    "sex": "Sex",
    "place": "Place",
    "plan": "Plan",
    "sum_insured": "Sum insured",
    "claimed": "Amount claimed",
    "excess": "Excess",
    "rate": "Share reimbursed, percent",
    "already_paid": "Already paid",
    "value": "Full value",
    "currency": "Currency",
}
_MONEY = frozenset({"sum_insured", "claimed", "excess", "already_paid", "value"})
_READ_IN = {Source.TEXT: "the claim", Source.FORM: "the form", Source.DERIVED: "computed"}


def facts_blocks(facts: Facts, currency: str) -> Iterator[Block]:
    """List the facts after the claim's own text; amounts are in the ledger's `currency`."""
    yield Heading("The claim as it was told")
    yield Paragraph(facts.text.strip() or "No text was given: the facts are from the form.")
    yield Heading("Facts, and where each was read")
    rows = [
        (_FACT_LABELS[at.name], _value(at.name, fact, currency), *_origin(fact))
        for at in dataclasses.fields(facts)
        if isinstance(fact := getattr(facts, at.name), Fact)
    ]
    if rows:
        yield Table(tuple(rows), (20, 32, 14, 34), ("Fact", "Value", "Read in", "Words, and notes"))
    else:
        yield Paragraph("No fact was read.")
    missing = [
        label.lower()
        for name, label in _FACT_LABELS.items()
        if getattr(facts, name) is None and name != "rate"
    ]
    if missing:
        yield Paragraph(f"Not told: {', '.join(missing)}.", small=True)
    yield from _particulars(facts, currency)


def _value(name: str, fact: Fact[object], currency: str) -> str:
    if isinstance(fact.value, date):
        return day(fact.value, currency)
    if isinstance(fact.value, Decimal):
        return money(fact.value, currency) if name in _MONEY else f"{fact.value.normalize():f}"
    return str(fact.value)


def _origin(fact: Fact[object]) -> tuple[str, str]:
    words = f"“{fact.words}”" if fact.words and fact.source is Source.TEXT else fact.words
    return _READ_IN[fact.source], "\n".join(filter(None, (words, fact.note)))


def _particulars(facts: Facts, currency: str) -> Iterator[Block]:
    if facts.lines:
        yield Paragraph("Amounts by line", bold=True)
        rows = [
            (
                line.label,
                _quantity(line.quantity) if line.quantity else "",
                amount(line.rate, currency) if line.rate is not None else "",
                amount(line.amount, currency),
            )
            for line in facts.lines
        ]
        yield Table(tuple(rows), (46, 22, 16, 16), ("Line", "Quantity", "Rate", "Amount"), frozenset({2, 3}))
    lists = (
        ("Counted in the claim", [_quantity(quantity) for quantity in facts.quantities]),
        ("Said to be met", list(facts.affirmed)),
        ("Said not to be known", [gap.words for gap in facts.gaps]),
    )
    for title, items in lists:
        if items:
            yield Paragraph(title, bold=True)
            yield Bullets(tuple(items))


def _quantity(quantity: Quantity) -> str:
    plural = "" if quantity.count == 1 else "s"
    return f"{quantity.count.normalize():f} {quantity.unit}{plural} {quantity.what}".strip()
