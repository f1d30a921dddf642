"""Rows of tables, told from lines alone: PDFium puts a row's cells on one line, a blank between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from intelliclaim.clauses.cells import is_bare, is_fragment, trailing_cells
from intelliclaim.clauses.lines import ENDS, Line, was_wrapped

_SAYS_NO = re.compile(r"\b(?:not covered|not applicable|nil|n/a|not available|full cover|unlimited)$", re.I)
_ONE_VALUE = re.compile(
    r"[$£€₹¥]\s?\d|\b(?:Rs\.?|INR|HK\$|US\$|S\$|USD|SGD)\s?\d|\d\s?%|\b\d{1,3}(?:,\d{2,3})+\b", re.I
)
_COLUMN = re.compile(
    r"\b(?:amount|limits?|benefits?|sum|percentage|plan|maximum|sub-limits?|period|premium)\b", re.I
)
_BARE_NUMBER = re.compile(r"(\d{1,3})\s+(?=[A-Z])")
_CONTENTS = re.compile(r"(?:\.{4,}|\s\.\s\.\s|…|[^\d\W]\s+)\s*\d{1,3}$")

_BROKEN = 6  # lines from one row to the next, where labels and values are broken over several


def find_rows(lines: Sequence[Line]) -> frozenset[int]:
    """Return the lines that are rows of tables: they end in values, and others beside them do too."""
    categories = _categories(lines)
    cells = [_cells(line) for line in lines]
    strong = {i for i, n in enumerate(cells) if n >= 2 or _is_contents(lines, i)}
    weak = strong | {i for i, line in enumerate(lines) if _has_value(line)}
    rows = {i for i in strong if cells[i] >= 3}
    for before, after in pairwise(sorted(strong)):
        if after - before <= _BROKEN and not any(ENDS.search(n.text) for n in lines[before + 1 : after]):
            rows |= {before, after}
    rows |= {i for i in weak if {i - 1, i + 1} & weak}
    kinds = {i for i, line in enumerate(lines) if line.text.split()[-1] in categories}
    rows |= _numbered_rows(lines)
    rows |= {i for i in kinds if len({i - 2, i - 1, i + 1, i + 2} & kinds) >= 2}
    for index, line in enumerate(lines):  # values alone belong to the row whose label stands above
        if (
            index not in rows
            and {index - 1, index - 2} & rows
            and (is_bare(line.text) or is_fragment(line.text))
        ):
            rows.add(index)
    return frozenset(rows)


def _cells(line: Line) -> int:
    """Return how many values a line ends in; a line that says so much that it must be a sentence has none."""
    if len(line.text.split()) > 40:
        return 0
    count, start = trailing_cells(line.text)
    label = line.text[:start]
    return count if any(map(str.isdigit, line.text[start:])) or any(map(str.isalpha, label)) else 0


def _has_value(line: Line) -> bool:
    """Whether a line looks like a label with one amount: short, with room left, and no sentence."""
    text = line.text
    if len(text) >= 0.8 * max(line.width, 60) or len(text.split()) > 14 or ENDS.search(text):
        return False
    return bool(_ONE_VALUE.search(text) or _SAYS_NO.search(text)) or (
        text[0].isupper() and any(map(str.isdigit, text[trailing_cells(text)[1] :]))
    )


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


def names_columns(lines: Sequence[Line], index: int, rows: frozenset[int]) -> bool:
    """Whether the line names the columns of a table that begins on the next."""
    if index in rows or index + 1 not in rows or index + 1 >= len(lines):
        return False
    if index - 1 in rows and lines[index - 1].span.page == lines[index].span.page:
        return False  # a row that tells its values in words
    text = lines[index].text
    words = text.split()
    if not 2 <= len(words) <= 16 or ENDS.search(text) or text[0].islower() or _ONE_VALUE.search(text):
        return False
    if was_wrapped(lines[index], lines[index + 1]):
        return False
    capitals = sum(word[0].isupper() for word in words if word[0].isalpha())
    return bool(_COLUMN.search(text)) or (capitals >= 2 and _cells(lines[index + 1]) >= 2)


def _is_contents(lines: Sequence[Line], index: int) -> bool:
    near = lines[max(0, index - 2) : index + 3]
    return (
        bool(_CONTENTS.search(lines[index].text)) and sum(bool(_CONTENTS.search(n.text)) for n in near) >= 3
    )
