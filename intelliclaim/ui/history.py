"""The history page: the claims and the log, filtered, exported, verified, and replayed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TypeVar

import streamlit as st

from intelliclaim.assistant import Assistant
from intelliclaim.types import Assessment, LogEntry, Policy, Recommendation
from intelliclaim.ui.draft import handler
from intelliclaim.ui.figures import moment, money
from intelliclaim.ui.notices import shown_errors
from intelliclaim.ui.plain import count, label, tag
from intelliclaim.ui.replay import differences
from intelliclaim.ui.sieve import Sieve, assessment_row, decision_of, described, entry_row
from intelliclaim.ui.tables import csv_bytes, html_table

_KINDS = ("ingest", "delete", "question", "assessment", "edit", "decision", "export", "mark", "claim")
_PER_PAGE = 25
_WIDTHS = (2, 8, 7, 5, 6, 5, 6, 4)
_HEADS = ("No.", "Claim", "Policy", "Made, UTC", "Recommended", "Payable", "Decision", "")

T = TypeVar("T")


def history(assistant: Assistant) -> None:
    """Draw the page below its title, and its filters in the sidebar."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        shown = st.segmented_control(
            "What to show",
            ["claims", "log"],
            default="claims",
            required=True,
            format_func=lambda each: {"claims": "Claims", "log": "Log"}[each],
            key="history",
            label_visibility="collapsed",
        )
        verify = st.button("Verify the log", key="verify", icon=":material/verified:")
    if verify:
        with shown_errors(), st.spinner("Working through every entry …"):
            _tell_verified(assistant)
    if shown == "log":
        _draw_log(assistant)
    else:
        _draw_claims(assistant)


def _tell_verified(assistant: Assistant) -> None:
    altered = assistant.verify_log()
    size = count(len(assistant.log()), "entry", "entries")
    if altered is None:
        st.success(
            f"The log is whole: each of its {size} has the hash that was computed when it was written, and "
            "names the one before it.",
            icon=":material/verified:",
        )
    else:
        st.error(
            f"The log was altered: entry {label(described(altered))} no longer has the hash that it was "
            "written with. Neither it nor what follows it can be relied on: compare it with a backup of the "
            "data folder.",
            icon=":material/gpp_bad:",
        )


def _draw_log(assistant: Assistant) -> None:
    log = assistant.log()
    kinds = [*_KINDS, *sorted({entry.kind for entry in log} - set(_KINDS))]
    sieve = _draw_filters(assistant.policies(), "log", kinds)
    entries = sieve.entries(log)
    _draw_exports(assistant, "log", [entry_row(entry) for entry in entries], len(log), "entry", "entries")
    if not log:
        st.info("Nothing was done yet: the log begins with the first policy.", icon=":material/info:")
    elif not entries:
        st.info("No entry is like that: clear a filter.", icon=":material/filter_alt_off:")
    else:
        names = {policy.id: policy.name for policy in assistant.policies()}
        rows = [_log_cells(entry, names) for entry in _paged("log", entries)]
        st.html(html_table(("No.", "When", "Who", "What", "Of", "Detail", "Hash"), rows, "ic-log"))


def _log_cells(entry: LogEntry, names: Mapping[str, str]) -> tuple[str, ...]:
    return (
        str(entry.number),
        moment(entry.at),
        entry.by or "–",
        entry.kind,
        names.get(entry.subject, entry.subject),
        _said(entry.detail),
        entry.hash[:8],
    )


def _said(detail: str) -> str:
    """Return an entry's JSON as a person reads it: 'file: motor.pdf; pages: 12'."""
    try:
        read = json.loads(detail)
    except json.JSONDecodeError:
        return detail
    if not isinstance(read, dict):
        return detail
    return "; ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in read.items()
    )


def _draw_claims(assistant: Assistant) -> None:
    assessments = assistant.assessments()
    sieve = _draw_filters(assistant.policies(), "claims", ())
    found = sieve.assessments(assessments)
    rows = [assessment_row(each) for each in found]
    _draw_exports(assistant, "claims", rows, len(assessments), "claim", "claims")
    if not assessments:
        st.info("No claim was assessed yet: begin at “Assess a claim”.", icon=":material/info:")
        return
    if not found:
        st.info("No claim is like that: clear a filter.", icon=":material/filter_alt_off:")
        return
    _draw_row([tag("div", "ic-column", head) for head in _HEADS])
    for assessment in _paged("claims", found):
        _draw_claim(assessment)
        if st.session_state.get("replayed") == assessment.id:
            with shown_errors():
                _draw_replay(assistant, assessment)


