"""The plan or cover that a claim names."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LOOKS_LIKE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<name>(?:[Pp]lan|[Oo]ption|[Tt]ier|[Ll]evel)\s+(?:[A-Z]\b|[IVX]+\b|\d\b))",
        r"\b(?P<name>(?:[A-Z][\w-]*\s+){1,4})plan\b",
        r"\b(?P<name>(?:[A-Z][\w-]*\s+){1,4})(?:cover|policy)\b",
        r"\b(?P<name>Special|Broad|Basic|Named [Pp]erils)\s+form\b",
    )
)
# A plan put first, before the story: 'Comprehensive.' or 'Gold, individual adult.'
_LEADING = re.compile(
    r"^(?P<leading>Comprehensive|"
    r"Third Party(?:,? Fire (?:and|&) Theft)?|TPFT|Premier|Elite|Standard|Basic|"
    r"Classic|Gold|Silver|Platinum|Bronze|Executive|Deluxe|Essential|Superior)(?=[.,])"
)
_NEGATED = re.compile(r"\b(?:not|no|without|isn['’]t|instead of|rather than)\s*\(?(?:the |an? |on )?$", re.I)
_NOT_PLANS = frozenset(
    "The Her His Their Our My First Second This That Insured A An Home Travel Motor Health Car Pet Life "
    "Contents Buildings Private No Insurance Policy Claim".split()
)
_ORDINALS = frozenset("Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Current Proposal".split())


def plan(text: str, plans: Sequence[str] = ()) -> tuple[str, str]:
    """Return the plan that the text names, and its words: one of `plans`, or else what looks like one."""
    for name in sorted(plans, key=len, reverse=True):
        for match in _names(name).finditer(text):
            if not _NEGATED.search(text[: match.start()]):
                return name, match[0]
    for pattern in _LOOKS_LIKE:
        for match in pattern.finditer(text):
            name = match["name"].strip()
            known = name.split()[0] not in _NOT_PLANS and name not in _ORDINALS
            if known and not _NEGATED.search(text[: match.start()]):
                return name, match[0]
    leading = _LEADING.match(text)
    return (leading["leading"], leading[0]) if leading else ("", "")


def _names(name: str) -> re.Pattern[str]:
    """Match a plan's name: as it is written, or in any case where 'plan' or 'cover' stands beside it."""
    bare = re.sub(r"^plan\s+|\s+(?:plan|cover)$", "", name.strip(), flags=re.I)
    word = re.escape(bare).replace(r"\ ", r"\s+")
    kind = r"(?i:plan|option|tier|level|cover|policy|form)"
    beside = rf"{kind}\s+(?i:{word})(?![\w-])|(?<![\w-])(?i:{word})\s+{kind}\b"
    if len(bare) < 3:  # 'A': a letter alone names no plan
        return re.compile(beside)
    return re.compile(rf"{beside}|(?<![\w-]){word}(?![\w-])")
