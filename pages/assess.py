"""Assess a claim: its facts, the worksheet of checks and amounts, and a person's decision."""

import streamlit as st

from intelliclaim import ui

ui.frame("Assess a claim")
with ui.shown_errors():
    assistant = ui.open_assistant()
    policies = assistant.policies()
    with st.sidebar:
        task = ui.choose_task()
        policy = ui.caseload(assistant, policies) if task == "claim" else None
        if not policies:
            ui.add_files(assistant)
    if not policies:
        ui.no_policies(assistant)
    elif policy:
        ui.claim_desk(assistant, policy)
    else:
        ui.batch(assistant)
