"""A file of claims in, a file of worksheets out: assessed beside the page, with its progress.

A click stops the script that Streamlit is running, so the claims are gone through in a thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, fields

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.errors import IntelliClaimError
from intelliclaim.types import Form
from intelliclaim.ui.claim_form import EXAMPLE
from intelliclaim.ui.draft import handler
from intelliclaim.ui.plain import count, label
from intelliclaim.ui.tables import csv_bytes, html_table, read_csv

COLUMNS = ("reference", "policy", "text", *(each.name for each in fields(Form) if each.name != "lines"))
_LOOK_EVERY = 0.5  # seconds
_SHOWN = 10  # rows of the outcome drawn; the file has them all
_SHOWN_COLUMNS = ("reference", "policy", "recommendation", "amount", "currency", "error")


@dataclass(slots=True, eq=False)
class _Run:
    """One file of claims in work; the thread adds to `done`, the page reads it."""

    filename: str
    total: int
    done: list[dict[str, str]] = field(default_factory=list)
    outcome: Future[None] = field(default_factory=Future)
    stopped: bool = False


@st.cache_resource(show_spinner=False)
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="batch")


def batch(assistant: Assistant) -> None:
    """Draw the file's drop zone, the progress, and the worksheets to save."""
    st.title("A file of claims", anchor=False)
    st.markdown(
        "One claim a row. **policy** is a policy’s name or id; of the other columns, **text** alone is "
        "enough. Each claim is assessed and kept as if it had been typed; a person decides them one by one."
    )
    example = {"reference": "C-1001", "policy": _first_policy(assistant), "text": EXAMPLE}
    st.download_button(
        "Template CSV",
        csv_bytes([example], COLUMNS),
        file_name="claims-template.csv",
        mime="text/csv",
        key="template",
        icon=":material/table:",
        on_click="ignore",
    )
    run: _Run | None = st.session_state.get("batch")
    if run is None or run.outcome.done():
        _draw_drop_zone(assistant)
    if run is not None:
        st.fragment(_draw_run, run_every=None if run.outcome.done() else _LOOK_EVERY)(run)


def _first_policy(assistant: Assistant) -> str:
    policies = assistant.policies()
    return policies[0].name if policies else "name of the policy"


def _draw_drop_zone(assistant: Assistant) -> None:
    file = st.file_uploader("CSV of claims", type=("csv",), key="claims-file")
    if file is None:
        return
    try:
        rows = read_csv(file.getvalue())
        _check(rows)
    except ValueError as error:
        st.error(label(str(error)), icon=":material/error:")
        return
    if st.button(f"Assess {count(len(rows), 'claim')}", key="run-batch", type="primary"):
        _start(assistant, file.name, rows)
        st.rerun()


def _check(rows: Sequence[Mapping[str, str]]) -> None:
    """Refuse a file that can't be meant: no rows, or no column that tells a claim."""
    if not rows:
        raise ValueError(
            "The file has no claims: put the columns’ names in the first row, a claim in each next."
        )
    if missing := {"policy"} - rows[0].keys():
        raise ValueError(f"The file has no column “{missing.pop()}”: begin with the template.")
    if not rows[0].keys() & set(COLUMNS[2:]):
        raise ValueError(
            "The file has no column that tells a claim, such as “text”: begin with the template."
        )


def _start(assistant: Assistant, filename: str, rows: Sequence[Mapping[str, str]]) -> None:
    run, by = _Run(filename, len(rows)), handler()

    def go_through() -> None:
        # The yielded rows are the progress: each is there as soon as its claim is done.
        for sheet in assistant.assess_batch(rows, by=by):
            run.done.append(sheet)
            if run.stopped:
                return

    run.outcome = _worker().submit(go_through)
    st.session_state["batch"] = run


def _draw_run(run: _Run) -> None:
    done = list(run.done)
    if not run.outcome.done():
        st.progress(
            len(done) / run.total, text=f"{label(run.filename, longest=60)}: claim {len(done)} of {run.total}"
        )
        if st.button("Stop", key="stop-batch", icon=":material/stop:"):
            run.stopped = True
        return
    if st.session_state.get("batch-told") is not run:
        st.session_state["batch-told"] = run
        st.rerun()  # the fragment stops looking, and the drop zone comes back
    error = run.outcome.exception()
    if isinstance(error, IntelliClaimError):
        st.error(label(str(error)), icon=":material/error:")
    elif error is not None:
        raise error
    st.markdown(f"**{count(len(done), 'claim')} of {run.total}** from {label(run.filename)} assessed.")
    if done:
        _draw_outcome(run, done)


def _draw_outcome(run: _Run, done: Sequence[Mapping[str, str]]) -> None:
    st.download_button(
        "Worksheets as CSV",
        csv_bytes(done),
        file_name=f"worksheets-{run.filename}",
        mime="text/csv",
        key="worksheets",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )
    names = [name for name in _SHOWN_COLUMNS if any(row.get(name) for row in done)]
    heads = [name.capitalize() for name in names]
    st.html(html_table(heads, [[row.get(name, "") for name in names] for row in done[:_SHOWN]]))
    if len(done) > _SHOWN:
        st.caption(f"And {len(done) - _SHOWN} more in the file.")
