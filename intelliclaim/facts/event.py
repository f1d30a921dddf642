"""What happened, in a claim's own words: what is left without its amounts, its policy and its papers."""

from __future__ import annotations

import re

from intelliclaim.facts.amounts import amounts
from intelliclaim.facts.gaps import FACTS, is_gap, without_boilerplate
from intelliclaim.facts.plans import plan
from intelliclaim.facts.roles import Role, role_of
from intelliclaim.facts.segments import Piece, clauses, sentences
from intelliclaim.facts.timing import is_cover_time

# Clauses that tell of the policy, the money or the papers, not of what happened.
_ASIDE = re.compile(
    r"^(?:plan|option|SI|IDV|sum (?:insured|assured)|(?:private|travel|home|motor|health|pet|"
    r"life) (?:car )?policy|policy|first (?:health )?policy|insured with us|insured since|inception|"
    r"incepted|excess|basic excess|(?:annual )?limit|schedule|papers|documents submitted|own zone|"
    r"premiums?|notice|agreed value|nothing (?:pre-?existing|ported|used)|all (?:of it )?(?:admissible|"
    r"covered)|everything submitted|(?:sent|submitted) (?:in|on) time|claim (?:sent|filed|submitted)|"
    r"licen[cs]e|flat deductible|deductible|pre-?auth|zone [IVX\d]+|(?:bought|taken out) |voluntary|"
    r"compulsory|no (?:porting|break|co-?pay|optional co-?pay|excess|bonus|ped\b|icu|previous insurance|"
    r"earlier cover|coinsurance|(?:[\w/-]+ ){0,3}(?:deductible|penalty|endorsement|option|benefit|"
    r"claims?)\b|other|valuables|agreed value|zero)|what do we|how much|do we|can we)\b",
    re.I,
)
# All that a clause says once its amount is taken out, where it tells of money only.
_MONEY_WORDS = re.compile(
    r"(?:they|she|he|we|claim(?:ed|s|ing)?|bill(?:ed)?|quoted?|ask(?:s|ing)? for|each|in all|total|loss|"
    r"estimate|invoice|repairs?|damage|is|of|for|at|a|the|in|and|plus|reimbursement|annual|limit|already|"
    r"used|wants|full|amount|basic|excess|puts|cost|agreed|market|value|acv|\d+%|[\s,.;:()%-])*",
    re.I,
)
_TAG = re.compile(r"^(?:\d{1,3}\s?[MF]|[MF],?\s?\d{0,3}|male|female)\b[\s,]*", re.I)
_NO_PART = frozenset({Role.EXCESS, Role.INSURED, Role.PAID, Role.VALUE, Role.OTHER})


def event(text: str) -> tuple[str, str]:
    """Return what happened, and the words it was read in; the whole text where nothing else is left."""
    named = plan(text)[1]
    told = []
    for sentence in sentences(text):
        kept = [words for piece in clauses(text, sentence) if (words := _told(text, piece, named))]
        if kept:
            told.append(", ".join(kept))
    words = ". ".join(told) or " ".join(text.split())
    return words, text.strip()


def _told(text: str, piece: Piece, named: str) -> str:
    """Return what a clause tells of the event, '' for nothing."""
    inside = [one for one in amounts(text) if piece.start <= one.start < piece.end]
    words = piece.words.strip(" .;!,\n")
    if _ASIDE.match(words) or (named and words == named) or is_cover_time(words):
        return ""
    if any(role_of(text, one) in _NO_PART for one in inside):
        return ""
    for one in inside:
        amount = re.escape(one.words)
        words = re.sub(
            rf"\s*(?:\b(?:worth|valued at|puts|at|of|for|to|is|was)\s+)?{amount}", "", words, count=1
        )
    words = re.sub(r"/?\s*\b(?:a|per) (?:day|night)\b(?: for)?", "", words) if inside else words
    words = _without_facts(_TAG.sub("", words))
    words = without_boilerplate(words) if is_gap(piece.words) else words
    if inside and _MONEY_WORDS.fullmatch(words):
        return ""
    return words if re.search(r"[A-Za-z]{3}", words) else ""


def _without_facts(words: str) -> str:
    """Drop 'no porting' and its like: a search would find what the claim says is not there."""
    denied = FACTS.match(words)
    if denied and len(words[denied.end() :].split()) <= 3:
        return ""
    return re.sub(r"\s+(?:and|or|but)$", "", " ".join(FACTS.sub("", words).split()))
