"""The assess page's sidebar: one claim or a batch, the policy, the handler's name, and the claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Policy
from intelliclaim.ui.claim_list import claim_list
from intelliclaim.ui.draft import copy_draft, current_draft, handler, keep_handler, resume_claim
from intelliclaim.ui.intake import load_samples, working

Task = Literal["claim", "batch"]


def choose_task() -> Task:
    """Draw the switch between one claim and a file of claims."""
    names: dict[Task, str] = {"claim": "One claim", "batch": "A file of claims"}
    chosen = st.segmented_control(
        "Task",
        list(names),
        default="claim",
        required=True,
        format_func=lambda task: names[task],
        key="task",
        label_visibility="collapsed",
        width="stretch",
        persist_state="session",
    )
    return chosen or "claim"


def caseload(assistant: Assistant, policies: Sequence[Policy]) -> Policy | None:
    """Draw the policy's choice and the recent claims; return the policy of the claim in work."""
    draft = resume_claim(assistant, policies)
    known = {policy.id: policy for policy in policies}
    if not policies:
        return None
    if draft.policy_id in known:
        st.session_state["claim-policy"] = draft.policy_id
        st.selectbox(
            "Policy",
            list(known),
            key="claim-policy",
            format_func=lambda policy_id: _name(known[policy_id]),
            on_change=_choose_policy,
        )
    else:
        st.warning("The policy of this claim is deleted: its pages can’t be shown.")
    st.session_state["handler-box"] = handler()
    st.text_input(
        "Your name",
        key="handler-box",
        on_change=keep_handler,
        args=("handler-box",),
        max_chars=100,
        placeholder="Kept with what you do",
    )
    claim_list(assistant)
    return known.get(draft.policy_id, policies[0])


def _name(policy: Policy) -> str:
    return f"{policy.name} · v{policy.version}" + (" (replaced)" if policy.replaced_by else "")


def _choose_policy() -> None:
    """Take another policy: an open claim goes on as a new one, for its worksheet is of the other."""
    draft, chosen = current_draft(), str(st.session_state["claim-policy"])
    if draft.claim:
        draft = copy_draft()
    draft.policy_id = chosen
    st.session_state.pop("view", None)


def no_policies(assistant: Assistant) -> None:
    """Say what to do where there is no policy to assess a claim under."""
    st.title("Assess a claim", anchor=False)
    st.info("There is no policy yet. Drop one on the left, or begin with the samples.")
    if st.button("Load the sample policies", key="samples", type="primary", disabled=working()):
        load_samples(assistant)
        st.rerun()
