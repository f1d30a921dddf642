"""What of a policy bears on a claim: the clauses that several searches find, and the terms in them.

Always searches for what speaks against the claim, too. How strongly a term bears on a claim is a
number from its words and from what search thinks of its clause, by weights that were set by hand and
checked on labelled claims over 14 wordings (bearing.json). It decides nothing.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from intelliclaim.assess.thresholds import SENTENCE_END
from intelliclaim.search.keywords import STOP_WORDS, stem, terms, words
from intelliclaim.types import Clause, Facts, Found, Hit, Term

Search = Callable[[str, int], Found]  # a question and the most hits wanted, over one policy

LIMIT = 40  # hits of each search
LONGEST = 60  # words of the event that a search is made with
RATHER_RARE = 0.6  # of `Rarity`, below which an item's words are too common to name it
_LISTED = re.compile(r"[,;/()]|\b(?:or|and)\b")
PARTS, SHORTEST = 2, 4  # sentences of the event that are asked on their own, and their least words
# What is asked of the policy about an event, what speaks against it included.
QUESTIONS = {
    "told": "{event}",
    "exclusion": "What is not covered? {event}",
    "limit": "What is the most payable, limit, co-payment or excess for {event}",
    "gap": "We do not cover: {gap}",  # only where the claim says that something is not known
}
AGAINST = ("exclusion", "gap")
# What makes a term bear on a claim.
FEATURES = (
    "item",  # the largest share of one of its items that the claim's words cover, rare words counting more
    "shared",  # how much rare wording the two share
    "rarest",  # the rarest word that they share
    "late",  # late interaction of its clause with the claim, best of the searches
    "answers",  # the reader's log-odds that its clause answers, best of the searches
    "mark",  # how likely the answer stands in its very passages
    "rank",  # 1 for the first clause of a search, 1/2 for the second ...
)


@dataclass(frozen=True, slots=True)
class Bearing:
    """A term with its features, in FEATURES' order, and how likely it bears on the claim, 0 to 1."""

    term: Term
    features: tuple[float, ...]
    strength: float

    def of(self, feature: str) -> float:
        """Return a feature by its name."""
        return self.features[FEATURES.index(feature)]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the searches found: `found` by the questions' names, `bearings` of all terms seen."""

    questions: dict[str, str]
    found: dict[str, Found]
    bearings: tuple[Bearing, ...]
    rarity: Rarity  # of the policy's words

    def nearest(self, pages: Sequence[int] = ()) -> tuple[Hit, ...]:
        """Return the best clause of each page, the pages that the searches agree on first.

        `pages` are those that checks rest on, the weightiest first: one more vote. Votes are inverse
        places (reciprocal ranks), since scores of different questions do not compare.
        """
        votes = {page: 1 / (place + 1) for place, page in enumerate(pages)}
        best: dict[int, Hit] = {}
        for one in self.found.values():
            seen: dict[int, None] = {}
            for hit in one.hits:
                page = hit.clause.page
                if page not in seen:
                    votes[page] = votes.get(page, 0.0) + 1 / (len(seen) + 1)
                    seen[page] = None
                if page not in best or hit.score > best[page].score:
                    best[page] = hit
        return tuple(best[page] for page in sorted(votes, key=lambda page: -votes[page]) if page in best)


def gather(
    facts: Facts, clauses: Sequence[Clause], terms_: Sequence[Term], search: Search, *, product: str = ""
) -> Evidence:
    """Search for the claim's event in every way, and weigh each term whose clause or words meet it.

    The words of the `product`'s name, which a claim tells too, name nothing that happened.
    """
    questions = ask_about(facts)
    found = {name: search(question, LIMIT) for name, question in questions.items()}
    seen = _best_hits(found)
    rarity = Rarity(clauses)
    named = stems(product)
    groups = [[stems(member) for member in group] for group in terms(questions["told"])]
    bearings = []
    for term in terms_:
        features = _features(term, clauses[term.clause], groups, rarity, seen, named)
        if any(features):
            bearings.append(Bearing(term, features, strength(features)))
    return Evidence(questions, found, tuple(sorted(bearings, key=lambda one: -one.strength)), rarity)


