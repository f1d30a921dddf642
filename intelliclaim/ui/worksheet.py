"""A claim's worksheet: the recommendation, its reasons, the checks in order, and what speaks against it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from intelliclaim.types import Check, CounterSearch, Outcome, Recommendation, Worksheet
from intelliclaim.ui.drawing import draw
from intelliclaim.ui.figures import moment, money
from intelliclaim.ui.plain import count, label, tag
from intelliclaim.ui.sources import Sources
from intelliclaim.ui.timeline import timeline

WORDS = {
    Recommendation.APPROVE: ("Approve", "check_circle"),
    Recommendation.REJECT: ("Reject", "cancel"),
    Recommendation.REFER: ("Refer", "help"),
}
_CHIPS = {
    Outcome.MET: ("ic-met", "✓ met"),
    Outcome.NOT_MET: ("ic-not-met", "✕ not met"),
    Outcome.UNKNOWN: ("ic-unknown", "? unknown"),
}
_QUOTED = re.compile(r"(“[^”]*”)")
_FEW = 8  # checks that are read at a glance: above it, the settled ones can be hidden


def draw_worksheet(sheet: Worksheet, sources: Sources) -> None:
    """Draw the worksheet down to the searches; the ledger and the decision come after it."""
    _draw_banner(sheet)
    _draw_reasons(sheet, sources)
    _draw_asks(sheet.checks)
    _draw_dates(sheet)
    _draw_checks(sheet.checks, sources)
    _draw_counter(sheet.counter, sources)


def _draw_banner(sheet: Worksheet) -> None:
    word, icon = WORDS[sheet.recommendation]
    with st.container(key=f"banner-{sheet.recommendation}", gap="xxsmall"):
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"
        ):
            st.markdown(f":material/{icon}: **{word}**", width="content")
            st.html(tag("div", "ic-amount", _sum(sheet)), width="content")
        st.html(tag("div", "ic-path", "Recommended by the rules; a person decides."))


def _sum(sheet: Worksheet) -> str:
    ledger = sheet.ledger
    if ledger.payable is None:
        return "amount open"
    condition = "payable" if sheet.recommendation is Recommendation.APPROVE else "if approved"
    return f"{money(ledger.payable, ledger.currency)} {condition}"


def _draw_reasons(sheet: Worksheet, sources: Sources) -> None:
    st.html('<div class="ic-section ic-part">Reasons</div>')
    items = "".join(f"<li>{with_quotes(reason)}</li>" for reason in sheet.reasons)
    st.html(f'<ol class="ic-reasons">{items}</ol>' if items else tag("div", "ic-foot", "None given."))
    sources.buttons("reasons", sheet.citations)


def with_quotes(sentence: str) -> str:
    """Escape a sentence, and set off the words that it quotes."""
    parts = _QUOTED.split(sentence)
    return "".join(
        tag("q", "ic-said", part[1:-1]) if n % 2 else html.escape(part) for n, part in enumerate(parts)
    )


def _draw_asks(checks: Sequence[Check]) -> None:
    """Draw what to ask for, the deciding facts first."""
    open_checks = [check for check in checks if check.outcome is Outcome.UNKNOWN and check.ask]
    asks = dict.fromkeys(check.ask for check in sorted(open_checks, key=lambda check: not check.deciding))
    if asks:
        st.html('<div class="ic-section ic-part">Ask for</div>')
        st.html(f'<ul class="ic-reasons">{"".join(tag("li", "", ask) for ask in asks)}</ul>')


def _draw_dates(sheet: Worksheet) -> None:
    if drawn := timeline(sheet):
        st.html(tag("div", "ic-section ic-part", "Dates"))
        draw(drawn)


def _draw_checks(checks: Sequence[Check], sources: Sources) -> None:
    unsettled = [check for check in checks if check.deciding or check.outcome is not Outcome.MET]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(tag("div", "ic-section ic-part", f"Checks ({len(checks)})"), width="content")
        few = len(checks) > _FEW and st.toggle(
            "Deciding and open only", key="unsettled", persist_state="session"
        )
    numbered = list(enumerate(checks))
    for step, group in groupby(numbered, key=lambda pair: pair[1].step):
        shown = [(n, check) for n, check in group if not few or check in unsettled]
        if shown:
            st.html(tag("div", "ic-step", step.capitalize()))
        for number, check in shown:
            _draw_check(number, check, sources)


def _draw_check(number: int, check: Check, sources: Sources) -> None:
    css, word = _CHIPS[check.outcome]
    deciding = tag("span", "ic-chip", "decides") if check.deciding else ""
    with st.container(key=f"check-{number}", gap="xsmall"):
        st.html(
            f'<div class="ic-check">{tag("span", f"ic-chip {css}", word)}'
            f"<div>{tag('span', 'ic-title', check.title)} {deciding}"
            f'<div class="ic-reason">{with_quotes(check.reason)}</div>'
            + (tag("div", "ic-ask", f"Ask for: {check.ask}") if check.ask else "")
            + "</div></div>"
        )
        sources.quoted(f"check-{number}", check.citations)


def _draw_counter(counter: Sequence[CounterSearch], sources: Sources) -> None:
    """Draw the searches for what speaks against the claim, those that found nothing too."""
    st.html(tag("div", "ic-section ic-part", "Looked for against the claim"))
    if not counter:
        st.html(tag("div", "ic-foot ic-warn", "No search was made: the worksheet is not complete."))
    for number, search in enumerate(counter):
        with st.container(key=f"counter-{number}", gap="xsmall"):
            found = f"{len(search.found)} found" if search.found else "nothing found"
            st.html(
                tag("div", "ic-title", search.question)
                + tag("div", "ic-path", f"{count(search.looked_at, 'clause')} looked at · {found}")
            )
            sources.quoted(f"counter-{number}", search.found)


def draw_versions(sheet: Worksheet) -> None:
    """Draw the faint lines on what made the worksheet."""
    made, when = sheet.versions, moment(sheet.made_at, sheet.ledger.currency)
    st.html(
        tag(
            "div",
            "ic-foot",
            f"Made {when} in {sheet.seconds:.2f} s from {sheet.policy_name}"
            f" v{sheet.policy_version} (file {made.policy_sha256[:12]}), terms {made.terms},"
            f" rules {made.rules}, model {made.model}.",
        )
    )


def word_of(recommendation: Recommendation) -> str:
    """Return the recommendation with its icon, for a label."""
    word, icon = WORDS[recommendation]
    return f":material/{icon}: {label(word)}"
