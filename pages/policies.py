"""The policies: what is in the store, how well it could be read, and its upkeep."""

import streamlit as st

from intelliclaim import ui

ui.frame("Policies")
with ui.shown_errors():
    assistant = ui.open_assistant()
    with st.sidebar:
        ui.add_files(assistant)
    st.title("Policies", anchor=False)
    policies = assistant.policies()
    if policies:
        ui.register(assistant, policies)
    else:
        st.info("There is no policy yet. Drop one on the left, or load the samples at the claim desk.")
