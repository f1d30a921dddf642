"""A document as neither PDF nor DOCX knows it: what stands on the paper, in order.

The letter and the pack are composed of these blocks once; each writer draws every kind of block. All
texts are plain: no mark-up, and no font is named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the document's own title."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break in it stays one."""

    text: str
    bold: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without an order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A policy's own words, and the line below them that says where they stand."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; without a header it is a list of labels and values.

    `widths` are shares of the line's width. `figures`: the columns set to the right; `bold`: the rows
    that are totals (both 0-based, the header not counted). `code`: columns of hashes, which may break
    anywhere.
    """

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    header: tuple[str, ...] = ()
    figures: frozenset[int] = frozenset()
    bold: frozenset[int] = frozenset()
    code: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, as wide as the line and never higher than a page, with its caption above."""

    data: bytes  # PNG or JPEG
    caption: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, side by side: the role, and the name below the line."""

    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Bullets | Quote | Table | Image | Signatures | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document. `footer` runs along the foot of every page, beside the page's number.

    `made_at`, UTC, is what the file says of its own making, so that the same paper is the same bytes.
    """

    title: str
    footer: str
    made_at: datetime
    blocks: tuple[Block, ...]
