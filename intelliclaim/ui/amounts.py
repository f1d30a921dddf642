"""The ledger as a table: each line of the bill, then each step on their sum, with its clause and formula."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from intelliclaim.types import Ledger, LedgerLine
from intelliclaim.ui.drawing import draw
from intelliclaim.ui.figures import amount
from intelliclaim.ui.plain import tag
from intelliclaim.ui.sources import Sources
from intelliclaim.ui.waterfall import waterfall

_WIDTHS = (8, 5, 5, 5, 5)


def draw_ledger(ledger: Ledger, sources: Sources) -> None:
    """Draw the ledger with its total and what is open."""
    st.html(tag("div", "ic-section ic-part", f"Amounts{f' in {ledger.currency}' if ledger.currency else ''}"))
    if not (ledger.lines or ledger.steps):
        st.html(tag("div", "ic-foot", ledger.open or "No amount is told."))
        return
    with st.container(key="ledger", gap="xsmall"):
        _draw_row("ic-column", "", "Claimed", "Payable", "Disallowed")
        for number, line in enumerate((*ledger.lines, *ledger.steps)):
            if number == len(ledger.lines) and ledger.lines:
                st.html(tag("div", "ic-step", "On the sum"))
            _draw_line(number, line, ledger.currency, sources)
        _draw_total(ledger)
    if drawn := waterfall(ledger):
        st.html(tag("div", "ic-section ic-part", "From claimed to payable"))
        draw(drawn)


def _draw_row(css: str, first: str, *figures: str) -> None:
    columns = st.columns(_WIDTHS, gap="small", vertical_alignment="center")
    columns[0].html(tag("div", css, first))
    for column, text in zip(columns[1:4], figures, strict=True):
        column.html(tag("div", f"{css} ic-number", text))
    if css == "ic-column":
        columns[4].html(tag("div", css, "Clause"))


def _draw_line(number: int, line: LedgerLine, currency: str, sources: Sources) -> None:
    with st.container(key=f"amount-{number}", gap="xxsmall"):
        columns = st.columns(_WIDTHS, gap="small", vertical_alignment="center")
        columns[0].html(tag("div", "ic-cell", line.label))
        for column, value in zip(columns[1:4], (line.claimed, line.payable, line.disallowed), strict=True):
            column.html(tag("div", "ic-cell ic-number", _figure(value, currency)))
        if line.citation:
            with columns[4]:
                sources.button(f"amount-{number}", line.citation)
        if line.formula:
            edited = f" (term edited by {line.term.edited_by})" if line.term and line.term.edited_by else ""
            st.html(tag("div", "ic-path", line.formula + edited))


def _figure(value: Decimal, currency: str) -> str:
    return amount(value, currency) if value else "0"


def _draw_total(ledger: Ledger) -> None:
    claimed = sum((line.claimed for line in ledger.lines), Decimal(0))
    if ledger.payable is None:
        _draw_row("ic-total", "Payable", _figure(claimed, ledger.currency), "open", "")
    else:
        payable = ledger.payable
        _draw_row(
            "ic-total",
            "Payable",
            *(_figure(value, ledger.currency) for value in (claimed, payable, claimed - payable)),
        )
    if ledger.open:
        st.html(tag("div", "ic-foot ic-warn", f"Open: {ledger.open}"))
