"""The system: whether all is well, and what it runs on."""

import streamlit as st

from intelliclaim import ui

ui.frame("System")
with ui.shown_errors():
    assistant = ui.open_assistant()
    st.title("System", anchor=False)
    ui.doctor_report(assistant.doctor())
    if st.button("Rebuild the search index", icon=":material/refresh:", key="reindex"):
        ui.reindex(assistant)
        st.rerun()
    ui.settings_in_force()
