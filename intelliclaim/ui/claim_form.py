"""The claim as it is told, and the facts read in it as a form that a person can correct.

A field shows what was read in the text; what a person types into it is kept in the draft's form and
wins. The words that a fact was read in stand below its field, with what to know before relying on it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Fact, Facts, Form, Policy
from intelliclaim.ui.draft import Problem, current_draft
from intelliclaim.ui.fact_list import FIELDS, also_read, origin
from intelliclaim.ui.figures import amount, date_format, day, read_amount, read_lines, written_lines
from intelliclaim.ui.plain import tag

EXAMPLE = (
    "46M, knee replacement in Pune on 3 Mar 2026, policy since 12 Dec 2025, "
    "bill 2,40,000 (room 4 days at 6,000), sum insured 5 lakh"
)
_CURRENCIES = ("INR", "GBP", "HKD", "SGD", "AUD", "USD")
_PAIRS = (
    ("event", "place"),
    ("policy_start", "loss_date"),
    ("age", "sex"),
    ("plan", "sum_insured"),
    ("claimed_amount", "excess"),
)
_SEXES = {"": "Not told", "F": "Female", "M": "Male"}
_BILL = "Room: 4 days × 6,000\nSurgeon: 80,000"
_BILL_HELP = "One a row: a name, a colon, an amount; or a number of days, ×, and the rate."


def told_claim(assistant: Assistant, policy: Policy) -> Facts:
    """Draw the claim's name, its text, and the facts as a form; what is typed goes into the draft.

    Returns the facts as they are read now.
    """
    draft = current_draft()
    turn = draft.turn
    st.session_state[f"reference-{turn}"] = draft.reference
    st.text_input(
        "Claim number or name",
        key=f"reference-{turn}",
        on_change=_keep,
        args=("reference", f"reference-{turn}"),
        max_chars=120,
    )
    st.session_state[f"told-{turn}"] = draft.text
    st.text_area(
        "The claim, as it was told",
        key=f"told-{turn}",
        on_change=_keep,
        args=("text", f"told-{turn}"),
        placeholder=f"For example: {EXAMPLE}",
        height=130,
        max_chars=20_000,
    )
    facts = assistant.facts(policy.id, draft.text, draft.form)
    with st.expander(
        "Facts as a form", icon=":material/list_alt:", key=f"facts-{turn}", expanded=bool(draft.problems)
    ):
        currency = draft.form.currency or (facts.currency.value if facts.currency else "")
        currency = currency or assistant.currency(policy.id)
        _draw_fields(facts, draft.form, turn, currency)
        also_read(facts, currency)
        if draft.form != Form():
            st.button("Undo what was typed here", key="reset", type="tertiary", on_click=_reset)
    return facts


def _keep(name: str, key: str) -> None:
    setattr(current_draft(), name, str(st.session_state[key]))


def _reset() -> None:
    draft = current_draft()
    draft.form, draft.problems = Form(), {}


def _draw_fields(facts: Facts, form: Form, turn: int, currency: str) -> None:
    """Draw a field for each fact of the form, two in a row."""
    for pair in _PAIRS:
        for column, name in zip(st.columns(2, gap="small"), pair, strict=True):
            with column:
                _draw_field(name, facts, form, turn, currency)
    _draw_field("lines", facts, form, turn, currency)
    _draw_field("currency", facts, form, turn, currency)


def _draw_field(name: str, facts: Facts, form: Form, turn: int, currency: str) -> None:
    key = f"fact-{name}-{turn}"
    fact: Fact[Any] | None = getattr(facts, {"claimed_amount": "claimed"}.get(name, name), None)
    typed = getattr(form, name)
    read = facts.lines if name == "lines" else fact.value if fact else None
    value = read if typed in (None, "", ()) else typed
    # The field follows the facts, whoever changed them.
    problem = current_draft().problems.get(name)
    st.session_state[key] = problem.typed if problem else _shown(name, value, currency)
    with st.container(gap="xxsmall"):
        _draw_widget(name, key, currency)
        if problem:
            st.html(tag("div", "ic-foot ic-warn", problem.why))
        elif typed not in (None, "", ()):
            st.html(tag("div", "ic-foot", f"{_dated(typed, currency)}typed in: it wins over the text"))
        elif isinstance(fact, Fact):
            _draw_source(fact, currency)


def _dated(value: object, currency: str) -> str:
    """Return a date with its month in letters, to stand before its source; '' for other values."""
    return f"{day(value, currency)}, " if isinstance(value, date) else ""


def _draw_source(fact: Fact[Any], currency: str) -> None:
    """Draw where the fact was read, and its note."""
    st.html(tag("div", "ic-foot", _dated(fact.value, currency) + origin(fact)))
    if fact.note:
        st.html(tag("div", "ic-foot ic-warn", fact.note))


def _shown(name: str, value: Any, currency: str) -> Any:  # noqa: ANN401 - a widget's value is of any type
    if name in ("policy_start", "loss_date", "age"):
        return value
    if name in ("sum_insured", "claimed_amount", "excess"):
        return "" if value is None else amount(value, currency)
    if name == "lines":
        return written_lines(value, currency)
    return value or ""


def _draw_widget(name: str, key: str, currency: str) -> None:
    """Draw the widget of a field; its value is in the session already."""
    title = FIELDS[name]
    typed: dict[str, Any] = {"on_change": _type, "args": (name, key)}
    if name in ("policy_start", "loss_date"):
        st.date_input(title, key=key, format=date_format(currency), min_value="1900-01-01", **typed)
    elif name == "age":
        st.number_input(title, key=key, min_value=0, max_value=130, step=1, **typed)
    elif name == "sex":
        st.selectbox(title, list(_SEXES), key=key, format_func=lambda sex: _SEXES[sex], **typed)
    elif name == "currency":
        read = str(st.session_state[key])
        st.selectbox(title, list(dict.fromkeys(("", *_CURRENCIES, read))), key=key, **typed)
    elif name == "lines":
        st.text_area(title, key=key, height=96, placeholder=_BILL, help=_BILL_HELP, **typed)
    else:
        st.text_input(title, key=key, max_chars=400, **typed)


def _type(name: str, key: str) -> None:
    """Take what was typed into the form, or keep why it can't be taken."""
    draft, typed = current_draft(), st.session_state[key]
    try:
        value = _read(name, typed)
    except ValueError as error:
        draft.problems[name] = Problem(str(typed), str(error))
        return
    draft.problems.pop(name, None)
    draft.form = replace(draft.form, **{name: value})


def _read(name: str, typed: Any) -> Any:  # noqa: ANN401 - a widget's value is of any type
    if name in ("sum_insured", "claimed_amount", "excess"):
        return read_amount(typed)
    if name == "lines":
        return read_lines(typed)
    return typed.strip() if isinstance(typed, str) else typed
