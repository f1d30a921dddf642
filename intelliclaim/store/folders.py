"""What may be asked of the store about claims' folders: drafts, diary, attachments.

Whatever a person does to a folder is logged in the same transaction, as kind `claim` under the folder's
id; what is typed and not assessed is kept without an entry, for it is nothing yet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from intelliclaim.errors import UnknownAssessment
from intelliclaim.store import log
from intelliclaim.store.assessments import assessment_by_id, read_assessments
from intelliclaim.store.database import Database
from intelliclaim.store.files import Files
from intelliclaim.store.lookup import policy_by_id
from intelliclaim.store.records import read_record, write_record
from intelliclaim.types import Assessment
from intelliclaim.types.casework import Attachment, Begun, Diary, Folder

KIND = "claim"  # of the log's entries
_FOLDERS = """SELECT id, policy_id, diary, begun,
    (SELECT max(assessment_id) FROM folder_assessment WHERE folder_id = folder.id),
    (SELECT count(*) FROM attachment WHERE folder_id = folder.id) FROM folder"""
_ATTACHMENTS = (
    "SELECT id, folder_id, filename, sha256, size, about, text <> '', settled, by, added_at FROM attachment"
)


class Folders:
    """The folders of all claims; threads may share it, and its methods raise StoreError as the store's do."""

    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files

    def all(self) -> tuple[Folder, ...]:
        """Return a folder for every claim, the latest assessed or begun first.

        An assessment that was made again has no folder of its own: the later one's holds both.
        """
        with self._database.read() as connection:
            assessed = {each.id: each for each in read_assessments(connection)}
            rows = connection.execute(_FOLDERS).fetchall()
            filed = {id_ for (id_,) in connection.execute("SELECT assessment_id FROM folder_assessment")}
        kept = [_folder(row, assessed.get(row[4])) for row in rows]
        bare = [
            Folder(0, each.worksheet.policy_id, assessment=each)
            for each in assessed.values()
            if each.id not in filed
        ]
        begun = [each for each in kept if each.assessment is None]
        rest = [*(each for each in kept if each.assessment), *bare]
        rest.sort(key=lambda each: -(each.assessment.id if each.assessment else 0))
        return (*sorted(begun, key=lambda each: -each.id), *rest)

    def folder(self, id: int) -> Folder:
        """Return the folder with this id.

        Raises:
            UnknownAssessment: there is none.
        """
        with self._database.read() as connection:
            return _by_id(connection, id)

    def of_assessment(self, assessment_id: int) -> Folder:
        """Return the folder that an assessment is in, with its latest; a bare one where it is in none.

        Raises:
            UnknownAssessment: there is no such assessment.
        """
        with self._database.read() as connection:
            assessment = assessment_by_id(connection, assessment_id)
            row = connection.execute(
                "SELECT folder_id FROM folder_assessment WHERE assessment_id = ?", (assessment_id,)
            ).fetchone()
            if row:
                return _by_id(connection, row[0])
        return Folder(0, assessment.worksheet.policy_id, assessment=assessment)

    def keep_begun(self, folder: Folder, begun: Begun | None) -> int:
        """Keep what was typed, or that nothing is typed any more; return the folder's id.

        Raises:
            UnknownPolicy: its policy was deleted: what is about it must not be kept.
        """
        with self._database.write() as connection:
            policy_by_id(connection, folder.policy_id)
            id_ = _made(connection, folder)
            connection.execute(
                "UPDATE folder SET begun = ?, policy_id = ? WHERE id = ?",
                (write_record(begun) if begun else None, folder.policy_id, id_),
            )
        return id_

    def discard(self, folder: Folder, by: str) -> None:
        """Delete the folder of a claim that was never assessed, with its attachments.

        Raises:
            ValueError: it was assessed: an assessment is kept.
        """
        with self._database.write() as connection:
            if _by_id(connection, folder.id).assessment:
                raise ValueError(f"Claim folder {folder.id} holds an assessment.")
            connection.execute("DELETE FROM folder WHERE id = ?", (folder.id,))
            log.append(connection, KIND, str(folder.id), {"did": "discarded"}, by)
        self.remove_doomed()

    def put_diary(self, folder: Folder, diary: Diary, by: str) -> int:
        """Keep who has the claim and when to come back to it; return the folder's id.

        The log keeps the note's hash, not its words, which may tell of the claimant.
        """
        with self._database.write() as connection:
            id_ = _made(connection, folder)
            connection.execute("UPDATE folder SET diary = ? WHERE id = ?", (write_record(diary), id_))
            due = diary.due.isoformat() if diary.due else None
            detail = {"did": "diary", "assigned": diary.assigned, "due": due}
            note = {"note": log.digest(diary.note)} if diary.note else {}
            _log(connection, id_, detail | note, by)
        return id_

    def attach(
        self, folder: Folder, filename: str, sha256: str, data: bytes, about: str, text: str, by: str
    ) -> Attachment:
        """Keep a file with a claim; the same file is kept once with each.

        Raises:
            UnknownPolicy: the claim was never decided and its policy is deleted.
        """
        with self._database.write() as connection:
            if not (folder.assessment and folder.assessment.decision):
                policy_by_id(connection, folder.policy_id)
            id_ = _made(connection, folder)
            known = connection.execute(
                f"{_ATTACHMENTS} WHERE folder_id = ? AND sha256 = ?", (id_, sha256)
            ).fetchone()
            if known:
                return _attachment(known)
            connection.execute(
                """INSERT INTO attachment
                     (folder_id, filename, sha256, size, about, text, settled, by, added_at)
                   VALUES (?, ?, ?, ?, ?, ?, '[]', ?, ?)""",
                (id_, filename, sha256, len(data), about, text, by, datetime.now(UTC).isoformat()),
            )
            connection.execute("DELETE FROM doomed_attachment WHERE sha256 = ?", (sha256,))
            _log(connection, id_, {"did": "attached", "sha256": sha256, "bytes": len(data)}, by)
            self._files.write(sha256, data)  # last, as for a policy's file
            row = connection.execute(
                f"{_ATTACHMENTS} WHERE folder_id = ? AND sha256 = ?", (id_, sha256)
            ).fetchone()
        return _attachment(row)

    def detach(self, attachment: Attachment, by: str) -> None:
        """Delete an attachment with its file; nothing happens where it is gone."""
        with self._database.write() as connection:
            if connection.execute("DELETE FROM attachment WHERE id = ?", (attachment.id,)).rowcount:
                _log(connection, attachment.folder, {"did": "detached", "sha256": attachment.sha256}, by)
        self.remove_doomed()
        self._database.scrub()

    def attachments(self, folder_id: int) -> tuple[Attachment, ...]:
        """Return a folder's attachments, in the order in which they came."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"{_ATTACHMENTS} WHERE folder_id = ? ORDER BY id", (folder_id,)
            ).fetchall()
        return tuple(map(_attachment, rows))

    def text(self, attachment: Attachment) -> str:
        """Return what was read in an attachment; '' where nothing can be."""
        with self._database.read() as connection:
            row = connection.execute("SELECT text FROM attachment WHERE id = ?", (attachment.id,)).fetchone()
        return str(row[0]) if row else ""

    def file(self, attachment: Attachment) -> bytes:
        """Return an attachment's bytes."""
        return self._files.read(attachment.sha256)

    def settle(self, attachment: Attachment, field: str, did: str, by: str, value: str = "") -> None:
        """Keep that a find was taken or set aside (`did` says which); the log keeps the value's hash."""
        with self._database.write() as connection:
            settled = json.dumps(sorted({*attachment.settled, field}))
            connection.execute("UPDATE attachment SET settled = ? WHERE id = ?", (settled, attachment.id))
            detail = {"did": did, "field": field, "from": attachment.sha256}
            _log(connection, attachment.folder, detail | ({"value": log.digest(value)} if value else {}), by)

    def remove_doomed(self) -> None:
        """Remove the files of attachments whose deletion is committed."""
        with self._database.read() as connection:
            doomed = connection.execute("SELECT sha256 FROM doomed_attachment").fetchall()
        if not doomed:
            return
        with self._database.write() as connection:
            for (sha256,) in connection.execute("SELECT sha256 FROM doomed_attachment").fetchall():
                self._files.remove(sha256)
            connection.execute("DELETE FROM doomed_attachment")


