"""The append-only log, over a connection that the caller holds: what was done, by whom, in one chain.

Each entry's hash covers the entry and the hash before it, so that no entry can be altered, removed or
slipped in without every later hash changing. How long the log is and its last hash are kept in the
settings too: without that, a log cut off at its end would still be a sound chain. Triggers refuse to
alter it; the hashes are for those who go around the triggers. Someone who rewrites the whole chain with
its head can't be found out from this file alone: compare with an export or a backup.

Details are ids, counts and hashes: no claimant's data, and no policy text.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from intelliclaim.types import LogEntry

HEAD = "log-head"  # the setting that keeps the last entry's number, hash and time
LOG_COLUMNS = "number, at, by, kind, subject, detail, previous, hash"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the log, as it was when the last entry was written."""

    number: int
    hash: str
    at: str


def entry_hash(entry: LogEntry) -> str:
    """Return the SHA-256, in hexadecimal, that an entry must have.

    It is of the entry without its own hash, as JSON with sorted keys, no spaces and ASCII only; `at`
    is in ISO 8601.
    """
    covered = {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "by": entry.by,
        "kind": entry.kind,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous": entry.previous,
    }
    return digest(json.dumps(covered, sort_keys=True, separators=(",", ":")))


def digest(text: str) -> str:
    """Return a text's SHA-256 in hexadecimal: how the log names what it must not tell."""
    return hashlib.sha256(text.encode()).hexdigest()


def append(
    connection: sqlite3.Connection, kind: str, subject: str, detail: Mapping[str, Any], by: str = ""
) -> LogEntry:
    """Add an entry at the end, made now; in the transaction of what it tells of."""
    head = read_head(connection)
    bare = LogEntry(
        number=head.number + 1,
        at=datetime.now(UTC),
        by=by,
        kind=kind,
        subject=subject,
        detail=json.dumps(detail, separators=(",", ":")),
        previous=head.hash,
        hash="",
    )
    entry = replace(bare, hash=entry_hash(bare))
    at = entry.at.isoformat()
    connection.execute(
        f"INSERT INTO log ({LOG_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (entry.number, at, by, kind, subject, entry.detail, entry.previous, entry.hash),
    )
    connection.execute(
        "INSERT OR REPLACE INTO setting VALUES (?, ?)", (HEAD, json.dumps([entry.number, entry.hash, at]))
    )
    return entry


def read_head(connection: sqlite3.Connection) -> Head:
    """Return the log's end; number 0 and hash '' where nothing was logged yet."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (HEAD,)).fetchone()
    return Head(*json.loads(row[0])) if row else Head(0, "", "")


def read_log(connection: sqlite3.Connection, kind: str = "") -> tuple[LogEntry, ...]:
    """Return the entries, of one kind where it is given, newest first."""
    rows = connection.execute(
        f"SELECT {LOG_COLUMNS} FROM log WHERE ?1 IN ('', kind) ORDER BY number DESC", (kind,)
    ).fetchall()
    return tuple(map(_entry, rows))


def first_broken(connection: sqlite3.Connection) -> LogEntry | None:
    """Return the first entry that does not hold, or None where all do.

    An entry doesn't hold where it was altered, where the one before it is missing or another, or where
    what it tells of (a worksheet, a decision) is no longer what it was. Where entries are missing at
    the end, the first of them is returned as far as it is known: of kind 'missing'.
    """
    expected, at = "", ""
    n_entries = 0
    head = read_head(connection)
    deleted = _deleted_policies(connection)
    for entry in _oldest_first(connection):
        n_entries += 1
        at = entry.at.isoformat()
        sound = entry.number == n_entries and entry.previous == expected and entry.hash == entry_hash(entry)
        if not sound or not _subject_holds(connection, entry, deleted):
            return entry
        if entry.number > head.number or (entry.number == head.number and entry.hash != head.hash):
            return entry
        expected = entry.hash
    if n_entries >= head.number:
        return None
    detail = json.dumps({"entries": n_entries, "expected": head.number})
    when = _moment(at or head.at)
    return LogEntry(n_entries + 1, when, "", "missing", "log", detail, expected, "")


def _oldest_first(connection: sqlite3.Connection) -> Iterator[LogEntry]:
    yield from map(_entry, connection.execute(f"SELECT {LOG_COLUMNS} FROM log ORDER BY number"))


def _entry(row: tuple[Any, ...]) -> LogEntry:
    number, at, by, kind, subject, detail, previous, hash_ = row
    return LogEntry(number, _moment(at), by, kind, subject, detail, previous, hash_)


def _moment(at: str) -> datetime:
    try:
        return datetime.fromisoformat(at)
    except ValueError:  # altered: its hash will tell
        return datetime.fromtimestamp(0, UTC)


def _deleted_policies(connection: sqlite3.Connection) -> frozenset[str]:
    return frozenset(id_ for (id_,) in connection.execute("SELECT subject FROM log WHERE kind = 'delete'"))


def _subject_holds(connection: sqlite3.Connection, entry: LogEntry, deleted: frozenset[str]) -> bool:
    """Tell whether what an entry tells of is as it was; what went with its policy holds."""
    if entry.kind not in ("assessment", "decision"):
        return True
    detail = json.loads(entry.detail)
    row = connection.execute(
        "SELECT form, worksheet, decision FROM assessment WHERE id = ?", (int(entry.subject),)
    ).fetchone()
    if row is None:
        return entry.kind == "assessment" and detail["policy"] in deleted
    form, worksheet, decision = row
    if entry.kind == "assessment":
        return (digest(form), digest(worksheet)) == (detail["form"], detail["worksheet"])
    return decision is not None and bool(digest(decision) == detail["sha256"])
