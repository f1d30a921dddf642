"""Lines to blocks: headings, list items, table rows and paragraphs, each with its place in the outline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from intelliclaim.clauses.cells import is_bare, is_fragment, tells_price, tells_value, trailing_cells
from intelliclaim.clauses.lines import ENDS, Line, was_wrapped
from intelliclaim.clauses.markers import Marker, read_marker
from intelliclaim.clauses.tables import find_rows, names_columns
from intelliclaim.types import Span


class Role(StrEnum):
    """What a stretch of a page was taken for."""

    HEADING = "heading"
    STATEMENT = "statement"  # a heading that says something itself: it is in a clause, too
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    FURNITURE = "furniture"


@dataclass(slots=True)
class Block:
    """Lines that belong together."""

    role: Role
    lines: list[Line]
    marker: Marker | None = None
    names_columns: bool = False  # a row that heads a table
    spans: tuple[Span, ...] = field(default=())

    @property
    def heads(self) -> bool:
        """Whether what follows stands below it."""
        return self.role in (Role.HEADING, Role.STATEMENT)

    @property
    def text(self) -> str:
        """The lines, ended as on the page."""
        return "\n".join(line.text for line in self.lines)


_HANGING = re.compile(
    r"(?:\b(?:of|the|and|or|to|in|by|for|with|a|an|our|your|any|on|at|from|is|are|be|as|under|this|that|which|not|"
    r"no\.|rs\.?|de|la|el|los|las|y|del|en|por|que|con)|[,(/&–-])$",
    re.I,
)
_REFERRING = re.compile(r"\b(?:[Ss]ections?|[Pp]art|[Pp]aragraphs?|[Cc]lause|[Aa]rticle)$")
_ASIDE = re.compile(r"^(?:above|below|and|or|to|of|in|is|are|shall|hereof|does)\b|^[,;)]")
_ALSO = re.compile(r"(?:\band|\bor|[,;/])$", re.I)
_QUOTED_TERM = re.compile(
    r"[“\"‘'][^”\"’']{2,60}[”\"’'].{0,30}\b(?:means?|refers?|shall mean|has the meaning)\b"
)
_STATES = re.compile(
    r"(?!what|when|where|how|who|why|which|if|things)(?:.*\b)?"
    r"(?:we|you|the (?:company|insurer|insured|policy))\b"
    r".*\b(?:will|won.t|must|may|can|cannot|do|does|don.t|should|pays?|have to|has to|need|is|are)\b.*",
    re.I,
)
_CONTACT = re.compile(r"^(?:tel|telephone|phone|fax|e-?mail|website|call)\b.*[:\d]|@|\bwww\.", re.I)
_SAYS = re.compile(r"\b(?:means?|shall|hereby|significa)\b")


def make_blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Join lines into blocks, in order; every line ends up in exactly one."""
    builder = _Builder(lines)
    for index in range(len(lines)):
        builder.take(index)
    for block in builder.blocks:
        block.spans = _merge([line.span for line in block.lines])
    return tuple(builder.blocks)


