"""The desk's middle and right: the conversation, and beside it the page that proves the answer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Citation, Exchange, Policy
from intelliclaim.ui.evidence import evidence, resume_view, shown_citation, view_citation, whole_quote
from intelliclaim.ui.marking import Judged, draw_verdict, read_judged
from intelliclaim.ui.notices import shown_errors
from intelliclaim.ui.plain import count, emphasised, label, reflowed, tag
from intelliclaim.ui.welcome import draw_claims_to_try

_SHOWN = 20  # exchanges drawn at once; a button reaches the earlier ones


@st.fragment
def desk(assistant: Assistant, chosen: Sequence[Policy]) -> None:
    """Draw the conversation over `chosen` and the evidence.

    A fragment: choosing a citation or asking redraws these two and not the sidebar. Paging
    redraws the evidence alone, a fragment within.
    """
    middle, right = st.columns([10, 9], gap="medium")
    with middle, shown_errors():
        _conversation(assistant, chosen)
    with right, shown_errors():
        evidence(assistant, chosen)


def _conversation(assistant: Assistant, chosen: Sequence[Policy]) -> None:
    _draw_head(assistant, chosen)
    past = st.container(height=520, border=False, key="conversation", autoscroll=True)
    typed = st.chat_input(
        "Ask what the policy says" if chosen else "Choose a policy on the left first",
        key="question",
        max_chars=1000,
        disabled=not chosen,
    )
    question = (st.session_state.pop("example", None) or typed or "").strip()
    exchanges = assistant.exchanges()
    resume_view(exchanges)
    names = {policy.id: policy for policy in assistant.policies()}
    judged = read_judged(assistant)
    with past:
        _draw_past(assistant, exchanges, names, judged)
        examples = st.empty()  # a place of its own: emptied at once when the first question is asked
        if question and chosen:
            _ask(assistant, question, chosen, names, judged)
        elif not exchanges:
            with examples:
                _draw_examples(assistant)


def _draw_head(assistant: Assistant, chosen: Sequence[Policy]) -> None:
    """Draw what is being searched, and the button that empties the conversation."""
    if not chosen:
        asked = "No policy chosen"
    elif len(chosen) == 1:
        asked = f"{chosen[0].name} · v{chosen[0].version}"
    else:
        asked = f"{count(len(chosen), 'policy', 'policies')}: " + ", ".join(policy.name for policy in chosen)
    with st.container(horizontal=True, vertical_alignment="center", key="conversation-head", wrap=False):
        st.html(tag("div", "ic-head", asked))
        with st.popover("", icon=":material/more_horiz:", type="tertiary", help="Conversation"):
            st.caption("The conversation is kept in the data folder until you clear it.")
            st.button("Clear the conversation", key="clear", on_click=_clear, args=(assistant,))


def _clear(assistant: Assistant) -> None:
    assistant.clear_exchanges()
    st.session_state.pop("view", None)


def _draw_past(
    assistant: Assistant, exchanges: Sequence[Exchange], names: dict[str, Policy], judged: Judged
) -> None:
    shown = st.session_state.setdefault("exchanges", _SHOWN)
    if len(exchanges) > shown:
        st.button(
            f"Show earlier questions ({len(exchanges) - shown})",
            key="earlier",
            on_click=_more,
            type="tertiary",
        )
    for exchange in exchanges[-shown:]:
        _draw_exchange(assistant, exchange, names, judged)


def _more() -> None:
    st.session_state["exchanges"] += _SHOWN


def _ask(
    assistant: Assistant, question: str, chosen: Sequence[Policy], names: dict[str, Policy], judged: Judged
) -> None:
    """Ask, under the question's own words, and turn the evidence to the best citation."""
    place = st.empty()
    with place.container():
        st.html(tag("div", "ic-question", question))
        with st.spinner("Looking it up in the policy …"), shown_errors():
            exchange = assistant.ask(question, [policy.id for policy in chosen])
            if exchange.answer.citations:
                cited = exchange.answer.citations
                view_citation(exchange.id, 0, cited[0], cited)
            with place.container():
                _draw_exchange(assistant, exchange, names, judged)


