"""The assess page's middle and right: the claim, its worksheet and decision; beside it the cited page."""

from __future__ import annotations

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Assessment, Form, Policy
from intelliclaim.ui.amounts import draw_ledger
from intelliclaim.ui.claim_form import told_claim
from intelliclaim.ui.draft import Draft, current_draft, handler, open_draft
from intelliclaim.ui.evidence import evidence
from intelliclaim.ui.fact_list import all_facts
from intelliclaim.ui.notices import shown_errors
from intelliclaim.ui.plain import tag
from intelliclaim.ui.sources import sources_of, turn_from_claims, turn_to_claim
from intelliclaim.ui.verdict import draw_verdict
from intelliclaim.ui.worksheet import draw_versions, draw_worksheet


@st.fragment
def claim_desk(assistant: Assistant, policy: Policy) -> None:
    """Draw the claim in work.

    A fragment: a citation, a fact or a decision's field redraws these two panes and not the
    sidebar. Paging redraws the evidence alone, a fragment within.
    """
    draft = current_draft()
    middle, right = st.columns([6, 5], gap="medium")
    with middle, shown_errors():
        assessment = assistant.assessment(draft.claim) if draft.claim else None
        with st.container(height=600, border=False, key=f"pane-{draft.turn}", autoscroll=False):
            if assessment:
                _draw_assessed(assistant, assessment, policy)
            else:
                _draw_new(assistant, draft, policy)
    with right, shown_errors():
        evidence(assistant, [policy])


def _draw_new(assistant: Assistant, draft: Draft, policy: Policy) -> None:
    turn_from_claims(policy.id)
    st.html(tag("div", "ic-head", "A new claim"))
    told_claim(assistant, policy)
    _draw_assess(assistant, draft, policy)


def _draw_assess(assistant: Assistant, draft: Draft, policy: Policy) -> None:
    """Draw the button that assesses the draft, and do so."""
    empty = not draft.text.strip() and draft.form == Form()
    assess = st.button(
        "Assess again" if draft.claim else "Assess",
        key="assess",
        type="primary",
        icon=":material/fact_check:",
        disabled=bool(draft.problems),
    )
    if not assess:
        return
    if empty:
        st.warning("Tell the claim first: paste its text, or fill in the form.", icon=":material/edit:")
        return
    with shown_errors(), st.spinner("Going through the policy, for and against the claim …"):
        assessment = assistant.assess(policy.id, draft.text, draft.form, draft.reference, handler())
        open_draft(assessment)
        st.rerun()


def _draw_assessed(assistant: Assistant, assessment: Assessment, policy: Policy) -> None:
    turn_to_claim(assessment)
    sheet, draft = assessment.worksheet, current_draft()
    title = assessment.reference or f"Claim {assessment.id}"
    st.html(
        tag("div", "ic-head", title)
        + tag("div", "ic-path ic-line", f"#{assessment.id} · {sheet.policy_name} · v{sheet.policy_version}")
    )
    sources = sources_of(assistant, assessment)
    frozen = assessment.decision is not None or not sources.here
    with st.expander("The claim and its facts", icon=":material/assignment:", key=f"told-of-{draft.turn}"):
        if frozen:
            st.html(tag("div", "ic-near", sheet.facts.text or "No text: the form alone was filled in."))
            all_facts(sheet.facts)
        else:
            told_claim(assistant, policy)
            _draw_assess(assistant, draft, policy)
    draw_worksheet(sheet, sources)
    draw_ledger(sheet.ledger, sources)
    draw_verdict(assistant, assessment, changed=not frozen and draft.differs(assessment))
    draw_versions(sheet)
