"""Lines to blocks: headings, list items, table rows and paragraphs, each with its place in the outline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from intelliclaim.clauses.lines import Line
from intelliclaim.clauses.markers import Marker, read_marker
from intelliclaim.types import Span


class Role(StrEnum):
    """What a stretch of a page was taken for."""

    HEADING = "heading"
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
    def text(self) -> str:
        """The lines, ended as on the page."""
        return "\n".join(line.text for line in self.lines)


_VALUE = re.compile(r"\(?[A-Z]{0,3}\$?[$£€₹¥]?\d[\d,]*(?:\.\d+)?%?(?:/-)?\)?\*?|yes|no|nil|n/?a|n\.a\.|unlimited|[✓✔✗×–—-]", re.I)
_CURRENCY = frozenset(("rs", "rs.", "inr", "hk$", "us$", "s$", "usd", "sgd", "hkd", "up", "to", "upto", "lacs", "lakhs", "lac", "lakh"))
_SAYS_NO = re.compile(r"\b(?:not covered|not applicable|nil|n/a|not available|full cover|unlimited)$", re.I)
_ONE_VALUE = re.compile(r"[$£€₹¥]\s?\d|\b(?:Rs\.?|INR|HK\$|US\$|S\$|USD|SGD)\s?\d|\d\s?%|\b\d{1,3}(?:,\d{2,3})+\b", re.I)
_COLUMN = re.compile(r"\b(?:amount|limits?|benefits?|sum|percentage|plan|maximum|sub-limits?|period|premium)\b", re.I)
_BARE_NUMBER = re.compile(r"(\d{1,3})\s+(?=[A-Z])")
_CONTENTS = re.compile(r"(?:\.{4,}|\s\.\s\.\s|…|[^\d\W]\s+)\s*\d{1,3}$")
_ENDS = re.compile(r"[.!?;:。；：！？][”\"’')\]]*$")
_HANGING = re.compile(
    r"(?:\b(?:of|the|and|or|to|in|by|for|with|a|an|our|your|any|on|at|from|is|are|be|as|under|this|that|which|not|"
    r"sections?|parts?|paragraphs?|clauses?|items?|articles?|no\.|rs\.?|de|la|el|los|las|y|del|en|por|que|con)|[,(/&–-])$",
    re.I,
)
_ASIDE = re.compile(r"^(?:above|below|and|or|to|of|in|is|are|shall|hereof|does)\b|^[,;)]")
_ALSO = re.compile(r"(?:\band|\bor|[,;/])$", re.I)
_SAYS = re.compile(r"\b(?:means?|shall|hereby|significa)\b")


def make_blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Join lines into blocks, in order; every line ends up in exactly one."""
    rows = _find_rows(lines)
    blocks: list[Block] = []
    seen: dict[str, int] = {}
    items: dict[str, int] = {}  # the last ordinal of each style whose last use was an item
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        last = blocks[-1] if blocks else None
        marker = read_marker(line.text, seen)
        if marker and last and _is_aside(marker, line, last, seen):
            marker = None
        if _is_header_row(lines, index, rows):
            blocks.append(Block(Role.ROW, [line], names_columns=True))
        elif index in rows:
            blocks.append(Block(Role.ROW, [line], marker))
        elif is_heading(line, marker, last, following, seen, items):
            _add_heading(blocks, line, marker)
        elif marker:
            blocks.append(Block(Role.ITEM, [line], marker))
        elif last and _continues(last, line):
            last.lines.append(line)
        else:
            blocks.append(Block(Role.PARAGRAPH, [line]))
        if marker and blocks[-1].lines[-1] is line:
            seen[marker.style] = marker.ordinal
            items.pop(marker.style, None)
            if blocks[-1].role is Role.ITEM:
                items[marker.style] = marker.ordinal
    for block in blocks:
        block.spans = _merge([line.span for line in block.lines])
    return tuple(blocks)


