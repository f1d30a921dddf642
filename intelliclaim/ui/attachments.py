"""The papers kept with a claim, and the facts found in them, each offered with its words."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.assistant.casework import MAX_ATTACHMENT_MB
from intelliclaim.documents import PAPER_KINDS, picture, picture_kind
from intelliclaim.errors import IntelliClaimError
from intelliclaim.types import Facts
from intelliclaim.types.casework import Attachment, FieldValue, Folder, Offer
from intelliclaim.ui.draft import Draft, currency_of, current_draft, folder_of, handler
from intelliclaim.ui.fact_list import FIELDS
from intelliclaim.ui.figures import amount, day, money, written_lines
from intelliclaim.ui.notices import notify
from intelliclaim.ui.plain import count, label, tag

_MONEY = ("sum_insured", "claimed_amount", "excess")


def draw_attachments(assistant: Assistant, draft: Draft, folder: Folder) -> None:
    """Draw a claim's papers, and the zone that takes more."""
    papers, currency = assistant.attachments(folder), currency_of(assistant, folder)
    title = f"Papers ({len(papers)})" if papers else "Papers: invoices, photos, e-mails"
    with st.expander(title, icon=":material/attach_file:", key=f"papers-{draft.turn}"):
        for paper in papers:
            _draw_paper(assistant, paper, currency)
        turn = st.session_state.setdefault("papers-turn", 0)
        files = st.file_uploader(
            "Drop papers of this claim here",
            type=[kind.removeprefix(".") for kind in PAPER_KINDS],
            accept_multiple_files=True,
            max_upload_size=MAX_ATTACHMENT_MB,
            key=f"drop-papers-{draft.turn}-{turn}",
        )
        if files:
            for file in files:
                _attach(assistant, draft, file.name, file.getvalue())
            st.session_state["papers-turn"] = turn + 1
            st.rerun()


def _attach(assistant: Assistant, draft: Draft, name: str, data: bytes) -> None:
    try:
        kept = assistant.attach(folder_of(assistant, draft), data, name, handler())
        draft.folder = kept.folder
        notify("success", f"{name} is kept with the claim.")
    except IntelliClaimError as error:
        notify("error", str(error))


def _draw_paper(assistant: Assistant, paper: Attachment, currency: str) -> None:
    with st.container(key=f"paper-{paper.id}", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(tag("div", "ic-title", paper.filename), width="stretch")
            st.toggle("Look", key=f"look-{paper.id}")
            st.button(
                "Remove",
                key=f"detach-{paper.id}",
                type="tertiary",
                icon=":material/delete:",
                on_click=_detach,
                args=(assistant, paper),
            )
        read = "" if paper.has_text else "no text in it: look at it"
        who = f"by {paper.by}" if paper.by else ""
        kept = f"{_size(paper.size)}, kept {day(paper.added_at, currency)} {who}".strip()
        st.html(tag("div", "ic-path", " · ".join(filter(None, (kept, paper.about, read)))))
        if st.session_state.get(f"look-{paper.id}"):
            _draw_inside(assistant, paper)


def _draw_inside(assistant: Assistant, paper: Attachment) -> None:
    """Draw a picture, or the text that was read; the file itself is a click away."""
    data = assistant.attachment_file(paper)
    if picture_kind(data):
        if drawn := picture(data):
            st.image(drawn, caption=label(paper.filename), width="stretch")
        else:
            st.warning(
                "This picture can’t be drawn: save the file and open it.", icon=":material/broken_image:"
            )
    elif paper.has_text:
        with st.container(height=220, key=f"text-{paper.id}"):
            st.html(tag("div", "ic-text", assistant.attachment_text(paper)))
    st.download_button(
        "Save the file", data, file_name=paper.filename, key=f"save-paper-{paper.id}", on_click="ignore"
    )


def _detach(assistant: Assistant, paper: Attachment) -> None:
    try:
        assistant.detach(paper, handler())
    except IntelliClaimError as error:
        notify("error", str(error))


def _size(size: int) -> str:
    return f"{max(1, round(size / 1000)):,} kB" if size < 1_000_000 else f"{size / 1e6:.1f} MB"


def draw_offers(assistant: Assistant, folder: Folder, facts: Facts) -> None:
    """Draw what was found in the papers and is not in the claim; nothing counts until it is taken."""
    offers = assistant.offers(folder, facts)
    if not offers:
        return
    currency = facts.currency.value if facts.currency else ""
    found = {offer.find.value for offer in offers if offer.find.field == "currency"}
    currency = currency or (str(found.pop()) if len(found) == 1 else currency_of(assistant, folder))
    papers = count(len({offer.attachment.id for offer in offers}), "paper")
    with st.container(border=True, key="offers", gap="small"):
        st.html(
            tag("div", "ic-section", f"Found in {papers}: take it?")
            + tag("div", "ic-path", "Nothing here counts until you take it; each is logged.")
        )
        for offer in offers:
            _draw_offer(assistant, offer, currency)


def _draw_offer(assistant: Assistant, offer: Offer, currency: str) -> None:
    key = f"{offer.attachment.id}-{offer.find.field}"
    title = FIELDS[offer.find.field]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"offer-{key}"):
        now = f"The claim says {_shown(offer.find.field, offer.now, currency)}." if offer.now else ""
        st.html(
            f'<div class="ic-reason">{tag("b", "", title)}: '
            + tag("span", "ic-offered", _shown(offer.find.field, offer.find.value, currency))
            + tag("div", "ic-path", f"{offer.attachment.filename}: “{_cut(offer.find.words)}”")
            + (tag("div", "ic-path", now) if now else "")
            + (tag("div", "ic-foot ic-warn", offer.find.note) if offer.find.note else "")
            + "</div>",
            width="stretch",
        )
        st.button(
            "Take it", key=f"take-{key}", on_click=_take, args=(assistant, offer), help=f"Take: {title}"
        )
        st.button(
            "Not this",
            key=f"aside-{key}",
            type="tertiary",
            on_click=_set_aside,
            args=(assistant, offer),
            help=f"Set aside: {title}",
        )


def _cut(words: str) -> str:
    return words if len(words) <= 140 else f"{words[:139].rstrip()}…"


def _shown(field: str, value: FieldValue, currency: str) -> str:
    if isinstance(value, tuple):
        total = sum((line.amount for line in value), Decimal(0))
        rows = written_lines(value, currency).replace("\n", "; ")
        return f"{rows} (together {amount(total, currency)})"
    if field in ("loss_date", "policy_start"):
        return day(value, currency)  # type: ignore[arg-type]  # these two fields are dates
    return money(value, currency) if field in _MONEY else str(value)  # type: ignore[arg-type]  # as above


def _take(assistant: Assistant, offer: Offer) -> None:
    draft = current_draft()
    try:
        draft.form = assistant.take(offer, draft.form, handler())
    except IntelliClaimError as error:
        notify("error", str(error))


def _set_aside(assistant: Assistant, offer: Offer) -> None:
    try:
        assistant.set_aside(offer, handler())
    except IntelliClaimError as error:
        notify("error", str(error))
