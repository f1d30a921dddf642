"""Pages to clauses, by the structure of the document as its lines show it.

Works on text alone: no fonts, no positions. Every letter of a page ends up in exactly one place: a
passage of a clause, a heading, or a running header or footer (`account` says which). It reads
nothing into the words; what a clause grants or excludes is not its business.
"""

from __future__ import annotations

from collections.abc import Sequence

from intelliclaim.clauses.blocks import Block, Role, make_blocks
from intelliclaim.clauses.grouping import group
from intelliclaim.clauses.lines import read_lines
from intelliclaim.clauses.tables import find_rows
from intelliclaim.types import Clause, Page, Span

__all__ = ["Role", "account", "count_tables", "split_clauses"]

_BETWEEN_ROWS = 4  # lines: a label or a value may be broken over as many


def split_clauses(pages: Sequence[Page]) -> tuple[Clause, ...]:
    """Cut a document's pages, in order, into clauses, numbered from 0 in reading order."""
    return group(_blocks(pages), pages)


def account(pages: Sequence[Page]) -> tuple[tuple[Span, Role], ...]:
    """Return every stretch of the pages that has letters, with the role it was given, in page order."""
    blocks = _blocks(pages)
    spans = [(span, block.role) for block in blocks for span in block.spans]
    spans += [(line.span, Role.FURNITURE) for line in read_lines(pages) if line.furniture]
    return tuple(sorted(spans, key=lambda item: (item[0].page, item[0].start)))


def count_tables(pages: Sequence[Page]) -> int:
    """Return how many tables there seem to be: runs of rows with hardly a line between."""
    lines = [line for line in read_lines(pages) if not line.furniture]
    rows = sorted(find_rows(lines))
    return sum(1 for before, row in zip([-9, *rows], rows, strict=False) if row - before > _BETWEEN_ROWS)


def _blocks(pages: Sequence[Page]) -> tuple[Block, ...]:
    return make_blocks([line for line in read_lines(pages) if not line.furniture])