class _Builder:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.blocks: list[Block] = []
        self._lines = lines
        self._rows = find_rows(lines)
        self._marks: dict[str, int] = {}  # the last ordinal of each style of mark
        self._items: dict[str, int] = {}  # the same, of those whose last use was a list's item

    def take(self, index: int) -> None:
        """Add the line at `index` to the last block, or begin one with it."""
        line = self._lines[index]
        following = self._lines[index + 1] if index + 1 < len(self._lines) else None
        last = self.blocks[-1] if self.blocks else None
        marker = read_marker(line.text, self._marks)
        if marker and last and _is_aside(marker, line, last, self._marks):
            marker = None
        if names_columns(self._lines, index, self._rows):
            self.blocks.append(Block(Role.ROW, [line], names_columns=True))
        elif index in self._rows or self._labels_rows(index, marker):
            _add_row(self.blocks, line, marker)
        elif self._is_heading(line, marker, last, following):
            _add_heading(self.blocks, line, marker)
        elif not marker and last and _continues(last, line):
            last.lines.append(line)
        else:
            self.blocks.append(Block(Role.ITEM if marker else Role.PARAGRAPH, [line], marker))
        if marker:
            self._remember(marker, self.blocks[-1].role)

    def _labels_rows(self, index: int, marker: Marker | None) -> bool:
        """Whether a line is part of a table without values of its own: a label, or the head of some rows."""
        text = self._lines[index].text
        if ENDS.search(text) or text.isupper() or text[0].islower() or len(text.split()) > 20:
            return False
        if index + 1 in self._rows and is_bare(self._lines[index + 1].text):
            return True
        return (
            marker is None
            and bool({index - 2, index - 1} & self._rows)
            and bool({index + 1, index + 2} & self._rows)
            and not names_columns(self._lines, index + 1, self._rows)
        )

    def _remember(self, marker: Marker, role: Role) -> None:
        self._marks[marker.style] = marker.ordinal
        self._items.pop(marker.style, None)
        if role is Role.ITEM:
            self._items[marker.style] = marker.ordinal

    def _is_heading(
        self, line: Line, marker: Marker | None, last: Block | None, following: Line | None
    ) -> bool:
        """Whether a line is a heading, by its own look and by what stands before and after it."""
        text = line.text[marker.length :] if marker else line.text
        if not text:
            return marker is not None and " " in marker.label
        if not _may_head(text, marker, last):
            return False
        if text.isupper() and sum(map(str.isalpha, text)) >= 4:
            return True
        if following is None or (text.endswith((":", "：")) and not (marker and len(text.split()) <= 8)):
            return False
        marks = {**self._marks, marker.style: marker.ordinal} if marker else self._marks
        after = read_marker(following.text, marks)
        if following.text[0].islower() and after is None:
            return False
        if marker:
            return self._heads_section(line, marker, last, following, after)
        return _looks_like_title(line, text.split(), last, following)

    def _heads_section(
        self, line: Line, marker: Marker, last: Block | None, following: Line, after: Marker | None
    ) -> bool:
        text = line.text[marker.length :]
        if text.endswith((":", "：")) and after is not None and after.style.startswith("bullet"):
            return False
        if re.search(r"[.;] ", text) or _goes_on(marker, last, self._items):
            return False
        if " " in marker.label:
            return True
        is_sibling = after is not None and after.style == marker.style
        return not is_sibling and len(text.split()) <= 10 and not was_wrapped(line, following)


def _may_head(text: str, marker: Marker | None, last: Block | None) -> bool:
    """Whether a line could be a heading at all: short, whole, no end of a sentence."""
    if marker and marker.style.startswith("bullet"):
        return False
    if len(text.split()) > 14 or not any(map(str.isalpha, text)) or text[0].islower():
        return False
    if re.search(r"[.,;。；]$", text) or _hangs(text) or _SAYS.search(text):
        return False
    if text.count("(") != text.count(")"):
        return False
    if text.startswith("(") or not re.search(r"(?<![\w/])[^\W\d_]{2,}(?![\w/])", text):
        return False
    if _CONTACT.search(text) or (_is_plain(marker) and not text.isupper() and tells_price(text)):
        return False
    return not (last and not last.heads and _hangs(last.lines[-1].text))


def _is_plain(marker: Marker | None) -> bool:
    """Whether a line has no number, or one that items have as well as headings: '(a)', '1.'."""
    return marker is None or not (marker.style.endswith("deep") or " " in marker.label)


def _states(text: str) -> bool:
    """Whether a heading answers something by itself: a sentence, or one with an amount or a duration."""
    return not text.endswith("?") and (tells_value(text) or bool(_STATES.fullmatch(text)))


def _hangs(text: str) -> bool:
    """Whether the line can't be the end of anything."""
    return bool(_HANGING.search(text) or _REFERRING.search(text))