def _merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    # Lines of a block follow one another on the page, with nothing but white space between.
    merged = [spans[0]]
    for span in spans[1:]:
        if span.page == merged[-1].page:
            merged[-1] = Span(span.page, merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


def _find_rows(lines: Sequence[Line]) -> frozenset[int]:
    """Return the lines that are rows of tables: they end in values, and others beside them do too."""
    categories = _categories(lines)
    strong = {i for i, line in enumerate(lines) if _ends_in_values(line) or _is_contents(lines, i)}
    weak = strong | {i for i, line in enumerate(lines) if _has_value(line)}
    rows = {i for i in strong if {i - 2, i - 1, i + 1, i + 2} & strong}
    rows |= {i for i in weak if {i - 1, i + 1} & weak}
    kinds = {i for i, line in enumerate(lines) if line.text.split()[-1] in categories}
    rows |= _numbered_rows(lines)
    rows |= {i for i in kinds if len({i - 2, i - 1, i + 1, i + 2} & kinds) >= 2}
    return frozenset(rows)


def _ends_in_values(line: Line) -> bool:
    words = line.text.split()
    if len(words) > 25 or not words[-1]:
        return False
    values = 0
    for word in reversed(words):
        if _VALUE.fullmatch(word):
            values += 1
        elif word.lower() not in _CURRENCY:
            break
    return values >= 2 and any(map(str.isdigit, line.text))


def _has_value(line: Line) -> bool:
    """Whether a line looks like a label with one amount: short, with room left, and no sentence."""
    text = line.text
    if len(text) >= 0.8 * max(line.width, 60) or len(text.split()) > 14 or _ENDS.search(text):
        return False
    return bool(_ONE_VALUE.search(text) or _SAYS_NO.search(text))


def _categories(lines: Sequence[Line]) -> frozenset[str]:
    """Return words that close so many unfinished lines that they must be a column of a table."""
    last = Counter(
        line.text.split()[-1]
        for line, following in zip(lines, lines[1:], strict=False)
        if following.text[0].isupper() and line.text[-1].isalpha() and len(line.text) < 0.9 * line.width
    )
    return frozenset(word for word, n in last.items() if n >= 8 and word[0].isupper() and len(word) > 3)


def _numbered_rows(lines: Sequence[Line]) -> set[int]:
    """Return lines that open with a bare number, one more than the row before or one less than the next."""
    numbers = {
        i: int(found.group(1)) for i, line in enumerate(lines) if (found := _BARE_NUMBER.match(line.text))
    }
    return {
        i
        for i, n in numbers.items()
        if any(numbers.get(i + d) == n + 1 or numbers.get(i - d) == n - 1 for d in (1, 2, 3))
    }


def _is_header_row(lines: Sequence[Line], index: int, rows: frozenset[int]) -> bool:
    """Whether the line names the columns of a table that begins on the next."""
    if index in rows or index + 1 not in rows or index + 1 >= len(lines):
        return False
    text = lines[index].text
    words = text.split()
    if not 2 <= len(words) <= 16 or _ENDS.search(text) or text[0].islower() or _ONE_VALUE.search(text):
        return False
    if _was_wrapped(lines[index], lines[index + 1]):
        return False
    capitals = sum(word[0].isupper() for word in words if word[0].isalpha())
    return bool(_COLUMN.search(text)) or (capitals >= 2 and _ends_in_values(lines[index + 1]))


def _is_contents(lines: Sequence[Line], index: int) -> bool:
    near = lines[max(0, index - 2) : index + 3]
    return bool(_CONTENTS.search(lines[index].text)) and sum(bool(_CONTENTS.search(n.text)) for n in near) >= 3


def _is_aside(marker: Marker, line: Line, last: Block, seen: dict[str, int]) -> bool:
    """Whether a mark at a line's start is a reference that the line end happened to cut."""
    if marker.style.startswith("bullet"):
        return False
    rest = line.text[marker.length :]
    before = last.lines[-1].text
    if last.role is Role.HEADING or _ENDS.search(before):
        return False
    if _ASIDE.match(rest) or _HANGING.search(before):
        return not _ALSO.search(before) or bool(_ASIDE.match(rest))
    if seen.get(marker.style) == marker.ordinal - 1 or marker.ordinal == 1:
        return False
    return rest[:1].islower() or _was_wrapped(last.lines[-1], line)


def is_heading(
    line: Line,
    marker: Marker | None,
    last: Block | None,
    following: Line | None,
    seen: dict[str, int],
    items: dict[str, int],
) -> bool:
    """Whether a line is a heading, by its own look and by what stands before and after it."""
    text = line.text[marker.length :] if marker else line.text
    words = text.split()
    if marker and marker.style.startswith("bullet"):
        return False
    named = bool(marker) and marker is not None and marker.label[:1].isalpha() and " " in marker.label
    if not words:
        return named
    if len(words) > 14 or not any(map(str.isalpha, text)) or re.search(r"[.,;。；]$", text) or _HANGING.search(text):
        return False
    if _SAYS.search(text) or text.count("(") != text.count(")"):
        return False
    if text[0].islower() or (last and last.role is not Role.HEADING and _HANGING.search(last.lines[-1].text)):
        return False
    if text.isupper() and sum(map(str.isalpha, text)) >= 4:
        return True
    if text.endswith((":", "：")) and not (marker and len(words) <= 8):
        return False
    if following is None:
        return False
    after = read_marker(following.text, {**seen, marker.style: marker.ordinal} if marker else seen)
    if following.text[0].islower() and after is None:
        return False
    if marker:
        if text.endswith((":", "：")) and after is not None and after.style.startswith("bullet"):
            return False
        if re.search(r"[.;] ", text) or _goes_on(marker, last, items):
            return False
        is_sibling = after is not None and after.style == marker.style
        return named or (not is_sibling and len(words) <= 10 and not _was_wrapped(line, following))
    return _looks_like_title(line, words, last, following)


def _goes_on(marker: Marker, last: Block | None, items: dict[str, int]) -> bool:
    """Whether the mark continues a list of items, or begins the one that a colon has announced."""
    if marker.style.endswith("deep") or " " in marker.label:
        return False
    if marker.ordinal > 1:
        return items.get(marker.style) == marker.ordinal - 1
    return last is not None and last.role is not Role.HEADING and last.lines[-1].text.endswith(":")


def _looks_like_title(line: Line, words: Sequence[str], last: Block | None, following: Line) -> bool:
    if not words[0][0].isalnum() and words[0][0] not in "“\"‘'(":
        return False
    if last and last.role is not Role.HEADING:
        before = last.lines[-1]
        if not _ENDS.search(before.text) and _was_wrapped(before, line):
            return False
    if _was_wrapped(line, following) and len(line.text) > 30:
        return False
    long_words = [w for w in words if len(w) > 3 and w[0].isalpha()]
    title_case = sum(w[0].isupper() for w in long_words) >= 0.6 * len(long_words)
    return line.text.endswith("?") or title_case or len(words) <= 6


def _was_wrapped(line: Line, following: Line) -> bool:
    """Whether the following line's first word would not have fitted on the line."""
    first = following.text.split(maxsplit=1)[0]
    share = 0.88 if _ENDS.search(line.text) else 0.78
    return len(line.text) + 1 + len(first) >= share * line.width


def _add_heading(blocks: list[Block], line: Line, marker: Marker | None) -> None:
    last = blocks[-1] if blocks else None
    if (
        last
        and last.role is Role.HEADING
        and marker is None
        and last.lines[-1].text.isupper()
        and line.text.isupper()
        and last.lines[-1].span.page == line.span.page
    ):
        last.lines.append(line)
    else:
        blocks.append(Block(Role.HEADING, [line], marker))


def _continues(last: Block, line: Line) -> bool:
    before = last.lines[-1]
    if last.role is Role.HEADING:
        return False
    first = line.text[0]
    if first.islower() or first in ",;)]/&" or _HANGING.search(before.text):
        return True
    if last.role is Role.ROW:
        return False
    if _ENDS.search(before.text):
        return _was_wrapped(before, line) and not before.text.endswith((":", "："))
    return _was_wrapped(before, line)
