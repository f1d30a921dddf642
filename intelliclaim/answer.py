"""A question's answer out of the clauses that search found: chosen, never written.

An answer is the passages (sentences, list items, table rows) that are likeliest to hold it, whole, each
with the lead-in that gives it its meaning, in the policy's order; what was left out between two of them
is marked. Where the clauses are not likely enough to answer, by a threshold fitted on labelled
questions, the answer is that the policy does not say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from intelliclaim.cite import cite
from intelliclaim.clauses.markers import read_marker
from intelliclaim.types import Answer, Citation, Clause, ClauseKind, Found, Hit, Page, Passage, Policy

MAX_WORDS = 120
MAX_CITATIONS = 3
NEAREST = 3  # clauses shown as 'not an answer'
OMITTED = "[…]"  # stands where the policy says more between two passages

# How a sentence begins that takes something of the one before it, without which that one misleads.
QUALIFIES = re.compile(
    r"(?:\W*[\w.]{1,4}[.)]\s)?\W*"  # a list's mark
    r"(?:however|but|provided|except|unless|subject to|this (?:exclusion|limit|cover|does not))\b",
    re.I,
)
OPENS_LIST = re.compile(r":$|\bfollowing\b", re.I)
# What a passage is worth, set by measuring answers to some 1,700 questions over wordings that no model saw.
BREVITY, OVERHEAD = 0.6, 5  # chance / (words + OVERHEAD) ** BREVITY
UNLIKELY = 0.05  # share of the best chance below which a passage is not shown
LISTED = 40  # words of a list, at most, that are shown with the sentence that opens it
REPEATED = 0.8  # share of its triples of words that are shown already, above which it says nothing new

PageOf = Callable[[str, int], Page]  # a page by policy and number


@dataclass(frozen=True, slots=True)
class Choice:
    """What an answer takes of one clause: some of its passages, in their order."""

    hit: Hit
    passages: tuple[Passage, ...]
    likeliest: Passage | None = None


def compose(
    question: str, found: Found, threshold: float, policies: Mapping[str, Policy], page_of: PageOf
) -> Answer:
    """Answer from what was found, or abstain where `found.answerable` is below the threshold.

    Raises:
        QuoteMismatch: a stored clause does not match its page.
    """

    def cited(choice: Choice) -> Citation:
        policy = policies[choice.hit.policy_id]
        clause, passages = choice.hit.clause, choice.passages
        return cite(
            policy, clause, passages, lambda number: page_of(policy.id, number), likeliest=choice.likeliest
        )

    if not found.hits or found.answerable < threshold:
        nearest = tuple(cited(Choice(hit, hit.clause.passages)) for hit in found.hits[:NEAREST])
        return Answer(question, "", (), nearest, 0.0, found.answerable)
    choices = choose(found.hits)
    told: dict[tuple[str, int], list[Choice]] = {}  # by policy and page
    citations: dict[tuple[str, int], Citation] = {}
    for choice in choices:
        citation = cited(choice)
        place = (citation.policy_id, citation.page)
        told.setdefault(place, []).append(choice)
        citations[place] = beside(citations[place], citation) if place in citations else citation
    for hit in found.hits:  # what bears on it on other pages
        if len(citations) < MAX_CITATIONS:
            citation = cited(Choice(hit, hit.clause.passages))
            citations.setdefault((citation.policy_id, citation.page), citation)
    text = "\n".join(written(told[place]) for place in told)
    likeliest = choices[0].likeliest.text if choices[0].likeliest else ""
    return Answer(question, text, tuple(citations.values()), (), 0.0, found.answerable, likeliest)


def written(choices: Sequence[Choice]) -> str:
    """Write choices of one policy out in its order, each item after its lead-in, omissions marked."""
    parts: list[str] = []
    context = ""  # the lead-in that the last words stand under
    after: tuple[int, int] | None = None  # clause and passage that would follow without a gap
    for choice in sorted(choices, key=lambda choice: choice.hit.clause.ordinal):
        clause = choice.hit.clause
        for at, passage in enumerate(clause.passages):
            if passage not in choice.passages:
                continue
            if after not in (None, (clause.ordinal, at)):
                parts.append(OMITTED)
            if clause.lead_in and context != clause.lead_in.text:
                parts.append(clause.lead_in.text)
            parts.append(passage.text)
            context = clause.lead_in.text if clause.lead_in else passage.text
            last = at + 1 == len(clause.passages)
            after = (clause.ordinal + 1, 0) if last else (clause.ordinal, at + 1)
    return " ".join(parts)


def beside(first: Citation, second: Citation) -> Citation:
    """Join two citations of one page: the second's words stand in the first's `also`."""
    added = [span for span in second.spans if span not in first.also]
    return replace(first, also=(*first.also, *added))


def choose(hits: Sequence[Hit]) -> list[Choice]:
    """Choose the passages to show: the likeliest one, then those worth their words most, as long as they fit.

    Where the likeliest passage with what belongs to it is longer than MAX_WORDS, that is the answer, whole:
    to cut it would change what it says.
    """
    pieces = [
        _Piece(row, at, chance, len(passage.text.split()))
        for row, hit in enumerate(hits)
        for at, (passage, chance) in enumerate(
            zip(hit.clause.passages, hit.chances or (0.0,) * len(hit.clause.passages), strict=True)
        )
    ]
    likeliest = max(pieces, key=lambda piece: piece.chance)
    chosen = _with(hits, {}, likeliest)  # passages by hit, in the order of their choice
    if not _fits(hits, chosen):
        return _choices(hits, chosen)
    said = _triples(hits, likeliest)
    likely = [piece for piece in pieces if piece.chance >= UNLIKELY * likeliest.chance]
    for piece in sorted(likely, key=lambda piece: -piece.worth):
        if _is_said(hits, piece, said):
            continue
        wider = _with(hits, chosen, piece)
        if _fits(hits, wider):
            chosen = wider
            said |= _triples(hits, piece)
    return _choices(hits, chosen)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage that an answer may take: passage `at` of a hit, its chance, and its words."""

    hit: int
    at: int
    chance: float
    words: int

    @property
    def worth(self) -> float:
        return self.chance / math.pow(self.words + OVERHEAD, BREVITY)


