"""Phrases that make a duration a waiting period."""

from __future__ import annotations

import re

from intelliclaim.terms.wording.pattern import any_of

# A waiting period by its name ...
NAMED_WAIT = any_of(r"\b(?:waiting|deferment|deferred|qualifying) periods?\b|\bwait(?:s|ed)? of\b")
# ... by the time after which cover begins ...
COVERED_AFTER = any_of(
    r"\bcovered (?:only )?after (?:a |the )?waiting period\b",
    r"\b(?:covered|payable|cover(?:age)? (?:will |shall )?(?:start|begin|commence)s?|"
    r"admissible)\s+(?:only )?after\b"
    r"[^.;]{0,40}\b(?:days?|months?|years?)\b[^.;]{0,30}\b(?:continuous|coverage|waiting|inception|policy)",
)
# ... or, where something is excluded, by the time during which it is.
UNTIL = any_of(
    r"\b(?:until|till|before|up to) (?:the )?(?:expiry|completion|end|lapse) of\b[^.;]{0,60}\b(?:month|"
    r"year|day)s?",
    r"\b(?:within|during|in|before) (?:the |a period of )?(?:first )?[\w() -]{1,25}(?:days?|months?|years?) "
    r"(?:of|from|after|following|since) (?:the |your |his |her )?(?:date of )?(?:first |"
    r"original )?(?:policy |cover )?"
    r"(?:commencement|inception|start|effective|issue|joining|enrolment|cover|policy)",
    r"\b(?:during|in|within) the first [\w() -]{1,25}(?:days?|weeks?|months?|years?)\b",
    r"\b(?:until|till|before)\b[^.;]{0,60}\b(?:month|year|day)s?\b[^.;]{0,50}\b(?:passed|elapsed|run|expired|"
    r"completed?|lapsed|ended)\b",
    r"\b(?:until|till) (?:the )?(?:policy|cover|insurance|insured|mother|member)\b[^.;]{0,50}\b(?:for|"
    r"run for) "
    r"[\w() -]{1,20}(?:month|year|day)s?",
    r"\b(?:before|prior to) the end of (?:the|a) (?:waiting|qualifying) period",
)
WAITING = re.compile("|".join(one.pattern for one in (NAMED_WAIT, COVERED_AFTER, UNTIL)), re.I)
# What says that there is no wait, or that a period is another matter's.
NO_WAIT = any_of(
    r"\blegal (?:action|proceedings)\b|\barbitrat|\bcontest|\bcalled in question\b|"
    r"\brequired information\b|\bproof\b",
    r"\b(?:not|no|without(?: any)?) (?:\w+ ){0,3}waiting periods?\b|\bwaiting periods? (?:is|are|"
    r"shall be|will be|"
    r"may be) (?:not|waived|reduced)",
    r"\bcancel|\bfree look\b|\brefund|\bcooling[- ]off\b|\bnot (?:completely )?satisfied\b|\bloading\b|"
    r"\breinstat\w+ of (?:the )?policy",
    r"\badditional waiting periods?\b|\bcredit\b[^.;]{0,40}\bwaiting\b",
)
PRE_EXISTING = any_of(r"\bpre-?\s?existing\b", r"\bPED\b")
