"""A question's answer out of the clauses that search found: chosen, never written.

An answer is the passages (sentences, list items, table rows) that are likeliest to hold it, whole, each
with the lead-in that gives it its meaning, in the policy's order; what was left out between two of them
is marked. Where the clauses are not likely enough to answer, by a threshold fitted on labelled
questions, the answer is that the policy does not say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from intelliclaim.cite import cite
from intelliclaim.types import Answer, Citation, Found, Hit, Page, Passage, Policy

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
# What a passage is worth, set by measuring answers to 1,469 questions over wordings that no model saw.
BREVITY, OVERHEAD = 0.8, 10  # chance / (words + OVERHEAD) ** BREVITY
OF_PAGE = 0.2  # times the sum of its page's chances to this power
NEXT_TO, SAME_CLAUSE = 3.0, 1.5  # times this where the passage beside it, or another of its clause, is shown
UNLIKELY = 0.05  # share of the best chance below which a passage is not shown
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
    """Choose the passages to show: the likeliest one, and again and again the one worth its words most.

    What stands beside a passage that is shown is worth more: it is read with it. Where the likeliest
    passage alone is longer than MAX_WORDS, it is the answer, whole: to cut it would change what it says.
    """
    worth = _worth(hits)
    likeliest = max(worth, key=lambda piece: piece.chance)
    chosen = _with(hits, {}, likeliest)  # passages by hit, in the order of their choice
    if _fits(hits, chosen):
        _take(likeliest, worth)
        said = _triples(hits, likeliest)
        while worth:
            piece = max(worth, key=worth.__getitem__)
            wider = _with(hits, chosen, piece)
            new = piece.chance >= UNLIKELY * likeliest.chance and not _is_said(hits, piece, said)
            if new and _fits(hits, wider):
                chosen = wider
                said |= _triples(hits, piece)
                _take(piece, worth)
            else:
                del worth[piece]
    return _choices(hits, chosen)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage that an answer may take: passage `at` of a hit, and the page that it begins on."""

    hit: int
    at: int
    chance: float
    page: tuple[str, int]


def _worth(hits: Sequence[Hit]) -> dict[_Piece, float]:
    """Return what each passage is worth: its chance and its page's, against the words that it takes."""
    pieces = [
        _Piece(row, at, chance, (hit.policy_id, passage.spans[0].page))
        for row, hit in enumerate(hits)
        for at, (passage, chance) in enumerate(
            zip(hit.clause.passages, hit.chances or (0.0,) * len(hit.clause.passages), strict=True)
        )
    ]
    pages: dict[tuple[str, int], float] = {}
    for piece in pieces:
        pages[piece.page] = pages.get(piece.page, 0.0) + piece.chance
    return {
        piece: piece.chance
        * pages[piece.page] ** OF_PAGE
        / (len(hits[piece.hit].clause.passages[piece.at].text.split()) + OVERHEAD) ** BREVITY
        for piece in pieces
    }


def _take(piece: _Piece, worth: dict[_Piece, float]) -> None:
    """Take a passage out of those still to choose from, and let the others of its clause gain by it."""
    del worth[piece]
    for other in worth:
        if other.hit == piece.hit:
            worth[other] *= NEXT_TO if abs(other.at - piece.at) == 1 else SAME_CLAUSE


def _is_said(hits: Sequence[Hit], piece: _Piece, said: set[tuple[str, ...]]) -> bool:
    """Say whether a passage repeats what is shown already, as wordings do that print a clause twice."""
    own = _triples(hits, piece)
    return bool(own) and len(own & said) > REPEATED * len(own)


def _triples(hits: Sequence[Hit], piece: _Piece) -> set[tuple[str, ...]]:
    words = hits[piece.hit].clause.passages[piece.at].text.casefold().split()
    return set(zip(words, words[1:], words[2:], strict=False))


def _with(hits: Sequence[Hit], chosen: dict[int, set[int]], piece: _Piece) -> dict[int, set[int]]:
    """Return the passages chosen with one more, with what leads into it and what takes of it again."""
    passages = hits[piece.hit].clause.passages
    more = _led_by(passages, piece.at) + _qualified_by(passages, piece.at)
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


def _led_by(passages: Sequence[Passage], at: int) -> list[int]:
    """Return where the passage stands that leads into this one, if the clause itself has it: [] or one."""
    return [each for each in range(at) if passages[each].text.endswith(":")][-1:]
