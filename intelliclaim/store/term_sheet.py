"""A policy's term sheet, as read and as edited by a person, over a connection that the caller holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from intelliclaim.store import log
from intelliclaim.store.records import read_record, write_record
from intelliclaim.types import Term

TERMS_HELD = 8192  # about 2 kB each


def put_terms(connection: sqlite3.Connection, policy_id: str, terms: Sequence[Term]) -> None:
    """Put terms newly read in place of those read before; a person's edits stay, and still win.

    An edit whose term is among the new ones stands beside it; one whose term is not follows at the end.
    """
    edits = connection.execute(
        """SELECT body, edit, edited_by, edited_at FROM term
           WHERE policy_id = ? AND edit IS NOT NULL ORDER BY position""",
        (policy_id,),
    ).fetchall()
    connection.execute("DELETE FROM term WHERE policy_id = ?", (policy_id,))
    rows: list[tuple[str | None, ...]] = []
    for body in map(write_record, terms):
        edit = next((row for row in edits if row[0] == body), None)
        if edit:
            edits.remove(edit)
        rows.append(edit or (body, None, None, None))
    rows += edits
    connection.executemany(
        "INSERT INTO term (policy_id, position, body, edit, edited_by, edited_at) VALUES (?, ?, ?, ?, ?, ?)",
        ((policy_id, position, *row) for position, row in enumerate(rows)),
    )
    connection.execute("INSERT OR IGNORE INTO term_sheet VALUES (?)", (policy_id,))


def read_terms(connection: sqlite3.Connection, policy_id: str) -> tuple[tuple[Term, ...], str]:
    """Return the terms in force, edited ones as they were edited, and the SHA-256 of them as stored."""
    rows = connection.execute(
        "SELECT coalesce(edit, body) FROM term WHERE policy_id = ? ORDER BY position", (policy_id,)
    ).fetchall()
    return tuple(_term(body) for (body,) in rows), log.digest("\n".join(body for (body,) in rows))


@lru_cache(maxsize=TERMS_HELD)
def _term(body: str) -> Term:
    return read_record(Term, body)  # 0.1 ms, of which a claim under a long policy would need hundreds


def read_original_term(connection: sqlite3.Connection, policy_id: str, index: int) -> Term:
    """Return a term as it was read in the policy, whatever a person made of it.

    Raises:
        ValueError: there is no such term.
    """
    return read_record(Term, _row(connection, policy_id, index)[0])


def edit_term(connection: sqlite3.Connection, policy_id: str, index: int, term: Term, by: str) -> None:
    """Keep a person's edit beside the term as it was read, and log it.

    Where the term stands in the policy is not a person's to change: clause and passages stay.

    Raises:
        ValueError: there is no such term, or nobody is named.
    """
    if not by.strip():
        raise ValueError("An edit needs the name of who makes it.")
    body, before = _row(connection, policy_id, index)
    read = read_record(Term, body)
    edit = write_record(replace(term, clause=read.clause, passages=read.passages, edited_by=by.strip()))
    connection.execute(
        "UPDATE term SET edit = ?, edited_by = ?, edited_at = ? WHERE policy_id = ? AND position = ?",
        (edit, by.strip(), datetime.now(UTC).isoformat(), policy_id, index),
    )
    was, now = log.digest(before or body), log.digest(edit)
    log.append(connection, "edit", policy_id, {"term": index, "was": was, "now": now}, by.strip())


def _row(connection: sqlite3.Connection, policy_id: str, index: int) -> tuple[str, str | None]:
    row: tuple[str, str | None] | None = connection.execute(
        "SELECT body, edit FROM term WHERE policy_id = ? AND position = ?", (policy_id, index)
    ).fetchone()
    if row is None:
        raise ValueError(f"There is no term {index} in this policy: its sheet has changed. Look again.")
    return row


def unread_policies(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the ids of the policies whose terms were never read: an older release added them."""
    rows = connection.execute(
        "SELECT id FROM policy WHERE id NOT IN (SELECT policy_id FROM term_sheet) ORDER BY added_at, id"
    ).fetchall()
    return tuple(id_ for (id_,) in rows)
