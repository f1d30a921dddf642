"""The person's decision on a worksheet, and the files that are made of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.letter import Format
from intelliclaim.types import Assessment, Recommendation
from intelliclaim.ui.draft import copy_draft, handler, keep_handler
from intelliclaim.ui.figures import moment
from intelliclaim.ui.notices import notify, shown_errors
from intelliclaim.ui.plain import tag
from intelliclaim.ui.worksheet import WORDS, word_of

_PAST = {
    Recommendation.APPROVE: "Approved",
    Recommendation.REJECT: "Rejected",
    Recommendation.REFER: "Referred",
}
_MIMES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def draw_verdict(assistant: Assistant, assessment: Assessment, *, changed: bool) -> None:
    """Draw the decision that was taken, or the form to take it."""
    st.html(tag("div", "ic-section ic-part", "Decision"))
    if assessment.decision:
        draw_decided(assessment)
        _draw_files(assistant, assessment)
        st.button(
            "Assess again as a new claim", key="again", icon=":material/refresh:", on_click=_assess_again
        )
    elif changed:
        st.info("The claim was changed above: assess it again before you decide.", icon=":material/info:")
    else:
        _draw_choice(assistant, assessment)


def _assess_again() -> None:
    copy_draft()


def draw_decided(assessment: Assessment) -> None:
    """Draw who decided what, when and why."""
    decision, advice = assessment.decision, assessment.worksheet.recommendation
    if decision is None:
        return
    how = "as recommended" if decision.decision is advice else f"against the recommendation to {advice}"
    second = f", with {decision.second}" if decision.second else ""
    with st.container(key=f"decided-{decision.decision}", gap="xxsmall"):
        icon = WORDS[decision.decision][1]
        st.markdown(f":material/{icon}: **{_PAST[decision.decision]}** {how}")
        when = moment(decision.decided_at, assessment.worksheet.ledger.currency)
        who = f"By {decision.by}{second} on {when}."
        st.html(tag("div", "ic-path", f"{who} Worksheet and decision are frozen."))
        if decision.reason:
            st.html(tag("div", "ic-reason", decision.reason))


def _draw_choice(assistant: Assistant, assessment: Assessment) -> None:
    """Draw the form; what is missing in it is the assistant's to say."""
    advice, at = assessment.worksheet.recommendation, assessment.id
    options = [advice, *(each for each in Recommendation if each is not advice)]
    chosen = st.radio(
        "Your decision",
        options,
        key=f"decision-{at}",
        format_func=lambda each: word_of(each) + (" – as recommended" if each is advice else ""),
        horizontal=True,
        label_visibility="collapsed",
    )
    reason = st.text_area(
        "Reason" if chosen is not advice else "Reason (optional)",
        key=f"reason-{at}",
        height=80,
        max_chars=4000,
        placeholder="Why you decide against the recommendation" if chosen is not advice else "",
    )
    left, right = st.columns(2, gap="small")
    with left:
        st.session_state[f"by-{at}"] = handler()
        by = st.text_input(
            "Your name", key=f"by-{at}", max_chars=100, on_change=keep_handler, args=(f"by-{at}",)
        )
    second = ""
    if chosen is Recommendation.REJECT:
        with right:
            second = st.text_input(
                "Second name", key=f"second-{at}", max_chars=100, placeholder="A rejection needs two"
            )
    if st.button(
        f"Record: {WORDS[chosen][0].lower()}", key="decide", type="primary", icon=":material/gavel:"
    ):
        with shown_errors():
            assistant.decide(at, chosen, by.strip(), reason.strip(), second.strip())
            notify("success", f"Claim {at} is {_PAST[chosen].lower()}.")
            st.rerun()


def _draw_files(assistant: Assistant, assessment: Assessment) -> None:
    """Offer the letter and the claim pack, made at a click and saved at a second one.

    A download button that makes its file itself would hide why an export was stopped.
    """
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {}
    for kind in _MIMES:
        makers[f"letter-{assessment.id}.{kind}"] = (
            f"Letter, {kind.upper()}",
            partial(assistant.letter, assessment.id, kind, handler()),
        )
        makers[f"claim-pack-{assessment.id}.{kind}"] = (
            f"Claim pack, {kind.upper()}",
            partial(assistant.claim_pack, assessment.id, kind, handler()),
        )
    made: dict[str, bytes] = st.session_state.setdefault("made", {})
    wanted = ""
    with st.container(horizontal=True, gap="small", key="files"):
        for file, (title, _) in makers.items():
            if file in made:
                st.download_button(
                    f"Save {title[0].lower()}{title[1:]}",
                    made[file],
                    file_name=file,
                    mime=_MIMES["docx" if file.endswith("docx") else "pdf"],
                    key=f"save-{file}",
                    type="primary",
                    icon=":material/download:",
                    on_click="ignore",
                )
            elif st.button(title, key=f"make-{file}", icon=":material/description:"):
                wanted = file
    if wanted:
        with shown_errors(), st.spinner("Checking each quote against its page …"):
            made.clear()  # one file is held at a time
            made[wanted] = makers[wanted][1]()
            st.rerun()
