"""Exclusions and benefits in a passage: what its own words say, else what it stands under."""

from __future__ import annotations

from dataclasses import replace

from intelliclaim.terms import wording
from intelliclaim.terms.standing import MARKER, Stated, is_item, is_title
from intelliclaim.types import Term, TermKind

TITLE = 14  # words: what is shorter may be the headings of two columns
LEADING = 15  # characters: what lifts an exclusion stands after at least as many of its own words


def exclusion(one: Stated, base: Term) -> Term | None:
    """Read a passage as an exclusion; None where it is none."""
    text = one.text
    own = wording.EXCLUDES.search(text)
    if is_title(text) or (wording.BOTH_COLUMNS.search(text) and len(text.split()) < TITLE):
        return None
    if not own and not _stands_excluded(one):
        return None
    if wording.NOT_EXCLUDED.search(text) or wording.qualifies(text) or len(text.split()) < 2:
        return None
    if not own and not MARKER.match(text) and not is_item(text) and wording.EXPLAINS.search(text):
        return None
    opens = text.rstrip().endswith((":", "：", ":-"))
    if opens and not wording.CRITERIA.search(text.rstrip(" :：-")):
        return None
    return _under_opener(one, _shortened(replace(base, kind=TermKind.EXCLUSION)))


def _under_opener(one: Stated, term: Term) -> Term:
    """Read an inner list's item together with the item that opens the list."""
    if one.opener is None:
        return term
    opener = MARKER.sub("", one.clause.passages[one.opener].text).strip(" .:")
    subject = f"{opener} {term.subject}"
    return replace(term, subject=subject, items=(subject,), passages=(one.opener, *term.passages))


def _stands_excluded(one: Stated) -> bool:
    if one.standing.both:
        return wording.SECOND_COLUMN.search(MARKER.sub("", one.text)) is not None
    return one.standing.excluding and not one.standing.criteria


def _shortened(term: Term) -> Term:
    """Cut what lifts the exclusion off its subject."""
    lifting = wording.LIFTING.search(term.subject)
    subject = term.subject[: lifting.start()].rstrip(" ,(;–-") if lifting else term.subject
    if len(subject) < LEADING:
        subject = term.subject
    return replace(term, subject=subject, items=(subject,))


def lifted(text: str) -> bool:
    """Say whether a passage lifts the exclusion before it: 'This exclusion does not apply to ...'."""
    return wording.NOT_EXCLUDED.search(text) is not None


def benefit(one: Stated, base: Term) -> Term | None:
    """Read a passage as a cover that the policy grants; None where it is none."""
    text, standing = one.text, one.standing
    if (
        standing.excluding
        or standing.neutral
        or wording.EXCLUDES.search(text)
        or wording.NO_GRANT.search(text)
    ):
        return None
    if wording.qualifies(text) or len(text.split()) < 2:
        return None
    lead = one.clause.lead_in.text if one.clause.lead_in else ""
    granted = wording.GRANTS.search(text) or (not standing.criteria and wording.GRANTS.search(lead))
    return base if granted and not wording.EXCLUDES.search(lead) else None
