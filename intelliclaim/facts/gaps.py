"""What a claim itself says is not known, and what it says is in order.

'No letter from the doctor on file' is a gap; 'no porting' and 'nothing pre-existing' are facts. Works
by the words that handlers use for missing, pending and vague; it does not know what a policy needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from intelliclaim.types import Gap

_SENTENCE = re.compile(r"[^.;!?]+(?:[.](?=\S)[^.;!?]+)*[.;!?]?")
# Missing, pending, unclear: any of these in a sentence makes it a gap.
MISSING = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:nothing|none|no \w+(?: \w+){0,6}?) (?:\w+ )?(?:on|in) (?:the |our )?(?:file|record|papers)",
        r"\bno dates? (?:of|for|when)\b",
        r"\bno (?:\w+[ ,/-]+){0,5}?(?:yet|so far|to date|as yet)\b",
        r"\bno (?:\w+ ){0,2}(?:dates?|details?|proof|evidence|explanation|reason|notes?|photos?|inspection|"
        r"report|certificate|letter|paperwork|records?|statement|documents?|receipts?|history|diagnosis|"
        r"confirmation)\b(?! (?:of|needed|required|earlier))(?:[^.;]{0,40}"
        r"\b(?:given|sent|received|provided|supplied|enclosed|attached|available|yet|of)\b|\s*[.;,)]|$| or\b)",
        r"\b(?:file|form|summary|report|letter|certificate|note|bill|invoice|she|he|they|who|insured|customer|"
        r"owner|claimant|hospital|doctor|papers?|records?|statement)\b[^.;]{0,40}?\b(?:does|do|did)"
        r"(?:n[o']t|n’t| not) (?:show|say|state|mention|give|tell|explain|specify|record|know|remember|recall|name)",
        r"\b(?:ca|could|can)(?:n[o']t|n’t|nnot| not) (?:yet )?(?:say|tell|see|confirm|be (?:seen|established|"
        r"told|confirmed|determined|verified)|establish|determine|verify|remember|recall)",
        r"(?:\bnot|\bnever|n't|n’t) (?:yet |been |yet been |as yet )?(?:stated|known|established|received|confirmed|"
        r"documented|recorded|specified|given|provided|supplied|submitted|sent|clear|sure|certain|come back|back|"
        r"determined|in yet|arrived|verified|disclosed|shown|available|assessed|inspected|identified|said)\b"
        r"(?! to be)",
        r"\b(?:un(?:known|clear|certain|sure|confirmed|stated|documented|specified|determined))\b",
        r"\b(?:pending|outstanding|awaited|awaiting|missing|left blank|is blank|still to come|to follow|to be "
        r"(?:confirmed|advised|determined|established)|tbc|tba|still waiting|under investigation|inconclusive|"
        r"illegible|yet to (?:be|come|send|hear|receive)|being (?:investigated|checked))\b",
        r"\b(?:has|have|had)(?:n['’]t| not) (?:yet )?(?:looked|seen|been|sent|said|got|received|provided|given|"
        r"told|decided|confirmed|come|reported|checked|answered|replied)\b",
        r"\b(?:do|does|did)(?:n['’]t| not) (?:yet )?(?:know|have (?:the|any|a|dates))\b",
        r"\bwe (?:have|hold) no\b|\bwithout (?:dates|details|proof)\b",
        r"\b(?:whether|if) (?:or not )?[^.;]{3,80}\b(?:disputed|in dispute|contested)|\bdisput(?:e|ed|es)\b",
        r"\bmay or may not\b|\bpossibly\b|\bnot sure\b",
        r"\bfor (?:a while|some time)\b|\blooks? (?:long|short|high|odd|late)\b|\bsome (?:time|weeks|months) ago\b",
        r"['‘“](?:for )?(?:about|around|roughly|maybe|perhaps|\w+ to \w+ (?:met|day|week|month|year))",
    )
)
# Phrases that hold such words and are facts all the same.
FACTS = re.compile(
    r"\b(?:no (?:porting|break|icu|ped|co-?pay|excess|bonus|earlier (?:signs|cover|claims?)|other (?:insurance|"
    r"cover|policy)|agreed value|flood endorsement|pre-?existing|waiting|valuables|accident|third party|"
    r"one (?:was )?(?:hurt|injured|else))|not (?:pre-?existing|ported|under construction|at fault|her fault|"
    r"his fault|in (?:the )?ppn)|nothing (?:pre-?existing|ported|used|stolen)|has no insurance|uninsured)\b",
    re.I,
)
AFFIRMED = re.compile(
    r"\b(?:papers?|documents?|bills?|notice|everything|claim)\b[^.;,]{0,30}\b(?:complete|in time|on time|"
    r"in order|accepted|attached|submitted)|\b(?:in|on) time\b|\bprior approval\b|\bpre-?authori[sz]ed\b|"
    r"\bmedically necessary\b|\breport(?:ed)?\b[^.;,]{0,20}\b(?:on file|same (?:day|hour)|attached|enclosed)|"
    r"\bnothing pre-?existing\b|\bno break\b|\bwithout a break\b|\ball (?:of it )?(?:admissible|covered)\b|"
    r"\b(?:already|been) (?:admitted|accepted|approved)\b|\badmitted already\b|\bin force\b|\bconfirmed\b|"
    r"\bwe['’]?(?:re| are) satisfied\b|\badmits?\b|\bregistered\b|\bassessed\b|\bcrime number\b|"
    r"\badequate\b|\bno (?:coinsurance )?penalty\b|\bcovered damage\b|\bnegative\b",
    re.I,
)


def gaps(text: str) -> tuple[Gap, ...]:
    """Return the statements of a claim that say what is not known."""
    return tuple(_gaps(text))


def _gaps(text: str) -> Iterator[Gap]:
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        bare = FACTS.sub(" ", sentence)
        if any(pattern.search(bare) for pattern in MISSING):
            yield Gap(sentence.rstrip(".;"), _about(sentence))


def _about(sentence: str) -> str:
    """Return the matter of a gap: its sentence without the words that say it is missing."""
    about = re.sub(
        r"\b(?:we )?(?:don['’]t|do not|doesn['’]t|does not|can['’]t|cannot|isn['’]t|is not|not|no|nothing|none|yet|"
        r"unknown|unclear|on file|file|say|says|know|show|whether|still|back)\b",
        " ",
        sentence,
        flags=re.I,
    )
    return " ".join(about.split()).strip(" ,.;:-")


def affirmed(text: str) -> tuple[str, ...]:
    """Return the words of a claim that say that a condition is met."""
    return tuple(dict.fromkeys(" ".join(match[0].split()) for match in AFFIRMED.finditer(text)))
