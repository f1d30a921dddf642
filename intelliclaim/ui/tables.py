"""Rows written as files, and drawn as tables without pandas. No rule on what they hold."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Mapping, Sequence

_FORMULA = re.compile(r"^[=+\-@\t\r](?!\d[\d.,]*$)")


def csv_bytes(rows: Iterable[Mapping[str, str]], columns: Sequence[str] = ()) -> bytes:
    """Write rows as CSV with a byte-order mark, without which Excel misreads rupees and pounds.

    `columns` come first, in this order; columns of the rows beyond them follow. A text that a
    spreadsheet would run as a formula gets an apostrophe before it.
    """
    kept = list(rows)
    names = list(dict.fromkeys([*columns, *(name for row in kept for name in row)]))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows({name: _harmless(text) for name, text in row.items()} for row in kept)
    return out.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def read_csv(data: bytes) -> list[dict[str, str]]:
    """Read a CSV file with a row of names on top; empty rows are left out, names are lower-case.

    Raises:
        ValueError: it is not such a file; the message says what is wrong.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise ValueError("This is not a CSV file: save the sheet as “CSV UTF-8” first.")
    top = text.partition("\n")[0]
    separator = max(",;\t", key=top.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise ValueError(f"The file can’t be read as CSV: {error}.") from error
    named = [
        {(name or "").strip().lower(): cell.strip() for name, cell in row.items() if isinstance(cell, str)}
        for row in rows
    ]
    return [row for row in named if any(row.values())]


def html_table(heads: Sequence[str], rows: Iterable[Sequence[str]], css: str = "") -> str:
    """Return a table of escaped texts."""
    top = "".join(f"<th>{html.escape(head)}</th>" for head in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="ic-table {css}">{table}</div>'
