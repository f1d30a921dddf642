"""A page's lines, and which of them are running headers and footers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from intelliclaim.types import Page, Span


@dataclass(frozen=True, slots=True)
class Line:
    """A line that has text, without the white space around it; `text` is `Page.text[span]`."""

    text: str
    span: Span
    furniture: bool = False  # a running header or footer, or a page number
    width: int = 0  # length of the longest line near it: about the width of its column


ENDS = re.compile(r"[.!?;:。；：！？][”\"’')\]]*$")
"""The end of a sentence, or of what leads into a list."""

_EDGE = 24  # lines from a page's top or bottom where headers and footers are looked for
_TOP = 4  # lines, the page number among them, where the name of the section may run
_NEAR = 8  # lines before and after that tell the column's width
_PAGE_NUMBER = re.compile(
    r"^[\W_]*(?:(?:page|p\s?a\s?g\s?e|página|seite|第)[\W_]*)?\d{1,3}(?:[\W_]*(?:of|de|von|/)[\W_]*\d{1,3})?"
    r"[\W_]*(?:page|p\s?a\s?g\s?e|頁)?[\W_]*$",
    re.I,
)
# Words that carry meaning even where they head many pages.
_MEANINGFUL = re.compile(
    r"\b(cover|covered|exclu\w+|not|pay|insured|benefits?|conditions?|definitions?)\b", re.I
)


def read_lines(pages: Sequence[Page]) -> list[Line]:
    """Return the lines of all pages in order, headers and footers marked as furniture."""
    sheets = [list(_page_lines(page)) for page in pages]
    running = _running(sheets)
    lines: list[Line] = []
    for sheet in sheets:
        marked = _mark_edges(sheet, running)
        lengths = [len(line.text) for line in marked]
        widths = [max(lengths[max(0, i - _NEAR) : i + _NEAR + 1]) for i in range(len(marked))]
        lines += [replace(line, width=width) for line, width in zip(marked, widths, strict=True)]
    return lines


def _page_lines(page: Page) -> Iterator[Line]:
    for found in re.finditer(r"[^\n\f]+", page.text):
        text = found.group().strip()
        if text:
            start = found.start() + len(found.group()) - len(found.group().lstrip())
            yield Line(text, Span(page.number, start, start + len(text)))


def _key(line: Line) -> str:
    return _squeeze(line.text)


@lru_cache(maxsize=1 << 12)
def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"\d+", "0", text.lower()))


def _running(sheets: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Return the keys of lines that stand at the top or bottom of many pages."""
    pages: Counter[str] = Counter()
    text: dict[str, str] = {}
    for sheet in sheets:
        edge = {_key(line): line.text for line in [*sheet[:_EDGE], *sheet[-_EDGE:]]}
        pages.update(edge.keys())
        text |= edge
    if len(sheets) < 3:
        return frozenset()
    tabs = _section_tabs(sheets)
    few = max(3, 0.08 * len(sheets))
    return frozenset(
        key
        for key, n in pages.items()
        if key and n >= (0.5 * len(sheets) if _MEANINGFUL.search(text[key]) else few)
    ) | frozenset(tabs)


def _section_tabs(sheets: Sequence[Sequence[Line]]) -> set[str]:
    """Return the keys of lines that name a section at the top of its pages, or of every other one."""
    tops = [
        {_key(line) for line in sheet[:_TOP] if not _MEANINGFUL.search(line.text)} - {""} for sheet in sheets
    ]
    return {
        key
        for step in (1, 2)
        for first, second, third in zip(tops, tops[step:], tops[2 * step :], strict=False)
        for key in first & second & third
    }


def _mark_edges(sheet: Sequence[Line], running: frozenset[str]) -> list[Line]:
    """Mark furniture from both ends inward, up to the first line that isn't any."""
    marked = list(sheet)
    for order in (range(len(sheet)), range(len(sheet) - 1, -1, -1)):
        for step, index in enumerate(order):
            line = sheet[index]
            runs = step < _EDGE and (_key(line) in running or bool(_PAGE_NUMBER.match(line.text)))
            if not runs and any(map(str.isalnum, line.text)):
                break
            marked[index] = replace(line, furniture=True)
    return marked


def was_wrapped(line: Line, following: Line) -> bool:
    """Whether the following line's first word would not have fitted on the line."""
    first = following.text.split(maxsplit=1)[0]
    share = 0.88 if ENDS.search(line.text) else 0.78
    return len(line.text) + 1 + len(first) >= share * line.width
