"""Deadlines, papers, ages, grace and cancellation in a passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from intelliclaim.numbers import money
from intelliclaim.terms import wording
from intelliclaim.terms.standing import MARKER, Stated
from intelliclaim.terms.values import durations
from intelliclaim.types import Clause, ClauseKind, Quantity, Term, TermKind

LONGEST_LIST = 25  # papers
_SINCE = (
    ("discharge", r"\bdischarge"),
    ("diagnosis", r"\bdiagnos\w+"),
    ("trip end", r"\b(?:end|completion) of (?:the |your )?(?:trip|journey)|\breturn(?:ing)? (?:home|to)\b"),
    ("loss", r"loss|accident|event|incident|occurrence|happen|admission|hospitali[sz]ation|discover"),
)


def duty_terms(one: Stated, base: Term) -> Iterator[Term]:
    """Yield the deadlines, age limits, grace and cancellation terms of a passage."""
    clause, text = one.clause, one.text
    told = durations(text)
    about = " ".join((*clause.heading[-1:], text))
    ending = wording.CANCELLATION.search(about)
    due = _due(text, told) if wording.DEADLINE.search(text) else None
    if due and not ending and not wording.GRACE.search(text) and not wording.INSURERS_DUTY.search(text):
        kind = _kind_of_duty(text)
        if kind:
            yield replace(base, kind=kind, duration=due, since=_since(text))
    if wording.AGE.search(text) and re.search(r"\d", text) and not _is_priced(one):
        yield replace(base, kind=TermKind.AGE_LIMIT)
    if told and wording.GRACE.search(text):
        yield replace(base, kind=TermKind.GRACE, duration=told[0])
    if ending and (told or re.search(r"refund|premium", text, re.I)) and not one.standing.excluding:
        yield replace(base, kind=TermKind.CANCELLATION, duration=told[0] if told else None)


def papers(clause: Clause) -> Term | None:
    """Read a clause as the list of the papers that a claim needs."""
    opener = clause.lead_in.text if clause.lead_in else ""
    listed = range(len(clause.passages))
    for at, passage in enumerate(clause.passages):
        if passage.text.rstrip().endswith((":", ":-")) and wording.PAPERS.search(passage.text.rstrip(" :-")):
            opener, listed = passage.text, range(at + 1, len(clause.passages))
    if clause.kind is ClauseKind.DEFINITION or not wording.PAPERS.search(opener.rstrip(" :-")):
        return None
    items = tuple(MARKER.sub("", clause.passages[at].text).strip(" .;") for at in listed)[:LONGEST_LIST]
    if len(items) < 2:
        return None
    return Term(TermKind.DOCUMENTS, opener.rstrip(" :-")[:110], clause.ordinal, tuple(listed), items=items)


def _kind_of_duty(text: str) -> TermKind | None:
    if wording.DOCUMENTS.search(text) and not re.search(
        r"\breport(?:ed)? (?:it |this )?to the (?:local )?police", text
    ):
        return TermKind.DOCUMENTS
    return TermKind.NOTICE if wording.NOTICE.search(text) else None


def _due(text: str, told: tuple[Quantity, ...]) -> Quantity | None:
    """Return the duration that a deadline word stands before; the first one where none does."""
    for one in told:
        at = text.find(one.what)
        if wording.DEADLINE.search(text[max(0, at - 25) : at]):
            return one
    return None


def _is_priced(one: Stated) -> bool:
    """Say whether an age is a row's or a co-pay's, not a limit of its own."""
    return wording.CO_PAY.search(one.text) is not None or bool(money(one.text)) or one.standing.criteria


def _since(text: str) -> str:
    return next((name for name, pattern in _SINCE if re.search(pattern, text, re.I)), "")
