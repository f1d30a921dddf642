"""The policies page: the register of all policies and, below it, everything about the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Health, Policy
from intelliclaim.types.viewing import Heading
from intelliclaim.ui.draft import handler
from intelliclaim.ui.intake import File, take_in
from intelliclaim.ui.notices import Act
from intelliclaim.ui.plain import count, label, tag
from intelliclaim.ui.shelf import KINDS
from intelliclaim.ui.term_sheet import term_sheet

_WIDTHS = (10, 2, 2, 2, 3, 5)
_HEADS = ("Name", "Version", "Pages", "Clauses", "Added", "Health")
_LANGUAGES = {"en": "English", "hi": "Hindi", "de": "German", "fr": "French", "es": "Spanish"}


def register(assistant: Assistant, policies: Sequence[Policy]) -> None:
    """Draw the table of `policies`, and the one chosen in it."""
    ids = [policy.id for policy in policies]
    if st.session_state.get("opened") not in ids:
        st.session_state["opened"] = ids[0]
    _draw_row([tag("div", "ic-column", head) for head in _HEADS])
    height: Literal["content"] | int = 300 if len(policies) > 6 else "content"
    with st.container(height=height, border=False, key="register", gap="xxsmall"):
        for policy in policies:
            _draw_policy(policy)
    opened = policies[ids.index(st.session_state["opened"])]
    st.subheader(label(opened.name), anchor=False)
    health, contents, manage = st.columns([5, 5, 6], gap="large")
    with health:
        _draw_health(opened)
    with contents:
        _draw_outline(assistant.outline(opened.id))
    with manage:
        _draw_manage(assistant, opened)
    term_sheet(assistant, opened)


def _draw_row(cells: Sequence[str]) -> None:
    for column, cell in zip(st.columns(_WIDTHS, vertical_alignment="center"), cells, strict=True):
        column.html(cell)


def _draw_policy(policy: Policy) -> None:
    columns = st.columns(_WIDTHS, vertical_alignment="center")
    opened = st.session_state["opened"] == policy.id
    columns[0].button(
        f"**{label(policy.name, longest=90)}**" if opened else label(policy.name, longest=90),
        key=f"row-{policy.id}",
        type="tertiary",
        icon=":material/arrow_right:" if opened else ":material/description:",
        on_click=_open,
        args=(policy.id,),
    )
    cells = (
        f"v{policy.version}",
        f"{policy.n_pages:,}",
        f"{policy.n_clauses:,}",
        f"{policy.added_at:%d %b %Y}",
    )
    for column, cell in zip(columns[1:5], cells, strict=True):
        column.html(tag("div", "ic-cell", cell))
    with columns[5], st.container(horizontal=True, gap="small"):
        if policy.replaced_by:
            st.badge("Replaced", color="gray")
        if unread := len(policy.health.unread):
            st.badge(f"{count(unread, 'page')} unread", icon=":material/warning:", color="orange")
        else:
            st.badge("Read in full", icon=":material/check:", color="green")


def _open(policy_id: str) -> None:
    st.session_state["opened"] = policy_id


def _draw_health(policy: Policy) -> None:
    st.html('<div class="ic-section">Health</div>')
    health = policy.health
    rows = (
        ("Pages", str(health.n_pages)),
        ("Without text", _pages(health.pages_without_text)),
        ("Suspect", _pages(health.suspect_pages)),
        ("Language", _LANGUAGES.get(health.language, health.language.upper()) or "unknown"),
        ("Tables", str(health.n_tables)),
        ("Password", "needed" if health.encrypted else "none"),
        ("File", policy.filename),
    )
    facts = "".join(tag("dt", "", name) + tag("dd", "", value) for name, value in rows)
    st.html(f'<dl class="ic-facts">{facts}</dl>')
    _draw_advice(health)


def _pages(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or "none"


def _draw_advice(health: Health) -> None:
    if health.unread:
        st.warning(
            "What stands on these pages is not searched: read them yourself before you rely on "
            "“the policy does not say”, or replace the file by one with a text layer.",
            icon=":material/warning:",
        )


def _draw_outline(outline: Sequence[Heading]) -> None:
    st.html('<div class="ic-section">Contents</div>')
    if not outline:
        st.caption("The file has no table of contents of its own.")
        return
    rows = "".join(
        f'<li style="padding-left:{each.depth}rem">{tag("span", "", each.title)}'
        f"{tag('span', 'ic-path', str(each.page))}</li>"
        for each in outline
    )
    with st.container(height=260 if len(outline) > 10 else "content", border=False, key="outline"):
        st.html(f'<ol class="ic-outline">{rows}</ol>')


def _draw_manage(assistant: Assistant, policy: Policy) -> None:
    st.html('<div class="ic-section">Manage</div>')
    with st.form(f"rename-{policy.id}", border=False):
        name = st.text_input("Name", value=policy.name, max_chars=200)
        if st.form_submit_button("Rename") and name.strip() and name.strip() != policy.name:
            assistant.rename(policy.id, name.strip())
            st.rerun()
    if not policy.replaced_by:
        turn = st.session_state.setdefault("replacements", 0)
        newer = st.file_uploader("Replace by a newer version", type=KINDS, key=f"replace-{policy.id}-{turn}")
        if newer is not None:
            take_in(assistant, File(newer.name, newer.getvalue(), replaces=policy.id))
            st.session_state["replacements"] = turn + 1
            st.rerun()
    if st.button("Delete …", key=f"delete-{policy.id}", icon=":material/delete:"):
        _confirm_delete(assistant, policy)


@st.dialog("Delete this policy?")
def _confirm_delete(assistant: Assistant, policy: Policy) -> None:
    st.markdown(f"**{label(policy.name)}**, version {policy.version}, {count(policy.n_pages, 'page')}.")
    st.markdown("Its file, pages and clauses are removed for good. Nothing of it will be found afterwards.")
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Keep it", key="keep"):
            st.rerun()
        delete = Act(partial(assistant.delete, policy.id, by=handler()), f"{policy.name} is deleted.")
        if st.button("Delete it", key="confirm-delete", type="primary", on_click=delete):
            st.rerun()
