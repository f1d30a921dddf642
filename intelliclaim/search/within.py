"""Words found in a policy's pages, letter by letter: what a viewer's search box does. No ranking."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intelliclaim.types import Page, Span

MOST = 500  # places; whoever has more looks for a longer word
_SHORTEST = 3  # letters of a word that is looked for by itself
# Letters that a page may hold in another form than a keyboard types them.
_FORMS = {"'": "['’‘]", '"': '["“”]', "-": "[-‐‑–—]", "fi": "(?:fi|ﬁ)", "fl": "(?:fl|ﬂ)", "ff": "(?:ff|ﬀ)"}
_PARTS = re.compile("|".join([*map(re.escape, _FORMS), "."]))
_GAP = r"\s+"  # between words: a line's end too
_BREAK = r"(?:-?\s*\n\s*)?"  # within a word that is broken at a line's end


def find_words(pages: Iterable[Page], wanted: str) -> tuple[Span, ...]:
    """Return where `wanted` stands, in reading order, case aside; at most `MOST` places.

    Words in a row are looked for as they were typed; where they stand nowhere so, each of them is
    looked for by itself.
    """
    words = wanted.split()
    if not words:
        return ()
    held = tuple(pages)
    phrase = _find(held, _GAP.join(map(_pattern, words)))
    apart = [word for word in words if len(word) >= _SHORTEST]
    if phrase or len(words) == 1 or not apart:
        return phrase
    return _find(held, "|".join(rf"\b{_pattern(word)}" for word in apart))


def _find(pages: Iterable[Page], pattern: str) -> tuple[Span, ...]:
    finder = re.compile(pattern, re.I)
    spans = (Span(page.number, *match.span()) for page in pages for match in finder.finditer(page.text))
    return tuple(span for span, _ in zip(spans, range(MOST), strict=False))


def _pattern(word: str) -> str:
    return _BREAK.join(_FORMS.get(part.lower(), re.escape(part)) for part in _PARTS.findall(word))
