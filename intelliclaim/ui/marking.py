"""Under each answer: a person's verdict on it, which makes it a test question, and how such answers did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from intelliclaim import evaluate
from intelliclaim.assistant import Assistant
from intelliclaim.evaluate import Band
from intelliclaim.types import Answer, Exchange, GoldSet, Mark, Policy, Verdict
from intelliclaim.ui.draft import handler
from intelliclaim.ui.notices import Act


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of how answers do: people's marks, and the last run on the samples."""

    marks: Mapping[tuple[tuple[str, ...], str], Mark]  # by the policies asked and the question
    bands: tuple[Band, ...]  # empty where the model in use was not measured

    def mark_of(self, exchange: Exchange) -> Mark | None:
        """Return a person's verdict on this question to these policies."""
        return self.marks.get((exchange.policy_ids, exchange.answer.question))

    def precision_of(self, answer: Answer) -> str:
        """Return what was measured of answers with such a score; '' where that is too little to go by."""
        band = None if answer.abstained else evaluate.band_of(answer.score, self.bands)
        if band is None:
            return ""
        return (
            f"Of the sample questions answered with such a score, {band.right} of {band.answers} were right."
        )


def read_judged(assistant: Assistant) -> Judged:
    """Return what the store knows of it; read once for all answers on the screen."""
    measured = [run for run in assistant.runs(GoldSet.SAMPLES, 1) if run.model == assistant.model]
    return Judged(
        {(mark.policy_ids, mark.question): mark for mark in assistant.marks()},
        evaluate.reliability(measured[0].scored) if measured else (),
    )


def draw_verdict(
    assistant: Assistant, exchange: Exchange, mark: Mark | None, policies: Mapping[str, Policy]
) -> None:
    """Draw the two thumbs; nothing where a policy that was asked is gone."""
    if not all(policy_id in policies for policy_id in exchange.policy_ids):
        return
    right = mark is not None and mark.verdict is Verdict.RIGHT
    st.button(
        "",
        icon=":material/thumb_up:",
        key=f"right-{exchange.id}",
        type="primary" if right else "tertiary",
        help="Marked right: a test question" if right else "Right: make it a test question",
        on_click=_act(assistant, exchange, Verdict.RIGHT),
    )
    with st.popover(
        "",
        icon=":material/thumb_down:",
        key=f"wrong-{exchange.id}",
        type="primary" if mark and not right else "tertiary",
        help=f"Marked: {mark.verdict}" if mark and not right else "Wrong: say how",
    ):
        _draw_wrong(assistant, exchange, mark, policies)


def _draw_wrong(
    assistant: Assistant, exchange: Exchange, mark: Mark | None, policies: Mapping[str, Policy]
) -> None:
    answer = exchange.answer
    near = (*answer.citations, *answer.nearest)
    policy = policies.get(near[0].policy_id if near else exchange.policy_ids[0])
    page = st.number_input(
        "Right page, if you know it",
        min_value=1,
        max_value=policy.n_pages if policy else None,
        value=mark.page if mark else None,
        step=1,
        key=f"right-page-{exchange.id}",
        placeholder="Page number",
    )
    verdicts = (Verdict.MISSED,) if answer.abstained else (Verdict.WRONG_CLAUSE, Verdict.SILENCE)
    for verdict in verdicts:
        st.button(
            verdict.value.capitalize(),
            key=f"{verdict.name.lower()}-{exchange.id}",
            width="stretch",
            on_click=_act(assistant, exchange, verdict, page if verdict is not Verdict.SILENCE else None),
        )
    if mark:
        st.button(
            "Take the mark back",
            key=f"unmark-{exchange.id}",
            type="tertiary",
            on_click=Act(partial(assistant.unmark, mark.id, handler()), "The mark is taken back."),
        )


def _act(assistant: Assistant, exchange: Exchange, verdict: Verdict, page: int | None = None) -> Act:
    return Act(
        partial(assistant.mark, exchange, verdict, page, handler()),
        f"Marked: {verdict}. It is a test question now; run them on the page “Quality”.",
    )
