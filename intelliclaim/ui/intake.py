"""Long work beside the page: ingests, re-indexing and test questions, with their progress.

A click stops the script that Streamlit is running, so long work must not run in it: it runs in a
thread, one at a time for all sessions, and the session looks at it twice a second. Work goes on
where its page is left or closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import streamlit as st

from intelliclaim import evaluate
from intelliclaim.assistant import Assistant
from intelliclaim.errors import IntelliClaimError, PasswordNeeded
from intelliclaim.types import GoldSet, Ingested, OnProgress, Progress, Stage
from intelliclaim.ui.notices import notify
from intelliclaim.ui.plain import count, label

_DOING = {
    Stage.READING: "Reading page {done} of {total}",
    Stage.EMBEDDING: "Indexing clause {done} of {total}",
    Stage.SAVING: "Saving",
    Stage.ASKING: "Asking question {done} of {total}",
}
_AT_ONCE = 0.15  # seconds: what ends within them is told without a progress bar
_LOOK_EVERY = 0.5  # seconds


@dataclass(slots=True)
class File:
    """A file to take in, kept until it is: it may need its password first."""

    name: str
    data: bytes = field(repr=False)
    replaces: str | None = None


@dataclass(slots=True, eq=False)
class _Work:
    """One piece of work, its progress as the thread last told it, and what to say at its end."""

    title: str
    done: str
    outcome: Future[tuple[Ingested, ...]]
    file: File | None = None
    retried: bool = False
    progress: Progress | None = None

    def moved(self, progress: Progress) -> None:
        self.progress = progress


@st.cache_resource(show_spinner=False)
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake")


def take_in(assistant: Assistant, file: File, password: str = "") -> None:
    """Ingest a file in the background."""

    def ingest(moved: OnProgress) -> tuple[Ingested, ...]:
        return (
            assistant.ingest(
                file.data, file.name, password=password, replaces=file.replaces, on_progress=moved
            ),
        )

    _start(file.name, ingest, file=file, retried=bool(password))


def load_samples(assistant: Assistant) -> None:
    """Ingest the sample policies in the background."""
    _start("Sample policies", assistant.load_samples)


def reindex(assistant: Assistant) -> None:
    """Make all vectors anew from the stored clauses, in the background."""

    def rebuild(moved: OnProgress) -> tuple[Ingested, ...]:
        assistant.reindex(moved)
        return ()

    _start("Search index", rebuild, done="The search index is rebuilt.")


def run_test_questions(assistant: Assistant, gold: GoldSet) -> None:
    """Ask a set of test questions and keep how the answers did, in the background."""

    def ask(moved: OnProgress) -> tuple[Ingested, ...]:
        run = evaluate.run_samples if gold is GoldSet.SAMPLES else evaluate.run_marks
        run(assistant, moved)
        return ()

    _start("Test questions", ask, done="The test questions were asked.")


def working() -> bool:
    """Tell whether this session has work under way."""
    return bool(st.session_state.get("work"))


def _start(
    title: str,
    task: Callable[[OnProgress], tuple[Ingested, ...]],
    *,
    done: str = "",
    file: File | None = None,
    retried: bool = False,
) -> None:
    work = _Work(title, done, Future(), file, retried)
    work.outcome = _worker().submit(task, work.moved)
    st.session_state.setdefault("work", []).append(work)
    wait([work.outcome], timeout=_AT_ONCE)


def draw_work() -> None:
    """Draw the progress of what is under way, and tell what has ended; draw nothing where all is still."""
    _settle()
    if st.session_state.get("work"):
        st.fragment(_draw_bars, run_every=_LOOK_EVERY)()


def _draw_bars() -> None:
    works: Sequence[_Work] = st.session_state.get("work", [])
    if any(work.outcome.done() for work in works):
        st.rerun()
    for work in works:
        progress = work.progress
        if progress is None:
            st.progress(0.0, text=f"{label(work.title, longest=60)}  \nWaiting")
            continue
        doing = _DOING[progress.stage].format(done=progress.done, total=progress.total)
        share = progress.done / progress.total if progress.total else 0.0
        st.progress(min(1.0, max(0.0, share)), text=f"{label(work.title, longest=60)}  \n{doing}")


def _settle() -> None:
    """Take each piece that has ended off the list, then tell it: a failure must not come back for ever."""
    works: list[_Work] = st.session_state.setdefault("work", [])
    for work in [work for work in works if work.outcome.done()]:
        works.remove(work)
        try:
            for ingested in work.outcome.result():
                _tell(ingested, work.file)
        except PasswordNeeded as error:
            if work.file is None:
                raise
            locked_files()[work.file.name] = work.file
            if work.retried:
                notify("error", str(error))
        except IntelliClaimError as error:
            text = str(error)
            notify("error", text if work.title in text else f"{work.title}: {text}")
        else:
            if work.done:
                notify("success", work.done)


def locked_files() -> dict[str, File]:
    """Return the session's files that wait for their password, by name."""
    locked: dict[str, File] = st.session_state.setdefault("locked", {})
    return locked


def _tell(ingested: Ingested, file: File | None) -> None:
    policy = ingested.policy
    if file:
        locked_files().pop(file.name, None)
        st.session_state["opened"] = policy.id
    st.session_state.setdefault("chosen", set()).add(policy.id)
    if ingested.known:
        name = file.name if file else policy.filename
        notify("info", f"{name} is here already, as “{policy.name}”. Nothing was changed.")
        return
    size = f"{count(policy.n_pages, 'page')}, {count(policy.n_clauses, 'clause')}"
    notify("success", f"{policy.name} is added: {size}.")
    if unread := policy.health.unread:
        pages = ", ".join(map(str, unread[:8])) + (" …" if len(unread) > 8 else "")
        notify("info", f"{policy.name}: {count(len(unread), 'page')} could not be read ({pages}).")
