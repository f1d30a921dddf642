"""Compare: two policies, or two versions of one, side by side with what differs."""

import streamlit as st

from intelliclaim import ui

ui.frame("Compare")
with ui.shown_errors():
    assistant = ui.open_assistant()
    policies = assistant.policies()
    st.title("Compare two wordings", anchor=False)
    if len(policies) < 2:
        with st.sidebar:
            ui.add_files(assistant)
    ui.comparison(assistant, policies)
