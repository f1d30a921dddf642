"""The app behind its sign-in, for a server: `streamlit run intelliclaim/ui/serve.py`.

Where INTELLICLAIM_PASSWORD is not set, whoever reaches the server is let in, and the log says so
loudly. On a laptop, `streamlit run app.py` needs none of this: it listens to that machine alone.
"""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from intelliclaim.settings import from_env
from intelliclaim.ui.gate import Gate

APP = Path(__file__).resolve().parent.parent.parent / "app.py"

_password = from_env().password
if not _password:
    logging.getLogger(__name__).warning(
        "INTELLICLAIM_PASSWORD is not set: the app is OPEN to everyone who can reach this server."
    )
app = st.App(APP, middleware=[Middleware(Gate, password=_password)] if _password else [])
