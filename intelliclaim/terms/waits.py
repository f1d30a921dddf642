"""Waiting periods in a passage: one for all that it says, or one for each group that it lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from intelliclaim.terms import wording
from intelliclaim.terms.standing import LONGEST_WAIT, Stated, is_item, months, own_wait
from intelliclaim.terms.values import DURATION, durations
from intelliclaim.types import ClauseKind, Quantity, Term, TermKind

# 'Two years: cataract, hernia' and '24 months – cataract, hernia'.
_GROUP = re.compile(
    rf"{DURATION}(?:\s+waiting period)?\s*\)?\s*[:–—-]\s*(?P<items>[^:]+?)"
    r"(?=[.;]|\(?[A-Za-z]\)|\b[A-Z]\)|$)",
    re.I,
)
_NOTHING = re.compile(
    r"^\W*(?:nil|none|n/?a|example|illness(?:es)?|disease|surgery|list of|others?)\b.{0,4}$|"
    r"^\W*(?:the )?following\b.{0,40}$|^\W*$|\blist of\b.{0,60}$|^\W*please note",
    re.I,
)
_EXAMPLE = re.compile(r"\s*\b(?:examples?|e\.g\.?)\s*:?\s*$", re.I)
# What a row's subject says beside its own matter.
_PHRASE = re.compile(
    r"\W*\b(?:covered (?:only )?after|(?:(?:after|within) (?:a )?)?waiting period).*$",
    re.I,
)


def waiting_terms(one: Stated, base: Term, before: str) -> Iterator[Term]:
    """Yield the waiting periods that a passage states or is listed under; `before`: the line above it."""
    standing, text = one.standing, one.text
    own = own_wait(text, standing.excluding)
    if (
        not (own or standing.wait or standing.waits)
        or wording.qualifies(base.subject)
        or wording.qualifies(text)
    ):
        return
    if wording.NOT_EXCLUDED.search(text):
        return
    groups = [*_groups(text)] if standing.waits or own else []
    if groups:
        for wait, items in groups:
            yield _term(one, base, wait, items)
        return
    row = _row_wait(one)
    if row:
        yield _term(one, replace(base, subject=row[1]), row[0], (row[1],))
    elif own and one.clause.kind is ClauseKind.TABLE or own and wording.COVERED_AFTER.search(text):
        subject = _PHRASE.sub("", base.subject).strip(" (,:") or _PHRASE.sub("", before).strip(" (,:*")
        if subject and not own_wait(before, excluding=False) or _PHRASE.sub("", base.subject).strip(" (,:"):
            yield _term(one, replace(base, subject=subject), own, (subject,))
    elif own and not _states_only_heading(one):
        yield _term(one, base, own, ())
    elif standing.wait and standing.waits and _is_listed(one) and not standing.criteria:
        base = replace(base, subject=_EXAMPLE.sub("", base.subject))
        yield _term(one, base, standing.wait, (base.subject,))


def _is_listed(one: Stated) -> bool:
    text = _EXAMPLE.sub("", one.text)
    spoken = (
        wording.WAITING.search(text) or wording.NOT_EXCLUDED.search(text) or wording.EXPLAINS.search(text)
    )
    return (
        is_item(text)
        and not spoken
        and not _NOTHING.search(text)
        and not text.rstrip().endswith(":")
        and (not _states_only_heading(one))
    )


def _states_only_heading(one: Stated) -> bool:
    """Say whether a passage only repeats the heading of a list of waiting periods."""
    heading, text = one.clause.heading, one.text
    return bool(heading) and len(text.split()) < 12 and text.strip(" :") in heading[-1]


def _groups(text: str) -> Iterator[tuple[Quantity, tuple[str, ...]]]:
    """Yield each duration that opens a group of listed things, with them."""
    for match in _GROUP.finditer(text):
        items = tuple(
            item.strip(" .") for item in re.split(r"[,;]|\band\b", match["items"]) if item.strip(" .")
        )
        wait = durations(match[0])[0]
        if len(items) > 1 and 0 < months(wait) <= LONGEST_WAIT:
            yield wait, items


def _row_wait(one: Stated) -> tuple[Quantity, str] | None:
    """Read a row such as 'Cataract 24 months' under a heading on waiting."""
    if not one.standing.waits or len(one.text.split()) > 14:
        return None
    match = re.fullmatch(rf"(?P<subject>\D{{3,80}}?)\W*{DURATION}\W*", one.text, re.I)
    wait = durations(one.text)
    if not match or wording.WAITING.search(match["subject"]) or not 0 < months(wait[0]) <= LONGEST_WAIT:
        return None
    subject = match["subject"].strip(" :.–-•")
    return (wait[0], subject) if len(subject) > 3 and not _NOTHING.search(subject) else None


def _term(one: Stated, base: Term, wait: Quantity, items: tuple[str, ...]) -> Term:
    about = " ".join((*one.clause.heading[-1:], one.text))
    subject = base.subject
    if items and wording.COVERED_AFTER.search(one.text) and wording.PRE_EXISTING.search(one.clause.text):
        subject, items = "Pre-existing disease", ()
    elif not items and wording.PRE_EXISTING.search(about):
        subject = "Pre-existing disease"
    elif items and not base.subject.startswith(items[0]):
        subject = ", ".join(items)
    exceptions = base.exceptions
    if not exceptions:  # 'This exclusion shall not apply to an accident' beside it
        exceptions = " ".join(p.text for p in one.clause.passages if wording.NOT_EXCLUDED.search(p.text))
    return replace(
        base,
        kind=TermKind.WAITING_PERIOD,
        subject=subject,
        duration=wait,
        since="inception",
        items=items,
        exceptions=exceptions,
    )
