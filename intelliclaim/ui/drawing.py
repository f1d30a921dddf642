"""Bars drawn as SVG on the server: no script, no library, sharp at any zoom, coloured by the style sheet.

Places across are in percent and there is no viewBox, so that texts keep their size in a narrow pane. A
picture is an image to a screen reader, with one sentence that says what it shows.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

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
    """A line through all bars at `at` (0 to 1), with its text below; `row` keeps texts apart."""

    text: str
    at: float
    css: str = ""
    row: int = 0


def draw(svg: str) -> None:
    """Draw SVG of our own, whose texts are escaped: `st.html` would take it out."""
    # Within a div on one line, Markdown leaves it alone.
    st.markdown(f"<div>{svg}</div>", unsafe_allow_html=True)


def bars(said: str, rows: Sequence[Bar], marks: Sequence[Mark] = ()) -> str:
    """Draw bars below one another, and marks through them; `said` is the text alternative."""
    body = len(rows) * (_TEXT + _BAR + _GAP)
    height = body + (_TEXT * (1 + max(mark.row for mark in marks)) + 2 if marks else 0)
    parts = [_row(number, row) for number, row in enumerate(rows)]
    parts += [_mark(mark, len(rows)) for mark in marks]
    return (
        f'<svg class="ic-drawing" role="img" aria-label="{_text(said)}" width="100%" height="{height}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _row(number: int, row: Bar) -> str:
    top = number * (_TEXT + _BAR + _GAP)
    width = max(row.end - row.start, 0.004)
    left = min(row.start, 1 - width)
    return (
        f'<text x="0" y="{top + 13}">{_text(row.left)}</text>'
        f'<text x="100%" y="{top + 13}" text-anchor="end">{_text(row.right)}</text>'
        f'<rect class="ic-track" x="0" y="{top + _TEXT}" width="100%" height="{_BAR}" rx="3"/>'
        f'<rect class="{row.css}" x="{_percent(left)}" y="{top + _TEXT}" width="{_percent(width)}" '
        f'height="{_BAR}" rx="3"/>'
    )


def _mark(mark: Mark, n_rows: int) -> str:
    """Draw a mark across the bars, not across their texts; its own text stands where there is room."""
    anchor = "start" if mark.at < 0.34 else "end" if mark.at > 0.66 else "middle"
    at, low = _percent(mark.at), n_rows * (_TEXT + _BAR + _GAP) + _TEXT * (1 + mark.row) - 3
    tops = [number * (_TEXT + _BAR + _GAP) + _TEXT for number in range(n_rows)]
    ends = [top + _BAR + 4 for top in tops[:-1]] + [low - 12]
    lines = (
        f'<line class="ic-mark {mark.css}" x1="{at}" x2="{at}" y1="{top}" y2="{end}"/>'
        for top, end in zip(tops, ends, strict=True)
    )
    text = f'<text class="{mark.css}" x="{at}" y="{low}" text-anchor="{anchor}">{_text(mark.text)}</text>'
    return "".join(lines) + text


def _text(text: str) -> str:
    return html.escape(" ".join(text.split()))


def _percent(part: float) -> str:
    return f"{100 * part:.2f}%"
