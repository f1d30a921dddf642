"""Questions and answers that outlive a reload, over a connection that the caller holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime

from intelliclaim.store.rows import exchange_from, to_json
from intelliclaim.types import Answer, Exchange


def insert_exchange(connection: sqlite3.Connection, policy_ids: tuple[str, ...], answer: Answer) -> Exchange:
    """Insert an exchange, asked now."""
    asked_at = datetime.now(UTC)
    (id,) = connection.execute(
        "INSERT INTO exchange (policy_ids, asked_at, answer) VALUES (?, ?, ?) RETURNING id",
        (to_json(policy_ids), asked_at.isoformat(), to_json(answer)),
    ).fetchone()
    return Exchange(id=id, policy_ids=policy_ids, asked_at=asked_at, answer=answer)


def latest_exchanges(connection: sqlite3.Connection, limit: int) -> tuple[Exchange, ...]:
    """Return the latest `limit` exchanges, oldest first."""
    rows = connection.execute(
        "SELECT id, policy_ids, asked_at, answer FROM exchange ORDER BY id DESC LIMIT ?", (limit,)
    ).fetchall()
    return tuple(exchange_from(row) for row in reversed(rows))


def delete_searching(connection: sqlite3.Connection, policy_ids: Collection[str] | None) -> None:
    """Delete the exchanges that searched any of these policies; all exchanges where it is None."""
    connection.execute(
        """DELETE FROM exchange WHERE ?1 IS NULL OR EXISTS (
             SELECT 1 FROM json_each(exchange.policy_ids) AS searched
             WHERE searched.value IN (SELECT value FROM json_each(?1)))""",
        (None if policy_ids is None else to_json(list(policy_ids)),),
    )


def delete_showing(connection: sqlite3.Connection, policy_id: str) -> None:
    """Delete the exchanges that show words of this policy: as a citation, or as a nearest clause."""
    connection.execute(
        """DELETE FROM exchange WHERE EXISTS (
             SELECT 1 FROM json_tree(exchange.answer) AS leaf
             WHERE leaf.key = 'policy_id' AND leaf.value = ?)""",
        (policy_id,),
    )
