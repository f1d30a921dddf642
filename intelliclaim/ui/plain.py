"""Text from policies and users, made safe to draw. No streamlit here.

Streamlit reads labels and messages as Markdown with extensions: `$...$` is LaTeX, `:red[...]` a
colour, `:smile:` an emoji. A policy's words must reach the screen as they are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from intelliclaim.types import Policy

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!$~|&^=])")
_DIRECTIVE = re.compile(r":(?=[\w+-])")
_ITEM = re.compile(r"(?:(?<=[:;,.])|(?<= or)|(?<= and))\s+(?=(?:\((?:[a-z]|[ivx]+|\d{1,2})\)|[•▪●])\s)")
_BLANKS = re.compile(r"\s+")


def label(text: str, longest: int = 0) -> str:
    """Escape `text` for a Streamlit label or message, on one line, cut at `longest` characters (0: never)."""
    line = _BLANKS.sub(" ", text).strip()
    if longest and len(line) > longest:
        line = line[: longest - 1].rstrip() + "…"
    # A word joiner breaks ':name[' and ':name:' without showing; a backslash would not.
    return _DIRECTIVE.sub(":\u2060", _MARKDOWN.sub(r"\\\1", line))


def tag(name: str, css: str, text: str) -> str:
    """Wrap the escaped `text` in an HTML element of our own."""
    return f'<{name} class="{css}">{html.escape(text)}</{name}>'


def reflowed(quote: str) -> str:
    """Undo the page's line breaks, and begin a line at each list item: the white space alone differs."""
    return _ITEM.sub("\n", _BLANKS.sub(" ", quote).strip())


def emphasised(text: str, part: str) -> str:
    """Escape a text and emphasise `part` of it, whatever white space parts its words; not where it is all."""
    words = r"\s+".join(map(re.escape, part.split()))
    match = re.search(words, text) if words else None
    if not match or match.group() == text:
        return html.escape(text)
    before, after = text[: match.start()], text[match.end() :]
    return f"{html.escape(before)}<strong>{html.escape(match.group())}</strong>{html.escape(after)}"


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Escape a page's text and mark `spans` (offsets into `text`, end-exclusive, in any order)."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        begin = max(start, at)
        if begin >= end:
            continue
        parts += [html.escape(text[at:begin]), f"<mark>{html.escape(text[begin:end])}</mark>"]
        at = end
    return "".join([*parts, html.escape(text[at:])])


def count(number: int, noun: str, plural: str = "") -> str:
    """Return '1 page', '2 pages'."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def named(policy: Policy) -> str:
    """Return a policy's name with its version, as a list of choices shows it."""
    return f"{policy.name} · v{policy.version}" + (" (replaced)" if policy.replaced_by else "")


def differing(text: str, ranges: Sequence[tuple[int, int]], element: str) -> str:
    """Escape a sentence and put what differs into an element, `del` or `ins`; `ranges` in order."""
    parts: list[str] = []
    at = 0
    for start, end in ranges:
        parts += [html.escape(text[at:start]), f"<{element}>{html.escape(text[start:end])}</{element}>"]
        at = end
    return "".join([*parts, html.escape(text[at:])])
