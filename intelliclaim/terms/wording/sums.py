"""Phrases that make a number a limit, an excess, a co-pay or a proportion."""

from __future__ import annotations

import re

from intelliclaim.terms.wording.pattern import any_of

UP_TO = any_of(
    r"\bup ?to\b",
    r"\bmax(?:imum|\.)?\b",
    r"\blimit(?:ed)?\b",
    r"\bnot exceed(?:ing)?\b",
    r"\bsubject to\b",
    r"\bmost we (?:will )?pay\b",
    r"\bno more than\b",
    r"\bcap(?:ped)?\b",
    r"\bwhichever is (?:lower|less|lesser)\b",
)
LOWER = any_of(r"\bwhichever is (?:the )?(?:lower|less|lesser|least)\b", r"\bsubject to (?:a )?max")
CO_PAY = any_of(r"\bco-?\s?pay(?:ment)?s?\b", r"\b(?:insured|you)\b[^.;]{0,30}\bbear\b")
EXCESS = any_of(r"\bexcess(?:es)?\b(?! of)", r"\bdeductibles?\b", r"\byou must pay towards\b")
PROPORTION = any_of(
    r"\b(?:in |the )?(?:same )?proportion(?:ate(?:ly)?)?\b",
    r"\bpro-?rata\b",
    r"\baverage\b(?=.*\b(?:sum insured|value)\b)",
    r"\bcoinsurance (?:percentage|penalty|condition)\b",
    r"\breduce the amount[^.;]{0,60}\bby \d",
    r"\bunder-?insur(?:ed|ance)\b",
    r"\b(?:less than|below) (?:\d+% of )?the (?:full |total |actual )*(?:rebuilding|replacement|"
    r"reinstatement|value)",
)
# What a rule on proportion leaves alone.
SPARED = any_of(
    r"\bproportion\w*\b[^.;]{0,60}(?:\bnot|n['’]t)\b[^.;]{0,20}\b(?:appl\w+|include)",
    r"\b(?:associated?|related) (?:medical )?expenses\b[^.;]{0,40}(?:\bnot|n['’]t) include",
)
# Words right before a number that make it a limit, right after it, and such as make it a threshold.
BEFORE_LIMIT = any_of(
    r"\b(?:up ?to|max(?:imum|\.)?|limit(?:ed|s)?|not exceed(?:ing)?|no(?:t|r)? (?:be )?more than|"
    r"most we (?:will |['’]ll )?"
    r"(?:pay|cover)|subject to|cap(?:ped)?|restricted to|benefit of|compensation of|sum of|allowance of|"
    r"(?:we|company|"
    r"insurer) (?:will |shall |['’]ll )?(?:pay|cover|reimburse)(?: you)?|lump sum|or)\b[^.;]{0,34}$",
    r"\b(?:most (?:that )?(?:we|the company|the insurer)\b|maximum (?:amount |sum )?(?:we|payable|"
    r"liability)|(?:amount|liability)"
    r"[^.;]{0,60}\blimited to)[^.;]{0,170}$",
)
AFTER_LIMIT = any_of(
    r"^\W{0,3}(?:per|an?|each|every|for (?:each|every)|in (?:total|all|aggregate|the aggregate)|"
    r"whichever|max(?:imum)?)\b",
)
THRESHOLD = any_of(
    r"\b(?:over|exceeds?|exceeding|(?:more|less|greater|fewer|lower|higher) than|above|below|at least|"
    r"min(?:imum|\.)?(?: of)?|"
    r"first|excess (?:of|is)|costs?(?: is| of)?|damage(?: of)?)\s*(?:a |an |the |your )?$",
)
NOT_EXCEEDING = any_of(r"\b(?:not|no|never)\s+(?:be |to )?(?:exceed|more than|greater than)\w*\s*(?:the )?$")
NO_LIMIT = any_of(
    r"\bpremiums?\b|\bdiscounts?\b|\bloading\b|\bcumulative bonus\b|\bno[- ]claims? (?:bonus|discount)|"
    r"\binstal?lments?\b|"
    r"\bcharge (?:you )?(?:a |an )?(?:fee|£|\$|€)|\badministration (?:charge|fee)|\bconsumer price\b|"
    r"\bcost index\b|\bfor example\b|"
    r"\breserve the right to charge|\bsum insured (?:can|may) be\b|\bprocess(?:ing)? fee",
)
# A number that is the excess itself, beside the word.
STATES_EXCESS = re.compile(
    r"\b(?:excess(?:es)?|deductibles?|first (?:part|amount) of|"
    r"you must pay towards)\b[^.;\d]{0,45}?(?P<after>(?:\w{0,3}[$£€₹])?\d)|"
    r"(?P<before>(?:\w{0,3}[$£€₹])?\d)[\d,.]*\s(?:\w+\s)?(?:excess|deductible)\b",
    re.I,
)
# How an excess is taken, where the sum stands in the schedule ...
TAKES_EXCESS = any_of(
    r"\b(?:excess(?:es)?|deductibles?)\b[^.;]{0,60}\b(?:deduct\w*|tak(?:e|en) off|subtract\w*|bear|borne|"
    r"separately applicable|"
    r"(?:shall|will) (?:be )?appl(?:y|icable|ied))\b",
    r"\b(?:deduct|subtract|take off|bear|contribute)\b[^.;]{0,12}\b(?:the|your|any|"
    r"an) (?:\w+ )?(?:excess(?:es)?|deductible)\b",
    r"\b(?:less|more|greater) than (?:or equal to )?(?:the|your|any) (?:\w+ )?(?:excess(?:es)?|deductible)\b",
)
# ... and that none is.
NO_EXCESS = any_of(r"\b(?:no|not|never|waive[sd]?|without|instead of)\b|n['’]t\b|\bon top of\b|\bmay\b")
# A row's subject that says whom a figure is for, not what.
FOR_WHOM = re.compile(
    r"(?:\W|\d|\b(?:adults?|child(?:ren)?|insured|persons?|dependan?ts?|dependents?|total|for|and|or|"
    r"family|cover|each|"
    r"per|aged?|ages?|years?|old|over|under|below|above|limit|maximum|amount|trip|the|of|to|in|all|any|"
    r"one|policy|"
    r"spouse|couple|individual|group|up|sub-?limits?|outpatient|treatment|plan|benefit)\b)+",
    re.I,
)
# What a percentage is of, as `Term.of` names it.
OF = (
    ("sum insured", any_of(r"^(?:\s*of)? (?:the )?(?:\w+ )?(?:sum insured|SI\b|sum assured|limit|cover|"
    r"benefit)")),
    ("value", any_of(r"^\s*of (?:the )?(?:market |full |replacement |rebuilding )?(?:value|cost)")),
    ("claim", any_of(r"^\s*of (?:the )?(?:admissible |eligible |covered |assessed |total )?(?:claim|loss|"
    r"expense|bill|"
                   r"amount|charge|cost|medical)")),
)  # fmt: skip
ON_TOP_OF_EXCESS = any_of(
    r"\b(?:on top of|over and above|in addition to|after|above|plus) (?:the|your|any) (?:\w+ )?excess"
)
PER = (
    ("day", any_of(r"\b(?:per|each|a|every|for each) (?:full |completed |continuous )?(?:day|night|24)")),
    (
        "item",
        any_of(
            r"\b(?:per|each|every|for each|any one) (?:eye|item|article|set|pair|tooth|pet|device|object)"
        ),
    ),
    (
        "person",
        any_of(r"\b(?:per|each|every|for each) (?:insured )?(?:person|traveller|passenger|adult|child)"),
    ),
    ("week", any_of(r"\b(?:per|each|a|every) week")),
    ("month", any_of(r"\b(?:per|each|a|every) month")),
    ("hour", any_of(r"\b(?:per|each) hour")),
)
EVERY = re.compile(
    r"\b(?:every|each)\s+(?:full\s+|completed\s+|consecutive\s+|continuous\s+)*(?P<count>[\w-]+)\s+"
    r"(?:full\s+|consecutive\s+)?(?P<unit>hours?|days?)",
    re.I,
)
# A limit's sentence that says no more than that it is one; its matter is the heading's.
BARE_LIMIT = any_of(
    r"^\W*(?:(?:we|the company) (?:will |shall )?(?:pay|cover|reimburse)(?: you)? )?(?:for )?(?:up to|"
    r"(?:a |the )?(?:most|maximum)|"
    r"max\b|limit of|(?:rs|inr|usd|sgd|hkd|s?hk?\$|[$£€₹])\W?\s?\d)"
)
