"""Claims as they were assessed and decided, over a connection that the caller holds; each is logged."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from typing import Any

from intelliclaim.errors import UnknownAssessment
from intelliclaim.store import log
from intelliclaim.store.records import read_record, write_record
from intelliclaim.types import Assessment, Decision, Form, Worksheet

WORKSHEETS_HELD = 512  # about 100 kB each
_COLUMNS = "id, reference, form, worksheet, decision"


def insert_assessment(
    connection: sqlite3.Connection, reference: str, form: Form, worksheet: Worksheet, by: str
) -> Assessment:
    """Keep a worksheet, undecided."""
    texts = write_record(form), write_record(worksheet)
    (id_,) = connection.execute(
        """INSERT INTO assessment (policy_id, reference, form, worksheet) VALUES (?, ?, ?, ?)
           RETURNING id""",
        (worksheet.policy_id, reference, *texts),
    ).fetchone()
    detail = {
        "policy": worksheet.policy_id,
        "recommendation": worksheet.recommendation,
        "form": log.digest(texts[0]),
        "worksheet": log.digest(texts[1]),
    }
    log.append(connection, "assessment", str(id_), detail, by)
    return Assessment(id_, reference, form, worksheet)


def assessment_by_id(connection: sqlite3.Connection, id: int) -> Assessment:
    """Return the assessment with this id.

    Raises:
        UnknownAssessment: there is none.
    """
    row = connection.execute(f"SELECT {_COLUMNS} FROM assessment WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise UnknownAssessment(f"There is no assessment {id}: it may have gone with its policy.")
    return _assessment(row)


def read_assessments(connection: sqlite3.Connection) -> tuple[Assessment, ...]:
    """Return all assessments, newest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM assessment ORDER BY id DESC").fetchall()
    return tuple(map(_assessment, rows))


def put_decision(connection: sqlite3.Connection, id: int, decision: Decision) -> Assessment:
    """Keep the decision on an assessment that has none.

    Raises:
        UnknownAssessment: there is no such assessment.
        ValueError: it is decided already.
    """
    if assessment_by_id(connection, id).decision is not None:
        raise ValueError(f"Assessment {id} is decided already.")
    text = write_record(decision)
    connection.execute("UPDATE assessment SET decision = ? WHERE id = ?", (text, id))
    detail = {
        "decision": decision.decision,
        "second": decision.second,
        "sha256": log.digest(text),
    }
    log.append(connection, "decision", str(id), detail, decision.by)
    return assessment_by_id(connection, id)


def delete_undecided(connection: sqlite3.Connection, policy_id: str) -> tuple[int, int]:
    """Delete a policy's undecided assessments with their quotes; return how many went and how many stay.

    Folders that hold nothing decided go with them, attachments included. A decided assessment is a record of
    the claim's file: it stays, with the words that it was decided on.
    """
    gone = connection.execute(
        "DELETE FROM assessment WHERE policy_id = ? AND decision IS NULL", (policy_id,)
    ).rowcount
    connection.execute(
        """DELETE FROM folder WHERE policy_id = ?1 AND NOT EXISTS (
             SELECT 1 FROM folder_assessment WHERE folder_id = folder.id)""",
        (policy_id,),
    )
    (kept,) = connection.execute(
        "SELECT count(*) FROM assessment WHERE policy_id = ?", (policy_id,)
    ).fetchone()
    return gone, kept


def _assessment(row: tuple[Any, ...]) -> Assessment:
    id_, reference, form, worksheet, decision = row
    return Assessment(
        id=id_,
        reference=reference,
        form=read_record(Form, form),
        worksheet=_worksheet(worksheet),
        decision=read_record(Decision, decision) if decision else None,
    )


@lru_cache(maxsize=WORKSHEETS_HELD)
def _worksheet(text: str) -> Worksheet:
    return read_record(Worksheet, text)  # some ms, and the pages list all claims each time they are drawn
