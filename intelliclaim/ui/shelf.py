"""The sidebar's policies: find, choose, add."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Policy
from intelliclaim.ui.intake import File, locked_files, take_in
from intelliclaim.ui.plain import count, label
from intelliclaim.ui.welcome import open_sample_claim

KINDS = ("pdf", "docx", "html", "htm", "txt")
_SHOWN = 40  # policies listed at once; the search box reaches the others


def shelf(assistant: Assistant) -> tuple[Policy, ...]:
    """Draw the policies and the drop zone; return the chosen policies, in the order of the list."""
    policies = assistant.policies()
    open_sample_claim(policies)
    if policies:
        st.session_state.setdefault("chosen", _first_choice(assistant, policies))
        st.session_state["chosen"] &= {policy.id for policy in policies}
        _draw_list(policies)
    add_files(assistant)
    return tuple(policy for policy in policies if policy.id in st.session_state.get("chosen", ()))


def _first_choice(assistant: Assistant, policies: Sequence[Policy]) -> set[str]:
    """Return what a new tab begins with: the policies last asked, else the newest."""
    asked = assistant.exchanges()[-1:]
    known = {policy.id for policy in policies}
    newest = max(policies, key=lambda policy: policy.added_at)
    return (set(asked[0].policy_ids) & known if asked else set()) or {newest.id}


def _draw_list(policies: Sequence[Policy]) -> None:
    st.html('<div class="ic-section">Search in</div>')
    older = any(policy.replaced_by for policy in policies)
    wanted = ""
    if len(policies) > 3:
        wanted = (
            st.text_input(
                "Find a policy",
                key="find",
                type="search",
                live=True,
                placeholder="Find a policy",
                label_visibility="collapsed",
            )
            or ""
        )
    with_older = older and st.toggle("Replaced versions too", key="older")
    chosen: set[str] = st.session_state["chosen"]
    found = [
        policy
        for policy in policies
        if wanted.casefold() in f"{policy.name} {policy.filename}".casefold()
        and (with_older or not policy.replaced_by or policy.id in chosen)
    ]
    with st.container(key="shelf", gap="xxsmall"):
        for policy in found[:_SHOWN]:
            _draw_choice(policy)
        if not found:
            st.caption("No policy of that name.")
        elif len(found) > _SHOWN:
            st.caption(f"And {len(found) - _SHOWN} more: type a part of the name.")
    if len(found) > 1:
        with st.container(horizontal=True, key="choose-many"):
            st.button("All", key="all", on_click=_choose, args=(found, True), type="tertiary")
            st.button("None", key="none", on_click=_choose, args=(found, False), type="tertiary")


def _draw_choice(policy: Policy) -> None:
    key = f"choose-{policy.id}"
    chosen: set[str] = st.session_state["chosen"]
    st.session_state[key] = policy.id in chosen
    text = label(policy.name, longest=80)
    if policy.version > 1 or policy.replaced_by:
        text += f" :gray[v{policy.version}]"
    if unread := len(policy.health.unread):
        text += f" :orange-badge[:material/warning: {count(unread, 'page')} unread]"
    st.checkbox(text, key=key, on_change=_toggle, args=(policy.id, key))


def _toggle(policy_id: str, key: str) -> None:
    chosen: set[str] = st.session_state["chosen"]
    (chosen.add if st.session_state[key] else chosen.discard)(policy_id)


def _choose(policies: Sequence[Policy], chosen: bool) -> None:
    ids = {policy.id for policy in policies}
    before: set[str] = st.session_state["chosen"]
    st.session_state["chosen"] = before | ids if chosen else before - ids


def add_files(assistant: Assistant) -> None:
    """Draw the drop zone, and take in what was dropped on it."""
    # A new key empties the drop zone: a file stays in it only while it is being read.
    turn = st.session_state.setdefault("uploads", 0)
    files = st.file_uploader(
        "Drop policies here to add them",
        type=KINDS,
        accept_multiple_files=True,
        key=f"upload-{turn}",
    )
    if files:
        for file in files:
            take_in(assistant, File(file.name, file.getvalue()))
        st.session_state["uploads"] = turn + 1
        st.rerun()
    _ask_passwords(assistant)


def _ask_passwords(assistant: Assistant) -> None:
    for file in list(locked_files().values()):
        with st.form(f"password-{file.name}", border=True):
            st.markdown(f":material/lock: **{label(file.name, longest=60)}** is protected.")
            password = st.text_input("Its password", type="password", autocomplete="off")
            with st.container(horizontal=True, gap="small"):
                unlock = st.form_submit_button("Unlock", type="primary")
                leave = st.form_submit_button("Leave it")
        if leave or (unlock and password):
            del locked_files()[file.name]
            if unlock:
                take_in(assistant, file, password)
            st.rerun()