def file_assessment(connection: sqlite3.Connection, folder_id: int, assessment: Assessment) -> None:
    """Put an assessment on top of its folder: what was typed is in it now."""
    _by_id(connection, folder_id)
    connection.execute("INSERT INTO folder_assessment VALUES (?, ?)", (assessment.id, folder_id))
    connection.execute(
        "UPDATE folder SET begun = NULL, policy_id = ? WHERE id = ?",
        (assessment.worksheet.policy_id, folder_id),
    )


def _made(connection: sqlite3.Connection, folder: Folder) -> int:
    """Return the id of a folder, which is made where there is none yet."""
    if folder.id:
        return _by_id(connection, folder.id).id
    if folder.assessment:
        row = connection.execute(
            "SELECT folder_id FROM folder_assessment WHERE assessment_id = ?", (folder.assessment.id,)
        ).fetchone()
        if row:
            return int(row[0])
    (id_,) = connection.execute(
        "INSERT INTO folder (policy_id, diary) VALUES (?, ?) RETURNING id",
        (folder.policy_id, write_record(Diary())),
    ).fetchone()
    if folder.assessment:
        connection.execute("INSERT INTO folder_assessment VALUES (?, ?)", (folder.assessment.id, id_))
    return int(id_)


def _by_id(connection: sqlite3.Connection, id: int) -> Folder:
    row = connection.execute(f"{_FOLDERS} WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise UnknownAssessment(f"There is no claim folder {id}: it may have gone with its policy.")
    return _folder(row, assessment_by_id(connection, row[4]) if row[4] else None)


def _folder(row: tuple[Any, ...], assessment: Assessment | None) -> Folder:
    id_, policy_id, diary, begun, _, n_attachments = row
    return Folder(
        id=id_,
        policy_id=policy_id,
        diary=read_record(Diary, diary),
        begun=read_record(Begun, begun) if begun else None,
        assessment=assessment,
        n_attachments=n_attachments,
    )


def _attachment(row: tuple[Any, ...]) -> Attachment:
    id_, folder, filename, sha256, size, about, has_text, settled, by, added_at = row
    return Attachment(
        id=id_,
        folder=folder,
        filename=filename,
        sha256=sha256,
        size=size,
        about=about,
        has_text=bool(has_text),
        settled=tuple(json.loads(settled)),
        by=by,
        added_at=datetime.fromisoformat(added_at),
    )


def _log(connection: sqlite3.Connection, folder_id: int, detail: Mapping[str, Any], by: str) -> None:
    (latest,) = connection.execute(
        "SELECT max(assessment_id) FROM folder_assessment WHERE folder_id = ?", (folder_id,)
    ).fetchone()
    log.append(connection, KIND, str(folder_id), {**detail, "assessment": latest}, by)
