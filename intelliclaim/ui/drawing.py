"""Bars drawn as SVG on the server: no script, no library, sharp at any zoom, coloured by the style sheet.

Places across are in percent and there is no viewBox, so that texts keep their size in a narrow pane. A
picture is an image to a screen reader, with one sentence that says what it shows. No streamlit here.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

_TEXT, _BAR, _GAP = 17, 12, 10  # pixels: a row's text, its bar, the space below


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `start` to `end` (both 0 to 1) with a text above it at the left and one at the right.

    `css` is its colour's class: ic-is-plain, ic-is-good, ic-is-bad or ic-is-open.
    """

    left: str
    right: str
    start: float
    end: float
    css: str = "ic-is-plain"


@dataclass(frozen=True, slots=True)
class Mark:
    """A line down through all bars at `at` (0 to 1), with its text below; `row` keeps texts apart."""

    text: str
    at: float
    css: str = ""
    row: int = 0


def bars(said: str, rows: Sequence[Bar], marks: Sequence[Mark] = ()) -> str:
    """Draw bars below one another, and marks through them; `said` is the text alternative."""
    body = len(rows) * (_TEXT + _BAR + _GAP)
    height = body + (_TEXT * (1 + max(mark.row for mark in marks)) + 2 if marks else 0)
    parts = [_row(number, row) for number, row in enumerate(rows)]
    parts += [_mark(mark, body) for mark in marks]
    return (
        f'<svg class="ic-drawing" role="img" aria-label="{html.escape(said)}" width="100%" height="{height}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _row(number: int, row: Bar) -> str:
    top = number * (_TEXT + _BAR + _GAP)
    width = max(row.end - row.start, 0.004)
    left = min(row.start, 1 - width)
    return (
        f'<text x="0" y="{top + 13}">{html.escape(row.left)}</text>'
        f'<text x="100%" y="{top + 13}" text-anchor="end">{html.escape(row.right)}</text>'
        f'<rect class="ic-track" x="0" y="{top + _TEXT}" width="100%" height="{_BAR}" rx="3"/>'
        f'<rect class="{row.css}" x="{_percent(left)}" y="{top + _TEXT}" width="{_percent(width)}" '
        f'height="{_BAR}" rx="3"/>'
    )


def _mark(mark: Mark, body: int) -> str:
    """Draw a mark; its text stands on the side where there is room."""
    anchor = "start" if mark.at < 0.34 else "end" if mark.at > 0.66 else "middle"
    at, low = _percent(mark.at), body + _TEXT * (1 + mark.row) - 3
    return (
        f'<line class="ic-mark {mark.css}" x1="{at}" x2="{at}" y1="0" y2="{low - 11}"/>'
        f'<text class="{mark.css}" x="{at}" y="{low}" text-anchor="{anchor}">{html.escape(mark.text)}</text>'
    )


def _percent(part: float) -> str:
    return f"{100 * part:.2f}%"
