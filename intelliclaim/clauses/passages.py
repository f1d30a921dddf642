"""Blocks to passages: sentences, with readable text and exact spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intelliclaim.types import Page, Passage, Span

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BREAK = re.compile(r"(\w+)(?:[\ufffe\x02\xad]\s*|[-‐]\s*\n\s*)(\w+)")
_KEEPS_HYPHEN = re.compile(
    r"pre|non|co|self|out|re|in|sub|cross|well|semi|anti|ex|half|long|short|third|first|second|low|"
    r"high|full|part|multi|on|off|by|post|follow|day|one|two|three|all|mid|over|under",
    re.I,
)
_HYPHENATED = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_ABBREVIATIONS = re.compile(
    r"e\.g|i\.e|rs|no|nos|dr|mr|mrs|ms|st|vs|viz|etc|approx|ltd|co|inc|cap|art|sec|para|cl|fig|vol|"
    r"ph|tel|regd|regn|pvt|govt|max|min|incl|excl|est|dept|sr|jr|ref|p|pp|u\.s|u\.k|a\.m|p\.m|n\.a|"
    r"núm|ud|sra",
    re.I,
)
_SENTENCE = re.compile(r"([.!?][”\"’')\]]*)(\s+)(?=[\"“‘'(\[]?[A-ZÀ-Þ0-9•])|([。！？])")
_PIECE = re.compile(r"[;；](?=\s)(?!\s+(?:and|or)\b)|[;；]\s+(?:and|or)(?=\s)")
_NUMBER_OR_INITIALS = re.compile(r"\w|\(?[ivx]{1,4}\)?|[\d.]{1,6}|[A-Z](?:\.[A-Z])+")
_IDEOGRAPH = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_LONG = 110  # words


def count_words(text: str) -> int:
    """Count words; where words aren't parted by blanks, two ideographs count as one."""
    words = len(text.split())
    return words if text.isascii() else words + len(_IDEOGRAPH.findall(text)) // 2


@dataclass(frozen=True, slots=True)
class Mender:
    """Makes page text readable. `hyphenated` are the words that the document itself hyphenates."""

    hyphenated: frozenset[str]

    @classmethod
    def for_pages(cls, pages: Sequence[Page]) -> Mender:
        """Learn from the pages which words keep their hyphens."""
        return cls(frozenset(w.lower() for page in pages for w in _HYPHENATED.findall(page.text)))

    def read(self, raw: str) -> str:
        """Return `raw` with its words mended, ligatures unfolded and white space collapsed."""
        text = _BREAK.sub(self._join, raw.translate(_LIGATURES))
        return " ".join(re.sub(r"[\ufffe\x02\xad]", "", text).split())

    def _join(self, broken: re.Match[str]) -> str:
        left, right = broken.groups()
        whole = f"{left}-{right}"
        if (
            whole.lower() in self.hyphenated
            or _KEEPS_HYPHEN.fullmatch(left)
            or not left[-1].isalpha()
            or not right[0].islower()
        ):
            return whole
        return left + right


def passages(
    spans: Sequence[Span], texts: dict[int, str], mender: Mender, *, whole: bool
) -> tuple[Passage, ...]:
    """Cut a block's spans into passages: sentences, or one passage where `whole`."""
    parts = [texts[span.page][span.start : span.end] for span in spans]
    text = "\n".join(parts)
    cuts = [(0, len(text))] if whole else list(_cut(text))
    return tuple(Passage(mender.read(text[a:b]), _locate(spans, parts, a, b)) for a, b in cuts)


def _cut(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in [*_sentence_ends(text), len(text)]:
        yield from _cut_long(text, start, end)
        start = end


def _cut_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if count_words(text[start:end]) > _LONG:
        for piece in _PIECE.finditer(text, start, end):
            if count_words(text[start : piece.end()]) >= 20 and count_words(text[piece.end() : end]) >= 8:
                yield start, piece.end()
                start = piece.end()
    if text[start:end].strip():
        yield start, end


def _sentence_ends(text: str) -> Iterator[int]:
    start = 0
    for found in _SENTENCE.finditer(text):
        end = found.end(1) if found.group(1) else found.end()
        if found.group(1) == "." and _is_abbreviation(text[max(start, end - 24) : end - 1]):
            continue
        if sum(map(str.isalnum, text[start:end])) >= 3:
            yield end
            start = end


def _is_abbreviation(before: str) -> bool:
    """Whether a full stop after `before` ends no sentence: 'Rs.', 'U.S.', or the number of an item."""
    word = re.split(r"[\s(]", before)[-1]
    if word.isdigit() and len(word) > 2:
        return False
    return bool(_ABBREVIATIONS.fullmatch(word) or _NUMBER_OR_INITIALS.fullmatch(word))


def _locate(spans: Sequence[Span], parts: Sequence[str], start: int, end: int) -> tuple[Span, ...]:
    """Return where `text[start:end]` stands, `text` being `parts` joined by single line ends."""
    located, offset = [], 0
    for span, part in zip(spans, parts, strict=True):
        a, b = max(start - offset, 0), min(end - offset, len(part))
        piece = part[a:b] if a < b else ""
        if piece.strip():
            a += len(piece) - len(piece.lstrip())
            located.append(Span(span.page, span.start + a, span.start + a + len(piece.strip())))
        offset += len(part) + 1
    return tuple(located)
