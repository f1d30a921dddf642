"""The claims in the sidebar: open, referred, decided; filtered, sorted, those to come back to marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Recommendation
from intelliclaim.types.casework import Folder, Standing
from intelliclaim.ui.draft import currency_of, current_draft, new_draft, open_folder
from intelliclaim.ui.figures import day
from intelliclaim.ui.plain import count, label, tag

_SHOWN = 12  # claims listed at once; the search box and the history reach the others
_MARKS = {
    Recommendation.APPROVE: ":green[:material/check_circle:]",
    Recommendation.REJECT: ":red[:material/cancel:]",
    Recommendation.REFER: ":orange[:material/help:]",
}
_BEGUN = ":gray[:material/edit_note:]"
_ALL, _ANYONE, _NOBODY = "all", "Anyone", "Nobody"
_FAR = date.max


def _latest(folder: Folder) -> tuple[bool, int]:
    return (folder.assessment is not None, -(folder.assessment.id if folder.assessment else folder.id))


def _claimed(folder: Folder) -> Decimal:
    claimed = folder.assessment.worksheet.facts.claimed if folder.assessment else None
    return -claimed.value if claimed else Decimal(1)


_ORDERS: dict[str, Callable[[Folder], object]] = {
    "Latest first": _latest,
    "Due first": lambda folder: (folder.diary.due or _FAR, *_latest(folder)),
    "Largest first": _claimed,
    "By name": lambda folder: name_of(folder).casefold(),
}


def today() -> date:
    """Return the day where the reader is; in UTC where the browser does not say."""
    try:
        return datetime.now(ZoneInfo(st.context.timezone or "UTC")).date()
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now(ZoneInfo("UTC")).date()


def name_of(folder: Folder) -> str:
    """Return what a claim is called: its number or name, else its first words."""
    if folder.begun and not folder.assessment:
        return folder.begun.reference or folder.begun.text or "A new claim"
    if folder.assessment is None:
        return "A new claim"
    return (
        folder.assessment.reference
        or folder.assessment.worksheet.facts.text
        or f"Claim {folder.assessment.id}"
    )


def claim_list(assistant: Assistant) -> None:
    """Draw the list with its filters, and the button that begins a claim."""
    folders = assistant.folders()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html('<div class="ic-section">Claims</div>', width="content")
        st.button("New claim", key="new-claim", icon=":material/add:", type="tertiary", on_click=_begin)
    if not folders:
        st.caption("Claims are listed here, from the first word that you type.")
        return
    now = today()
    if late := sum(folder.overdue(now) for folder in folders):
        st.html(tag("div", "ic-foot ic-warn", f"{count(late, 'claim')} to come back to today"))
    found = _chosen(folders)
    with st.container(key="claims", gap="xxsmall"):
        for folder in found[:_SHOWN]:
            _draw_claim(assistant, folder, now)
        if not found:
            st.caption("No claim is like that: show all, or clear the search.")
        elif len(found) > _SHOWN:
            st.caption(f"And {len(found) - _SHOWN} more: type a part of the name, or see the history.")


def _chosen(folders: Sequence[Folder]) -> list[Folder]:
    """Draw the filters, and return the claims that they let through, in the order chosen."""
    numbers = {each: sum(folder.standing is each for folder in folders) for each in Standing}
    shown = st.pills(
        "Show",
        [_ALL, *Standing],
        default=_ALL,
        required=True,
        format_func=lambda each: f"{each.capitalize()} {numbers.get(each, len(folders))}",
        key="claims-shown",
        label_visibility="collapsed",
        persist_state="session",
    )
    wanted, who, order = "", _ANYONE, "Latest first"
    if len(folders) > 1:
        with st.popover("Find and sort", icon=":material/tune:", type="tertiary", key="claims-tune"):
            wanted = st.text_input("Find a claim", key="find-claim", type="search", live=True) or ""
            names = sorted({folder.diary.assigned for folder in folders if folder.diary.assigned})
            who = st.selectbox("Assigned to", [_ANYONE, _NOBODY, *names], key="claims-who")
            order = st.selectbox("Order", list(_ORDERS), key="claims-order", persist_state="session")
    found = [
        folder
        for folder in folders
        if shown in (_ALL, folder.standing)
        and wanted.casefold() in _searched(folder)
        and who in (_ANYONE, folder.diary.assigned or _NOBODY)
    ]
    return sorted(found, key=_ORDERS[order])  # type: ignore[arg-type]  # each key's values are alike


def _searched(folder: Folder) -> str:
    said = [name_of(folder), folder.diary.assigned, folder.diary.note]
    if folder.assessment:
        sheet = folder.assessment.worksheet
        said += [f"#{folder.assessment.id}", sheet.policy_name, sheet.facts.text]
    return " ".join(said).casefold()


def _draw_claim(assistant: Assistant, folder: Folder, now: date) -> None:
    draft, assessment = current_draft(), folder.assessment
    opened = bool(assessment and draft.claim == assessment.id) or (
        not draft.claim and folder.id != 0 and draft.folder == folder.id
    )
    name = label(name_of(folder), longest=34)
    mark = _BEGUN
    if assessment:
        decided = assessment.decision
        mark = _MARKS[decided.decision if decided else assessment.worksheet.recommendation]
    st.button(
        f"{mark} " + (f"**{name}**" if opened else name),
        key=f"claim-{assessment.id}" if assessment else f"begun-{folder.id}",
        type="tertiary",
        on_click=open_folder,
        args=(assistant, folder),
    )
    st.html(_foot(folder, now, currency_of(assistant, folder) if folder.diary.due else ""))


def _foot(folder: Folder, now: date, currency: str) -> str:
    """Return the faint line below a claim's name; a day to come back to has a line of its own."""
    assessment = folder.assessment
    parts = ["not assessed"]
    if assessment:
        decided = assessment.decision
        parts = [f"#{assessment.id}", f"decided by {decided.by}" if decided else "not decided"]
    if folder.diary.assigned:
        parts.append(f"with {folder.diary.assigned}")
    if folder.n_attachments:
        parts.append(count(folder.n_attachments, "paper"))
    lines = tag("div", "ic-foot ic-line", " · ".join(parts))
    if folder.diary.due:
        late = folder.overdue(now)
        said = ("Overdue since " if folder.diary.due < now else "Due ") + (
            "today" if folder.diary.due == now else day(folder.diary.due, currency)
        )
        lines += tag("div", f"ic-foot {'ic-warn' if late else ''}", said)
    return lines


def _begin() -> None:
    new_draft()
    st.session_state.pop("view", None)
