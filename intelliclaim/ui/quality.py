"""The quality page: figures of the last run on the sample or the marked questions, and what changed."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from intelliclaim import evaluate
from intelliclaim.assistant import Assistant
from intelliclaim.evaluate import Band, Figure
from intelliclaim.types import GoldSet, Mark, Run, Scored
from intelliclaim.ui.draft import handler
from intelliclaim.ui.figures import moment
from intelliclaim.ui.intake import run_test_questions, working
from intelliclaim.ui.notices import Act
from intelliclaim.ui.plain import count, label, tag
from intelliclaim.ui.tables import html_table

_NAMES = {GoldSet.SAMPLES: "Sample questions", GoldSet.OWN: "Your marks"}
_SHARES = {
    "right_and_cited": "Right, with the right page",
    "page_hit": "Right page",
    "abstained_when_unanswerable": "Silent where it should be",
    "false_abstentions": "Silent where it should answer",
    "quotes_verbatim": "Quotes letter for letter",
}
_PLAIN = {"answer_words_median": "Words, median", "seconds_p95": "Seconds, 95 of 100 within"}
_UNANSWERABLE = "unanswerable"


def quality(assistant: Assistant) -> None:
    """Draw the page below its title."""
    marks = assistant.marks()
    gold = _draw_choice(assistant, marks)
    runs = assistant.runs(gold, 2)
    if runs:
        names = {policy.id: policy.name for policy in assistant.policies()}
        _draw_run(runs[0], runs[1] if len(runs) > 1 else None, assistant, names)
    elif gold is GoldSet.SAMPLES:
        st.info(
            "The sample questions were not asked yet. They are asked of the sample policies, in a store of "
            "their own: your policies and the conversation stay as they are.",
            icon=":material/info:",
        )
    elif marks:
        st.info("Your marked questions were not asked again yet.", icon=":material/info:")
    if gold is GoldSet.OWN:
        _draw_marks(assistant, marks)


def _draw_choice(assistant: Assistant, marks: Sequence[Mark]) -> GoldSet:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        gold: GoldSet = st.segmented_control(
            "Which questions",
            list(GoldSet),
            default=GoldSet.SAMPLES,
            required=True,
            format_func=lambda each: _NAMES[each] + (f" ({len(marks)})" if each is GoldSet.OWN else ""),
            key="gold",
            label_visibility="collapsed",
        )
        st.button(
            "Ask them now",
            key="run-questions",
            icon=":material/play_arrow:",
            type="primary",
            disabled=working() or (gold is GoldSet.OWN and not marks),
            on_click=run_test_questions,
            args=(assistant, gold),
        )
    return gold


def _draw_run(run: Run, before: Run | None, assistant: Assistant, names: Mapping[str, str]) -> None:
    said = f"{count(len(run.scored), 'question')}, asked {moment(run.made_at)} of {run.model}."
    if before:
        said += f" Compared with {moment(before.made_at)}"
        said += f", when the model was {before.model}." if before.model != run.model else ", same model."
    st.caption(label(said))
    if run.model != assistant.model:
        st.warning("The model has changed since: ask them again.", icon=":material/update:")
    _draw_figures(run, before)
    questions = evaluate.asked(assistant, run.gold)
    left, right = st.columns(2, gap="large")
    with left:
        _draw_bands(run)
    with right:
        _draw_policies(run, names)
    if before:
        _draw_changes(before, run, questions)
    _draw_errors(run, questions, names)


def _draw_figures(run: Run, before: Run | None) -> None:
    """Draw a tile a figure, with what it was over the same questions in the run before."""
    kept = {each.id for each in run.scored} & {each.id for each in before.scored} if before else set()
    was, is_now = (
        {figure.name: figure for figure in evaluate.figures([each for each in one if each.id in kept])}
        for one in (before.scored if before else (), run.scored)
    )
    tiles: list[str] = []
    for figure in evaluate.figures(run.scored):
        if figure.value is None or figure.name not in _SHARES | _PLAIN:
            continue
        tiles.append(_tile(figure, _difference(was.get(figure.name), is_now.get(figure.name))))
    st.html(f'<div class="ic-tiles">{"".join(tiles)}</div>')


def _tile(figure: Figure, difference: str) -> str:
    value = figure.value or 0.0
    if figure.name in _PLAIN:
        name, big = _PLAIN[figure.name], f"{value:.2f}" if figure.name == "seconds_p95" else f"{value:.0f}"
        small = f"over {count(figure.of, 'answer')}"
    else:
        name, big = _SHARES[figure.name], f"{100 * value:.0f}%"
        small = f"{value * figure.of:.0f} of {figure.of:,}"
    if figure.low is not None and figure.high is not None and figure.of >= evaluate.ENOUGH:
        small += f" · 95%: {100 * figure.low:.0f} to {100 * figure.high:.0f}%"
    parts = tag("div", "ic-path", name) + tag("div", "ic-big", big) + tag("div", "ic-path", small)
    return f'<div class="ic-tile">{parts}{tag("div", "ic-path", difference)}</div>'


def _difference(was: Figure | None, now: Figure | None) -> str:
    if was is None or now is None or was.value is None or now.value is None:
        return ""
    if was.name in _PLAIN:
        return f"before: {was.value:.2f}" if was.name == "seconds_p95" else f"before: {was.value:.0f}"
    points = round(100 * (now.value - was.value))
    sign = "+" if points > 0 else "−"
    return f"{sign}{count(abs(points), 'point')}" if points else "as before"


def _draw_bands(run: Run) -> None:
    st.subheader("How far a score can be trusted", anchor=False)
    bands = [band for band in evaluate.reliability(run.scored) if band.answers]
    if not bands:
        st.caption("No question was answered.")
        return
    st.html(f'<div class="ic-bands">{"".join(map(_band, bands))}</div>')
    error = evaluate.calibration_error(bands)
    if error is not None and sum(band.answers for band in bands) >= evaluate.ENOUGH:
        st.caption(
            f"On average the score stands {100 * error:.0f} points from the share that was right. "
            "What counts as right: the words, and the right page among the first three."
        )


def _band(band: Band) -> str:
    share = 100 * band.right / band.answers
    said = f"{band.right} of {band.answers} right" + ("" if band.enough else ", too few to go by")
    bar = f'<span class="ic-bar"><span style="width:{share:.0f}%"></span></span>'
    ends = f"Score {band.low:.2f} to {band.high:.2f}"
    return tag("span", "ic-of", ends) + bar + tag("span", "ic-of" if band.enough else "ic-of ic-path", said)


def _draw_policies(run: Run, names: Mapping[str, str]) -> None:
    st.subheader("By policy", anchor=False)
    rows: list[tuple[str, ...]] = []
    for policy in dict.fromkeys(each.policy for each in run.scored):
        mine = [each for each in run.scored if each.policy == policy]
        found = {figure.name: figure for figure in evaluate.figures(mine)}
        cells = [_of(found[name]) for name in ("right_and_cited", "page_hit", "abstained_when_unanswerable")]
        rows.append((names.get(policy, policy), *cells))
    heads = ("Policy", "Right, with the right page", "Right page", "Silent where it should be")
    st.html(html_table(heads, rows, "ic-counts"))


def _of(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value * figure.of:.0f} of {figure.of}"


def _draw_changes(before: Run, run: Run, questions: Mapping[str, str]) -> None:
    st.subheader("What changed since the run before", anchor=False)
    changes = evaluate.changes(before.scored, run.scored)
    if not changes:
        st.caption("No question of both runs went from right to wrong, or back.")
        return
    rows = [
        (questions.get(each.id, each.id), evaluate.outcome(each.before), evaluate.outcome(each.now))
        for each in changes
    ]
    st.html(html_table(("Question", "Before", "Now"), rows))


def _draw_errors(run: Run, questions: Mapping[str, str], names: Mapping[str, str]) -> None:
    st.subheader("What is wrong", anchor=False)
    wrong = [each for each in run.scored if evaluate.is_wrong(each)]
    if not wrong:
        st.caption("Nothing: every question was answered, or left unanswered, as it should be.")
        return
    causes = evaluate.causes(wrong)
    st.caption(label(", ".join(f"{cause}: {number}" for cause, number in causes.items())))
    rows = [_error(each, questions, names) for cause in causes for each in wrong if each.cause is cause]
    st.html(html_table(("Question", "Policy", "Cause"), rows))


def _error(each: Scored, questions: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, str, str]:
    return (
        questions.get(each.id, f"{each.id} (taken back)"),
        names.get(each.policy, each.policy),
        evaluate.outcome(each),
    )


def _draw_marks(assistant: Assistant, marks: Sequence[Mark]) -> None:
    st.subheader("Your marks", anchor=False)
    if not marks:
        st.info(
            "Nothing is marked yet. Mark answers at the claim desk, with the thumbs under each: every mark "
            "becomes a test question here.",
            icon=":material/info:",
        )
        return
    for mark in reversed(marks):
        _draw_mark(assistant, mark)


def _draw_mark(assistant: Assistant, mark: Mark) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"mark-{mark.id}", wrap=False):
        page = f", page {mark.page}" if mark.page else ""
        by = f" by {mark.by}" if mark.by else ""
        said = f"{mark.verdict}{page} · {moment(mark.marked_at)}{by}"
        st.html(f"<div>{html.escape(mark.question)}</div>" + tag("div", "ic-path", said))
        st.button(
            "Take back",
            key=f"unmark-{mark.id}",
            type="tertiary",
            on_click=Act(partial(assistant.unmark, mark.id, handler()), "The mark is taken back."),
        )
