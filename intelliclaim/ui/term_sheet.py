"""A policy's terms as a table by kind, each with its page at the right, and a person's edits of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.errors import IntelliClaimError
from intelliclaim.types import Citation, Policy, Quantity, Term, TermKind, Unit
from intelliclaim.ui.draft import handler, keep_handler
from intelliclaim.ui.evidence import evidence, shown_citation, view_citation
from intelliclaim.ui.figures import amount, band, figure, number, read_amount
from intelliclaim.ui.notices import shown_errors
from intelliclaim.ui.plain import count, label, tag

_WIDTHS = (9, 7, 7, 5)
_HEADS = ("What", "How much, how long", "Exceptions, plan", "Page")
_SHOWN = 30  # terms of a kind drawn at once; a button reaches the others
_ITEMS = 6  # listed items that are written out in the table

Numbered = tuple[int, Term]  # a term with its index in the policy's sheet


@st.fragment
def term_sheet(assistant: Assistant, policy: Policy) -> None:
    """Draw the terms and the page of the one chosen; a fragment, apart from the register."""
    st.html('<div class="ic-section">Terms at a glance</div>')
    with shown_errors():
        terms = assistant.terms(policy.id)
        if not terms:
            st.caption(
                "No waiting period, limit, excess or exclusion was recognised in this policy. "
                "Questions and claims are still answered from its clauses."
            )
            return
        left, right = st.columns([6, 5], gap="medium")
        with left:
            kind = _choose_kind(terms)
            numbered = [(index, term) for index, term in enumerate(terms) if term.kind is kind]
            with st.container(height=600, border=False, key="terms", autoscroll=False):
                _draw_terms(assistant, policy, numbered)
        with right:
            evidence(assistant, [policy])


def _choose_kind(terms: Sequence[Term]) -> TermKind:
    """Draw the kinds that the policy has, and return the chosen one."""
    counts = {kind: sum(term.kind is kind for term in terms) for kind in TermKind}
    kinds = [kind for kind in TermKind if counts[kind]]
    if st.session_state.get("term-kind") not in kinds:
        st.session_state["term-kind"] = kinds[0]
    chosen = st.pills(
        "Kind of term",
        kinds,
        key="term-kind",
        required=True,
        format_func=lambda kind: f"{kind.capitalize()} {counts[kind]}",
        label_visibility="collapsed",
    )
    return chosen or kinds[0]


def _draw_terms(assistant: Assistant, policy: Policy, numbered: Sequence[Numbered]) -> None:
    for column, head in zip(st.columns(_WIDTHS, gap="small"), _HEADS, strict=True):
        column.html(tag("div", "ic-column", head))
    shown = st.session_state.setdefault("terms-shown", _SHOWN)
    for index, term in numbered[:shown]:
        with st.container(key=f"term-{index}", gap="xsmall"), shown_errors():
            _draw_term(index, term, assistant.term_citation(policy.id, term))
            if st.session_state.get("edited-term") == (policy.id, index):
                _draw_edit(assistant, policy, index, term)
    if len(numbered) > shown:
        st.button(
            f"Show {len(numbered) - shown} more", key="more-terms", type="tertiary", on_click=_show_more
        )


def _show_more() -> None:
    st.session_state["terms-shown"] += 10 * _SHOWN


def _draw_term(index: int, term: Term, citation: Citation) -> None:
    what, how_much, but, page = st.columns(_WIDTHS, gap="small", vertical_alignment="top")
    items = ", ".join(term.items[:_ITEMS])
    more = f" and {count(len(term.items) - _ITEMS, 'more', 'more')}" if len(term.items) > _ITEMS else ""
    edited = tag("span", "ic-chip ic-unknown", f"edited by {term.edited_by}") if term.edited_by else ""
    what.html(tag("div", "ic-cell", term.subject) + tag("div", "ic-path", items + more) + edited)
    how_much.html(tag("div", "ic-cell", figure(term)))
    held = [f"Plan: {term.plan}"] if term.plan else []
    held += [band(term.band, term.currency)] if term.band else []
    but.html(tag("div", "ic-clamp", term.exceptions) + tag("div", "ic-path", "; ".join(held)))
    with page, st.container(horizontal=True, gap="xsmall", wrap=False):
        st.button(
            f"p. {citation.page}",
            key=f"term-page-{index}",
            type="primary" if shown_citation() == (0, index) else "secondary",
            on_click=view_citation,
            args=(0, index, citation),
        )
        st.button(
            "",
            key=f"edit-{index}",
            type="tertiary",
            icon=":material/edit:",
            help="Edit this term",
            on_click=_open_edit,
            args=((citation.policy_id, index),),
        )


def _open_edit(which: tuple[str, int] | None) -> None:
    st.session_state["edited-term"] = which


def _draw_edit(assistant: Assistant, policy: Policy, index: int, term: Term) -> None:
    """Draw the form of a term's figures; saving needs a name."""
    with st.form(f"edit-form-{policy.id}-{index}"):
        left, middle, right, units = st.columns((4, 3, 3, 5), gap="small")
        sum_of_money = left.text_input(
            f"Amount {term.currency}".strip(),
            "" if term.amount is None else amount(term.amount, term.currency),
        )
        percent = middle.text_input("Percent", "" if term.percent is None else number(term.percent))
        counted = right.text_input("Duration", "" if term.duration is None else number(term.duration.count))
        unit = units.selectbox(
            "Counted in", list(Unit)[:5], index=list(Unit).index(term.duration.unit) if term.duration else 3
        )
        items = st.text_area("Items, one a row", "\n".join(term.items), height=96)
        exceptions = st.text_area("Exceptions", term.exceptions, height=80)
        by = st.text_input("Your name", handler(), key="editor", max_chars=100)
        with st.container(horizontal=True, gap="small"):
            save = st.form_submit_button("Save", type="primary")
            st.form_submit_button("Leave it", on_click=_open_edit, args=(None,))
    if not save:
        return
    keep_handler("editor")
    try:
        edited = replace(
            term,
            amount=read_amount(sum_of_money),
            percent=_percent(percent),
            duration=_duration(counted, unit, term),
            items=tuple(row.strip() for row in items.splitlines() if row.strip()),
            exceptions=exceptions.strip(),
        )
        if not by.strip():
            raise ValueError("Give your name: it is kept with the edit.")
        assistant.edit_term(policy.id, index, edited, by.strip())
    except (ValueError, IntelliClaimError) as error:
        st.error(label(str(error)), icon=":material/error:")
    else:
        _open_edit(None)
        st.rerun()


def _percent(typed: str) -> Decimal | None:
    value = read_amount(typed.replace("%", ""))
    if value is not None and value > 100:
        raise ValueError(f"{typed.strip()} is no percent of a whole: type 0 to 100.")
    return value


def _duration(typed: str, unit: Unit, term: Term) -> Quantity | None:
    counted = read_amount(typed)
    what = term.duration.what if term.duration else ""
    return None if counted is None else Quantity(counted, unit, what)
