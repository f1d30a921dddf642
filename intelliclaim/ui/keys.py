"""The keyboard: which key does what, the sheet that lists them, and the actions that every page has.

Every key has a modifier, so that none fires while somebody types, or dictates, a text.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Policy
from intelliclaim.ui.draft import new_draft
from intelliclaim.ui.notices import shown_errors
from intelliclaim.ui.plain import named, tag
from intelliclaim.ui.script import focus
from intelliclaim.ui.view import view_policy


class Key(StrEnum):
    """The keys, as Streamlit's buttons take them. C and R are Streamlit's own."""

    QUESTION = "Alt+Q"
    NEW_CLAIM = "Alt+A"
    OPEN = "Alt+O"
    ASSESS = "Ctrl+Enter"
    HELP = "Alt+H"
    NEXT_CITATION = "Alt+J"
    PREVIOUS_CITATION = "Alt+K"
    NEXT_PAGE = "Alt+N"
    PREVIOUS_PAGE = "Alt+P"
    NEXT_PLACE = "Alt+G"
    PREVIOUS_PLACE = "Alt+Shift+G"
    LARGER = "Alt+L"
    SMALLER = "Alt+S"


_SHEET: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Anywhere",
        (
            ("Ask a question", Key.QUESTION),
            ("Begin a new claim", Key.NEW_CLAIM),
            ("Open a policy", Key.OPEN),
            ("Show this sheet", Key.HELP),
        ),
    ),
    (
        "Question",
        (("Send", "Enter"), ("A new line", "Shift+Enter")),
    ),
    (
        "Claim",
        (("Assess it, or again after a change", Key.ASSESS),),
    ),
    (
        "Policy on the right",
        (
            ("Next citation", Key.NEXT_CITATION),
            ("Previous citation", Key.PREVIOUS_CITATION),
            ("Next page", Key.NEXT_PAGE),
            ("Previous page", Key.PREVIOUS_PAGE),
            ("Next place found", Key.NEXT_PLACE),
            ("Previous place found", Key.PREVIOUS_PLACE),
            ("Larger", Key.LARGER),
            ("Smaller", Key.SMALLER),
        ),
    ),
    (
        "Moving about",
        (("Next field or button", "Tab"), ("Back", "Shift+Tab"), ("Press it", "Enter"), ("Close", "Esc")),
    ),
)


@st.fragment
def quick_actions(opened: Callable[[], Assistant], *, at_desk: bool) -> None:
    """Draw what is one key away on every page; a fragment, so that none of it redraws the page.

    `opened` gives the assistant, when it is needed: this is drawn before the page opens it.
    """
    with st.container(horizontal=True, gap="xsmall", key="quick", wrap=False):
        ask = _action("Ask a question", "chat_bubble", Key.QUESTION)
        claim = _action("New claim", "note_add", Key.NEW_CLAIM, begin_claim)
        choose = _action("Open a policy", "menu_book", Key.OPEN)
        sheet = _action("Keyboard shortcuts", "keyboard", Key.HELP)
    if claim:
        st.switch_page("pages/assess.py")
    if ask and not at_desk:
        st.session_state["focus-question"] = True
        st.switch_page("app.py")
    if ask or (at_desk and st.session_state.pop("focus-question", False)):
        turn = st.session_state["focused"] = st.session_state.get("focused", 0) + 1
        focus("question", turn)
    if choose:
        _choose_policy(opened)
    if sheet:
        _draw_sheet()


def _action(name: str, icon: str, key: Key, do: Callable[[], None] | None = None) -> bool:
    return st.button(
        name,
        key=f"quick-{key.name.lower()}",
        icon=f":material/{icon}:",
        type="tertiary",
        shortcut=key,
        help=name,
        on_click=do,
    )


def begin_claim() -> None:
    """Begin a new claim on the policy last worked on."""
    new_draft()
    if "task" in st.session_state:
        st.session_state["task"] = "claim"
    st.session_state.pop("view", None)


@st.dialog("Keyboard shortcuts", width="medium")
def _draw_sheet() -> None:
    rows = "".join(
        tag("h3", "ic-keys-head", name)
        + '<dl class="ic-keys">'
        + "".join(f"{tag('dt', '', does)}<dd>{_caps(key)}</dd>" for does, key in keys)
        + "</dl>"
        for name, keys in _SHEET
    )
    st.html(f'<div class="ic-sheet">{rows}</div>')
    st.caption("On a Mac, Alt is the Option key.")


def _caps(key: str) -> str:
    return "+".join(tag("kbd", "", part) for part in key.split("+"))


@st.dialog("Open a policy")
def _choose_policy(opened: Callable[[], Assistant]) -> None:
    with shown_errors():
        _draw_choice({policy.id: policy for policy in opened().policies()})


def _draw_choice(known: dict[str, Policy]) -> None:
    if not known:
        st.info("There is no policy yet. Drop a file on the left, or load the samples at the claim desk.")
        return
    chosen = st.selectbox(
        "Policy",
        list(known),
        index=None,
        key="open-policy",
        placeholder="Type a part of its name",
        format_func=lambda policy_id: named(known[policy_id]),
    )
    if chosen:
        st.session_state["chosen"] = {chosen}
        view_policy(chosen)
        st.switch_page("app.py")
