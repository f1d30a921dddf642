"""The tables, as numbered migrations: script n takes a database from `user_version` n to n + 1.

A released script is never edited; a change is a new script at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from intelliclaim.errors import StoreError

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE policy (
        id          TEXT PRIMARY KEY,
        name        TEXT NOT NULL,
        version     INTEGER NOT NULL,
        sha256      TEXT NOT NULL UNIQUE,
        filename    TEXT NOT NULL,
        title       TEXT NOT NULL,
        n_pages     INTEGER NOT NULL,
        n_clauses   INTEGER NOT NULL,
        added_at    TEXT NOT NULL,
        health      TEXT NOT NULL,
        outline     TEXT NOT NULL,
        model       TEXT NOT NULL,
        replaced_by TEXT REFERENCES policy (id)
    ) STRICT;
    CREATE INDEX policy_replaced_by ON policy (replaced_by);

    CREATE TABLE page (
        policy_id TEXT NOT NULL REFERENCES policy (id) ON DELETE CASCADE,
        number    INTEGER NOT NULL,
        label     TEXT NOT NULL,
        text      TEXT NOT NULL,
        PRIMARY KEY (policy_id, number)
    ) STRICT;

    -- heading, lead_in and text are what keyword search reads; body is the clause itself.
    CREATE TABLE clause (
        id        INTEGER PRIMARY KEY,
        policy_id TEXT NOT NULL REFERENCES policy (id) ON DELETE CASCADE,
        ordinal   INTEGER NOT NULL,
        page      INTEGER NOT NULL,
        heading   TEXT NOT NULL,
        lead_in   TEXT NOT NULL,
        text      TEXT NOT NULL,
        body      TEXT NOT NULL,
        UNIQUE (policy_id, ordinal)
    ) STRICT;
    CREATE VIRTUAL TABLE clause_fts USING fts5 (
        heading, lead_in, text,
        content = 'clause', content_rowid = 'id',
        tokenize = 'porter unicode61 remove_diacritics 2'
    );
    CREATE TRIGGER clause_added AFTER INSERT ON clause BEGIN
        INSERT INTO clause_fts (rowid, heading, lead_in, text)
        VALUES (new.id, new.heading, new.lead_in, new.text);
    END;
    CREATE TRIGGER clause_removed AFTER DELETE ON clause BEGIN
        INSERT INTO clause_fts (clause_fts, rowid, heading, lead_in, text)
        VALUES ('delete', old.id, old.heading, old.lead_in, old.text);
    END;

    -- embedding: float32, little-endian; tokens: int8, n_tokens rows of token_dim.
    CREATE TABLE vector (
        clause_id INTEGER PRIMARY KEY REFERENCES clause (id) ON DELETE CASCADE,
        embedding BLOB NOT NULL,
        n_tokens  INTEGER,
        token_dim INTEGER,
        tokens    BLOB
    ) STRICT;

    CREATE TABLE exchange (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        policy_ids TEXT NOT NULL,
        asked_at   TEXT NOT NULL,
        answer     TEXT NOT NULL
    ) STRICT;

    CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

    -- Files to unlink once the deletion that doomed them is safely committed.
    CREATE TABLE doomed_file (sha256 TEXT PRIMARY KEY) STRICT;
    """,
    """
    -- body: the term as it was read; edit: what a person made of it, which wins. Edits stay when
    -- the sheet is read anew, also where their term is no longer read.
    CREATE TABLE term (
        policy_id TEXT NOT NULL REFERENCES policy (id) ON DELETE CASCADE,
        position  INTEGER NOT NULL,
        body      TEXT NOT NULL,
        edit      TEXT,
        edited_by TEXT,
        edited_at TEXT,
        PRIMARY KEY (policy_id, position)
    ) STRICT;
    -- The policies whose terms were read; a sheet may be empty.
    CREATE TABLE term_sheet (
        policy_id TEXT PRIMARY KEY REFERENCES policy (id) ON DELETE CASCADE
    ) STRICT;

    -- policy_id refers to nothing: a decided assessment outlives its policy.
    CREATE TABLE assessment (
        id        INTEGER PRIMARY KEY AUTOINCREMENT,
        policy_id TEXT NOT NULL,
        reference TEXT NOT NULL,
        form      TEXT NOT NULL,
        worksheet TEXT NOT NULL,
        decision  TEXT
    ) STRICT;
    CREATE INDEX assessment_policy ON assessment (policy_id);
    CREATE TRIGGER assessment_frozen BEFORE UPDATE ON assessment
    WHEN old.decision IS NOT NULL
        OR (new.id, new.policy_id, new.reference, new.form, new.worksheet)
            IS NOT (old.id, old.policy_id, old.reference, old.form, old.worksheet)
    BEGIN
        SELECT RAISE(ABORT, 'an assessment is not altered, and a decision is taken once');
    END;
    CREATE TRIGGER assessment_kept BEFORE DELETE ON assessment WHEN old.decision IS NOT NULL BEGIN
        SELECT RAISE(ABORT, 'a decided assessment is kept');
    END;

    CREATE TABLE log (
        number   INTEGER PRIMARY KEY,
        at       TEXT NOT NULL,
        by       TEXT NOT NULL,
        kind     TEXT NOT NULL,
        subject  TEXT NOT NULL,
        detail   TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash     TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER log_unaltered BEFORE UPDATE ON log BEGIN
        SELECT RAISE(ABORT, 'the log is append-only');
    END;
    CREATE TRIGGER log_kept BEFORE DELETE ON log BEGIN
        SELECT RAISE(ABORT, 'the log is append-only');
    END;
    -- INSERT OR REPLACE would fire neither of them.
    CREATE TRIGGER log_appended BEFORE INSERT ON log
    WHEN new.number <> (SELECT coalesce(max(number), 0) + 1 FROM log) BEGIN
        SELECT RAISE(ABORT, 'the log is append-only');
    END;
    """,
    """
    -- What people said of answers: a question of its own each, so that clearing the conversation keeps it.
    CREATE TABLE mark (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        policy_ids TEXT NOT NULL,
        question   TEXT NOT NULL,
        body       TEXT NOT NULL,
        UNIQUE (policy_ids, question)
    ) STRICT;
    -- A mark quotes its policy, and goes with it.
    CREATE TRIGGER mark_of_deleted_policy AFTER DELETE ON policy BEGIN
        DELETE FROM mark WHERE EXISTS (
            SELECT 1 FROM json_each(mark.policy_ids) AS asked WHERE asked.value = old.id);
    END;

    -- Runs on test questions: ids and figures, no text.
    CREATE TABLE quality_run (
        id   INTEGER PRIMARY KEY AUTOINCREMENT,
        gold TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    """,
    """
    -- A claim's folder, from the first word typed on. begun: what was typed and not assessed since.
    -- policy_id refers to nothing: the folder of a decided claim outlives its policy.
    CREATE TABLE folder (
        id        INTEGER PRIMARY KEY AUTOINCREMENT,
        policy_id TEXT NOT NULL,
        diary     TEXT NOT NULL,
        begun     TEXT
    ) STRICT;
    CREATE INDEX folder_policy ON folder (policy_id);
    CREATE TABLE folder_assessment (
        assessment_id INTEGER PRIMARY KEY REFERENCES assessment (id) ON DELETE CASCADE,
        folder_id     INTEGER NOT NULL REFERENCES folder (id) ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX folder_assessment_folder ON folder_assessment (folder_id);

    -- text: what is read in the file, '' where there is none; settled: JSON, see Attachment.
    CREATE TABLE attachment (
        id        INTEGER PRIMARY KEY AUTOINCREMENT,
        folder_id INTEGER NOT NULL REFERENCES folder (id) ON DELETE CASCADE,
        filename  TEXT NOT NULL,
        sha256    TEXT NOT NULL,
        size      INTEGER NOT NULL,
        about     TEXT NOT NULL,
        text      TEXT NOT NULL,
        settled   TEXT NOT NULL,
        by        TEXT NOT NULL,
        added_at  TEXT NOT NULL,
        UNIQUE (folder_id, sha256)
    ) STRICT;
    CREATE INDEX attachment_sha256 ON attachment (sha256);
    -- As doomed_file, for the attachments' own folder; the same file may be with another claim too.
    CREATE TABLE doomed_attachment (sha256 TEXT PRIMARY KEY) STRICT;
    CREATE TRIGGER attachment_removed AFTER DELETE ON attachment
    WHEN NOT EXISTS (SELECT 1 FROM attachment WHERE sha256 = old.sha256) BEGIN
        INSERT OR IGNORE INTO doomed_attachment VALUES (old.sha256);
    END;
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database up to the newest schema, each step whole or not at all.

    Raises:
        StoreError: the database was made by a newer IntelliClaim.
        sqlite3.Error: it cannot be read or written.
    """
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")  # a second process that starts now waits, then finds it done
    try:
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise StoreError(
                f"The database has schema {version}, and this IntelliClaim knows up to {len(MIGRATIONS)}: "
                "it was made by a newer release. Upgrade IntelliClaim, or choose another data folder."
            )
        for script in MIGRATIONS[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    # executescript() would commit before it starts, and so break 'whole or not at all'.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
