"""The right pane: a page of a policy, with the cited passage lit where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Citation, Exchange, Policy, Span
from intelliclaim.ui.notices import shown_errors
from intelliclaim.ui.plain import label, marked, reflowed, tag

_ZOOMS = (100, 125, 150, 200)  # percent of the pane's width
_WIDTH = 1000  # pixels of a page image at 100 %: sharp on a dense screen too


@dataclass(frozen=True, slots=True)
class View:
    """What the pane shows: a page, and the citation that it was opened for.

    `exchange_id` says what cites: above 0 an exchange, below 0 the claim whose id is its negative, 0 the
    term sheet. `number` is the citation's place in it, from 0; in an exchange, below 0 a nearest clause.
    """

    policy_id: str
    page: int
    citation: Citation | None = None
    exchange_id: int = 0
    number: int = 0


def view_citation(exchange_id: int, number: int, citation: Citation) -> None:
    """Turn the pane to a citation."""
    st.session_state["view"] = View(citation.policy_id, citation.page, citation, exchange_id, number)


def resume_view(exchanges: Sequence[Exchange]) -> None:
    """Turn a new tab's pane, or one left by another page, to the last answer: the work goes on there."""
    view: View | None = st.session_state.get("view")
    if view and view.citation and view.exchange_id <= 0:
        del st.session_state["view"]
    if "view" not in st.session_state and exchanges and exchanges[-1].answer.citations:
        view_citation(exchanges[-1].id, 0, exchanges[-1].answer.citations[0])


def shown_citation() -> tuple[int, int] | None:
    """Return the exchange and number of the citation on show."""
    view: View | None = st.session_state.get("view")
    return (view.exchange_id, view.number) if view and view.citation else None


def whole_quote(assistant: Assistant, citation: Citation) -> str:
    """Return the quote with what belongs to it, in the page's order: an item without its lead-in misleads.

    Sliced from the pages, letter for letter; line breaks alone are the screen's.
    """
    if not citation.also:
        return reflowed(citation.quote)
    spans = sorted([Span(citation.page, citation.start, citation.end), *citation.also], key=_place)
    pages = {page: assistant.page(citation.policy_id, page).text for page in {span.page for span in spans}}
    return "\n".join(reflowed(pages[span.page][span.start : span.end]) for span in spans)


def _place(span: Span) -> tuple[int, int]:
    return span.page, span.start


@st.fragment
def evidence(assistant: Assistant, chosen: Sequence[Policy]) -> None:
    """Draw the page on show; a fragment, so that paging redraws nothing else."""
    with shown_errors():
        policies = {policy.id: policy for policy in assistant.policies()}
        view = _view(policies, chosen)
        if view is None:
            st.caption("Choose a policy on the left to see its pages here.")
            return
        policy = policies[view.policy_id]
        _draw_head(assistant, view, policy, chosen)
        zoom = _draw_tools(view, policy)
        with st.container(height=560, border=True, key="page", autoscroll=False):
            _draw_page(assistant, view, zoom)


def _view(policies: dict[str, Policy], chosen: Sequence[Policy]) -> View | None:
    """Return the view on show, or else the first page of the first chosen policy."""
    view: View | None = st.session_state.get("view")
    known = view is not None and view.policy_id in policies
    stale = known and view is not None and not view.citation and view.policy_id not in {p.id for p in chosen}
    if not known or stale:
        view = View(chosen[0].id, 1) if chosen else None
        st.session_state["view"] = view
    return view


def _draw_head(assistant: Assistant, view: View, policy: Policy, chosen: Sequence[Policy]) -> None:
    title, path = policy.name, f"version {policy.version}"
    if view.citation:
        title = f"[{view.number + 1}] {title}" if view.number >= 0 and view.exchange_id else title
        path = " › ".join(view.citation.heading) or path
        path = path if view.number >= 0 else f"not an answer · {path}"
    with st.container(horizontal=True, vertical_alignment="center", key="page-head", wrap=False):
        st.html(tag("div", "ic-head", title) + tag("div", "ic-path ic-line", path))
        if view.citation:
            _draw_quote(assistant, view.citation, policy)
        if len(chosen) > 1:
            with st.popover("", icon=":material/menu_book:", type="tertiary", help="Open another policy"):
                for other in chosen:
                    st.button(
                        label(other.name, longest=60),
                        key=f"open-{other.id}",
                        type="tertiary",
                        on_click=_open,
                        args=(other.id,),
                        disabled=other.id == view.policy_id,
                    )


def _draw_tools(view: View, policy: Policy) -> int:
    """Draw the row of tools and return the zoom in percent."""
    zoom: int = st.session_state.setdefault("zoom", _ZOOMS[0])
    at = _ZOOMS.index(zoom)
    # The number box follows the view, whoever turned the page.
    st.session_state["page-number"] = view.page
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="tools"):
        _tool("back", "chevron_left", "Page back", _turn, view.page - 1, off=view.page <= 1)
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
            "forward", "chevron_right", "Page forward", _turn, view.page + 1, off=view.page >= policy.n_pages
        )
        _tool("smaller", "zoom_out", "Smaller", _zoom, _ZOOMS[max(0, at - 1)], off=at == 0)
        _tool(
            "larger", "zoom_in", "Larger", _zoom, _ZOOMS[min(len(_ZOOMS), at + 2) - 1], off=zoom == _ZOOMS[-1]
        )
        if view.citation:
            _tool(
                "return",
                "my_location",
                f"Back to the cited page, {view.citation.page}",
                _turn,
                view.citation.page,
                off=view.page == view.citation.page,
            )
    return zoom


def _tool(key: str, icon: str, hint: str, do: Callable[[int], None], to: int, *, off: bool) -> None:
    st.button("", icon=f":material/{icon}:", key=key, help=hint, on_click=do, args=(to,), disabled=off)


def _draw_quote(assistant: Assistant, citation: Citation, policy: Policy) -> None:
    """Offer the quote with its reference as plain text to copy."""
    with st.popover("", icon=":material/content_copy:", type="tertiary", help="The quote, to copy"):
        place = f"{policy.name}, version {citation.version}, page {citation.page}"
        where = ", ".join([place, *([" › ".join(citation.heading)] if citation.heading else [])])
        st.code(f"“{whole_quote(assistant, citation)}”\n{where}", language=None, wrap_lines=True)


def _open(policy_id: str) -> None:
    st.session_state["view"] = View(policy_id, 1)


def _turn(page: int) -> None:
    st.session_state["view"] = replace(st.session_state["view"], page=page)


def _turn_to_number() -> None:
    _turn(int(st.session_state["page-number"]))


def _zoom(percent: int) -> None:
    st.session_state["zoom"] = percent


def _draw_page(assistant: Assistant, view: View, zoom: int) -> None:
    """Draw the page's image, or its text where the file has no pages to be pictured."""
    lit = (view.citation,) if view.citation else ()
    image = assistant.page_image(view.policy_id, view.page, width=_WIDTH * zoom // 100, lit=lit)
    if image is None:
        text = assistant.page(view.policy_id, view.page).text
        spans = _spans(view.citation, view.page) if view.citation else []
        st.html(f'<div class="ic-text" style="font-size:{zoom}%">{marked(text, spans)}</div>')
        return
    with st.container(key=f"sheet-{zoom}"):
        st.image(image, width="stretch", alt=f"Page {view.page}")


def _spans(citation: Citation, page: int) -> list[tuple[int, int]]:
    """Return where the citation stands on a page, in offsets into its text."""
    spans = [(citation.start, citation.end)] if citation.page == page else []
    return spans + [(span.start, span.end) for span in citation.also if span.page == page]
