"""Questions to keyword expressions, and how much of a question's wording a clause covers.

Works on words alone: stems, the trade's synonyms (synonyms.txt) and how rare a word is among the
clauses at hand. It knows nothing of vectors.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from importlib.resources import files

from intelliclaim.store import fts_phrase

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be been before being but by can cannot could did do "
    "does doing done for from get gets give given got had has have having he her hers him his how i if in "
    "into is it its just may me must my need of off on one only or our out over own pay paid payable per "
    "please say says she should so some take than that the their them then there these they this those to "
    "too under until up us was we were what when where whether which while who whom whose why will with "
    "would you your ours much many long cover covered covers claim claims policy insured insurance insurer "
    "customer".split()
)
SUFFIXES = (
    "isations",
    "ization",
    "isation",
    "ements",
    "ations",
    "ement",
    "ation",
    "ings",
    "ing",
    "ied",
    "ies",
    "ed",
    "es",
    "s",
    "e",
    "y",
)


@cache
def stem(word: str) -> str:
    """Cut a word's ending, so that 'admitted', 'admits' and 'admit' meet; crude, and only for coverage."""
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def words(text: str) -> list[str]:
    """Return the words and numbers of a text, in order, in lower case and without accents."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return WORD.findall(bare.lower())


def terms(question: str) -> tuple[tuple[str, ...], ...]:
    """Return what a question asks about: one group of interchangeable words or phrases per term.

    Stop words are left out, unless nothing else is there. The question's own word comes first.
    """
    asked = words(question)
    kept = [word for word in asked if word not in STOP_WORDS] or asked
    text = f" {' '.join(asked)} "
    groups: dict[str, tuple[str, ...]] = {word: (word,) for word in kept}
    for member, group in _synonyms().items():
        if f" {member} " not in text:
            continue
        others = tuple(other for other in group if other != member)
        groups[member] = (*groups.get(member, (member,)), *others)
    return tuple(groups.values())


def match_expression(groups: Iterable[Sequence[str]]) -> str:
    """Return the FTS5 expression that finds clauses with any member of any group."""
    members = dict.fromkeys(member for group in groups for member in group)
    return " OR ".join(fts_phrase(member) for member in members)


class Coverage:
    """How much of a question's wording each of some clauses covers, rare words counting more."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._stems = [frozenset(stem(word) for word in words(text)) for text in texts]
        counts: dict[str, int] = {}
        for stems in self._stems:
            for one in stems:
                counts[one] = counts.get(one, 0) + 1
        total = len(texts) + 1
        self._rarity = {one: math.log(total / count) for one, count in counts.items()}
        self._unseen = math.log(total)

    def of(self, groups: Sequence[Sequence[str]], rows: Collection[int]) -> list[float]:
        """Return each row's share, 0 to 1, of the weight of the groups that it has a member of."""
        stemmed = [[frozenset(stem(word) for word in words(member)) for member in group] for group in groups]
        weights = [self._weight(group[0]) for group in stemmed]
        whole = sum(weights) or 1.0
        return [
            sum(
                weight * (1.0 if group[0] <= self._stems[row] else 0.7)
                for group, weight in zip(stemmed, weights, strict=True)
                if any(member <= self._stems[row] for member in group)
            )
            / whole
            for row in rows
        ]

    def _weight(self, stems: frozenset[str]) -> float:
        return max((self._rarity.get(one, self._unseen) for one in stems), default=0.0)


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    """Every member of every group, as words parted by single spaces, to its whole group."""
    found: dict[str, tuple[str, ...]] = {}
    for line in files("intelliclaim.search").joinpath("synonyms.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            group = tuple(" ".join(words(member)) for member in line.split(","))
            for member in group:
                found[member] = tuple(dict.fromkeys((*found.get(member, ()), *group)))
    return found
