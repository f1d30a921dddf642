"""What the right pane shows, kept in the session: a policy's page, and what on it is lit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.cite import pieces
from intelliclaim.types import Citation, Exchange, Span
from intelliclaim.ui.plain import reflowed


@dataclass(frozen=True, slots=True)
class View:
    """What the pane shows: a page, and the citation that it was opened for.

    `exchange_id` says what cites: above 0 an exchange, below 0 the claim whose id is its negative, 0 the
    term sheet. `number` is the citation's place in it, from 0; in an exchange, below 0 a nearest clause.
    `among` are the citations that it is one of, for going on to the next. `turns` counts the times that
    the pane was turned to something: each time it scrolls there, and never else.
    """

    policy_id: str
    page: int
    citation: Citation | None = None
    exchange_id: int = 0
    number: int = 0
    among: tuple[Citation, ...] = ()
    turns: int = 0

    @property
    def place(self) -> int:
        """The citation's index in `among`."""
        return self.number if self.number >= 0 else -self.number - 1


@dataclass(frozen=True, slots=True)
class Search:
    """The words looked for in one policy, where they stand, and which of the places is looked at."""

    policy_id: str
    wanted: str
    places: tuple[Span, ...]
    at: int = 0

    @property
    def span(self) -> Span | None:
        """The place that is looked at."""
        return self.places[self.at] if self.places else None


def current_view() -> View | None:
    """Return what the pane shows; None before it showed anything."""
    view: View | None = st.session_state.get("view")
    return view


def current_search(policy_id: str) -> Search | None:
    """Return the search within this policy, where there is one."""
    search: Search | None = st.session_state.get("search")
    return search if search and search.policy_id == policy_id else None


def view_citation(exchange_id: int, number: int, citation: Citation, among: Sequence[Citation] = ()) -> None:
    """Turn the pane to a citation."""
    _put(View(citation.policy_id, citation.page, citation, exchange_id, number, tuple(among)))


def view_policy(policy_id: str, page: int = 1) -> None:
    """Turn the pane to a page of a policy, with nothing lit."""
    _put(View(policy_id, page))


def step_citation(by: int) -> None:
    """Go on to the next citation of the same answer or claim (`by` 1), or back (-1)."""
    view = current_view()
    if view is None or not 0 <= view.place + by < len(view.among):
        return
    place = view.place + by
    number = place if view.number >= 0 else -place - 1
    view_citation(view.exchange_id, number, view.among[place], view.among)


def turn_page(page: int) -> None:
    """Turn to another page of the policy on show; its citation stays the one to come back to."""
    view = current_view()
    if view:
        _put(replace(view, page=page))


def step_place(by: int) -> None:
    """Go on to the next place found (`by` 1) or back (-1), round at the ends."""
    search: Search | None = st.session_state.get("search")
    if search and search.places:
        _look_at(replace(search, at=(search.at + by) % len(search.places)))


def keep_search(policy_id: str, wanted: str, places: tuple[Span, ...]) -> None:
    """Look at the first place on the page on show or after it; no words end the search."""
    view = current_view()
    if not wanted.strip():
        st.session_state.pop("search", None)
        return
    page = view.page if view else 1
    at = next((index for index, span in enumerate(places) if span.page >= page), 0)
    _look_at(Search(policy_id, wanted, places, at))


def _look_at(search: Search) -> None:
    st.session_state["search"] = search
    if search.span:
        turn_page(search.span.page)


def _put(view: View) -> None:
    before = current_view()
    st.session_state["view"] = replace(view, turns=before.turns + 1 if before else 0)


def resume_view(exchanges: Sequence[Exchange]) -> None:
    """Turn a new tab's pane, or one left by another page, to the last answer: the work goes on there."""
    view = current_view()
    if view and view.citation and view.exchange_id <= 0:
        del st.session_state["view"]
    if "view" not in st.session_state and exchanges and exchanges[-1].answer.citations:
        cited = exchanges[-1].answer.citations
        view_citation(exchanges[-1].id, 0, cited[0], cited)


def shown_citation() -> tuple[int, int] | None:
    """Return the exchange and number of the citation on show."""
    view = current_view()
    return (view.exchange_id, view.number) if view and view.citation else None


def whole_quote(assistant: Assistant, citation: Citation) -> str:
    """Return the quote with what belongs to it, in the page's order: an item without its lead-in misleads.

    Sliced from the pages, letter for letter; line breaks alone are the screen's.
    """
    if not citation.also:
        return reflowed(citation.quote)
    page_of = cache(lambda number: assistant.page(citation.policy_id, number))
    return "\n".join(map(reflowed, pieces(citation, page_of)))
