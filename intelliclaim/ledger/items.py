"""Which lines of a bill a term reaches, by the kind of expense and by the words that both use.

The tables below are data: the words that bills and wordings use for the same expense. A line that
none of them names has no kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from intelliclaim.search.keywords import STOP_WORDS, stem, words
from intelliclaim.types import ClaimLine, Facts, Term

KINDS = {
    "intensive care": r"\bICU\b|\bICCU\b|\bNICU\b|intensive (?:care|cardiac)|\bHDU\b",
    "room": r"\brooms?\b|\bward\b|\bbed\b|boarding|overnight stay|accommodation in hospital",
    "pharmacy": r"medicines?\b|pharmac\w*|drugs?\b|consumables?|medication",
    "diagnostics": r"diagnostics?\b|lab(?:oratory)?\b|tests?\b|x-?rays?|\bscans?\b|imaging|\bMRI\b|\bCT\b|"
    r"patholog\w*",
    "implant": r"implants?\b|prosthe\w+|medical devices?|stents?\b|intraocular|pacemaker",
    "surgeon": r"surgeons?\b|an(?:a)?esthetists?|theatre|specialists?\b|consultants?\b|doctors?\b",
    "surgery": r"surger(?:y|ies)|surgical|an(?:a)?esthesia|operat(?:ion|ing)s?\b",
    "ambulance": r"ambulance",
    "transport": r"\btaxis?\b|transport\w*|travel(?:ling)? (?:cost|expense)s?|fares?\b|towing|\btow\b|"
    r"petrol|mileage",
    "fees": r"(?:form|admin\w*|registration|certificate|report) (?:fee|charge)s?|filling in|"
    r"completing (?:a|our|the) (?:claim )?form|completing of (?:a|the) (?:claim )?form|"
    r"cost of completing|clinic charged",
    "debris": r"debris|cart(?:ed|ing)? away|clear(?:ing|ance) (?:up|away|of)",
    "keys": r"\bkeys?\b|\block(?:s|smith\w*)?\b|recod\w+",
    "alternative accommodation": r"alternative accommodation|hotel|temporary (?:home|accommodation)|\brent\b",
    "dental": r"\bdental|\btooth\b|\bteeth\b|dentist\w*",
    "money": r"\bcash in hand\b|\bmoney\b|banknotes?",
}
# A limit on one of these never holds for a whole claim: it is a part of some other loss.
PARTS = frozenset(
    "intensive care|room|pharmacy|diagnostics|implant|surgeon|ambulance|transport|fees".split("|")
)
# What a dearer room does not make dearer. IRDAI, norms on proportionate deductions (June 2020), leave out
# pharmacy and consumables, implants and medical devices, diagnostics, and intensive care.
NEVER_PROPORTIONATE = frozenset({"pharmacy", "diagnostics", "implant", "intensive care", "ambulance"})
# Sums that are paid whatever was spent, and how a claim asks for one: a medical bill never does.
FIXED_SUM = re.compile(
    r"\blump sum|\birrespective\b|\bregardless of\b|\bone-?off\b|\bfixed (?:sum|benefit|amount)|"
    r"\b(?:daily|hospital|cash) (?:cash|benefit|allowance)|\b(?:hospital|weekly|monthly) income\b",
    re.I,
)
_ASKS_FIXED_SUM = re.compile(r"\bcash\b|\ballowance|\bincome\b|\bbenefit|\blump sum", re.I)
_GENERIC = frozenset(
    stem(word)
    for word in "day night week month year hour person amount sum limit limited maximum total lower percent "
    "rate charge cost expense fee loss damage item each every per actual incurred company benefit event "
    "accident case bill reasonable customary necessary medical hospital hospitalisation hospitalization "
    "treatment inr sgd hkd usd gbp including related following such expenses due caused arising direct "
    "excluded exclusion".split()
)
_PATTERNS = {kind: re.compile(pattern, re.I) for kind, pattern in KINDS.items()}
_ANY_KIND = re.compile("|".join(KINDS.values()), re.I)
_PARTS_OF_LIST = re.compile(r"[,;:/()]|\b(?:and|or|including|such as|for)\b", re.I)


@lru_cache(maxsize=4096)
def kind_of(text: str) -> str:
    """Return the kind of expense that a text names first; '' for none."""
    found = [(match.start(), kind) for kind, p in _PATTERNS.items() if (match := p.search(text))]
    return min(found)[1] if found else ""


def own_words(text: str) -> frozenset[str]:
    """Return the stems of the words that tell a text apart from others of its trade."""
    return frozenset(
        stem(word) for word in words(text) if len(word) > 2 and word.isalpha() and word not in STOP_WORDS
    ).difference(_GENERIC)


@lru_cache(maxsize=4096)
def _beyond_kinds(text: str) -> frozenset[str]:
    return own_words(_ANY_KIND.sub(" ", text))


def about(term: Term) -> str:
    """Return what a term is about, as one text."""
    return " ".join((term.subject, *(item for item in term.items if item != term.subject)))


def reached(term: Term, bill: Sequence[ClaimLine], facts: Facts) -> tuple[int, ...]:
    """Return the places of the lines that a term is about: all for the whole claim, () where it fits nothing.

    A line's label decides first, then the event; a term about nothing in particular is about the claim.
    """
    everything = tuple(range(len(bill)))
    kind, own = kind_of(about(term)), _beyond_kinds(about(term))
    event = facts.event.value if facts.event else facts.text
    of_event = bool(own & _beyond_kinds(event))
    by_name = [at for at, line in enumerate(bill) if _same_name(kind, own, line.label)]
    by_kind = [at for at, line in enumerate(bill) if kind and kind_of(line.label) == kind]
    if kind == "surgery" and own and not by_name:  # 'cataract surgery' is an event, not a head of expense
        return everything if of_event else ()
    if FIXED_SUM.search(about(term)):
        return tuple(by_name) or (everything if _ASKS_FIXED_SUM.search(event) else ())
    if by_name or by_kind:
        return tuple(sorted({*by_name, *by_kind}))
    if kind in PARTS:
        return ()
    named = not kind or of_event or _PATTERNS[kind].search(event) is not None
    return everything if named else ()


def _same_name(kind: str, own: frozenset[str], label: str) -> bool:
    other = kind_of(label)
    return bool(own & _beyond_kinds(label)) and not (kind and other and kind != other)


def excludes(term: Term, label: str) -> bool:
    """Say whether an exclusion names a line: as an expense that is a kind of its own, or word for word.

    'Cosmetic surgery' does not name 'surgery': every word of the exclusion's item is in the label.
    """
    kind = kind_of(label)
    if kind in ("transport", "fees") and _PATTERNS[kind].search(about(term)):
        return True
    told = own_words(label)
    parts = (own_words(part) for part in _PARTS_OF_LIST.split(about(term)))
    return any(part <= told for part in parts if part)