def _draw_filters(policies: Sequence[Policy], key: str, kinds: Sequence[str]) -> Sieve:
    """Draw the filters of the log (with its kinds) or of the claims, and return what is wanted."""
    names = {policy.id: f"{policy.name} · v{policy.version}" for policy in policies}
    options = [str(each) for each in Recommendation]
    with st.sidebar:
        st.html('<div class="ic-section">Show only</div>')
        text = st.text_input("Text", key=f"text-{key}", type="search", live=True, placeholder="Any word")
        wanted = st.multiselect("Kind", list(kinds), key="kind", placeholder="All") if kinds else []
        chosen = st.multiselect(
            "Policy",
            list(names),
            key=f"policy-{key}",
            format_func=lambda each: names[each],
            placeholder="All",
        )
        recommended = [] if kinds else st.multiselect("Recommended", options, key="wise", placeholder="All")
        decided = (
            [] if kinds else st.multiselect("Decision", [*options, "open"], key="done", placeholder="All")
        )
        first = st.date_input("From", None, key=f"from-{key}", format="YYYY-MM-DD")
        last = st.date_input("To", None, key=f"to-{key}", format="YYYY-MM-DD")
    return Sieve(
        tuple(wanted), tuple(chosen), tuple(recommended), tuple(decided), first, last, (text or "").strip()
    )


def _draw_exports(
    assistant: Assistant, name: str, rows: Sequence[Mapping[str, str]], total: int, noun: str, plural: str
) -> None:
    """Draw how many are kept, and the two files of exactly those; saving one is logged."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"exports-{name}"):
        st.html(tag("div", "ic-path", f"{len(rows)} of {count(total, noun, plural)}"), width="content")
        made = json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=1).encode()
        for kind, data, mime in (("csv", csv_bytes(rows), "text/csv"), ("json", made, "application/json")):
            st.download_button(
                kind.upper(),
                data,
                file_name=f"{name}.{kind}",
                mime=mime,
                key=f"export-{name}-{kind}",
                type="tertiary",
                icon=":material/download:",
                on_click=partial(assistant.record_export, f"{name}.{kind}", by=handler(), made=data),
                disabled=not rows,
            )


def _paged(key: str, rows: Sequence[T]) -> Sequence[T]:
    """Draw the pages' numbers where there is more than one, and return the rows of the page on show."""
    pages = -(-len(rows) // _PER_PAGE)
    if pages < 2:
        return rows
    page = st.pagination(pages, key=f"page-{key}-{pages}")
    return rows[(page - 1) * _PER_PAGE : page * _PER_PAGE]


def _draw_row(cells: Sequence[str]) -> None:
    for column, cell in zip(st.columns(_WIDTHS, gap="small"), cells, strict=True):
        column.html(cell or "<span></span>")


def _draw_claim(assessment: Assessment) -> None:
    sheet, ledger = assessment.worksheet, assessment.worksheet.ledger
    columns = st.columns(_WIDTHS, gap="small", vertical_alignment="center")
    columns[0].html(tag("div", "ic-cell", str(assessment.id)))
    columns[1].page_link(
        "pages/assess.py",
        label=label(assessment.reference or sheet.facts.text or "From the form", longest=34),
        query_params={"claim": str(assessment.id)},
    )
    decision = decision_of(assessment)
    by = f" by {assessment.decision.by}" if assessment.decision else ""
    against = assessment.decision is not None and decision != str(sheet.recommendation)
    cells = (
        f"{sheet.policy_name} · v{sheet.policy_version}",
        moment(sheet.made_at, ledger.currency).removesuffix(" UTC"),
        str(sheet.recommendation),
        "open" if ledger.payable is None else money(ledger.payable, ledger.currency),
        decision + by + (" (override)" if against else ""),
    )
    for column, cell in zip(columns[2:7], cells, strict=True):
        column.html(tag("div", "ic-cell ic-clamp", cell))
    columns[7].button(
        "Replay", key=f"replay-{assessment.id}", type="tertiary", on_click=_replay, args=(assessment.id,)
    )


def _replay(claim: int) -> None:
    st.session_state["replayed"] = None if st.session_state.get("replayed") == claim else claim


def _draw_replay(assistant: Assistant, assessment: Assessment) -> None:
    with st.container(border=True, key=f"replayed-{assessment.id}", gap="small"):
        with st.spinner("Assessing the claim again …"):
            now = assistant.replay(assessment.id)
        found = list(differences(assessment.worksheet, now))
        st.html(tag("div", "ic-section", f"Claim {assessment.id}, assessed again today"))
        if not found:
            st.html(
                tag("div", "", "Nothing differs: recommendation, amounts, checks and versions are the same.")
            )
            return
        rows = [(each.what, each.then or "not there", each.now or "not there") for each in found]
        st.html(html_table(("What differs", "Then", "Now"), rows))
