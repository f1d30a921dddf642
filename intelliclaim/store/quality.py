"""What may be asked of the store about quality: people's marks on answers, and runs on test questions."""

from __future__ import annotations

from dataclasses import replace

from intelliclaim.store import log
from intelliclaim.store.database import Database
from intelliclaim.store.lookup import policy_by_id
from intelliclaim.store.records import read_record, write_record
from intelliclaim.store.rows import to_json
from intelliclaim.types import GoldSet, Mark, Run

RUNS_KEPT = 20  # of each set


class QualityFile:
    """The marks and the runs; threads may share it, and its methods raise StoreError as the store's do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_mark(self, mark: Mark) -> Mark:
        """Keep a mark, in place of an earlier one on the same question to the same policies, and log it.

        Returns it with the id that it got.

        Raises:
            UnknownPolicy: one of its policies was deleted: its words must not be kept.
        """
        with self._database.write() as connection:
            for policy_id in {*mark.policy_ids, mark.policy_id}:
                policy_by_id(connection, policy_id)
            (id,) = connection.execute(
                """INSERT INTO mark (policy_ids, question, body) VALUES (?, ?, ?)
                   ON CONFLICT (policy_ids, question) DO UPDATE SET body = excluded.body RETURNING id""",
                (to_json(mark.policy_ids), mark.question, write_record(mark)),
            ).fetchone()
            log.append(connection, "mark", str(id), {"verdict": mark.verdict.value}, mark.by)
        return replace(mark, id=id)

    def delete_mark(self, id: int, by: str = "") -> None:
        """Delete a mark, and log it; nothing happens where there is none."""
        with self._database.write() as connection:
            if connection.execute("DELETE FROM mark WHERE id = ?", (id,)).rowcount:
                log.append(connection, "mark", str(id), {"verdict": None}, by)

    def marks(self) -> tuple[Mark, ...]:
        """Return the marks, oldest question first."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT id, body FROM mark ORDER BY id").fetchall()
        return tuple(replace(read_record(Mark, body), id=id) for id, body in rows)

    def save_run(self, run: Run) -> Run:
        """Keep a run, and forget the oldest of its set beyond RUNS_KEPT; returns it with its id."""
        with self._database.write() as connection:
            (id,) = connection.execute(
                "INSERT INTO quality_run (gold, body) VALUES (?, ?) RETURNING id",
                (run.gold.value, write_record(run)),
            ).fetchone()
            connection.execute(
                """DELETE FROM quality_run WHERE gold = ?1 AND id NOT IN (
                     SELECT id FROM quality_run WHERE gold = ?1 ORDER BY id DESC LIMIT ?2)""",
                (run.gold.value, RUNS_KEPT),
            )
        return replace(run, id=id)

    def runs(self, gold: GoldSet, limit: int = RUNS_KEPT) -> tuple[Run, ...]:
        """Return the latest runs on a set, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id, body FROM quality_run WHERE gold = ? ORDER BY id DESC LIMIT ?",
                (gold.value, limit),
            ).fetchall()
        return tuple(replace(read_record(Run, body), id=id) for id, body in rows)
