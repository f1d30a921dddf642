"""What happened, and under which plan, in a claim's text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intelliclaim.facts.gaps import FACTS
from intelliclaim.numbers import money

# Parts of a claim that tell of the policy, the money or the papers, not of what happened.
_ASIDE = re.compile(
    r"^(?:plan|si|sum insured|policy|insured with us|claimed?|claiming|excess|basic excess|limit|schedule|"
    r"papers|no (?:porting|break|co-?pay|excess|bonus|icu)|own zone|premium|notice|agreed value|nothing "
    r"(?:pre-existing|ported)|first policy|all admissible|everything submitted|licen[cs]e|flat deductible|"
    r"deductible|reported)\b",
    re.I,
)
_PLAN = re.compile(
    r"\b(?P<lettered>(?:[Pp]lan|[Oo]ption|[Tt]ier|[Ll]evel)\s+(?:[A-Z]\b|[IVX]+\b|\d\b))"
    r"|\b(?P<named>(?:[A-Z][\w-]*\s+){1,3})(?:plan|cover|policy)\b"
    r"|^(?P<leading>[A-Z][\w &-]{2,30}?)(?=[.,])"
)
_NEGATED = re.compile(r"\b(?:not|no|without|isn['’]t)\s*\(?(?:the |an? )?$", re.I)
_NOT_PLANS = frozenset(
    "The Her His Their Our First Second Third Family This That Insured Special A An Home".split()
)


def event(text: str) -> tuple[str, str]:
    """Return what happened: the text without its amounts and without what tells of policy and papers."""
    bare = text
    for found in reversed(money(text)):
        bare = bare[: found.start] + bare[found.end :]
    parts = re.split(r"(?<=[.;!?])\s+|,\s+", FACTS.sub("", bare))
    kept = [part for part in parts if part.strip(" ,.;") and not _ASIDE.match(part.strip())]
    told = re.sub(r"\s*\(\s*\)|\s+(?=[,.;:])", "", " ".join(", ".join(kept or parts).split()))
    told = re.sub(r"([.;!?]),", r"\1", told)
    return told, text


def plan(text: str, plans: Sequence[str] = ()) -> tuple[str, str]:
    """Return the plan that the text names, and its words: one of `plans`, or else what looks like one."""
    for name in sorted(plans, key=len, reverse=True):
        bare = re.sub(r"\s+plan$", "", name.strip(), flags=re.I)
        for match in re.finditer(rf"(?<![\w-]){re.escape(bare)}(?![\w-])", text):
            if not _NEGATED.search(text[: match.start()]):
                return name, match[0]
    for match in _PLAN.finditer(text):
        name = (match["lettered"] or match["named"] or "").strip()
        if name and name.split()[0] not in _NOT_PLANS and not _NEGATED.search(text[: match.start()]):
            return name, match[0]
    return "", ""
