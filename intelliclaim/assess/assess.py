"""Facts and terms to a worksheet: gather what bears, compute it, check it, recommend."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from intelliclaim.assess.bill import bearing_on_amount
from intelliclaim.assess.case import Case, PageOf
from intelliclaim.assess.checks import all_checks
from intelliclaim.assess.evidence import AGAINST, Search, gather
from intelliclaim.assess.recommend import recommend
from intelliclaim.assess.thresholds import Measure, days_between, measures
from intelliclaim.ledger import compute
from intelliclaim.types import (
    Clause,
    CounterSearch,
    Facts,
    Ledger,
    LedgerLine,
    Policy,
    Term,
    TermKind,
    Versions,
    Worksheet,
)

RULES = "2"  # raised whenever the same claim could come out differently
AGAINST_KINDS = (TermKind.EXCLUSION, TermKind.WAITING_PERIOD, TermKind.NOTICE, TermKind.DOCUMENTS)
COUNTER_FOUND = 3  # clauses shown of each search for what speaks against


def assess(
    facts: Facts,
    policy: Policy,
    clauses: Sequence[Clause],
    terms: Sequence[Term],
    search: Search,
    page_of: PageOf,
    versions: Versions,
) -> Worksheet:
    """Go through a claim.

    `terms` are those in force for `clauses`, edits by a person included; `search` looks in this
    policy alone.

    Raises:
        QuoteMismatch: a stored clause does not match its page.
    """
    begun = time.perf_counter()
    evidence = gather(facts, clauses, terms, search, product=policy.name)
    case = Case(facts, policy, clauses, terms, evidence, told(facts), page_of)
    ledger = _cited(compute(facts, bearing_on_amount(case)), case)
    checks = all_checks(case, ledger)
    verdict = recommend(case, checks, ledger)
    return Worksheet(
        policy_id=policy.id,
        policy_name=policy.name,
        policy_version=policy.version,
        facts=facts,
        checks=checks,
        counter=(_every_term(case), *(_counter(case, name) for name in AGAINST if name in evidence.found)),
        ledger=ledger,
        recommendation=verdict.recommendation,
        reasons=verdict.reasons,
        citations=verdict.citations,
        versions=versions,
        made_at=datetime.now(UTC),
        seconds=time.perf_counter() - begun,
    )


def told(facts: Facts) -> tuple[Measure, ...]:
    """Return the measures of a claim: those in its text, but not the policy's age, and days between dates."""
    text = facts.text.replace(facts.held_months.words, " ") if facts.held_months else facts.text
    return (*measures(text), *days_between(text))


def _cited(ledger: Ledger, case: Case) -> Ledger:
    """Give each line that rests on a term its citation."""

    def cited(line: LedgerLine) -> LedgerLine:
        return replace(line, citation=case.cite(line.term)) if line.term else line

    return replace(ledger, lines=tuple(map(cited, ledger.lines)), steps=tuple(map(cited, ledger.steps)))


def _every_term(case: Case) -> CounterSearch:
    """Say that every term that can defeat a claim was held against it by its words, and show the nearest."""
    looked_at = [term for term in case.terms if term.kind in AGAINST_KINDS]
    nearest = [one.term for one in case.bearings(*AGAINST_KINDS)[:COUNTER_FOUND]]
    question = "Every exclusion, waiting period and deadline of the policy, by its words"
    return CounterSearch(question, len(looked_at), tuple(dict.fromkeys(map(case.cite, nearest))))


def _counter(case: Case, name: str) -> CounterSearch:
    found = case.evidence.found[name]
    shown = tuple(case.cite_hit(hit) for hit in found.hits[:COUNTER_FOUND])
    return CounterSearch(case.evidence.questions[name], len(found.hits), shown)
