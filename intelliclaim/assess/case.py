"""What the checks share: the facts, the evidence, and the way from a term or a clause to its citation."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from intelliclaim.assess.evidence import Bearing, Evidence
from intelliclaim.assess.thresholds import Measure
from intelliclaim.cite import cite
from intelliclaim.types import Citation, Clause, Facts, Hit, Page, Policy, Term, TermKind

PageOf = Callable[[int], Page]


@dataclass(frozen=True, slots=True)
class Case:
    """One claim against one policy; `told`: the measures in its text, without the policy's age."""

    facts: Facts
    policy: Policy
    clauses: Sequence[Clause]
    terms: Sequence[Term]
    evidence: Evidence
    told: tuple[Measure, ...]
    page_of: PageOf
    _cited: dict[tuple[int, tuple[int, ...]], Citation] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The claim as it was told."""
        return self.facts.text

    def bearings(self, *kinds: TermKind) -> list[Bearing]:
        """Return the terms of these kinds that may bear on the claim, for its plan, strongest first."""
        return [one for one in self.evidence.bearings if one.term.kind in kinds and self.holds(one.term)]

    def holds(self, term: Term) -> bool:
        """Say whether a term is for the claim's plan and sum insured, as far as those are known."""
        plan, insured = self.facts.plan, self.facts.sum_insured
        if term.plan and plan and not _same_plan(term.plan, plan.value):
            return False
        return not (term.band and insured) or term.band[0] <= insured.value <= term.band[1]

    def cite(self, term: Term) -> Citation:
        """Cite the passages that state a term."""
        key = term.clause, term.passages
        if key not in self._cited:
            clause = self.clauses[term.clause]
            passages = [clause.passages[at] for at in term.passages] or list(clause.passages)
            self._cited[key] = cite(self.policy, clause, passages, self.page_of)
        return self._cited[key]

    def cite_hit(self, hit: Hit) -> Citation:
        """Cite a clause that search found, the passage likeliest to answer in the quote."""
        passages = hit.clause.passages
        likeliest = passages[max(range(len(passages)), key=hit.marks.__getitem__)] if hit.marks else None
        return cite(self.policy, hit.clause, passages, self.page_of, likeliest=likeliest)

    def wording(self, term: Term) -> str:
        """Return a term's passages as a person reads them, after their lead-in."""
        clause = self.clauses[term.clause]
        passages = [clause.passages[at].text for at in term.passages] or [clause.text]
        return " ".join(([clause.lead_in.text] if clause.lead_in else []) + passages)


def _same_plan(term: str, told: str) -> bool:
    """Compare plan names by their words: 'Plan A' is not 'Plan B', 'Elite' is 'Elite plan'."""

    def bare(name: str) -> set[str]:
        return set(re.findall(r"\w+", name.casefold())) - {"plan", "cover", "policy", "option", "the"}

    return bare(term) <= bare(told) or bare(told) <= bare(term)


def day(value: date) -> str:
    """Write a date so that nobody can misread it: 3 Mar 2026."""
    return f"{value.day} {value:%b %Y}"
