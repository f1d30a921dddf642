"""What may be asked of the store about claims: term sheets, assessments, decisions, the log.

Whatever changes something here is logged in the same transaction: there is no change without its entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intelliclaim.store import assessments, folders, log, term_sheet
from intelliclaim.store.database import Database
from intelliclaim.store.lookup import policy_by_id
from intelliclaim.types import Assessment, Decision, Form, LogEntry, Term, Worksheet


class ClaimFile:
    """The claims' half of the store; threads may share it, and its methods raise StoreError as there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def terms(self, policy_id: str) -> tuple[Term, ...]:
        """Return a policy's terms in force, in reading order: as a person edited them, where one did.

        Raises:
            UnknownPolicy: there is no such policy.
        """
        with self._database.read() as connection:
            policy_by_id(connection, policy_id)
            return term_sheet.read_terms(connection, policy_id)[0]

    def terms_and_version(self, policy_id: str) -> tuple[tuple[Term, ...], str]:
        """Return a policy's terms in force and what names exactly these terms: a SHA-256 in hexadecimal.

        Raises:
            UnknownPolicy: there is no such policy.
        """
        with self._database.read() as connection:
            policy_by_id(connection, policy_id)
            return term_sheet.read_terms(connection, policy_id)

    def original_term(self, policy_id: str, index: int) -> Term:
        """Return a term as it was read, before any edit.

        Raises:
            ValueError: there is no such term.
        """
        with self._database.read() as connection:
            return term_sheet.read_original_term(connection, policy_id, index)

    def put_terms(self, policy_id: str, terms: Sequence[Term]) -> None:
        """Put terms read anew in place of a policy's; a person's edits stay.

        Raises:
            UnknownPolicy: there is no such policy.
        """
        with self._database.write() as connection:
            policy_by_id(connection, policy_id)
            term_sheet.put_terms(connection, policy_id, terms)
            log.append(connection, "ingest", policy_id, {"terms": len(terms)})

    def edit_term(self, policy_id: str, index: int, term: Term, by: str) -> None:
        """Keep a person's edit of a term; the term as it was read is kept beside it.

        Raises:
            UnknownPolicy: there is no such policy.
            ValueError: there is no such term, or nobody is named.
        """
        with self._database.write() as connection:
            policy_by_id(connection, policy_id)
            term_sheet.edit_term(connection, policy_id, index, term, by)

    def unread_policies(self) -> tuple[str, ...]:
        """Return the ids of the policies whose terms were never read."""
        with self._database.read() as connection:
            return term_sheet.unread_policies(connection)

    def save_assessment(
        self, reference: str, form: Form, worksheet: Worksheet, by: str = "", folder: int = 0
    ) -> Assessment:
        """Keep a worksheet, in a claim's folder where there is one: what was typed there is in it now.

        Raises:
            UnknownPolicy: its policy was deleted meanwhile: its words must not be kept.
            UnknownAssessment: there is no such folder.
        """
        with self._database.write() as connection:
            policy_by_id(connection, worksheet.policy_id)
            kept = assessments.insert_assessment(connection, reference, form, worksheet, by)
            if folder:
                folders.file_assessment(connection, folder, kept)
            return kept

    def assessment(self, id: int) -> Assessment:
        """Return the assessment with this id.

        Raises:
            UnknownAssessment: there is none.
        """
        with self._database.read() as connection:
            return assessments.assessment_by_id(connection, id)

    def assessments(self) -> tuple[Assessment, ...]:
        """Return every assessment, newest first."""
        with self._database.read() as connection:
            return assessments.read_assessments(connection)

    def save_decision(self, id: int, decision: Decision) -> Assessment:
        """Keep a person's decision; it is final.

        Raises:
            UnknownAssessment: there is no such assessment.
            ValueError: it is decided already.
        """
        with self._database.write() as connection:
            return assessments.put_decision(connection, id, decision)

    def log(self, kind: str = "") -> tuple[LogEntry, ...]:
        """Return the log's entries, of one kind where it is given, newest first."""
        with self._database.read() as connection:
            return log.read_log(connection, kind)

    def add_entry(self, kind: str, subject: str, detail: Mapping[str, Any], by: str = "") -> LogEntry:
        """Log something that changes nothing in the store, such as an export."""
        with self._database.write() as connection:
            return log.append(connection, kind, subject, detail, by)

    def verify_log(self) -> LogEntry | None:
        """Return the first entry of the log that does not hold, or None where all do."""
        with self._database.read() as connection:
            return log.first_broken(connection)
