"""Clauses to terms: each passage is asked what it does to a claim."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from intelliclaim.terms import wording
from intelliclaim.terms.tables import in_example, leading_plan, split_row, table_terms
from intelliclaim.terms.values import durations, value
from intelliclaim.types import Clause, ClauseKind, Quantity, Term, TermKind, Unit

LONGEST_SUBJECT = 110  # characters
LONGEST_WAIT = 72  # months: what is longer is no waiting period
_MARKER = re.compile(r"^\W*(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2}(?:\.\d+)*)[.)]\s*|[•●▪■–-]\s*)+", re.I)


def find_terms(clauses: Sequence[Clause]) -> tuple[Term, ...]:
    """Find a policy's terms, in reading order.

    A passage may state several: 'we pay up to 500 after 30 days' is a limit and a waiting period.
    """
    found = [*table_terms(clauses), *_stated(clauses)]
    on_top = {
        clause.heading
        for clause in clauses
        if clause.heading and wording.ON_TOP_OF_EXCESS.search(clause.text)
    }
    found = [_on_top(term, clauses[term.clause].heading, on_top) for term in found]
    return tuple(sorted(found, key=lambda term: (term.clause, term.passages)))


def _on_top(term: Term, heading: tuple[str, ...], on_top: Collection[tuple[str, ...]]) -> Term:
    """Put a limit on top of the excess where a clause under its very heading says so."""
    within = any(heading[:depth] in on_top for depth in range(1, len(heading) + 1))
    if term.kind is TermKind.LIMIT and not term.of and not term.percent and within:
        return replace(term, of="excess")
    return term


def plan_names(terms: Sequence[Term]) -> tuple[str, ...]:
    """Return the plans that terms are for, in their order."""
    return tuple(dict.fromkeys(term.plan for term in terms if term.plan))


def _stated(clauses: Sequence[Clause]) -> Iterator[Term]:
    waits: dict[tuple[str, ...], Quantity] = {}  # by heading path: the duration that its lists stand under
    for clause in clauses:
        if clause.kind is ClauseKind.DEFINITION and not wording.EXCLUDES.search(clause.text):
            continue
        excluding = _excluding(clause)
        wait = _wait_of(clause, waits)
        for at, passage in enumerate(clause.passages):
            text = passage.text
            if wait is None or not _listed(text):
                wait = _own_wait(text) or wait
            yield from _of_passage(clause, at, text, excluding, wait)
        if wait:
            waits[clause.heading] = wait


def _of_passage(clause: Clause, at: int, text: str, excluding: bool, wait: Quantity | None) -> Iterator[Term]:
    lead = clause.lead_in.text if clause.lead_in else ""
    base = Term(TermKind.BENEFIT, _subject(clause, text), clause.ordinal, (at,), exceptions=_exceptions(text))
    own = _own_wait(text)
    if wording.QUALIFIES.search(text) or (wait and _states_only_heading(text, clause)):
        pass
    elif wait and (own or wording.WAITING.search(text) or (_listed(text) and _waits(clause))):
        if not wording.NOT_EXCLUDED.search(text):
            yield _waiting(base, clause, text, own or wait)
    elif (excluding or wording.EXCLUDES.search(text)) and not wording.NOT_EXCLUDED.search(text):
        if len(text.split()) > 1 and not text.rstrip().endswith(":"):
            yield replace(base, kind=TermKind.EXCLUSION, items=(base.subject,))
    elif wording.GRANTS.search(f"{lead} {text}") and not wording.EXCLUDES.search(text):
        yield base
    yield from _money(base, clause, text)
    yield from _duties(base, clause, text)


def _states_only_heading(text: str, clause: Clause) -> bool:
    """Say whether a passage only repeats the heading of a list of waiting periods."""
    return bool(clause.heading) and len(text.split()) < 12 and text.strip(" :") in clause.heading[-1]


def _money(base: Term, clause: Clause, text: str) -> Iterator[Term]:
    """Yield what a passage says on amounts: co-pay, excess, proportion or limit."""
    if wording.QUALIFIES.search(text) or in_example(clause):
        return
    read = value(text)
    about = f"{clause.heading[-1] if clause.heading else ''} {text}"
    if wording.PROPORTION.search(text) and not re.search(r"\bpremium|\brefund", text, re.I):
        percent = read.percent if read else None
        yield replace(base, kind=TermKind.PROPORTION, percent=percent)
        return
    if read is None:
        return
    stated = replace(
        base,
        amount=read.amount,
        currency=read.currency,
        percent=read.percent,
        of=read.of,
        lower=read.lower,
        per=read.per,
        every=read.every,
        plan=leading_plan(text),
    )
    if read.percent and wording.CO_PAY.search(about) and not re.search(r"discount|premium", text, re.I):
        yield replace(stated, kind=TermKind.CO_PAY)
    elif wording.EXCESS.search(text) and not wording.UP_TO.search(text):
        yield replace(stated, kind=TermKind.EXCESS)
    elif clause.kind is ClauseKind.TABLE and split_row(text):
        return  # table_terms has read it
    elif wording.UP_TO.search(text) or read.every or (read.per and wording.GRANTS.search(text)):
        yield replace(stated, kind=TermKind.LIMIT)


def _duties(base: Term, clause: Clause, text: str) -> Iterator[Term]:
    """Yield deadlines, age limits, grace and cancellation."""
    told = durations(text)
    first = told[0] if told else None
    if first and wording.DEADLINE.search(text):
        if wording.DOCUMENTS.search(text):
            yield replace(base, kind=TermKind.DOCUMENTS, duration=first, since=_since(text))
        elif wording.NOTICE.search(text):
            yield replace(base, kind=TermKind.NOTICE, duration=first, since=_since(text))
    if wording.AGE.search(text) and re.search(r"\d", text):
        yield replace(base, kind=TermKind.AGE_LIMIT)
    if first and wording.GRACE.search(text):
        yield replace(base, kind=TermKind.GRACE, duration=first)
    if wording.CANCELLATION.search(" ".join((*clause.heading[-1:], text))) and (
        first or re.search(r"refund|premium", text, re.I)
    ):
        yield replace(base, kind=TermKind.CANCELLATION, duration=first)


def _waiting(base: Term, clause: Clause, text: str, wait: Quantity | None) -> Term:
    listed = _listed(text) and not wording.WAITING.search(text)
    about = " ".join((*clause.heading[-1:], text))
    subject = base.subject
    if not listed and wording.PRE_EXISTING.search(about):
        subject = "Pre-existing disease"
    exceptions = base.exceptions
    if not exceptions:  # 'This exclusion shall not apply to an accident' beside it
        exceptions = " ".join(p.text for p in clause.passages if wording.NOT_EXCLUDED.search(p.text))
    items = (subject,) if listed else ()
    return replace(
        base,
        kind=TermKind.WAITING_PERIOD,
        subject=subject,
        duration=wait,
        since="inception",
        items=items,
        exceptions=exceptions,
    )


def _excluding(clause: Clause) -> bool:
    """Say whether a clause stands under a heading or lead-in that excludes; the nearest one counts."""
    nearest_first = [*((clause.lead_in.text,) if clause.lead_in else ()), *reversed(clause.heading)]
    for text in nearest_first:
        if wording.COVERING.search(text):
            return False
        if wording.EXCLUDING.search(text):
            return True
    return False


def _waits(clause: Clause) -> bool:
    above = [*clause.heading, *((clause.lead_in.text,) if clause.lead_in else ())]
    return any(wording.WAITING.search(text) for text in above)


def _wait_of(clause: Clause, waits: dict[tuple[str, ...], Quantity]) -> Quantity | None:
    """Return the waiting period that a clause's list stands under: its lead-in's or a heading's."""
    if not _waits(clause):
        return None
    for text in [*((clause.lead_in.text,) if clause.lead_in else ()), *reversed(clause.heading)]:
        own = _own_wait(text)
        if own:
            return own
    for depth in range(len(clause.heading), 0, -1):
        if clause.heading[:depth] in waits:
            return waits[clause.heading[:depth]]
    return None


