"""The rows of tools above a page: turn, zoom, go to a heading, find words; and the citations' stepper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Policy
from intelliclaim.types.viewing import Heading
from intelliclaim.ui.keys import Key
from intelliclaim.ui.plain import tag
from intelliclaim.ui.view import (
    View,
    current_search,
    keep_search,
    step_citation,
    step_place,
    turn_page,
    view_policy,
)

ZOOMS = (50, 75, 100, 125, 150, 200, 300)  # percent of the pane's width
_WHOLE = ZOOMS.index(100)
_INDENT = "\u2003"  # an em space a level
_LONGEST = 70  # characters of a heading


def draw_stepper(view: View) -> None:
    """Draw which of an answer's citations is on show, with the way to its neighbours."""
    total = len(view.among)
    if total < 2:
        return
    with st.container(
        horizontal=True, vertical_alignment="center", gap="xsmall", width="content", wrap=False
    ):
        _tool(
            "citation-back",
            "arrow_back",
            "Previous citation",
            step_citation,
            -1,
            off=view.place == 0,
            key=Key.PREVIOUS_CITATION,
        )
        st.html(tag("div", "ic-of", f"{view.place + 1} of {total}"), width="content")
        _tool(
            "citation-on",
            "arrow_forward",
            "Next citation",
            step_citation,
            1,
            off=view.place == total - 1,
            key=Key.NEXT_CITATION,
        )


def draw_turning(view: View, policy: Policy) -> int:
    """Draw the row that turns pages and zooms; return the zoom in percent."""
    zoom: int = st.session_state.setdefault("zoom", ZOOMS[_WHOLE])
    at = ZOOMS.index(zoom)
    # The number box follows the view, whoever turned the page.
    st.session_state["page-number"] = view.page
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="tools"):
        _tool(
            "back",
            "chevron_left",
            "Page back",
            turn_page,
            view.page - 1,
            off=view.page <= 1,
            key=Key.PREVIOUS_PAGE,
        )
        st.number_input(
            "Page",
            min_value=1,
            max_value=max(1, policy.n_pages),
            key="page-number",
            on_change=_turn_to_number,
            label_visibility="collapsed",
            width=64,
        )
        st.html(tag("div", "ic-of", f"of {policy.n_pages}"), width="content")
        _tool(
            "forward",
            "chevron_right",
            "Page forward",
            turn_page,
            view.page + 1,
            off=view.page >= policy.n_pages,
            key=Key.NEXT_PAGE,
        )
        _tool("smaller", "zoom_out", "Smaller", _zoom, max(0, at - 1), off=at == 0, key=Key.SMALLER)
        last = len(ZOOMS) - 1
        _tool("larger", "zoom_in", "Larger", _zoom, min(last, at + 1), off=at == last, key=Key.LARGER)
        if view.citation:
            cited = view.citation.page
            _tool(
                "return",
                "my_location",
                f"Back to the cited page, {cited}",
                turn_page,
                cited,
                off=view.page == cited,
            )
    return zoom


def draw_finding(assistant: Assistant, view: View, policy: Policy) -> None:
    """Draw the row that goes to a heading and finds words."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="finding"):
        _draw_contents(assistant.headings(policy.id), view)
        _draw_words(assistant, view)


def _draw_contents(headings: Sequence[Heading], view: View) -> None:
    """Draw the contents as a list to choose from; it shows the heading that the page on show is under."""
    if not headings:
        return
    pages = [heading.page for heading in headings]
    st.session_state["contents"] = _heading_of(headings, view)

    def line(index: int) -> str:
        heading = headings[index]
        title = heading.title if len(heading.title) <= _LONGEST else heading.title[: _LONGEST - 1] + "…"
        return f"{_INDENT * heading.depth}{title} · {heading.page}"

    st.selectbox(
        "Contents",
        range(len(headings)),
        key="contents",
        format_func=line,
        placeholder="Contents",
        label_visibility="collapsed",
        on_change=_turn_to_heading,
        args=(pages, view.policy_id),
    )


def _heading_of(headings: Sequence[Heading], view: View) -> int | None:
    """Return the heading that the page is under: its citation's, else its first, else the one before."""
    here = [index for index, heading in enumerate(headings) if heading.page == view.page]
    cited = view.citation.heading if view.citation and view.citation.page == view.page else ()
    under = [index for index in here if headings[index].title in cited]
    before = [index for index, heading in enumerate(headings) if heading.page < view.page]
    return next(iter([*under[-1:], *here[:1], *before[-1:]]), None)


def _turn_to_heading(pages: Sequence[int], policy_id: str) -> None:
    chosen = st.session_state["contents"]
    if chosen is not None:
        view_policy(policy_id, pages[chosen])


def _draw_words(assistant: Assistant, view: View) -> None:
    search = current_search(view.policy_id)
    st.session_state["words"] = search.wanted if search else ""
    st.text_input(
        "Find words in this policy",
        key="words",
        type="search",
        live=True,
        placeholder="Find words",
        label_visibility="collapsed",
        on_change=_find,
        args=(assistant, view.policy_id),
        max_chars=100,
    )
    if search is None:
        return
    total = len(search.places)
    said = f"{search.at + 1} of {total}" if total else "Not found"
    st.html(f'<div class="ic-of" role="status">{said}</div>', width="content")
    if total:
        _tool(
            "place-back",
            "keyboard_arrow_up",
            "Previous place",
            step_place,
            -1,
            off=False,
            key=Key.PREVIOUS_PLACE,
        )
        _tool("place-on", "keyboard_arrow_down", "Next place", step_place, 1, off=False, key=Key.NEXT_PLACE)


def _find(assistant: Assistant, policy_id: str) -> None:
    wanted = str(st.session_state["words"])
    places = assistant.find_words(policy_id, wanted) if len(wanted.strip()) > 1 else ()
    keep_search(policy_id, wanted, places)


def _turn_to_number() -> None:
    turn_page(int(st.session_state["page-number"]))


def _zoom(at: int) -> None:
    st.session_state["zoom"] = ZOOMS[at]
    turn = st.session_state["view"].page
    turn_page(turn)  # the lit passage comes into sight again


def _tool(
    name: str,
    icon: str,
    hint: str,
    do: Callable[[int], None],
    to: int,
    *,
    off: bool,
    key: Key | None = None,
) -> None:
    st.button(
        hint,
        icon=f":material/{icon}:",
        key=name,
        help=f"{hint} ({key})" if key else hint,
        on_click=do,
        args=(to,),
        disabled=off,
        shortcut=key,
    )
