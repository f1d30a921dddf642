"""The portfolio: all claims and policies in figures."""

import streamlit as st

from intelliclaim import ui

ui.frame("Portfolio")
with ui.shown_errors():
    assistant = ui.open_assistant()
    st.title("Portfolio", anchor=False)
    ui.portfolio(assistant)
