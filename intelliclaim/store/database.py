"""One SQLite connection that threads take turns on, and errors that say what to do.

One connection, not one a thread: Streamlit makes a thread for every run of every session, so
connections kept per thread would pile up. Statements here take milliseconds; turns are cheap.
Other processes (the command line beside the server) are kept apart by SQLite's own locks.
"""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intelliclaim.errors import StoreError
from intelliclaim.store.schema import migrate

BUSY_SECONDS = 15.0  # how long to wait while another process writes


class Database:
    """The SQLite file at `path`, made and migrated when it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = threading.RLock()
        with store_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        try:
            with store_errors(path):
                self._prepare()
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self) -> None:
        execute = self.connection.execute
        execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = FULL")  # an acknowledged write survives a power cut
        execute("PRAGMA foreign_keys = ON")
        execute("PRAGMA secure_delete = ON")  # a deleted policy's words are overwritten, not just unlinked
        migrate(self.connection)

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for reading.

        Raises:
            StoreError: SQLite or the file system failed.
        """
        with self._turn, store_errors(self.path):
            yield self.connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection in one transaction: committed at the end, rolled back on any exception.

        Raises:
            StoreError: SQLite or the file system failed; nothing was written.
        """
        with self._turn, store_errors(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # SQLite may have rolled back by itself
                    self.connection.execute("ROLLBACK")
                raise

    def scrub(self) -> None:
        """Make what was deleted unrecoverable from the files: merge the index, empty the log."""
        with self.read() as connection:
            connection.execute("INSERT INTO clause_fts (clause_fts) VALUES ('optimize')")
            connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")

    def close(self) -> None:
        """Close the connection; the log is folded into the database file."""
        with self._turn:
            self.connection.close()


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's and the file system's errors into StoreError, naming `path` and what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path}: {error}. {_advice(error)}") from error
    except UnicodeEncodeError as error:
        raise StoreError(
            f"{path}: the text holds half of a UTF-16 pair ({error.reason}), which cannot be stored. "
            "Save the policy as a new PDF and add that."
        ) from error


_SQLITE_ADVICE = {
    "SQLITE_FULL": "The disk is full: free some space and try again. Nothing was changed.",
    "SQLITE_READONLY": "The data folder cannot be written: check its permissions.",
    "SQLITE_CANTOPEN": "The data folder cannot be opened: check that it exists and its permissions.",
    "SQLITE_PERM": "The data folder cannot be opened: check its permissions.",
    "SQLITE_BUSY": "Another process is writing: wait until it is done and try again.",
    "SQLITE_CORRUPT": "The database is damaged: put a backup in its place.",
    "SQLITE_NOTADB": "This is not an IntelliClaim database: move it away, or put a backup in its place.",
    "SQLITE_IOERR": "The disk could not be read or written: check its space and health.",
}


def _advice(error: sqlite3.Error | OSError) -> str:
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return _SQLITE_ADVICE["SQLITE_FULL"]
        if error.errno == errno.ENOENT:
            return (
                "A file is missing from the data folder: put it back from a backup, or add the policy again."
            )
        return "Check that the data folder exists and may be written."
    name = getattr(error, "sqlite_errorname", "")  # extended: SQLITE_IOERR_WRITE, SQLITE_READONLY_DBMOVED
    for prefix, advice in _SQLITE_ADVICE.items():
        if name.startswith(prefix):
            return advice
    return "Try again; if it happens again, run `python -m intelliclaim doctor`."
