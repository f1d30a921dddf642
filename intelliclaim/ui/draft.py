"""The claim that a tab is working on: what is typed of it, and which assessment it became.

The address (`?claim=12`) names the assessment, so that a link and a reload come back to it; `?begun=7`
names the folder of a claim that was never assessed. What is typed is kept in the claim's folder as soon as
it is typed, so that the claim resumes where it was left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.errors import IntelliClaimError
from intelliclaim.types import Assessment, Form, Policy
from intelliclaim.types.casework import Begun, Folder
from intelliclaim.ui.notices import notify
from intelliclaim.ui.signed_in import signed_in

_NAMED = ("claim", "begun")  # in the address


@dataclass(frozen=True, slots=True)
class Problem:
    """What was typed into a field and can't be taken, and why."""

    typed: str
    why: str


@dataclass(slots=True)
class Draft:
    """`claim` is the assessment's id, `folder` the folder's, 0 before there is one.

    `turn` makes new widgets for a new claim; `kept` is what the folder has, with the policy's id.
    """

    policy_id: str = ""
    claim: int = 0
    text: str = ""
    form: Form = field(default_factory=Form)
    reference: str = ""
    turn: int = 0
    problems: dict[str, Problem] = field(default_factory=dict)  # by the form's field
    folder: int = 0
    kept: tuple[str, Begun] | None = None

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
    name, asked = next(
        ((each, st.query_params[each]) for each in _NAMED if each in st.query_params), ("", "")
    )
    if asked and asked != _address(draft).get(name):
        try:
            if not asked.isdecimal():
                raise IntelliClaimError(f"There is no claim “{asked}”: choose one on the left.")
            draft = (
                open_assessed(assistant, int(asked))
                if name == "claim"
                else _open_begun(assistant, int(asked))
            )
        except IntelliClaimError as error:
            st.error(str(error), icon=":material/error:")
            draft = new_draft()
    elif not asked:
        _put_address(draft)
    if policies and draft.policy_id not in {policy.id for policy in policies} and not draft.claim:
        lately = next((each.worksheet.policy_id for each in assistant.assessments()), "")
        known = {policy.id for policy in policies}
        draft.policy_id = lately if lately in known else max(policies, key=lambda each: each.added_at).id
    return draft


def open_draft(assessment: Assessment, folder: int = 0) -> Draft:
    """Make this assessment the tab's claim."""
    sheet = assessment.worksheet
    draft = Draft(sheet.policy_id, assessment.id, sheet.facts.text, assessment.form, assessment.reference)
    return _put(_as_kept(draft, folder))


def open_assessed(assistant: Assistant, claim: int) -> Draft:
    """Make an assessed claim the tab's, as it was left: what was typed after it was assessed too."""
    assessment, folder = assistant.assessment(claim), assistant.folder_of(claim)
    latest = folder.assessment is not None and folder.assessment.id == claim
    draft = open_draft(assessment, folder.id)
    if latest and folder.begun and not assessment.decision:
        draft.text, draft.form, draft.reference = folder.begun.text, folder.begun.form, folder.begun.reference
        _as_kept(draft, folder.id)
    return draft


def _open_begun(assistant: Assistant, id: int) -> Draft:
    """Make a claim that was begun the tab's; one assessed meanwhile is opened as it is now."""
    folder = assistant.folder(id)
    if folder.assessment:
        return open_assessed(assistant, folder.assessment.id)
    begun = folder.begun or Begun("", Form())
    return _put(_as_kept(Draft(folder.policy_id, 0, begun.text, begun.form, begun.reference), id))


def _as_kept(draft: Draft, folder: int) -> Draft:
    draft.folder = folder
    draft.kept = draft.policy_id, Begun(draft.text, draft.form, draft.reference)
    return draft


def folder_of(assistant: Assistant, draft: Draft) -> Folder:
    """Return the claim's folder; a bare one where nothing is kept of it yet."""
    if draft.folder:
        return assistant.folder(draft.folder)
    return assistant.folder_of(draft.claim) if draft.claim else Folder(0, draft.policy_id)


def currency_of(assistant: Assistant, folder: Folder) -> str:
    """Return the currency of a claim, else of its policy: it says how dates and sums are written."""
    if folder.currency or folder.policy_id not in {policy.id for policy in assistant.policies()}:
        return folder.currency
    return assistant.currency(folder.policy_id)


def keep_draft(assistant: Assistant, draft: Draft) -> None:
    """Keep what was typed in the claim's folder, where it is not there yet."""
    begun = Begun(draft.text, draft.form, draft.reference)
    known = draft.kept or (draft.policy_id, Begun("", Form()))
    if (draft.policy_id, begun) == known or (not draft.folder and begun == Begun("", Form())):
        return
    folder = replace(folder_of(assistant, draft), policy_id=draft.policy_id)
    same = folder.assessment is not None and begun == Begun(
        folder.assessment.worksheet.facts.text, folder.assessment.form, folder.assessment.reference
    )
    _as_kept(draft, assistant.keep_begun(folder, None if same else begun).id)
    _put_address(draft)


def new_draft() -> Draft:
    """Begin a new claim, on the same policy."""
    return _put(Draft(current_draft().policy_id))


def tell_draft(policy_id: str, text: str, reference: str) -> Draft:
    """Begin a new claim with a text that is there already, as a sample's."""
    return _put(Draft(policy_id, 0, text, Form(), reference))


def copy_draft() -> Draft:
    """Begin a new claim with the text and the form of this one, as after a decision."""
    old = current_draft()
    return _put(Draft(old.policy_id, 0, old.text, old.form, old.reference))


def _put(draft: Draft) -> Draft:
    draft.turn = current_draft().turn + 1
    st.session_state["draft"] = draft
    _put_address(draft)
    return draft


def _address(draft: Draft) -> dict[str, str]:
    if draft.claim:
        return {"claim": str(draft.claim)}
    return {"begun": str(draft.folder)} if draft.folder else {}


def _put_address(draft: Draft) -> None:
    named = _address(draft)
    for each in _NAMED:
        if each in named:
            st.query_params[each] = named[each]
        else:
            st.query_params.pop(each, None)


def handler() -> str:
    """Return the name that the handler gave in this tab; before, the one signed in with, or ''."""
    return str(st.session_state.get("handler") or signed_in())


def keep_handler(key: str) -> None:
    """Keep the name typed into the widget `key` for all pages of this tab."""
    st.session_state["handler"] = str(st.session_state[key]).strip()


def open_folder(assistant: Assistant, folder: Folder) -> None:
    """Open a claim at a click, as it was left; a callback."""
    try:
        if folder.assessment:
            open_assessed(assistant, folder.assessment.id)
        else:
            _open_begun(assistant, folder.id)
    except IntelliClaimError as error:
        notify("error", str(error))
