"""Long work beside the page: ingests, re-indexing and test questions, with their progress.

A click stops the script that Streamlit is running, so long work must not run in it: it runs in a
thread, one at a time for all sessions, and the session looks at it twice a second. Work goes on
where its page is left or closed. An ingest can be cancelled until it is saved: it then ends at its next
page or clause, and nothing of it is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import streamlit as st

from intelliclaim import evaluate
from intelliclaim.assistant import Assistant
from intelliclaim.errors import IntelliClaimError, PasswordNeeded
from intelliclaim.types import GoldSet, Ingested, OnProgress, Progress, Stage
from intelliclaim.ui.draft import handler
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
_TELL_AFTER = 2.0  # seconds of a step, before which the time that is left cannot be told


class Cancelled(IntelliClaimError):
    """The user cancelled the work; raised in its thread, from where it tells its progress."""


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
    cancellable: bool = False
    progress: Progress | None = None
    since: float = 0.0  # when this step began, on the monotonic clock
    cancelled: bool = False

    def moved(self, progress: Progress) -> None:
        """Keep how far it is; end the work where it was cancelled and nothing is saved yet."""
        if self.cancelled and not (progress.stage is Stage.SAVING and progress.done):
            raise Cancelled(f"{self.title} was not added.")
        if self.progress is None or self.progress.stage is not progress.stage:
            self.since = time.monotonic()
        self.progress = progress

    def cancel(self) -> None:
        """Have it end as soon as it can; what was not begun ends at once."""
        self.cancelled = True
        self.outcome.cancel()

    def seconds_left(self) -> float | None:
        """Return how long this step will go on at its pace so far; None while that cannot be told."""
        progress, passed = self.progress, time.monotonic() - self.since
        if progress is None or not progress.done or progress.done >= progress.total or passed < _TELL_AFTER:
            return None
        return passed / progress.done * (progress.total - progress.done)


@st.cache_resource(show_spinner=False)
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake")


def take_in(assistant: Assistant, file: File, password: str = "") -> None:
    """Ingest a file in the background, in the name of this tab's handler."""
    by = handler()  # here: the thread has no session to ask

    def ingest(moved: OnProgress) -> tuple[Ingested, ...]:
        return (
            assistant.ingest(
                file.data, file.name, password=password, replaces=file.replaces, on_progress=moved, by=by
            ),
        )

    _start(file.name, ingest, file=file, retried=bool(password), cancellable=True)


def load_samples(assistant: Assistant) -> None:
    """Ingest the sample policies in the background."""
    _start("Sample policies", assistant.load_samples, cancellable=True)


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
    cancellable: bool = False,
) -> None:
    work = _Work(title, done, Future(), file, retried, cancellable)
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
    for number, work in enumerate(works):
        _draw_bar(number, work)


def _draw_bar(number: int, work: _Work) -> None:
    progress, share, doing = work.progress, 0.0, "Waiting"
    if progress:
        doing = _DOING[progress.stage].format(done=progress.done, total=progress.total)
        share = progress.done / progress.total if progress.total else 0.0
        left = work.seconds_left()
        doing += f" · {time_left(left)}" if left is not None else ""
    if work.cancelled:
        doing = "Cancelling"
    st.progress(min(1.0, max(0.0, share)), text=f"{label(work.title, longest=60)}  \n{doing}")
    saving = progress is not None and progress.stage is Stage.SAVING
    if work.cancellable and not work.cancelled and not saving:
        st.button(
            "Cancel", key=f"cancel-{number}", on_click=work.cancel, type="tertiary", icon=":material/close:"
        )


def time_left(seconds: float) -> str:
    """Return '40 s left', 'about 3 min left': never more exact than it can be known."""
    if seconds < 60:
        return f"{max(5, 5 * round(seconds / 5))} s left"
    return f"about {round(seconds / 60)} min left"


def _settle() -> None:
    """Take each piece that has ended off the list, then tell it: a failure must not come back for ever."""
    works: list[_Work] = st.session_state.setdefault("work", [])
    for work in [work for work in works if work.outcome.done()]:
        works.remove(work)
        try:
            _tell_all(work.outcome.result(), work.file)
        except (Cancelled, CancelledError):
            notify("info", f"{work.title}: cancelled. Nothing of it was kept.")
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


def _tell_all(taken_in: Sequence[Ingested], file: File | None) -> None:
    for ingested in taken_in:
        _tell(ingested, file, alone=len(taken_in) == 1)
    new = sum(not ingested.known for ingested in taken_in)
    if len(taken_in) > 1 and new:
        notify("success", f"Added: {count(new, 'policy', 'policies')}.")


def _tell(ingested: Ingested, file: File | None, *, alone: bool) -> None:
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
    if alone:
        notify("success", f"{policy.name} is added: {size}.")
    if unread := policy.health.unread:
        pages = ", ".join(map(str, unread[:8])) + (" …" if len(unread) > 8 else "")
        notify("info", f"{policy.name}: {count(len(unread), 'page')} could not be read ({pages}).")
