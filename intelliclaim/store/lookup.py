"""Finding policies and clauses, over a connection that the caller holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from intelliclaim.errors import UnknownPolicy
from intelliclaim.store.rows import POLICY_COLUMNS, policy_from, to_json
from intelliclaim.types import Policy


def policy_by_id(connection: sqlite3.Connection, id: str) -> Policy:
    """Return the policy with this id.

    Raises:
        UnknownPolicy: there is none.
    """
    row = connection.execute(f"SELECT {POLICY_COLUMNS} FROM policy WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise UnknownPolicy(f"There is no policy with the id {id!r}: it may have been deleted.")
    return policy_from(row)


def policy_by_sha256(connection: sqlite3.Connection, sha256: str) -> Policy | None:
    """Return the policy that was made of this file, if there is one."""
    row = connection.execute(f"SELECT {POLICY_COLUMNS} FROM policy WHERE sha256 = ?", (sha256,)).fetchone()
    return None if row is None else policy_from(row)


def newest_version(connection: sqlite3.Connection, policy: Policy) -> Policy:
    """Follow `replaced_by` to the version that nothing replaces."""
    while policy.replaced_by is not None:
        policy = policy_by_id(connection, policy.replaced_by)
    return policy


def find_clauses(
    connection: sqlite3.Connection,
    match: str,
    policy_ids: Collection[str],
    weights: tuple[float, float, float],
    limit: int,
) -> list[tuple[str, int, float]]:
    """Return policy id, ordinal and BM25 (larger is better) of clauses that match, best first."""
    rows = connection.execute(
        """SELECT policy_id, ordinal, -bm25(clause_fts, ?, ?, ?) AS score
           FROM clause_fts JOIN clause ON clause.id = clause_fts.rowid
           WHERE clause_fts MATCH ? AND policy_id IN (SELECT value FROM json_each(?))
           ORDER BY score DESC, clause.id LIMIT ?""",
        (*weights, match, to_json(list(policy_ids)), limit),
    ).fetchall()
    return [(policy_id, ordinal, score) for policy_id, ordinal, score in rows]
