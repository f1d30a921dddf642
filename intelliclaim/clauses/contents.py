"""A policy's table of contents where its file has no bookmarks: the headings above its clauses."""

from __future__ import annotations

from collections.abc import Sequence

from intelliclaim.types import Clause
from intelliclaim.types.viewing import Heading


def contents(clauses: Sequence[Clause]) -> tuple[Heading, ...]:
    """Return the headings in reading order, each once and with its depth."""
    found: list[Heading] = []
    above: tuple[str, ...] = ()
    for clause in clauses:
        shared = _shared(above, clause.heading)
        found += [
            Heading(title, clause.page, depth)
            for depth, title in enumerate(clause.heading)
            if depth >= shared
        ]
        above = clause.heading
    return tuple(found)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many headings two paths have in common, from the outermost."""
    for depth, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return depth
    return min(len(one), len(other))
