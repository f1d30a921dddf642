"""The claim that a tab is working on: what is typed of it, and which assessment it became.

The address (`?claim=12`) names the assessment, so that a link and a reload come back to it. What is
typed and not yet assessed lives in the session alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.errors import IntelliClaimError
from intelliclaim.types import Assessment, Form, Policy
from intelliclaim.ui.notices import notify
from intelliclaim.ui.signed_in import signed_in


@dataclass(frozen=True, slots=True)
class Problem:
    """What was typed into a field and can't be taken, and why."""

    typed: str
    why: str


@dataclass(slots=True)
class Draft:
    """`claim` is the assessment's id, 0 before there is one; `turn` makes new widgets for a new claim."""

    policy_id: str = ""
    claim: int = 0
    text: str = ""
    form: Form = field(default_factory=Form)
    reference: str = ""
    turn: int = 0
    problems: dict[str, Problem] = field(default_factory=dict)  # by the form's field

    def differs(self, assessment: Assessment) -> bool:
        """Tell whether the claim was changed after this assessment."""
        return (self.text, self.form) != (assessment.worksheet.facts.text, assessment.form)


def current_draft() -> Draft:
    """Return the session's draft."""
    draft: Draft = st.session_state.setdefault("draft", Draft())
    return draft


def resume_claim(assistant: Assistant, policies: Sequence[Policy]) -> Draft:
    """Return the claim that the address names, else the one last worked on in this tab."""
    draft = current_draft()
    asked = st.query_params.get("claim", "")
    if asked and asked != str(draft.claim):
        try:
            if not asked.isdecimal():
                raise IntelliClaimError(f"There is no claim “{asked}”: choose one on the left.")
            draft = open_draft(assistant.assessment(int(asked)))
        except IntelliClaimError as error:
            st.error(str(error), icon=":material/error:")
            draft = new_draft()
    elif draft.claim and not asked:
        st.query_params["claim"] = str(draft.claim)
    if policies and draft.policy_id not in {policy.id for policy in policies} and not draft.claim:
        lately = next((each.worksheet.policy_id for each in assistant.assessments()), "")
        known = {policy.id for policy in policies}
        draft.policy_id = lately if lately in known else max(policies, key=lambda each: each.added_at).id
    return draft


def open_draft(assessment: Assessment) -> Draft:
    """Make this assessment the tab's claim."""
    sheet = assessment.worksheet
    return _put(
        Draft(sheet.policy_id, assessment.id, sheet.facts.text, assessment.form, assessment.reference)
    )


def new_draft() -> Draft:
    """Begin a new claim, on the same policy."""
    return _put(Draft(current_draft().policy_id))


def copy_draft() -> Draft:
    """Begin a new claim with the text and the form of this one, as after a decision."""
    old = current_draft()
    return _put(Draft(old.policy_id, 0, old.text, old.form, old.reference))


def _put(draft: Draft) -> Draft:
    draft.turn = current_draft().turn + 1
    st.session_state["draft"] = draft
    if draft.claim:
        st.query_params["claim"] = str(draft.claim)
    else:
        st.query_params.pop("claim", None)
    return draft


def handler() -> str:
    """Return the name that the handler gave in this tab; before, the one signed in with, or ''."""
    return str(st.session_state.get("handler") or signed_in())


def keep_handler(key: str) -> None:
    """Keep the name typed into the widget `key` for all pages of this tab."""
    st.session_state["handler"] = str(st.session_state[key]).strip()


def open_claim(assistant: Assistant, claim: int) -> None:
    """Open a claim at a click; a callback."""
    try:
        open_draft(assistant.assessment(claim))
    except IntelliClaimError as error:
        notify("error", str(error))
