"""A question's answer out of the clauses that search found: chosen, never written.

An answer is whole passages (sentences, list items, table rows) of the best clauses, each with the
lead-in that gives it its meaning. Where the clauses are not likely enough to answer, by a threshold
fitted on labelled questions, the answer is that the policy does not say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from intelliclaim.cite import cite
from intelliclaim.types import Answer, Citation, Found, Hit, Page, Passage, Policy

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
    pages = {(choice.hit.policy_id, choice.hit.clause.page) for choice in choices}
    rest = [hit for hit in found.hits if all(hit is not choice.hit for choice in choices)]
    rest.sort(key=lambda hit: (hit.policy_id, hit.clause.page) in pages)  # other pages first
    beside = [Choice(hit, hit.clause.passages) for hit in rest]
    citations = tuple(cited(choice) for choice in (*choices, *beside)[:MAX_CITATIONS])
    text = "\n".join(choice.text for choice in choices)
    return Answer(question, text, citations, (), 0.0, found.answerable)


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