def ask_about(facts: Facts) -> dict[str, str]:
    """Return the questions to ask about a claim, by name; each part of a long story is one of its own."""
    story = facts.event.value if facts.event else facts.text
    event = " ".join(story.split()[:LONGEST])
    gap = ". ".join(one.about for one in facts.gaps)
    questions = {
        name: form.format(event=event, gap=gap)
        for name, form in QUESTIONS.items()
        if name != "gap" or facts.gaps
    }
    parts = [part for part in SENTENCE_END.split(story) if len(part.split()) >= SHORTEST]
    if len(parts) > 1:
        questions |= {f"part {at}": part for at, part in enumerate(parts[:PARTS], 1)}
    return questions


class Rarity:
    """How rare a stem is among a policy's clauses, 0 to 1: 1 for one that a single clause has, or none."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        counts = Counter(one for clause in clauses for one in stems(clause.text))
        rarest = math.log(len(clauses) + 1)
        self._of = {one: math.log((len(clauses) + 1) / count) / rarest for one, count in counts.items()}

    def of(self, stem_: str) -> float:
        """Return the stem's rarity."""
        return self._of.get(stem_, 1.0)


def strength(features: Sequence[float]) -> float:
    """Return how likely a term with these features bears on the claim, 0 to 1."""
    weights = _weights()
    odds = weights["constant"] + sum(
        weights[name] * value for name, value in zip(FEATURES, features, strict=True)
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _features(
    term: Term,
    clause: Clause,
    groups: Sequence[Sequence[frozenset[str]]],
    rarity: Rarity,
    seen: dict[int, tuple[Hit, float]],
    product: frozenset[str],
) -> tuple[float, ...]:
    shared, rarest = 0.0, 0.0
    told = {member for group in groups for member in group}
    said = told_stems(term, clause)
    for group in groups:
        if any(member <= said for member in group):
            weight = max(rarity.of(one) for one in group[0])
            shared, rarest = shared + weight, max(rarest, weight)
    texts = term.items or (term.subject,)
    parts = (part for text in texts for part in (text, *_LISTED.split(text)))
    item = max(_covered(stems(part) - STOPS - GENERIC - product, told, rarity) for part in parts)
    late, answers, mark, rank = 0.0, 0.0, 0.0, 0.0
    if term.clause in seen:
        hit, rank = seen[term.clause]
        signals = dict(hit.signals)
        late, answers = signals.get("late", 0.0), signals.get("answers", 0.0)
        mark = max((hit.marks[at] for at in term.passages if at < len(hit.marks)), default=0.0)
    return item, shared, rarest, late, answers, mark, rank


def _covered(own: frozenset[str], told: Collection[frozenset[str]], rarity: Rarity) -> float:
    """Return the share of a text's own words that the claim says, rare words counting more.

    Common words alone are no match: what is covered must have the weight of a rather rare word.
    """
    mass = sum(map(rarity.of, own))
    if not mass:
        return 0.0
    covered = {one for one in own if any(one in member and member <= own for member in told)}
    weight = sum(map(rarity.of, covered))
    return weight / mass * min(1.0, weight / RATHER_RARE)


def told_stems(term: Term, clause: Clause) -> frozenset[str]:
    """Return the stems of a term's own words: its subject, items and passages."""
    passages = [clause.passages[at].text for at in term.passages if at < len(clause.passages)]
    text = " ".join((term.subject, *term.items, *passages))
    return stems(text)


@lru_cache(maxsize=20_000)
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words; remembered, for the same clauses are asked about all day."""
    return frozenset(stem(word) for word in words(text))


STOPS = frozenset(stem(word) for word in STOP_WORDS)
# Words that name nothing in a list of conditions: 'hernia of all types' is about hernia.
GENERIC = frozenset(
    stem(word)
    for word in "type kind form disease disorder illness condition treatment surgery surgical operation "
    "procedure related complication medical expense hospital loss damage".split()
)


def _best_hits(found: dict[str, Found]) -> dict[int, tuple[Hit, float]]:
    """Return each clause's best hit with the inverse of its best place, by the clause's ordinal."""
    best: dict[int, tuple[Hit, float]] = {}
    for one in found.values():
        for place, hit in enumerate(one.hits, 1):
            known = best.get(hit.clause.ordinal)
            kept = hit if known is None or hit.score > known[0].score else known[0]
            best[hit.clause.ordinal] = kept, max(1 / place, known[1] if known else 0.0)
    return best


@cache
def _weights() -> dict[str, float]:
    raw: dict[str, float] = json.loads(files("intelliclaim.assess").joinpath("bearing.json").read_text())
    return raw
