"""A question's answer out of the clauses that search found: chosen, never written.

An answer is whole passages (sentences, list items, table rows) of the best clauses, each with the
lead-in that gives it its meaning. Where the clauses are not likely enough to answer, by a threshold
fitted on labelled questions, the answer is that the policy does not say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from intelliclaim.cite import cite
from intelliclaim.types import Answer, Citation, Found, Hit, Page, Passage, Policy, Span

MAX_WORDS = 120
MAX_CITATIONS = 3
NEAREST = 3  # clauses shown as 'not an answer'

PageOf = Callable[[str, int], Page]  # a page by policy and number


@dataclass(frozen=True, slots=True)
class Choice:
    """What an answer takes of one clause: some of its passages, in their order."""

    hit: Hit
    passages: tuple[Passage, ...]
    likeliest: Passage | None = None

    @property
    def text(self) -> str:
        """The lead-in and the passages, readable."""
        lead_in = self.hit.clause.lead_in
        return " ".join(passage.text for passage in (*([lead_in] if lead_in else []), *self.passages))


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
    paragraphs: dict[tuple[str, int], tuple[Citation, str]] = {}  # by policy and page
    for choice in choices:
        citation = cited(choice)
        place = (citation.policy_id, citation.page)
        if place in paragraphs:
            first, text = paragraphs[place]
            paragraphs[place] = (beside(first, citation), f"{text} {choice.text}")
        else:
            paragraphs[place] = (citation, choice.text)
    others = [cited(Choice(hit, hit.clause.passages)) for hit in found.hits[len(choices) :]]
    for citation in others:  # what bears on it elsewhere: other pages first
        if len(paragraphs) < MAX_CITATIONS:
            paragraphs.setdefault((citation.policy_id, citation.page), (citation, ""))
    text = "\n".join(text for _, text in paragraphs.values() if text)
    citations = tuple(citation for citation, _ in paragraphs.values())
    return Answer(question, text, citations, (), 0.0, found.answerable)


def beside(first: Citation, second: Citation) -> Citation:
    """Join two citations of one page: the second's words stand in the first's `also`."""
    second_main = Span(second.page, second.start, second.end)
    added = [span for span in (second_main, *second.also) if span not in first.also]
    return replace(first, also=(*first.also, *added))


def choose(hits: Sequence[Hit]) -> list[Choice]:
    """Choose what to show: of each of the best clauses in turn, what the words left allow."""
    choices: list[Choice] = []
    left = MAX_WORDS
    for hit in hits[:MAX_CITATIONS]:
        choice = trim(hit, left)
        if choice is None:
            break
        choices.append(choice)
        left -= len(choice.text.split())
    return choices


def trim(hit: Hit, n_words: int) -> Choice | None:
    """Take as many of a clause's passages as fit into `n_words`, the likeliest first; None if none fits.

    A passage longer than the limit is taken alone where it is the clause's likeliest and nothing
    else was said: to cut it would change what it says.
    """
    passages = hit.clause.passages
    lead_in = hit.clause.lead_in
    left = n_words - (len(lead_in.text.split()) if lead_in else 0)
    marks = hit.marks or (0.0,) * len(passages)
    kept: set[int] = set()
    for at in sorted(range(len(passages)), key=lambda at: (-marks[at], at)):
        words = len(passages[at].text.split())
        if words <= left:
            kept.add(at)
            left -= words
    if not kept and n_words == MAX_WORDS:
        kept = {max(range(len(passages)), key=lambda at: marks[at])}
    if not kept:
        return None
    likeliest = passages[max(kept, key=lambda at: marks[at])] if hit.marks else None
    return Choice(hit, tuple(passages[at] for at in sorted(kept)), likeliest)
