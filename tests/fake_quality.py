"""The quality's half of the fake assistant: marks and runs kept in lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from intelliclaim.errors import UnknownPolicy
from intelliclaim.types import GoldSet, Mark, Run, Scored

MEASURED = datetime(2026, 11, 24, 11, tzinfo=UTC)


class FakeQuality:
    """Marks and runs; `model` is what answers."""

    def __init__(self) -> None:
        super().__init__()
        self.model = "model-1"
        self.kept_marks: dict[tuple[tuple[str, ...], str], Mark] = {}
        self.kept_runs: list[Run] = []

    def mark(self, exchange, verdict, page=None, by=""):
        said = exchange.answer
        for policy_id in exchange.policy_ids:
            if policy_id not in self.stored:
                raise UnknownPolicy(f"There is no policy {policy_id!r}.")
        key = (exchange.policy_ids, said.question)
        shown = said.citations[0] if said.citations else None
        id = self.kept_marks[key].id if key in self.kept_marks else len(self.kept_marks) + 1
        self.kept_marks[key] = Mark(
            id,
            *key[:1],
            exchange.policy_ids[0],
            said.question,
            verdict,
            shown,
            page,
            said.score,
            by,
            MEASURED,
        )
        return self.kept_marks[key]

    def unmark(self, id, by=""):
        self.kept_marks = {key: mark for key, mark in self.kept_marks.items() if mark.id != id}

    def marks(self):
        return tuple(self.kept_marks.values())

    def save_run(self, gold, scored):
        run = Run(len(self.kept_runs) + 1, gold, self.model, MEASURED, tuple(scored))
        self.kept_runs.append(run)
        return run

    def runs(self, gold: GoldSet, limit=20):
        return tuple(run for run in reversed(self.kept_runs) if run.gold is gold)[:limit]


def scored(id_: str = "home-q01", **changed: object) -> Scored:
    """A right answer, or what is changed of it."""
    return replace(Scored(id_, "home.pdf", "limit", True, True, False, 0.9, 20, 0.2, 1, 1), **changed)
