"""The assess page's sidebar: one claim or a batch, the policy, and the claims assessed lately."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Assessment, Policy, Recommendation
from intelliclaim.ui.draft import (
    copy_draft,
    current_draft,
    handler,
    keep_handler,
    new_draft,
    open_claim,
    resume_claim,
)
from intelliclaim.ui.figures import day
from intelliclaim.ui.plain import label, tag

_SHOWN = 12  # claims listed at once; the search box and the history reach the others
_MARKS = {
    Recommendation.APPROVE: ":green[:material/check_circle:]",
    Recommendation.REJECT: ":red[:material/cancel:]",
    Recommendation.REFER: ":orange[:material/help:]",
}

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
    _draw_claims(assistant, assistant.assessments())
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


def _draw_claims(assistant: Assistant, assessments: Sequence[Assessment]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html('<div class="ic-section">Claims</div>', width="content")
        st.button("New claim", key="new-claim", icon=":material/add:", type="tertiary", on_click=_begin)
    if not assessments:
        st.caption("Assessed claims are listed here.")
        return
    wanted = ""
    if len(assessments) > _SHOWN:
        wanted = st.text_input(
            "Find a claim",
            key="find-claim",
            type="search",
            live=True,
            placeholder="Find a claim",
            label_visibility="collapsed",
        )
    found = [each for each in assessments if (wanted or "").casefold() in _searched(each)]
    with st.container(key="claims", gap="xxsmall"):
        for assessment in found[:_SHOWN]:
            _draw_claim(assistant, assessment)
        if not found:
            st.caption("No claim of that name.")
        elif len(found) > _SHOWN:
            st.caption(f"And {len(found) - _SHOWN} more: type a part of the name, or see the history.")


def _searched(assessment: Assessment) -> str:
    sheet = assessment.worksheet
    return f"{assessment.id} {assessment.reference} {sheet.policy_name} {sheet.facts.text}".casefold()


def _draw_claim(assistant: Assistant, assessment: Assessment) -> None:
    decision, sheet = assessment.decision, assessment.worksheet
    outcome = decision.decision if decision else sheet.recommendation
    opened = current_draft().claim == assessment.id
    name = label(assessment.reference or sheet.facts.text or f"Claim {assessment.id}", longest=34)
    st.button(
        f"{_MARKS[outcome]} " + (f"**{name}**" if opened else name),
        key=f"claim-{assessment.id}",
        type="tertiary",
        on_click=open_claim,
        args=(assistant, assessment.id),
    )
    state = f"decided by {decision.by}" if decision else "not decided"
    st.html(tag("div", "ic-foot ic-line", f"#{assessment.id} · {day(sheet.made_at)} · {state}"))


def _begin() -> None:
    new_draft()
    st.session_state.pop("view", None)
