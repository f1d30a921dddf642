"""A claim's text cut into sentences and clauses, with their places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A full stop after these ends no sentence.
_SHORT = "".join(
    rf"(?<!\b{word})" for word in ("Rs", "Dr", "Mr", "Mrs", "Ms", "St", "vs", "approx", "p.m", "a.m")
)
_END = re.compile(rf"(?:{_SHORT}[.!?]+[)'\"”’]?(?!(?<=\bno\.)\s\d)|;)(?=\s|$)|\n+")
_CLAUSE = re.compile(r",(?=\s)|\s[-–—]\s|[()]|:(?=\s)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: `text[start:end]`, 0-based, end-exclusive."""

    words: str
    start: int
    end: int


def sentences(text: str) -> tuple[Piece, ...]:
    """Cut a text at full stops, semicolons and line breaks; each piece keeps its mark."""
    return tuple(_cut(text, 0, len(text), _END, keep=True))


def clauses(text: str, sentence: Piece) -> tuple[Piece, ...]:
    """Cut a sentence at its commas, brackets, dashes and colons; the marks stand between the pieces."""
    return tuple(_cut(text, sentence.start, sentence.end, _CLAUSE, keep=False))


def _cut(text: str, start: int, end: int, at: re.Pattern[str], *, keep: bool) -> Iterator[Piece]:
    for match in at.finditer(text, start, end):
        stop = match.end() if keep else match.start()
        if text[start:stop].strip(" ,.;:\n"):
            yield _trimmed(text, start, stop)
        start = match.end()
    if text[start:end].strip(" ,.;:\n"):
        yield _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Piece:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Piece(words.strip(), start, start + len(words.strip()))
