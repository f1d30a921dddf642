"""Two policies, or two versions of one, side by side: what differs, by heading, and on their pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.clauses.compare import changed_words
from intelliclaim.types import Policy
from intelliclaim.types.viewing import Change, ChangeKind, Worded
from intelliclaim.ui.evidence import draw_sheet
from intelliclaim.ui.keys import Key
from intelliclaim.ui.notices import shown_errors
from intelliclaim.ui.plain import differing, named, tag
from intelliclaim.ui.script import scroll_to

_SHOWN = 60  # changes drawn at once; a button reaches the others
_SAID = {ChangeKind.REWORDED: "Reworded", ChangeKind.ADDED: "Added", ChangeKind.REMOVED: "Removed"}
_WIDTHS = (12, 12, 3)  # of the two wordings, and the button beside them
_ABSENT = {ChangeKind.ADDED: "Not in this wording", ChangeKind.REMOVED: "No longer in this wording"}

Ranges = tuple[tuple[int, int], ...]


def comparison(assistant: Assistant, policies: Sequence[Policy]) -> None:
    """Draw the choice of two wordings, and what differs between them."""
    if len(policies) < 2:
        st.info(
            "Two policies are needed here. Add another on the left, or a newer version of one on the "
            "page “Policies”.",
            icon=":material/info:",
        )
        return
    _compare(assistant, {policy.id: policy for policy in policies})


@st.fragment
def _compare(assistant: Assistant, known: dict[str, Policy]) -> None:
    with shown_errors():
        old, new = _choose_two(known)
        if old.id == new.id:
            st.info("Choose two different policies, or two versions of one.", icon=":material/info:")
            return
        changes = assistant.compare(old.id, new.id)
        if not changes:
            st.success("Both say the same, sentence by sentence.", icon=":material/check_circle:")
            return
        wanted, on_pages = _draw_choices(changes)
        if on_pages:
            _draw_pages(assistant, old, new, wanted)
        else:
            with st.container(height=600, border=False, key="changes", autoscroll=False):
                _draw_wording(wanted)


def _choose_two(known: dict[str, Policy]) -> tuple[Policy, Policy]:
    """Draw the two choices; at first the newest replacement and what it replaced, else the first two."""
    ids = list(known)
    replaced = [policy for policy in known.values() if policy.replaced_by in known]
    latest = max(replaced, key=lambda policy: policy.added_at, default=None)
    pair = (latest.id, str(latest.replaced_by)) if latest else (ids[0], ids[1])
    chosen: list[Policy] = []
    # Each choice stands above its wording, or above its page.
    widths = (1, 1) if st.session_state.get("compared-as") == "Pages" else _WIDTHS
    columns = st.columns(widths, gap="small")[:2]
    for column, key, name, first in zip(columns, ("first", "second"), ("Compare", "with"), pair, strict=True):
        if st.session_state.get(f"compared-{key}") not in known:
            st.session_state[f"compared-{key}"] = first
        id_ = column.selectbox(
            name,
            ids,
            key=f"compared-{key}",
            format_func=lambda policy_id: named(known[policy_id]),
            on_change=_begin_again,
            persist_state="session",
        )
        chosen.append(known[id_ or first])
    return chosen[0], chosen[1]


def _begin_again() -> None:
    st.session_state["change"] = 0
    st.session_state.pop("changes-shown", None)


def _draw_choices(changes: Sequence[Change]) -> tuple[list[Change], bool]:
    """Draw which changes are wanted and how; return them, and whether on their pages."""
    counts = {kind: sum(change.kind is kind for change in changes) for kind in ChangeKind}
    kinds = [kind for kind in _SAID if counts[kind]]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        picked = st.pills(
            "Kinds of change",
            kinds,
            selection_mode="multi",
            key="change-kinds",
            format_func=lambda kind: f"{_SAID[kind]} {counts[kind]:,}",
            label_visibility="collapsed",
            on_change=_begin_again,
        )
        st.session_state.setdefault("compared-as", "Wording")
        how = st.segmented_control(
            "Shown as",
            ("Wording", "Pages"),
            key="compared-as",
            required=True,
            label_visibility="collapsed",
        )
    wanted = [change for change in changes if not picked or change.kind in picked]
    return wanted, how == "Pages"


def _draw_wording(changes: Sequence[Change]) -> None:
    shown = st.session_state.setdefault("changes-shown", _SHOWN)
    numbered = list(enumerate(changes))[:shown]
    for heading, under in groupby(numbered, key=lambda each: each[1].heading):
        st.html(tag("h2", "ic-under", " › ".join(heading) or "Without a heading"))
        for number, change in under:
            _draw_change(number, change)
    if len(changes) > shown:
        st.button(f"Show {len(changes) - shown:,} more", key="more-changes", type="tertiary", on_click=_more)


def _more() -> None:
    st.session_state["changes-shown"] += 5 * _SHOWN


def _draw_change(number: int, change: Change) -> None:
    gone: Ranges = ()
    come: Ranges = ()
    if change.old and change.new:
        gone, come = changed_words(change.old.passage.text, change.new.passage.text)
    with st.container(key=f"change-{number}"):
        left, right, button = st.columns(_WIDTHS, gap="small")
        left.html(_cell(change.old, gone, "del", change.kind))
        right.html(_cell(change.new, come, "ins", change.kind))
        button.button(
            "Pages",
            key=f"see-{number}",
            help="Show both pages",
            on_click=_see,
            args=(number,),
            icon=":material/menu_book:",
            type="tertiary",
        )


def _cell(worded: Worded | None, ranges: Sequence[tuple[int, int]], element: str, kind: ChangeKind) -> str:
    if worded is None:
        return tag("div", "ic-path", _ABSENT[kind])
    text = worded.passage.text
    whole = kind is not ChangeKind.REWORDED
    body = differing(text, [(0, len(text))] if whole else ranges, element)
    return f'<div class="ic-worded">{body}</div>' + tag("div", "ic-path", f"Page {worded.page}")


def _see(number: int) -> None:
    st.session_state["change"] = number
    st.session_state["compared-as"] = "Pages"


def _draw_pages(assistant: Assistant, old: Policy, new: Policy, changes: Sequence[Change]) -> None:
    """Draw both pages of one change, with the way to its neighbours."""
    at = min(int(st.session_state.setdefault("change", 0)), len(changes) - 1)
    change = changes[at]
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="change-steps", wrap=False
    ):
        st.button(
            "Previous change",
            key="change-back",
            icon=":material/arrow_back:",
            on_click=_go_to,
            args=(at - 1,),
            disabled=at == 0,
            shortcut=Key.PREVIOUS_CITATION,
            help=f"Previous change ({Key.PREVIOUS_CITATION})",
        )
        st.html(tag("div", "ic-of", f"{at + 1:,} of {len(changes):,}"), width="content")
        st.button(
            "Next change",
            key="change-on",
            icon=":material/arrow_forward:",
            on_click=_go_to,
            args=(at + 1,),
            disabled=at == len(changes) - 1,
            shortcut=Key.NEXT_CITATION,
            help=f"Next change ({Key.NEXT_CITATION})",
        )
        heading = " › ".join(change.heading)
        st.html(tag("div", "ic-head", _SAID[change.kind]) + tag("div", "ic-path ic-line", heading))
    left, right = st.columns(2, gap="small")
    with left:
        _draw_side(assistant, old, change.old, _page_near(changes, at, old=True), "old", at)
    with right:
        _draw_side(assistant, new, change.new, _page_near(changes, at, old=False), "new", at)


def _go_to(number: int) -> None:
    st.session_state["change"] = number


def _page_near(changes: Sequence[Change], at: int, *, old: bool) -> int:
    """Return the page of a change in one wording; where it is not in it, the page of the one before."""
    sides = (change.old if old else change.new for change in reversed(changes[: at + 1]))
    return next((side.page for side in sides if side), 1)


def _draw_side(
    assistant: Assistant, policy: Policy, worded: Worded | None, page: int, side: str, turn: int
) -> None:
    note = "" if worded else " · not in this wording"
    st.html(tag("div", "ic-path ic-line", f"Page {page} of {policy.n_pages}{note} · {named(policy)}"))
    lit = [assistant.cite_sentence(policy.id, worded)] if worded else []
    with st.container(height=560, border=True, key=f"compared-{side}", autoscroll=False):
        draw_sheet(assistant, policy.id, page, lit=lit)
        place = assistant.place_of(policy.id, page, lit[0].start, lit[0].end) if lit else (0.0, 0.0)
        scroll_to(f"compared-{side}", place, turn)
