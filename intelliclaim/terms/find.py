"""Clauses to terms: each passage is asked what it does to a claim."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from intelliclaim.terms import wording
from intelliclaim.terms.duties import duty_terms, papers
from intelliclaim.terms.exclusions import benefit, exclusion, lifted
from intelliclaim.terms.money import money_terms
from intelliclaim.terms.rows import worked_examples
from intelliclaim.terms.standing import MARKER, Stated, stated
from intelliclaim.terms.tables import table_terms
from intelliclaim.terms.waits import waiting_terms
from intelliclaim.types import Clause, ClauseKind, Term, TermKind

MONEY = (TermKind.LIMIT, TermKind.EXCESS, TermKind.CO_PAY, TermKind.PROPORTION)
LAST = 10**6  # a passage that no clause has
LONGEST_SUBJECT = 110  # characters


def find_terms(clauses: Sequence[Clause]) -> tuple[Term, ...]:
    """Find a policy's terms, in reading order.

    A passage may state several: 'we pay up to 500 after 30 days' is a limit and a waiting period.
    """
    rows = [*table_terms(clauses)]
    in_rows = {(term.clause, at) for term in rows for at in term.passages}
    examples = worked_examples(clauses)
    listed = [found for clause in clauses if (found := papers(clause))]
    stated_ = [
        term
        for term in _in_passages(clauses)
        if term.kind not in MONEY
        or (
            term.passages[0] < examples.get(term.clause, LAST)
            and (term.clause, *term.passages) not in in_rows
        )
    ]
    on_top = {
        clause.heading
        for clause in clauses
        if clause.heading and wording.ON_TOP_OF_EXCESS.search(clause.text)
    }
    terms = [_on_top(term, clauses[term.clause].heading, on_top) for term in (*rows, *stated_, *listed)]
    return tuple(sorted(dict.fromkeys(terms), key=lambda term: (term.clause, term.passages)))


def plan_names(terms: Sequence[Term]) -> tuple[str, ...]:
    """Return the plans that terms are for, in their order."""
    return tuple(dict.fromkeys(term.plan for term in terms if term.plan))


def _on_top(term: Term, heading: tuple[str, ...], on_top: Collection[tuple[str, ...]]) -> Term:
    """Put a limit on top of the excess where a clause under its very heading says so."""
    within = any(heading[:depth] in on_top for depth in range(1, len(heading) + 1))
    if term.kind is TermKind.LIMIT and not term.of and not term.percent and within:
        return replace(term, of="excess")
    return term


def _in_passages(clauses: Sequence[Clause]) -> Iterator[Term]:
    """Yield the terms of the passages; one that lifts an exclusion is joined to the exclusion before it."""
    last: Term | None = None
    before = ""
    for one in stated(clauses):
        if last and (last.clause != one.clause.ordinal or not lifted(one.text)):
            yield last
            last = None
        elif last:
            last = replace(last, exceptions=f"{last.exceptions} {one.text}".strip())
        if one.clause.kind is ClauseKind.DEFINITION and not _deciding(one):
            before = one.text
            continue
        for term in _of_passage(one, before):
            if term.kind is TermKind.EXCLUSION:
                last = term
            else:
                yield term
        before = one.text
    if last:
        yield last


def _deciding(one: Stated) -> bool:
    """Say whether a definition does more than define."""
    return wording.EXCLUDES.search(one.clause.text) is not None or one.standing.excluding


def _of_passage(one: Stated, before: str) -> Iterator[Term]:
    text = one.text
    base = Term(
        TermKind.BENEFIT,
        subject(one.clause, text),
        one.clause.ordinal,
        (one.at,),
        exceptions=_exceptions(text),
    )
    waits = [*waiting_terms(one, base, before)]
    yield from waits
    if not waits:
        read = exclusion(one, base) or benefit(one, base)
        if read:
            yield read
    yield from money_terms(one, base)
    yield from duty_terms(one, base)


def subject(clause: Clause, text: str) -> str:
    """Name what a passage is about: its own words without its number, shortened."""
    own = MARKER.sub("", text).strip(" .;:")
    if len(own) > LONGEST_SUBJECT:
        own = own[:LONGEST_SUBJECT].rsplit(" ", 1)[0] + " …"
    return own or (clause.heading[-1] if clause.heading else "")


def _exceptions(text: str) -> str:
    """Return the passage's words on what lifts it, up to the end of their bracket where they stand in one."""
    match = wording.LIFTING.search(text)
    if not match:
        return ""
    tail = text[match.start() :].strip()
    in_bracket = text[: match.start()].count("(") > text[: match.start()].count(")")
    return tail.split(")", 1)[0] if in_bracket else tail
