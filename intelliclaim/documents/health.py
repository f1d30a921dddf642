"""The health report: which pages have no text, or text that can't be trusted, and in which language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from intelliclaim.clauses import count_tables
from intelliclaim.types import Health, Page

_STOP_WORDS = {
    "en": "the of and to in or is for any by this be that with as on not are we you your will",
    "es": "de la el los las que y en por del se una con para su al no lo como",
    "fr": "le la les de des et du en un une pour par dans est que qui ou sur au",
    "de": "der die das und in den von zu mit ist des für im auf nicht eine oder wird bei",
    "pt": "de o a os as que e do da em um uma para com não por no na dos das ao",
    "it": "il di e la che in un per del della dei le con non una sono si al da",
    "nl": "de het een en van in is op te dat die voor niet met aan door of bij",
}
_VOTES = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_WORD = re.compile(r"[^\W\d_]+")
_FEW_WORDS = 15  # below this a page says almost nothing ...
_MANY_WORDS = 80  # ... where half of the pages have this many


def examine(pages: Sequence[Page], *, encrypted: bool = False) -> Health:
    """Examine the pages of one file."""
    language = _language(" ".join(page.text for page in pages))
    words = [len(_WORD.findall(page.text)) for page in pages]
    median = sorted(words)[len(words) // 2] if words else 0
    empty = tuple(p.number for p, n in zip(pages, words, strict=True) if n == 0)
    suspect = tuple(
        page.number
        for page, n in zip(pages, words, strict=True)
        if n and ((n < _FEW_WORDS and median >= _MANY_WORDS) or _is_garbled(page.text))
    )
    return Health(
        n_pages=len(pages),
        pages_without_text=empty,
        suspect_pages=suspect,
        language=language,
        n_tables=count_tables(pages),
        encrypted=encrypted,
    )


def _language(text: str) -> str:
    letters = sum(map(str.isalpha, text))
    if not letters:
        return ""
    for language, script in _SCRIPTS:
        if len(script.findall(text)) > letters / 3:
            return language
    counts = Counter(_WORD.findall(text.lower()))
    total = sum(counts.values())
    votes = {language: sum(counts[word] for word in words) for language, words in _VOTES.items()}
    best = max(votes, key=lambda language: votes[language])
    return best if votes[best] > 0.12 * total else ""


# Fonts from before Unicode draw other scripts over Latin codes. Read as text they are words with
# accents, symbols and capitals in places where no language puts them.
_SMALL_THEN_CAPITAL = re.compile(r"[a-zß-öø-ÿ][A-ZÀ-ÖØ-Þ]")
_SYMBOL_INSIDE = re.compile(r"[^\W\d_][³²¹±µ®©¶§¤¦¢£¥÷×¿¡¬¼½¾«»{}|~^\\<>=+*#@ˆ˜][^\W\d_]")
_ODD = re.compile(r"[ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ](?=[a-z])(?<=[a-z].)|[\ue000-\uf8ff\ufffd]")


def _is_garbled(text: str) -> bool:
    words = [word for word in text.split() if sum(map(str.isalpha, word)) >= 3]
    if len(words) < 10:
        return False
    return sum(map(_is_odd, words)) > 0.15 * len(words)


def _is_odd(word: str) -> bool:
    return bool(
        _ODD.search(word) or _SYMBOL_INSIDE.search(word) or len(_SMALL_THEN_CAPITAL.findall(word)) > 1
    )
