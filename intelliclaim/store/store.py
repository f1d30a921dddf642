"""What may be asked of the store. Only the records of `types` come out, never rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from intelliclaim.errors import UnknownPolicy
from intelliclaim.store import assessments, conversation, log, term_sheet
from intelliclaim.store.claim_file import ClaimFile
from intelliclaim.store.database import Database
from intelliclaim.store.files import Files
from intelliclaim.store.folders import Folders
from intelliclaim.store.insert import Float32, Int8, insert_policy, insert_vectors, read_tokens, read_vectors
from intelliclaim.store.lookup import find_clauses, newest_version, policy_by_id, policy_by_sha256
from intelliclaim.store.quality import QualityFile
from intelliclaim.store.rows import POLICY_COLUMNS, clause_from, policy_from
from intelliclaim.types import Answer, Clause, Document, Exchange, Page, Policy, Term
from intelliclaim.types.viewing import Heading

KEYWORD_WEIGHTS = (0.6, 0.5, 1.0)  # of heading, lead-in and text in BM25


class Store:
    """The policies, their text, vectors and conversation under `folder`; threads may share it.

    Every method raises StoreError where the folder cannot be read or written, and what it was
    writing is then not there at all. Every method that takes a policy's id raises UnknownPolicy
    where there is no such policy.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = Database(folder / "intelliclaim.sqlite")
        self._files = Files(folder / "files")
        self.claims = ClaimFile(self._database)
        self.quality = QualityFile(self._database)
        self.folders = Folders(self._database, Files(folder / "attachments"))
        self._remove_doomed_files()  # a deletion may have been cut short between commit and unlink

    def close(self) -> None:
        """Close the database; the store may not be used afterwards."""
        self._database.close()

    def policies(self) -> tuple[Policy, ...]:
        """Return every policy, replaced versions too, by name and version."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT {POLICY_COLUMNS} FROM policy ORDER BY name COLLATE NOCASE, version, added_at, id"
            ).fetchall()
        return tuple(policy_from(row) for row in rows)

    def policy(self, id: str) -> Policy:
        """Return the policy with this id."""
        with self._database.read() as connection:
            return policy_by_id(connection, id)

    def by_sha256(self, sha256: str) -> Policy | None:
        """Return the policy that was made of this very file, if there is one."""
        with self._database.read() as connection:
            return policy_by_sha256(connection, sha256)

    def add(
        self,
        *,
        name: str,
        filename: str,
        sha256: str,
        data: bytes,
        document: Document,
        clauses: Sequence[Clause],
        vectors: Float32,
        model: str,
        replaces: str | None = None,
        token_vectors: Sequence[Int8] | None = None,
        terms: Sequence[Term] = (),
        by: str = "",
    ) -> Policy:
        """Add a policy whole: file, pages, clauses, keyword index, vectors, terms; in one transaction.

        A file that is in the store already is not added again: its policy is returned (two may bring it).

        `name` may be '': the replaced policy's name is taken, or else the file's. `sha256` is that
        of `data`, in hexadecimal. `vectors` is (len(clauses), dim), unit norm, in the clauses'
        order; `token_vectors`, for late interaction, one (n_tokens, k) each. `replaces` may name
        any version of the policy: the new one becomes its newest.

        Raises:
            UnknownPolicy: `replaces` is not in the store.
            ValueError: there is not one vector per clause.
        """
        with self._database.write() as connection:
            known = policy_by_sha256(connection, sha256)
            if known:
                return known
            old = newest_version(connection, policy_by_id(connection, replaces)) if replaces else None
            policy = Policy(
                id=uuid4().hex[:12],
                name=name.strip() or (old.name if old else Path(filename).stem),
                version=old.version + 1 if old else 1,
                sha256=sha256,
                filename=filename,
                n_pages=len(document.pages),
                n_clauses=len(clauses),
                added_at=datetime.now(UTC),
                health=document.health,
            )
            insert_policy(connection, policy, document, clauses, model)
            insert_vectors(connection, policy.id, vectors, token_vectors)
            term_sheet.put_terms(connection, policy.id, terms)
            counts = {"pages": policy.n_pages, "clauses": policy.n_clauses, "terms": len(terms)}
            detail = {"sha256": sha256, "version": policy.version, "replaces": old.id if old else None}
            log.append(connection, "ingest", policy.id, detail | counts, by)
            if old:
                connection.execute("UPDATE policy SET replaced_by = ? WHERE id = ?", (policy.id, old.id))
            connection.execute("DELETE FROM doomed_file WHERE sha256 = ?", (sha256,))
            # Last, so that only a failing commit can leave a file that nothing points to: harmless.
            self._files.write(sha256, data)
        return policy

    def rename(self, id: str, name: str) -> Policy:
        """Give one version of a policy another name, and return it as it is now.

        Raises:
            ValueError: the name is blank.
        """
        if not name.strip():
            raise ValueError("A policy's name cannot be blank.")
        with self._database.write() as connection:
            policy_by_id(connection, id)
            connection.execute("UPDATE policy SET name = ? WHERE id = ?", (name.strip(), id))
            return policy_by_id(connection, id)

    def delete(self, id: str, by: str = "") -> None:
        """Delete a policy: rows, keyword index, vectors, terms, file, and all that shows its words.

        That is every exchange with a quote of it, and every assessment that nobody has decided on. A
        decided assessment is a record of the claim's file and stays. The log keeps that the policy was
        there, by its id and its file's SHA-256. The version that it replaced is then replaced by what
        replaced this one: by nothing, where this was the newest.
        """
        with self._database.write() as connection:
            policy = policy_by_id(connection, id)
            connection.execute(
                "UPDATE policy SET replaced_by = ? WHERE replaced_by = ?", (policy.replaced_by, id)
            )
            conversation.delete_showing(connection, id)
            gone, kept = assessments.delete_undecided(connection, id)
            detail = {"sha256": policy.sha256, "version": policy.version, "deleted": gone, "kept": kept}
            log.append(connection, "delete", id, detail, by)
            connection.execute("DELETE FROM policy WHERE id = ?", (id,))  # the rest cascades
            connection.execute("INSERT OR IGNORE INTO doomed_file VALUES (?)", (policy.sha256,))
        self._remove_doomed_files()
        self._database.scrub()

    def _remove_doomed_files(self) -> None:
        self.folders.remove_doomed()
        with self._database.read() as connection:
            if not connection.execute("SELECT 1 FROM doomed_file").fetchone():
                return
        with self._database.write() as connection:
            for (sha256,) in connection.execute("SELECT sha256 FROM doomed_file").fetchall():
                self._files.remove(sha256)
            connection.execute("DELETE FROM doomed_file")

    def pages(self, id: str) -> tuple[Page, ...]:
        """Return a policy's pages, in order."""
        with self._database.read() as connection:
            policy_by_id(connection, id)
            rows = connection.execute(
                "SELECT number, text, label FROM page WHERE policy_id = ? ORDER BY number", (id,)
            ).fetchall()
        return tuple(Page(*row) for row in rows)

    def page(self, id: str, number: int) -> Page:
        """Return one page.

        Raises:
            UnknownPolicy: the policy, or its page of this number, is not there.
        """
        with self._database.read() as connection:
            policy = policy_by_id(connection, id)
            row = connection.execute(
                "SELECT number, text, label FROM page WHERE policy_id = ? AND number = ?", (id, number)
            ).fetchone()
        if row is None:
            raise UnknownPolicy(f"{policy.name} has no page {number}: it has {policy.n_pages}.")
        return Page(*row)

    def clauses(self, id: str) -> tuple[Clause, ...]:
        """Return a policy's clauses, in reading order. Parsed anew on every call: the caller caches."""
        with self._database.read() as connection:
            policy_by_id(connection, id)
            rows = connection.execute(
                "SELECT ordinal, body FROM clause WHERE policy_id = ? ORDER BY ordinal", (id,)
            ).fetchall()
        return tuple(clause_from(*row) for row in rows)

    def clause_pages(self, id: str) -> tuple[int, ...]:
        """Return the page that each clause begins on, in order of their ordinals."""
        with self._database.read() as connection:
            policy_by_id(connection, id)
            rows = connection.execute(
                "SELECT page FROM clause WHERE policy_id = ? ORDER BY ordinal", (id,)
            ).fetchall()
        return tuple(page for (page,) in rows)

    def outline(self, id: str) -> tuple[Heading, ...]:
        """Return a policy's bookmarks; all are outermost in a policy that was kept before depth was."""
        return tuple(Heading(*bookmark) for bookmark in json.loads(self._column("outline", id)))

    def file(self, id: str) -> bytes:
        """Return a policy's file."""
        return self._files.read(self.policy(id).sha256)

    def vectors(self, id: str) -> Float32:
        """Return a policy's vectors: (n_clauses, dim), in order of the ordinals; (0, 0) for no clauses."""
        with self._database.read() as connection:
            policy_by_id(connection, id)
            return read_vectors(connection, id)

    def token_vectors(self, id: str, ordinals: Collection[int] | None = None) -> tuple[Int8, ...] | None:
        """Return the token vectors of all clauses, or of those named, in order of their ordinals.

        None where the policy was added without token vectors.
        """
        with self._database.read() as connection:
            policy_by_id(connection, id)
            return read_tokens(connection, id, ordinals)

    def vector_model(self, id: str) -> str:
        """Return the name of the model that made a policy's vectors."""
        return self._column("model", id)

    def _column(self, column: str, id: str) -> str:
        with self._database.read() as connection:
            policy_by_id(connection, id)
            row = connection.execute(f"SELECT {column} FROM policy WHERE id = ?", (id,)).fetchone()
        return str(row[0])

    def replace_vectors(
        self, id: str, vectors: Float32, model: str, token_vectors: Sequence[Int8] | None = None
    ) -> None:
        """Put another model's vectors in place of a policy's, as `add` takes them.

        Raises:
            ValueError: there is not one vector per clause.
        """
        with self._database.write() as connection:
            policy_by_id(connection, id)
            connection.execute(
                "DELETE FROM vector WHERE clause_id IN (SELECT id FROM clause WHERE policy_id = ?)", (id,)
            )
            insert_vectors(connection, id, vectors, token_vectors)
            connection.execute("UPDATE policy SET model = ? WHERE id = ?", (model, id))

    def keyword(
        self, match: str, policy_ids: Collection[str], limit: int = 50
    ) -> list[tuple[str, int, float]]:
        """Find clauses by words, in these policies only.

        `match` is an FTS5 expression, every term quoted by `fts_phrase`; '' finds nothing. Returns
        policy id, ordinal and BM25 score, best first. Larger is better (FTS5's own sign is turned);
        how rare a word is, is counted over all policies in the store.
        """
        if not match.strip():
            return []
        with self._database.read() as connection:
            return find_clauses(connection, match, policy_ids, KEYWORD_WEIGHTS, limit)

    def save_exchange(self, policy_ids: Sequence[str], answer: Answer) -> Exchange:
        """Keep a question and its answer; `policy_ids` is what was searched."""
        with self._database.write() as connection:
            exchange = conversation.insert_exchange(connection, tuple(policy_ids), answer)
            detail = {"policies": list(policy_ids), "citations": len(answer.citations)}
            log.append(connection, "question", str(exchange.id), detail)
        return exchange

    def exchanges(self, limit: int = 50) -> tuple[Exchange, ...]:
        """Return the latest exchanges, oldest first."""
        with self._database.read() as connection:
            return conversation.latest_exchanges(connection, limit)

    def delete_exchanges(self, policy_ids: Collection[str] | None = None) -> None:
        """Delete the exchanges that searched any of these policies, or all of them."""
        with self._database.write() as connection:
            conversation.delete_searching(connection, policy_ids)

    def setting(self, key: str) -> str | None:
        """Return a kept value, or None where none was set."""
        with self._database.read() as connection:
            row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_setting(self, key: str, value: str) -> None:
        """Keep a value under a key."""
        with self._database.write() as connection:
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))