def _merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    # Lines of a block follow one another on the page, with nothing but white space between.
    merged = [spans[0]]
    for span in spans[1:]:
        if span.page == merged[-1].page:
            merged[-1] = Span(span.page, merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


def _is_aside(marker: Marker, line: Line, last: Block, seen: dict[str, int]) -> bool:
    """Whether a mark at a line's start is a reference that the line end happened to cut."""
    if marker.style.startswith("bullet"):
        return False
    rest = line.text[marker.length :]
    before = last.lines[-1].text
    if last.heads or ENDS.search(before):
        return False
    if _ASIDE.match(rest) or _hangs(before):
        return not _ALSO.search(before) or bool(_ASIDE.match(rest))
    if seen.get(marker.style) == marker.ordinal - 1 or marker.ordinal == 1:
        return False
    return rest[:1].islower() or was_wrapped(last.lines[-1], line)


def _goes_on(marker: Marker, last: Block | None, items: dict[str, int]) -> bool:
    """Whether the mark continues a list of items, or begins the one that a colon has announced."""
    if marker.style.endswith("deep") or " " in marker.label:
        return False
    if marker.ordinal > 1:
        return items.get(marker.style) == marker.ordinal - 1
    return last is not None and not last.heads and last.lines[-1].text.endswith(":")


def _looks_like_title(line: Line, words: Sequence[str], last: Block | None, following: Line) -> bool:
    if not words[0][0].isalnum() and words[0][0] not in "“\"‘'(":
        return False
    if last and not last.heads:
        before = last.lines[-1]
        if not ENDS.search(before.text) and was_wrapped(before, line):
            return False
    if was_wrapped(line, following) and len(line.text) > 30:
        return False
    long_words = [w for w in words if len(w) > 3 and w[0].isalpha()]
    title_case = sum(w[0].isupper() for w in long_words) >= 0.6 * len(long_words)
    return line.text.endswith("?") or title_case or len(words) <= 6


def _add_heading(blocks: list[Block], line: Line, marker: Marker | None) -> None:
    last = blocks[-1] if blocks else None
    if (
        last
        and last.heads
        and marker is None
        and last.lines[-1].text.isupper()
        and line.text.isupper()
        and last.lines[-1].span.page == line.span.page
    ):
        last.lines.append(line)
        if _states(last.text):
            last.role = Role.STATEMENT
    else:
        says = _states(line.text[marker.length :] if marker else line.text)
        blocks.append(Block(Role.STATEMENT if says else Role.HEADING, [line], marker))


def _add_row(blocks: list[Block], line: Line, marker: Marker | None) -> None:
    """Add a row, or what the last one lacks: the values of a label that took the lines above."""
    last = blocks[-1] if blocks else None
    if last and marker is None and _is_label_of(last, line):
        last.lines.append(line)
        last.role = Role.ROW
    else:
        blocks.append(Block(Role.ROW, [line], marker))


def _is_label_of(last: Block, line: Line) -> bool:
    before = last.lines[-1]
    if last.heads or last.names_columns or before.span.page != line.span.page or ENDS.search(before.text):
        return False
    words = len(last.text.split())
    if words > (40 if last.role is Role.ROW else 25):
        return False
    if line.text[0].islower() or _hangs(before.text) or last.text.count("(") > last.text.count(")"):
        return True
    if is_fragment(before.text) and is_fragment(line.text) and not is_bare(before.text):
        return True
    if not (is_bare(line.text) or is_fragment(line.text)):
        return False
    # Two full rows of values are two rows.
    return min(trailing_cells(before.text)[0], trailing_cells(line.text)[0]) < 2


def _continues(last: Block, line: Line) -> bool:
    before = last.lines[-1]
    if last.heads:
        return False
    first = line.text[0]
    if first.islower() or first in ",;)]/&" or _hangs(before.text):
        return True
    if last.role is Role.ROW or (ENDS.search(before.text) and _QUOTED_TERM.match(line.text)):
        return False
    if ENDS.search(before.text):
        return was_wrapped(before, line) and not before.text.endswith((":", "："))
    return was_wrapped(before, line)
