"""What every page begins with: page settings, style, navigation, notices, and the one assistant."""

from __future__ import annotations

import time
from pathlib import Path

import streamlit as st

from intelliclaim import assistant
from intelliclaim.settings import Settings, from_env
from intelliclaim.ui.intake import draw_work
from intelliclaim.ui.keys import quick_actions
from intelliclaim.ui.notices import draw_notices
from intelliclaim.ui.script import name_panes
from intelliclaim.ui.signed_in import draw_sign_out, guard

_PAGES = (
    ("app.py", "Claim desk", ":material/desk:"),
    ("pages/assess.py", "Assess a claim", ":material/fact_check:"),
    ("pages/history.py", "History", ":material/history:"),
    ("pages/portfolio.py", "Portfolio", ":material/bar_chart:"),
    ("pages/policies.py", "Policies", ":material/folder_open:"),
    ("pages/compare.py", "Compare", ":material/difference:"),
    ("pages/quality.py", "Quality", ":material/grading:"),
    ("pages/system.py", "System", ":material/monitor_heart:"),
)
_STYLES = tuple(Path(__file__).with_name(name) for name in ("desk.css", "viewer.css"))
# Seconds in which a browser that has just come draws the navigation, before what a page draws keeps it busy:
# without them it shows all at once, after 1.4 seconds in place of 0.5.
PAINT = 0.2
# A file of our own: a ":material/…:" icon in the tab would be fetched from the internet.
_MARK = Path(__file__).with_name("mark.svg")


def frame(title: str) -> None:
    """Draw what all pages share, and tell what has happened since the last draw. Call it first."""
    st.set_page_config(
        page_title=f"{title} · IntelliClaim",
        page_icon=_MARK,
        layout="wide",
        initial_sidebar_state=280,
    )
    for style in _STYLES:
        st.html(style)
    guard()
    name_panes()
    with st.sidebar:
        st.html('<div class="ic-brand">IntelliClaim</div>')
        with st.container(gap="xxsmall", key="navigation"):
            for path, name, icon in _PAGES:
                st.page_link(path, label=name, icon=icon, width="stretch")
        _let_it_be_drawn()
        quick_actions(open_assistant, at_desk=title == _PAGES[0][1])
        draw_sign_out()
        draw_work()
        draw_notices()


def _let_it_be_drawn() -> None:
    """Wait for PAINT, once a session."""
    if "framed" not in st.session_state:
        st.session_state["framed"] = True
        time.sleep(PAINT)


def open_assistant() -> assistant.Assistant:
    """Return the process's one assistant for the settings in force.

    Raises:
        SettingsError: an INTELLICLAIM_* variable makes no sense.
        StoreError: the data folder cannot be used.
    """
    return _opened(from_env())


# Called through the module, so that a test can put another assistant in its place.
@st.cache_resource(show_spinner="Opening the policies …")
def _opened(settings: Settings) -> assistant.Assistant:
    return assistant.open_assistant(settings)