def _own_wait(text: str) -> Quantity | None:
    """Return the waiting period that a text states itself."""
    if not wording.WAITING.search(text):
        return None
    sizes = {Unit.DAY: 1 / 30, Unit.WEEK: 7 / 30, Unit.MONTH: 1, Unit.YEAR: 12}
    for one in durations(text):
        if one.unit in sizes and 0 < float(one.count) * sizes[one.unit] <= LONGEST_WAIT:
            return one
    return None


def _listed(text: str) -> bool:
    """Say whether a passage is an item of a list rather than a sentence."""
    return len(text.split()) <= 30 and (_MARKER.match(text) is not None or not text.rstrip().endswith("."))


def _subject(clause: Clause, text: str) -> str:
    """Name what a passage is about: an item's own words, or a sentence's heading before them."""
    own = _MARKER.sub("", text).strip(" .;:")
    if len(own) > LONGEST_SUBJECT:
        own = own[:LONGEST_SUBJECT].rsplit(" ", 1)[0] + " …"
    return own or (clause.heading[-1] if clause.heading else "")


def _exceptions(text: str) -> str:
    match = wording.LIFTING.search(text)
    return text[match.start() :].strip() if match else ""


def _since(text: str) -> str:
    for name, pattern in (
        ("discharge", r"discharge"),
        ("loss", r"loss|accident|event|incident|occurrence|happen|admission|hospitali[sz]ation|discover"),
    ):
        if re.search(pattern, text, re.I):
            return name
    return ""
