"""What a claim itself says is not known, and what it says is in order.

'No letter from the doctor on file' is a gap; 'no porting' and 'nothing pre-existing' are facts. Works
by the words that handlers use for missing, pending and vague; it does not know what a policy needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from intelliclaim.facts.segments import Piece, clauses, sentences
from intelliclaim.types import Gap

_PAPER = (
    r"(?:dates?|details?|proof|evidence|explanation|reason|notes?|photos?|inspection|report|certificate|"
    r"letter|paperwork|records?|statement|documents?|receipts?|history|diagnosis|confirmation|summary|"
    r"bills?|invoices?|pages?|signature|FIR|papers?|results?)"
)
_TELLER = (
    r"(?:file|form|summary|report|letter|certificate|note|bill|invoice|she|he|they|who|insured|customer|"
    r"owner|claimant|hospital|doctor|GP|vet|papers?|records?|statement|schedule|claim|nobody|engineer|"
    r"family)"
)
_NOT = r"(?:n[o']t|n’t| not)"
_UNTOLD = (
    r"(?:stated|known|established|received|confirmed|documented|recorded|specified|given|provided|supplied|"
    r"submitted|sent|clear|sure|certain|come back|back|determined|in yet|arrived|verified|disclosed|shown|"
    r"available|assessed|inspected|identified|said|produced|furnished|on file|on record)"
)
# Missing, pending, unclear: any of these in a sentence makes it a gap.
MISSING = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:nothing|none)(?: [\w'’-]+){0,6}? (?:on|in) (?:the |our )?(?:file|records?|papers)\b",
        r"\bno (?:[\w'’-]+ ){1,10}?(?:on|in) (?:the |our )?(?:file|record|papers)\b",
        r"\bno dates? (?:of|for|when)\b",
        r"\bno (?:\w+[ ,/-]+){0,5}?(?:yet|so far|to date|as yet)\b",
        rf"\bno (?:\w+ ){{0,2}}{_PAPER}\b(?! (?:of|needed|required|earlier))(?:[^.;]{{0,40}}\b(?:given|"
        rf"sent|received|provided|supplied|enclosed|attached|available|yet|of)\b|\s*[.;,)]|$| or\b)",
        rf"\b(?:it|that|this|which) (?:does|do|did){_NOT} (?:show|say|state|give|tell|explain|"
        rf"specify|mention)\b",
        rf"\b(?:{_PAPER}|log|files?|answer)\b[^.;]{{0,40}}\bnot (?:yet )?(?:in|out|back|ready|here|with us)\b"
        rf"(?! (?:time|order|full|force|the|a)\b)",
        rf"\b(?:{_PAPER}|log|files?)\b[^.;]{{0,30}}\b(?:asked for|requested|chased)\b|\b(?:asked|chased|"
        rf"waiting on) (?:\w+ ){{1,3}}for (?:the|an?|his|her|their)\b",
        r"\bsays only\b|\bonly says\b|['‘“]some ?(?:time|where|how)\b|\bno (?:answer|reply|response)\b",
        rf"\b{_TELLER}\b[^.;]{{0,40}}?\b(?:does|do|did){_NOT} (?:show|say|state|give|tell|explain|specify|"
        rf"record|know|remember|recall|name|mention (?!it on))",
        r"\b(?:ca|could|can)(?:n[o']t|n’t|nnot| not) (?:yet |now )?(?:say|tell|see|confirm|be (?:seen|"
        r"established|told|confirmed|determined|verified)|establish|determine|verify|remember|recall)",
        rf"(?:\b(?:not|never)|n['’]t) (?:yet |been |yet been |as yet )?{_UNTOLD}\b(?! to be| until|"
        rf" in time| within| for )",
        r"\b(?:un(?:known|clear|certain|sure|confirmed|stated|documented|specified|determined|explained|"
        r"available))\b",
        r"\b(?:pending|outstanding|awaited|awaiting|left blank|is blank|still to come|to follow|"
        r"to be (?:confirmed|advised|determined|established)|tbc|tba|still waiting|under investigation|"
        r"inconclusive|illegible|yet to (?:be|come|send|hear|receive)|being (?:investigated|checked)|"
        r"silent (?:on|about|as to))\b",
        rf"\b{_PAPER}\b[^.;,]{{0,20}} missing\b|\bmissing {_PAPER}\b",
        rf"\b(?:has|have){_NOT} (?:yet )?(?:looked|seen|sent|said|got|received|provided|given|told|"
        rf"decided|confirmed|come|reported back|checked|answered|replied|established|explained)\b",
        rf"\b(?:do|does|did){_NOT} (?:yet )?know\b|\bwe (?:do{_NOT} (?:yet )?have|have no|hold no)\b",
        r"\bwithout (?:dates|details|proof)\b|\bwith no (?:dates?|details|proof)\b",
        r"\b(?:whether|if) (?:or not )?[^.;]{3,80}\b(?:disputed|in dispute|contested)|\bdisput(?:e|ed|es)\b",
        r"\bbut not (?:how|when|why|what|where|whether|since when|which)\b|\bno idea (?:how|when|why|what|"
        r"whether)\b",
        r"\bmay or may not\b|\bpossibly\b|\bnot sure\b|\bperhaps\b|\bmaybe\b|\broughly\b",
        r"\bfor (?:a while|some time)\b|\b(?:looks?|seems?) (?:long|short|high|odd|late|excessive)\b|"
        r"\bsome (?:time|weeks|months) ago\b",
        r"['‘“](?:for )?(?:about|around|roughly|maybe|perhaps|\w+ to \w+ (?:met|day|week|month|year))",
    )
)
# Phrases that hold such words and are facts all the same.
FACTS = re.compile(
    r"\b(?:no (?:history(?! of)|porting|break|icu|ped|co-?pay|excess|bonus|(?:earlier|previous|prior|visible|"
    r"known) (?:signs?|cover|claims?|insurance|history|symptoms?|episodes?)|other (?:insurance|cover|"
    r"policy)|agreed value|flood endorsement|pre-?existing|waiting|valuables|accident|third party|flood|"
    r"exclusions?(?: queries)?|(?:pending|outstanding|missing|unclear|unknown) \w+|one (?:was )?(?:hurt|"
    r"injured|else))|not (?:pre-?existing|ported|under construction|at fault|her fault|his fault|"
    r"in (?:the )?ppn)|nothing (?:is )?(?:pre-?existing|ported|used|stolen|pending|outstanding|missing|"
    r"unclear|unusual)|has no insurance|uninsured|(?:finance|loan|premium|balance|"
    r"mortgage)[^.;,]{0,20}(?:,\d+)*[^.;,]{0,12}outstanding)\b",
    re.I,
)
# What a gap's sentence says besides its matter.
_BOILERPLATE = re.compile(
    r"\bnothing(?P<of>(?: [\w'’-]+){0,6}?) (?:on|in) (?:the |our )?(?:file|records?|papers)\b(?: (?:about|"
    r"on|as to))?|\bit(?:['’]s| is) (?:still )?(?:not (?:yet )?(?:known|clear)|unclear|unknown|"
    r"uncertain)(?: (?:if|whether))?"
    rf"|\b(?:\w+ )?{_TELLER} (?:does|do|did){_NOT} (?:show|say|state|specify|record|mention|tell|know)\b|"
    rf"\b(?:we |\w+ )?(?:do|does|did){_NOT} (?:yet )?know\b|\bwe have no\b|\b(?:i |"
    rf"we )?(?:have )?no idea\b|\b(?:the |{_TELLER} )*(?:is |was )?(?:not|isn['’]t|wasn['’]t) sure\b|"
    rf"\bto be (?:confirmed|advised|established)\b"
    r"|\b\w+ (?:ca|could)n['’]t (?:yet )?(?:say|tell|see|confirm)(?: yet)?\b"
    rf"|\b(?:our |the )?(?:[\w-]+ ){{0,2}}(?:has|have){_NOT} (?:yet )?(?:looked at|said|decided|confirmed|"
    rf"explained)\b|\b(?:is |are |was |were |has |have )?(?:still )?not (?:yet |been |"
    rf"yet been )*{_UNTOLD}\b|\b(?:is|are|was|were|has|have)n['’]t (?:yet |been )*{_UNTOLD}\b"
    r"|\b(?:is |are |was |were )?(?:still )?(?:left blank|blank|still to come|to follow|still outstanding|"
    r"on (?:the )?file|awaited|awaiting|pending|unknown|outstanding|unexplained|unclear)\b|\b(?:yet|"
    r"so far|whether|with no)\b|^no\b|\bno\b(?= \w+ or\b)|^but\b",
    re.I,
)
# What a denial affirms: there is nothing against the claim.
_NOTHING_AGAINST = (
    r"no break|without a break|nothing pre-?existing|no (?:coinsurance )?penalty|"
    r"(?:no|never any) (?:earlier|previous|prior) (?:signs?|symptoms?|history|problems?|trouble|treatment|"
    r"claims?|complaints?)"
)
_LEANS = re.compile(r"^(?:since|which|whether|but|and|or|so|how|when|why|what|not|nor)\b", re.I)
AFFIRMED = re.compile(
    r"\b(?:papers?|documents?|bills?|notice|everything|claim)\b[^.;,]{0,30}\b(?:complete|in time|on time|"
    r"in order|accepted|attached|submitted)|\b(?:in|on) time\b|\bprior approval\b|"
    r"\bpre-?auth(?:ori[sz](?:ed|ation))?\b|\bmedically necessary\b|\b(?:report(?:ed)?|reference|"
    r"receipts?|letter|invoices?)\b[^.;,]{0,20}\b(?:on file|same (?:day|hour)|next day|attached|enclosed)|"
    rf"\b(?:{_NOTHING_AGAINST})\b|\b(?:insured|covered) for (?:its |the |their )?full value\b|"
    r"\ball (?:of it )?(?:admissible|covered)\b|\baccepted\b|\b(?:already|been) (?:admitted|accepted|"
    r"approved)\b|\badmitted already\b|"
    r"\bin force\b|\bconfirmed\b|\bwe['’]?(?:re| are) satisfied\b|\badmit(?:s|ted) (?:it|fault|"
    r"liability)\b|\bregistered\b|\bassessed\b|\bcrime (?:number|reference)\b|\bmeets\b|"
    r"\blicen[cs]e(?: is)? (?:current|valid)\b|\b(?:full|valid|current) licen[cs]e\b|\badequate\b|"
    r"\bcovered damage\b|\bnegative\b|\bup to date\b|\bwell kept\b",
    re.I,
)
_NEGATIVE_BUT_GOOD = re.compile(rf"\b(?:{_NOTHING_AGAINST})\b", re.I)
_DENIED = re.compile(r"\b(?:not|never|no|nor|without)\b|n['’]t\b", re.I)


def gaps(text: str) -> tuple[Gap, ...]:
    """Return the statements of a claim that say what is not known, at most one a sentence."""
    return tuple(_gaps(text))


def _gaps(text: str) -> Iterator[Gap]:
    for sentence in sentences(text):
        bare = FACTS.sub(lambda match: "·" * len(match[0]), sentence.words)
        starts = [match.start() for pattern in MISSING for match in [pattern.search(bare)] if match]
        if starts:
            words = _from_clause(text, sentence, sentence.start + min(starts)).strip(" .;,\n")
            yield Gap(words, without_boilerplate(words) or words)


def _from_clause(text: str, sentence: Piece, at: int) -> str:
    """Return a sentence from the clause that holds an offset, and the one before where it leans on it."""
    pieces = clauses(text, sentence)
    index = max((i for i, piece in enumerate(pieces) if piece.start <= at), default=0)
    if index and _LEANS.match(pieces[index].words):
        index -= 1
    return text[pieces[index].start if index else sentence.start : sentence.end]


def is_gap(words: str) -> bool:
    """Say whether words say that something is not known."""
    bare = FACTS.sub(" ", words)
    return any(pattern.search(bare) for pattern in MISSING)


def without_boilerplate(words: str) -> str:
    """Return the matter of a gap: its words without those that say it is missing."""
    about = _BOILERPLATE.sub(lambda match: match.groupdict().get("of") or " ", words)
    return re.sub(r"\s+(?:but|and|or)$", "", " ".join(about.split())).strip(" ,.;:-")


def affirmed(text: str) -> tuple[str, ...]:
    """Return the clauses of a claim that say that a condition is met, none that is denied or a gap."""
    found = []
    for sentence in sentences(text):
        for piece in clauses(text, sentence):
            said = AFFIRMED.search(piece.words)
            rest = _NEGATIVE_BUT_GOOD.sub(" ", piece.words)
            if said and not is_gap(piece.words) and not _DENIED.search(rest):
                found.append(piece.words.strip(" .;,"))
    return tuple(dict.fromkeys(found))
