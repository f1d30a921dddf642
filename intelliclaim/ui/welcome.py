"""The first minute: what the desk does, in one screen, with sample policies and claims a click away."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from intelliclaim.assistant import Assistant, SampleClaim, sample_claims
from intelliclaim.types import Policy
from intelliclaim.ui.draft import tell_draft
from intelliclaim.ui.intake import load_samples, working
from intelliclaim.ui.plain import tag

_STEPS = (
    ("Add a policy", "Drop its file on the left: PDF, Word, HTML or text."),
    ("Ask, or tell a claim", "In plain words, as a customer would."),
    ("Check the page", "Each answer shows the policy’s own words, lit on their page. You decide."),
)


def welcome(assistant: Assistant) -> None:
    """Explain the desk where there is no policy yet, and offer the samples."""
    with st.container(key="welcome", gap="medium"):
        st.title("Answers in the policy’s own words", anchor=False)
        st.markdown(
            "Put a question or a claim to an insurance policy, and see the passages that settle it. "
            "Where the policy does not say, you are told so."
        )
        steps = "".join(
            f"<li>{tag('strong', '', name)}{tag('div', 'ic-path', how)}</li>" for name, how in _STEPS
        )
        st.html(f'<ol class="ic-steps">{steps}</ol>')
        st.html('<h2 class="ic-head">Try it with three invented policies</h2>')
        busy = working()
        if st.button(
            "Load the sample policies",
            type="primary",
            key="samples",
            icon=":material/folder_open:",
            disabled=busy,
        ):
            load_samples(assistant)
            st.rerun()
        _draw_sample_claims(assistant)
        st.caption("Files, questions and answers stay in the data folder; no other service sees them.")


def _draw_sample_claims(assistant: Assistant) -> None:
    """Draw the claims to try; choosing one brings the sample policies in first."""
    claims = sample_claims()
    if not claims:
        return
    st.html(tag("div", "ic-path", "Or begin with a claim:"))
    columns = st.columns(len(claims), gap="small")
    for number, (column, claim) in enumerate(zip(columns, claims, strict=True)):
        with column, st.container(border=True, height="stretch", key=f"sample-claim-{number}", gap="small"):
            st.html(tag("div", "ic-title", claim.title) + tag("div", "ic-clamp", claim.text))
            if st.button("Open this claim", key=f"try-claim-{number}", disabled=working()):
                st.session_state["sample-claim"] = claim
                load_samples(assistant)
                st.rerun()


def draw_claims_to_try(policies: Sequence[Policy]) -> None:
    """Draw a button for each sample claim whose policy is here; nothing where the samples are not used."""
    claims = [claim for claim in sample_claims() if _policy_of(claim, policies)]
    if not claims:
        return
    st.caption("Or assess a claim. For example:")
    for number, claim in enumerate(claims):
        if st.button(claim.title, key=f"try-claim-{number}", icon=":material/note_add:"):
            st.session_state["sample-claim"] = claim
            st.rerun(scope="app")


def open_sample_claim(policies: Sequence[Policy]) -> None:
    """Go to the claim that was chosen to be tried, as soon as its policy is here. Not for fragments."""
    claim: SampleClaim | None = st.session_state.get("sample-claim")
    if claim is None:
        return
    policy = _policy_of(claim, policies)
    if policy:
        tell_draft(policy.id, claim.text, claim.title)
        del st.session_state["sample-claim"]
        st.switch_page("pages/assess.py")
    elif not working():
        del st.session_state["sample-claim"]  # its policies were cancelled, or could not be read


def _policy_of(claim: SampleClaim, policies: Sequence[Policy]) -> Policy | None:
    return next((policy for policy in policies if policy.filename == claim.filename), None)
