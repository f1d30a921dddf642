"""The history: every claim that was assessed, and the log of all that was done."""

import streamlit as st

from intelliclaim import ui

ui.frame("History")
with ui.shown_errors():
    assistant = ui.open_assistant()
    st.title("History", anchor=False)
    ui.history(assistant)
