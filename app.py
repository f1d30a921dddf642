"""The claim desk: choose a policy, ask, see the page that proves the answer."""

import streamlit as st

from intelliclaim import ui

ui.frame("Claim desk")
with ui.shown_errors():
    assistant = ui.open_assistant()
    with st.sidebar:
        chosen = ui.shelf(assistant)
    if assistant.policies():
        ui.desk(assistant, chosen)
    else:
        ui.welcome(assistant)
