"""What the user is told: errors as messages, in this one place, and notices that outlive a rerun."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from intelliclaim.errors import IntelliClaimError
from intelliclaim.ui.plain import label

Kind = Literal["success", "info", "error"]


@contextmanager
def shown_errors() -> Iterator[None]:
    """Show an `IntelliClaimError` as its message; let anything else through to Streamlit's log."""
    try:
        yield
    except IntelliClaimError as error:
        st.error(label(str(error)), icon=":material/error:")


def notify(kind: Kind, text: str) -> None:
    """Keep a notice for the next draw: it outlives the rerun that a widget causes."""
    st.session_state.setdefault("notices", []).append(_Notice(kind, text))


@dataclass(frozen=True, slots=True)
class Act:
    """A callback for `on_click`: does something, then tells that it is done, or why not.

    Streamlit runs callbacks before the script, outside `shown_errors`.
    """

    do: Callable[[], object]
    done: str

    def __call__(self) -> None:
        """Run it."""
        try:
            self.do()
        except IntelliClaimError as error:
            notify("error", str(error))
        else:
            notify("success", self.done)


@dataclass(frozen=True, slots=True)
class _Notice:
    kind: Kind
    text: str


def draw_notices() -> None:
    """Draw what was told since the last draw; all but a success stays until it is dismissed."""
    kept: list[_Notice] = []
    for notice in st.session_state.get("notices", []):
        if notice.kind == "success":
            st.toast(label(notice.text), icon=":material/check_circle:")
        else:
            kept.append(notice)
    st.session_state["notices"] = kept
    if not kept:
        return
    with st.container(key="notices", gap="xsmall"):
        for notice in kept:
            if notice.kind == "error":
                st.error(label(notice.text), icon=":material/error:")
            else:
                st.info(label(notice.text), icon=":material/info:")
        st.button("Dismiss", key="dismiss", on_click=kept.clear, type="tertiary", icon=":material/close:")
