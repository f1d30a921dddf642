"""The records of reading a policy on the screen: its headings, and what differs between two wordings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intelliclaim.types.policies import Clause, Passage


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of a policy's table of contents; `depth` counts from 0, the outermost."""

    title: str
    page: int
    depth: int = 0


class ChangeKind(StrEnum):
    """What became of a sentence between two wordings."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence, list item or table row with the clause that it is of."""

    clause: Clause
    passage: Passage

    @property
    def page(self) -> int:
        """The page that it begins on."""
        return self.passage.spans[0].page


@dataclass(frozen=True, slots=True)
class Change:
    """What stands in one wording only, or in both in other words.

    `old` is None where it was added, `new` where it was removed. What only moved, or stands under a
    renamed heading, is no change.
    """

    kind: ChangeKind
    old: Worded | None
    new: Worded | None

    @property
    def heading(self) -> tuple[str, ...]:
        """The path of headings that it stands under: the new wording's, where it is there."""
        worded = self.new or self.old
        return worded.clause.heading if worded else ()
