"""The assess page's middle and right: the claim, its worksheet and decision; beside it the cited page."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from intelliclaim.assistant import Assistant, SampleClaim, sample_claims
from intelliclaim.types import Assessment, Form, Policy
from intelliclaim.types.casework import Folder
from intelliclaim.ui.amounts import draw_ledger
from intelliclaim.ui.attachments import draw_attachments, draw_offers
from intelliclaim.ui.claim_form import told_claim
from intelliclaim.ui.diary import draw_diary
from intelliclaim.ui.draft import Draft, current_draft, folder_of, handler, keep_draft, new_draft, open_draft
from intelliclaim.ui.evidence import evidence
from intelliclaim.ui.fact_list import all_facts
from intelliclaim.ui.keys import Key
from intelliclaim.ui.notices import Act, shown_errors
from intelliclaim.ui.plain import label, tag
from intelliclaim.ui.sources import sources_of, turn_from_claims, turn_to_claim
from intelliclaim.ui.verdict import draw_verdict
from intelliclaim.ui.worksheet import draw_versions, draw_worksheet

_STYLE = Path(__file__).with_name("claims.css")


@st.fragment
def claim_desk(assistant: Assistant, policy: Policy) -> None:
    """Draw the claim in work.

    A fragment: a citation, a fact or a decision's field redraws these two panes and not the
    sidebar. Paging redraws the evidence alone, a fragment within.
    """
    st.html(_STYLE)
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
    folder = folder_of(assistant, draft)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(tag("div", "ic-head", "A new claim"), width="content")
        if folder.id:
            st.button(
                "Discard",
                key="discard",
                type="tertiary",
                icon=":material/delete:",
                on_click=partial(_discard, assistant, folder),
                help="Delete what was typed of this claim, and its papers",
            )
    if not assistant.folders():
        _draw_samples(assistant)
    _draw_told(assistant, draft, policy, folder, due=True)
    if folder.id:
        draw_diary(assistant, draft, folder)


def _draw_told(assistant: Assistant, draft: Draft, policy: Policy, folder: Folder, *, due: bool) -> None:
    """Draw the claim as it is told, its papers with what they offer, and the button that assesses it.

    `due` tells that it was not assessed as it stands: only then does the button have its key, which would
    else assess a claim again when somebody meant to send the reason of a decision.
    """
    facts = told_claim(assistant, policy)
    keep_draft(assistant, draft)
    draw_attachments(assistant, draft, folder)
    draw_offers(assistant, folder, facts)
    _draw_assess(assistant, draft, policy, due=due)


def _discard(assistant: Assistant, folder: Folder) -> None:
    Act(partial(assistant.discard, folder, handler()), "The claim that was begun is deleted.")()
    new_draft()


def _draw_samples(assistant: Assistant) -> None:
    """Offer the invented claims whose policies are here, where no claim is kept yet."""
    here = {policy.filename: policy.id for policy in assistant.policies() if not policy.replaced_by}
    claims = [claim for claim in sample_claims() if claim.filename in here]
    if not claims:
        return
    with st.container(border=True, key="sample-claims", gap="xsmall"):
        st.html(
            tag("div", "ic-section", "Try an invented claim")
            + tag("div", "ic-path", "At a click it is assessed under its sample policy.")
        )
        for number, claim in enumerate(claims):
            if st.button(
                label(claim.title),
                key=f"sample-claim-{number}",
                type="tertiary",
                icon=":material/play_arrow:",
            ):
                _assess_sample(assistant, here[claim.filename], claim)


def _assess_sample(assistant: Assistant, policy_id: str, claim: SampleClaim) -> None:
    with shown_errors(), st.spinner("Going through the policy, for and against the claim …"):
        open_draft(assistant.assess(policy_id, claim.text, Form(), claim.title, handler()))
        st.rerun()


def _draw_assess(assistant: Assistant, draft: Draft, policy: Policy, *, due: bool) -> None:
    """Draw the button that assesses the draft, and do so."""
    empty = not draft.text.strip() and draft.form == Form()
    assess = st.button(
        "Assess again" if draft.claim else "Assess",
        key="assess",
        type="primary",
        icon=":material/fact_check:",
        disabled=bool(draft.problems),
        shortcut=Key.ASSESS if due else None,
    )
    if not assess:
        return
    if empty:
        st.warning("Tell the claim first: paste its text, or fill in the form.", icon=":material/edit:")
        return
    with shown_errors(), st.spinner("Going through the policy, for and against the claim …"):
        assessment = assistant.assess(
            policy.id, draft.text, draft.form, draft.reference, handler(), draft.folder
        )
        open_draft(assessment, draft.folder)
        st.rerun()


def _draw_assessed(assistant: Assistant, assessment: Assessment, policy: Policy) -> None:
    turn_to_claim(assessment)
    sheet, draft = assessment.worksheet, current_draft()
    title = assessment.reference or f"Claim {assessment.id}"
    st.html(
        tag("div", "ic-head", title)
        + tag("div", "ic-path ic-line", f"#{assessment.id} · {sheet.policy_name} · v{sheet.policy_version}")
    )
    folder = folder_of(assistant, draft)
    if folder.assessment and folder.assessment.id != assessment.id:
        st.info(f"This claim was assessed again, as #{folder.assessment.id}.", icon=":material/update:")
    draw_diary(assistant, draft, folder)
    sources = sources_of(assistant, assessment)
    frozen = assessment.decision is not None or not sources.here
    with st.expander("The claim and its facts", icon=":material/assignment:", key=f"told-of-{draft.turn}"):
        if frozen:
            st.html(tag("div", "ic-near", sheet.facts.text or "No text: the form alone was filled in."))
            all_facts(sheet.facts, sheet.ledger.currency)
        else:
            _draw_told(assistant, draft, policy, folder, due=draft.differs(assessment))
    if frozen:
        draw_attachments(assistant, draft, folder)
    draw_worksheet(sheet, sources)
    draw_ledger(sheet.ledger, sources)
    draw_verdict(assistant, assessment, changed=not frozen and draft.differs(assessment))
    draw_versions(sheet)
