"""The right pane: a page of a policy, with what is cited or looked for lit where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.errors import IntelliClaimError
from intelliclaim.types import Citation, Policy, Span
from intelliclaim.ui.notices import shown_errors
from intelliclaim.ui.page_tools import draw_finding, draw_stepper, draw_turning
from intelliclaim.ui.plain import label, marked, tag
from intelliclaim.ui.script import scroll_to
from intelliclaim.ui.view import (
    View,
    current_search,
    current_view,
    resume_view,
    shown_citation,
    view_citation,
    view_policy,
    whole_quote,
)

__all__ = ["View", "draw_sheet", "evidence", "resume_view", "shown_citation", "view_citation", "whole_quote"]

WIDTH = 1000  # pixels of a page image at 100 %: sharp on a dense screen too
_WIDEST = 2000


def evidence(assistant: Assistant, chosen: Sequence[Policy]) -> None:
    """Draw the policy on show. Going to another citation redraws what cites it; paging, the page alone."""
    with shown_errors():
        policies = {policy.id: policy for policy in assistant.policies()}
        view = _view(policies, chosen)
        if view is None:
            st.caption("Choose a policy on the left to see its pages here.")
            return
        _draw_head(assistant, view, policies[view.policy_id], chosen)
        _pages(assistant, policies[view.policy_id])


@st.fragment
def _pages(assistant: Assistant, policy: Policy) -> None:
    """Draw the tools and the page; a fragment, so that paging redraws nothing else."""
    with shown_errors():
        view = current_view()
        if view is None or view.policy_id != policy.id:
            return  # the outer part is being drawn anew
        zoom = draw_turning(view, policy)
        draw_finding(assistant, view, policy)
        with st.container(height=560, border=True, key="page", autoscroll=False):
            _draw_page(assistant, view, zoom)
        if view.page < policy.n_pages:
            _draw_ahead(assistant, view, zoom)


def _view(policies: dict[str, Policy], chosen: Sequence[Policy]) -> View | None:
    """Return the view on show, or else the first page of the first chosen policy."""
    view = current_view()
    known = view is not None and view.policy_id in policies
    stale = known and view is not None and not view.citation and view.policy_id not in {p.id for p in chosen}
    if not known or stale:
        st.session_state.pop("view", None)
        if chosen:
            view_policy(chosen[0].id)
    return current_view()


def _draw_head(assistant: Assistant, view: View, policy: Policy, chosen: Sequence[Policy]) -> None:
    title, path = policy.name, f"version {policy.version}"
    if view.citation:
        title = f"[{view.number + 1}] {title}" if view.number >= 0 and view.exchange_id else title
        path = " › ".join(view.citation.heading) or path
        path = path if view.number >= 0 else f"not an answer · {path}"
    with st.container(horizontal=True, vertical_alignment="center", key="page-head", wrap=False):
        st.html(tag("div", "ic-head", title) + tag("div", "ic-path ic-line", path))
        draw_stepper(view)
        if view.citation:
            _draw_quote(assistant, view.citation, policy)
        if len(chosen) > 1:
            with st.popover(
                "Open another policy",
                icon=":material/menu_book:",
                type="tertiary",
                help="Open another policy",
            ):
                for other in chosen:
                    st.button(
                        label(other.name, longest=60),
                        key=f"open-{other.id}",
                        type="tertiary",
                        on_click=view_policy,
                        args=(other.id,),
                        disabled=other.id == view.policy_id,
                    )


def _draw_quote(assistant: Assistant, citation: Citation, policy: Policy) -> None:
    """Offer the quote with its reference as plain text to copy."""
    with st.popover(
        "Copy the quote", icon=":material/content_copy:", type="tertiary", help="The quote, to copy"
    ):
        place = f"{policy.name}, version {citation.version}, page {citation.page}"
        where = ", ".join([place, *([" › ".join(citation.heading)] if citation.heading else [])])
        st.code(f"“{whole_quote(assistant, citation)}”\n{where}", language=None, wrap_lines=True)


def _draw_page(assistant: Assistant, view: View, zoom: int) -> None:
    """Draw the page, and scroll to what was turned to."""
    search = current_search(view.policy_id)
    places = search.places if search else ()
    at = search.span if search and search.span and search.span.page == view.page else None
    lit = (view.citation,) if view.citation else ()
    with st.container(key=f"sheet-{zoom}"):
        draw_sheet(assistant, view.policy_id, view.page, zoom=zoom, lit=lit, found=places, at=at)
    spans = [(at.start, at.end)] if at else _spans(view.citation, view.page) if view.citation else []
    first = min(spans, default=None)
    place = assistant.place_of(view.policy_id, view.page, *first) if first else (0.0, 0.0)
    scroll_to("page", place, view.turns)


def draw_sheet(
    assistant: Assistant,
    policy_id: str,
    page: int,
    *,
    zoom: int = 100,
    lit: Sequence[Citation] = (),
    found: Sequence[Span] = (),
    at: Span | None = None,
) -> None:
    """Draw a page's image, or its text where the file has no pages to be pictured."""
    width = min(_WIDEST, WIDTH * zoom // 100)
    image = assistant.page_image(policy_id, page, width=width, lit=lit, found=found, at=at)
    if image is not None:
        st.image(image, width="stretch", alt=f"Page {page}")
        return
    text = assistant.page(policy_id, page).text
    spans = [(span.start, span.end) for span in found if span.page == page]
    spans += [span for citation in lit for span in _spans(citation, page)]
    st.html(f'<div class="ic-text" style="font-size:{zoom}%">{marked(text, spans)}</div>')


def _spans(citation: Citation, page: int) -> list[tuple[int, int]]:
    """Return where the citation stands on a page, in offsets into its text."""
    spans = [(citation.start, citation.end)] if citation.page == page else []
    return spans + [(span.start, span.end) for span in citation.also if span.page == page]


@st.cache_resource(show_spinner=False)
def _ahead() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="page-ahead")


def _draw_ahead(assistant: Assistant, view: View, zoom: int) -> None:
    """Have the next page's image made while this one is read: turning to it is then at once."""
    search = current_search(view.policy_id)
    lit = (view.citation,) if view.citation else ()
    width = min(_WIDEST, WIDTH * zoom // 100)

    def draw() -> None:
        with suppress(IntelliClaimError):  # it is told when the page is turned to
            assistant.page_image(
                view.policy_id, view.page + 1, width=width, lit=lit, found=search.places if search else ()
            )

    _ahead().submit(draw)