def _draw_examples(assistant: Assistant) -> None:
    with st.container(key="examples", gap="small"):
        st.html('<div class="ic-head">Ask a question</div>')
        st.caption("The answer is taken from the chosen policy, word for word, with its page. For example:")
        for number, question in enumerate(assistant.sample_questions()[:6]):
            st.button(
                label(question),
                key=f"example-{number}",
                on_click=_use_example,
                args=(question,),
                icon=":material/chat_bubble:",
            )
        draw_claims_to_try(assistant.policies())


def _use_example(question: str) -> None:
    st.session_state["example"] = question


def _draw_exchange(
    assistant: Assistant, exchange: Exchange, names: dict[str, Policy], judged: Judged
) -> None:
    answer = exchange.answer
    st.html(tag("div", "ic-question", answer.question))
    if answer.abstained:
        with st.container(border=True, key=f"silent-{exchange.id}", gap="small"):
            st.html('<div class="ic-silent">The policy does not say.</div>')
            st.caption("No passage was found that answers this question.")
            if answer.nearest:
                with st.expander("Nearest clauses – not an answer"):
                    for number, citation in enumerate(answer.nearest, start=1):
                        _draw_citation(exchange.id, -number, answer.nearest, names)
                        st.html(tag("div", "ic-near", whole_quote(assistant, citation)))
    else:
        with st.container(border=True, key=f"answer-{exchange.id}", gap="small"):
            # A paragraph for each citation that the answer is made of; the other citations bear on it.
            paragraphs = answer.text.splitlines()
            for number, citation in enumerate(answer.citations):
                if number < len(paragraphs):
                    words = emphasised(reflowed(paragraphs[number]), answer.likeliest)
                    st.html(f'<blockquote class="ic-quote">{words}</blockquote>')
                excerpt = whole_quote(assistant, citation) if number >= len(paragraphs) else ""
                _draw_citation(exchange.id, number, answer.citations, names, excerpt)
    _draw_foot(assistant, exchange, names, judged)


def _draw_citation(
    exchange_id: int, number: int, among: Sequence[Citation], names: dict[str, Policy], excerpt: str = ""
) -> None:
    """Draw one of the citations as a line: the button that shows it, its place (`number` as in `View`)."""
    citation = among[number if number >= 0 else -number - 1]
    known = citation.policy_id in names
    name = names[citation.policy_id].name if known else f"{citation.policy_name} (deleted)"
    with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
        st.button(
            f"[{number + 1}]" if number >= 0 else f"p. {citation.page}",
            key=f"cite-{exchange_id}-{number}",
            type="primary" if shown_citation() == (exchange_id, number) else "secondary",
            on_click=view_citation,
            args=(exchange_id, number, citation, among),
            disabled=not known,
        )
        place = f"{name} · v{citation.version} · page {citation.page}"
        path = tag("div", "ic-path ic-line", " › ".join(citation.heading))
        st.html(tag("div", "ic-place", place) + path + tag("div", "ic-excerpt", excerpt))


def _draw_foot(assistant: Assistant, exchange: Exchange, names: dict[str, Policy], judged: Judged) -> None:
    """Draw the faint line: how long it took, how such answers did, the thumbs, what may be missing."""
    asked = [names[policy_id] for policy_id in exchange.policy_ids if policy_id in names]
    notes = [f"{exchange.answer.seconds:.2f} s"]
    if len(asked) > 1 or exchange.answer.abstained:
        notes.append("asked of " + ", ".join(policy.name for policy in asked))
    precision = judged.precision_of(exchange.answer)
    with st.container(
        horizontal=True, vertical_alignment="center", gap="xsmall", key=f"foot-{exchange.id}", wrap=False
    ):
        st.html(tag("div", "ic-foot", " · ".join(notes)) + tag("div", "ic-foot", precision))
        draw_verdict(assistant, exchange, judged.mark_of(exchange), names)
    for policy in asked:
        if unread := len(policy.health.unread):
            st.html(
                tag(
                    "div",
                    "ic-foot ic-warn",
                    f"{count(unread, 'page')} of {policy.name} could not be read: an answer may be missing.",
                )
            )