def _is_said(hits: Sequence[Hit], piece: _Piece, said: set[tuple[str, ...]]) -> bool:
    """Say whether a passage repeats what is shown already, as wordings do that print a clause twice."""
    own = _triples(hits, piece)
    return bool(own) and len(own & said) > REPEATED * len(own)


def _triples(hits: Sequence[Hit], piece: _Piece) -> set[tuple[str, ...]]:
    words = hits[piece.hit].clause.passages[piece.at].text.casefold().split()
    return set(zip(words, words[1:], words[2:], strict=False))


def _with(hits: Sequence[Hit], chosen: dict[int, set[int]], piece: _Piece) -> dict[int, set[int]]:
    """Return the passages chosen with one more, with what leads into it and what completes or limits it."""
    clause = hits[piece.hit].clause
    passages = clause.passages
    more = _led_by(clause, piece.at) + _listed_under(passages, piece.at) + _qualified_by(passages, piece.at)
    return chosen | {piece.hit: {*chosen.get(piece.hit, ()), piece.at, *more}}


def _fits(hits: Sequence[Hit], chosen: dict[int, set[int]]) -> bool:
    """Say whether an answer of these passages keeps to the words and the pages allowed."""
    told: dict[tuple[str, int], list[Choice]] = {}
    for choice in _choices(hits, chosen):
        first = choice.likeliest or choice.passages[0]
        place = choice.hit.policy_id, first.spans[0].page
        told.setdefault(place, []).append(choice)
    text = " ".join(map(written, told.values()))
    return len(told) <= MAX_CITATIONS and len(text.split()) <= MAX_WORDS


def _choices(hits: Sequence[Hit], chosen: dict[int, set[int]]) -> list[Choice]:
    choices = []
    for row, places in chosen.items():
        passages, chances = hits[row].clause.passages, hits[row].chances
        likeliest = passages[max(places, key=lambda at: chances[at])] if chances else None
        choices.append(Choice(hits[row], tuple(passages[at] for at in sorted(places)), likeliest))
    return choices


def _qualified_by(passages: Sequence[Passage], at: int) -> list[int]:
    """Return where the passage stands that follows this one and limits it ('However, ...'): [] or one."""
    after = at + 1
    return [after] if after < len(passages) and QUALIFIES.match(passages[after].text) else []


def _listed_under(passages: Sequence[Passage], at: int) -> list[int]:
    """Return where the items of a short list stand that this passage opens: without them it says nothing."""
    if not OPENS_LIST.search(passages[at].text):
        return []
    opening = read_marker(passages[at].text, {})

    def is_item(row: int) -> bool:
        mark = read_marker(passages[row].text, {})
        return mark is not None and (opening is None or mark.style != opening.style)

    items = list(takewhile(is_item, range(at + 1, len(passages))))
    words = sum(len(passages[row].text.split()) for row in items)
    return items if words <= LISTED else []


def _led_by(clause: Clause, at: int) -> list[int]:
    """Return where the passage stands that leads into this one, if the clause itself has it: [] or one.

    In a list without an opening sentence that is the heading, where it is one of the passages.
    """
    texts = [passage.text for passage in clause.passages[:at]]
    opening = [each for each, text in enumerate(texts) if text.endswith(":")]
    if opening or clause.kind is not ClauseKind.LIST:
        return opening[-1:]
    begins_with_heading = bool(texts) and clause.heading[-1:] == (texts[0],)
    return [0] if begins_with_heading else []
