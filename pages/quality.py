"""The quality: how the answers to the shipped and to the marked questions do, and what changed."""

import streamlit as st

from intelliclaim import ui

ui.frame("Quality")
with ui.shown_errors():
    assistant = ui.open_assistant()
    st.title("Quality", anchor=False)
    ui.quality(assistant)
