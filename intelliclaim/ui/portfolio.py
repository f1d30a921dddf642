"""The portfolio page: where the claims stand, how people decided, how often the policy was silent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Recommendation
from intelliclaim.types.casework import Portfolio, Standing
from intelliclaim.ui.claim_list import today
from intelliclaim.ui.drawing import Bar, bars, draw
from intelliclaim.ui.figures import money
from intelliclaim.ui.plain import count, tag

_STYLE = Path(__file__).with_name("claims.css")
_COLOURS = {
    Recommendation.APPROVE: "ic-is-good",
    Recommendation.REJECT: "ic-is-bad",
    Recommendation.REFER: "ic-is-open",
}
_STANDING = {Standing.OPEN: "ic-is-plain", Standing.REFERRED: "ic-is-open", Standing.DECIDED: "ic-is-good"}
# Times from worksheet to decision: the band's name, and below how many seconds it ends.
_BANDS = (
    ("within the hour", 3600.0),
    ("within a day", 86400.0),
    ("within a week", 7 * 86400.0),
    ("later", float("inf")),
)
_MOST = 8  # bars of a chart

_Row = tuple[str, int, str]  # name, number, colour


def portfolio(assistant: Assistant) -> None:
    """Draw the page below its title."""
    st.html(_STYLE)
    figures = assistant.portfolio(today())
    if not (figures.n_claims or figures.n_questions):
        st.info(
            "There is nothing to count yet. Put a question at the claim desk, or assess a claim: "
            "both are counted here.",
            icon=":material/info:",
        )
        if figures.n_policies:
            st.caption(f"{count(figures.n_policies, 'policy', 'policies')} in the register.")
        return
    st.html(f'<div class="ic-figures">{"".join(_tiles(figures))}</div>')
    charts = list(_charts(figures))
    for left in range(0, len(charts), 2):
        for column, (title, rows) in zip(st.columns(2, gap="large"), charts[left : left + 2], strict=False):
            with column:
                _draw_chart(title, rows)


def _tiles(figures: Portfolio) -> Iterable[str]:
    policies = f"{figures.n_replaced} replaced" if figures.n_replaced else "all current"
    yield _tile(f"{figures.n_policies:,}", _noun(figures.n_policies, "policy", "policies"), policies)
    begun = f"{figures.n_begun} not assessed yet" if figures.n_begun else "all assessed"
    yield _tile(f"{figures.n_claims:,}", _noun(figures.n_claims, "claim", "claims"), begun)
    yield _tile(f"{figures.n_overdue:,}", "to come back to", "today or overdue")
    yield _tile(
        _share(figures.n_overrides, figures.n_decided), "overridden", f"of {figures.n_decided:,} decided"
    )
    median = figures.median_seconds
    yield _tile("–" if median is None else length(median), "to decide", "from worksheet to decision, median")
    yield _tile(
        _share(figures.n_abstained, figures.n_questions),
        "the policy does not say",
        f"of {count(figures.n_questions, 'question')}",
    )
    for currency, total in figures.approved:
        yield _tile(money(total, currency), "approved", "payable on approved claims")


def _tile(figure: str, what: str, note: str) -> str:
    return f"<div>{tag('b', '', figure)}{tag('span', '', what)}{tag('div', 'ic-path', note)}</div>"


def _noun(number: int, one: str, more: str) -> str:
    return one if number == 1 else more


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole else "–"


def length(seconds: float) -> str:
    """Return a time that a person can picture: '40 s', '12 min', '5 h', '3 days'."""
    if seconds < 90:
        return f"{round(seconds)} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{round(seconds / 3600)} h" if seconds < 36 * 3600 else count(round(seconds / 86400), "day")


def _charts(figures: Portfolio) -> Iterable[tuple[str, list[_Row]]]:
    yield "Where the claims stand", [(each.capitalize(), n, _STANDING[each]) for each, n in figures.standing]
    yield "Recommended", [(each.capitalize(), n, _COLOURS[each]) for each, n in figures.recommended]
    yield "Decided by a person", [(each.capitalize(), n, _COLOURS[each]) for each, n in figures.decided]
    yield (
        "Overrides",
        [
            (f"Recommended to {advice}, decided to {decision}", n, _COLOURS[decision])
            for advice, decision, n in figures.agreed
            if advice is not decision
        ],
    )
    yield "Time to decision", list(_in_bands(figures.seconds))
    yield "Claims by policy", [(name, n, "ic-is-plain") for name, n in figures.by_policy]
    yield (
        "In hand, by who has them",
        [(name or "Nobody", n, "ic-is-plain" if name else "ic-is-open") for name, n in figures.by_handler],
    )
    answered = figures.n_questions - figures.n_abstained
    yield (
        "Questions",
        [
            ("Answered in the policy’s words", answered, "ic-is-good"),
            ("The policy does not say", figures.n_abstained, "ic-is-open"),
        ],
    )


def _in_bands(seconds: Sequence[float]) -> Iterable[_Row]:
    least = 0.0
    for name, most in _BANDS:
        yield name.capitalize(), sum(least <= each < most for each in seconds), "ic-is-plain"
        least = most


def _draw_chart(title: str, rows: Sequence[_Row]) -> None:
    """Draw a bar chart; what is beyond the longest bars is counted in one."""
    st.html(tag("div", "ic-section ic-part", title))
    total = sum(number for _, number, _ in rows)
    if not total:
        st.html(tag("div", "ic-foot", "None yet."))
        return
    shown = list(rows[:_MOST])
    if rest := sum(number for _, number, _ in rows[_MOST:]):
        shown.append((f"{len(rows) - _MOST} others", rest, "ic-is-plain"))
    highest = max(number for _, number, _ in shown)
    said = f"{title}: {', '.join(f'{name} {number}' for name, number, _ in shown)}."
    draw(bars(said, [Bar(name, f"{n:,}", 0, n / highest, css if n else "ic-none") for name, n, css in shown]))
