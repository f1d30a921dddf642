"""A question's answer out of the clauses that search found: chosen, never written.

An answer is whole passages (sentences, list items, table rows) of the best clauses, each with the
lead-in that gives it its meaning, in the policy's order; what was left out between two of them is
marked. Where the clauses are not likely enough to answer, by a threshold fitted on labelled
questions, the answer is that the policy does not say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from intelliclaim.cite import cite
from intelliclaim.types import Answer, Citation, Found, Hit, Page, Passage, Policy

MAX_WORDS = 120
MAX_CITATIONS = 3
NEAREST = 3  # clauses shown as 'not an answer'
OMITTED = "[…]"  # stands where the policy says more between two passages

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
    for hit in found.hits[len(choices) :]:  # what bears on it on other pages
        if len(citations) < MAX_CITATIONS:
            citation = cited(Choice(hit, hit.clause.passages))
            citations.setdefault((citation.policy_id, citation.page), citation)
    text = "\n".join(written(told[place]) for place in told)
    return Answer(question, text, tuple(citations.values()), (), 0.0, found.answerable)


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
    """Choose what to show: of each of the best clauses in turn, what the words left allow.

    Where the best clause's likeliest passage alone is longer than MAX_WORDS, it is the answer, whole:
    to cut it would change what it says.
    """
    choices: list[Choice] = []
    left = MAX_WORDS
    for hit in hits[:MAX_CITATIONS]:
        choice = fit(hit, left)
        if choice is None:
            break
        choices.append(choice)
        left -= _count_words(choice) + 1  # and a mark of omission before the next
    return choices or [likeliest_alone(hits[0])]


def fit(hit: Hit, n_words: int) -> Choice | None:
    """Take of a clause what fits into `n_words`, marks of omission counted; None if nothing does."""
    allowed = n_words
    while choice := trim(hit, allowed):
        over = _count_words(choice) - n_words
        if over <= 0:
            return choice
        allowed -= over
    return None


def likeliest_alone(hit: Hit) -> Choice:
    """Take a clause's likeliest passage, however long, with what leads into it."""
    passages = hit.clause.passages
    marks = _marks(hit)
    best = max(range(len(passages)), key=lambda at: marks[at])
    kept = (*_led_by(passages, best), best)
    return Choice(hit, tuple(passages[at] for at in kept), passages[best])


def trim(hit: Hit, n_words: int) -> Choice | None:
    """Take as many of a clause's passages as have `n_words`, the likeliest first; None if none has."""
    passages = hit.clause.passages
    lead_in = hit.clause.lead_in
    left = n_words - (len(lead_in.text.split()) if lead_in else 0)
    marks = _marks(hit)
    kept: set[int] = set()
    for at in sorted(range(len(passages)), key=lambda at: (-marks[at], at)):
        wanted = {at, *_led_by(passages, at)} - kept
        words = sum(len(passages[each].text.split()) for each in wanted)
        if words <= left:
            kept |= wanted
            left -= words
    if not kept:
        return None
    likeliest = passages[max(kept, key=lambda at: marks[at])] if hit.marks else None
    return Choice(hit, tuple(passages[at] for at in sorted(kept)), likeliest)


def _marks(hit: Hit) -> tuple[float, ...]:
    return hit.marks or (0.0,) * len(hit.clause.passages)


def _led_by(passages: Sequence[Passage], at: int) -> list[int]:
    """Return where the passage stands that leads into this one, if the clause itself has it: [] or one."""
    return [each for each in range(at) if passages[each].text.endswith(":")][-1:]


def _count_words(choice: Choice) -> int:
    return len(written([choice]).split())
