"""A claim's diary: who has it in hand, the day to come back to it, and what for."""

from __future__ import annotations

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types.casework import Diary, Folder
from intelliclaim.ui.claim_list import today
from intelliclaim.ui.draft import Draft, currency_of, handler
from intelliclaim.ui.figures import date_format, day
from intelliclaim.ui.notices import notify, shown_errors
from intelliclaim.ui.plain import label


def draw_diary(assistant: Assistant, draft: Draft, folder: Folder) -> None:
    """Draw the diary in one line, and behind it the form that changes it."""
    late, currency = folder.overdue(today()), currency_of(assistant, folder)
    icon = ":material/notification_important:" if late else ":material/event:"
    with (
        st.expander(_said(folder.diary, late, currency), icon=icon, key=f"diary-{draft.turn}"),
        st.form(f"diary-form-{draft.turn}", border=False),
    ):
        left, right = st.columns(2, gap="small")
        assigned = left.text_input("Assigned to", folder.diary.assigned or handler(), max_chars=100)
        due = right.date_input(
            "Come back on", folder.diary.due, format=date_format(currency), min_value="2000-01-01"
        )
        note = st.text_input("What for", folder.diary.note, max_chars=400, placeholder="Ask for the survey")
        if not st.form_submit_button("Keep in the diary"):
            return
        with shown_errors():
            kept = assistant.put_diary(folder, Diary(assigned, due, note), handler())
            draft.folder = kept.id
            notify("success", "The diary is kept.")
            st.rerun()


def _said(diary: Diary, late: bool, currency: str) -> str:
    """Return the diary in one line of Markdown: '1 Dec 2026, with A. Rao: ask for the survey'."""
    if diary == Diary():
        return "Diary: no day to come back, nobody assigned"
    since = "overdue since " if late and diary.due and diary.due < today() else ""
    parts = [since + day(diary.due, currency)] if diary.due else []
    parts += [f"with {label(diary.assigned, longest=40)}"] if diary.assigned else []
    said = ", ".join(parts) + (f": {label(diary.note, longest=60)}" if diary.note else "")
    return f"Diary: :orange[{said}]" if late else f"Diary: {said}"
