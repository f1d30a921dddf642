"""How wordings say things: the phrases that make a passage an exclusion, a waiting period, a limit ...

Data, not logic: equivalents that insurers of any country and line of business use. None is one
insurer's own.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


# A heading or lead-in under which everything is excluded ...
EXCLUDING = _any(
    r"\bexclusions?\b",
    r"\bexcluded\b",
    r"\b(?:not|n['’]t|never|nor) (?:be )?(?:cover(?:ed)?|insured?|pay(?:able)?|paid|liable|reimburse|"
    r"indemnif|include)",
    r"\bno (?:cover|benefit|payment|claim|liability|indemnity)\b",
    r"\bnot (?:be )?responsible\b",
    r"\bno se cubre",
)
# ... and one that turns it back.
COVERING = _any(
    r"^(?:what|when|where|who) (?:is|are|we|you)['’]?(?:re)? (?:will )?(?:be )?cover(?:ed)?\b(?!.*\bnot\b)",
    r"^(?:what we pay|benefits?|coverage|insuring agreement|your cover)\b(?!.*\bnot\b)",
)
# A sentence that excludes on its own.
EXCLUDES = _any(
    r"\b(?:we|insurer|company|policy|section|insurance|cover|benefit|it)\b[^.;]{0,40}\b(?:will|shall|"
    r"do|does|is|are) "
    r"not (?:be )?(?:pay|cover|liable|insur|reimburse|indemnif|responsible|extend|apply|provide)",
    r"\b(?:is|are|be|being) (?:not covered|excluded|not payable|not insured)\b",
    r"\b(?:we|you)(?:['’]re| are)?(?:n['’]t| won['’]t) (?:pay|cover|covered|insured)",
    r"\bwon['’]t (?:pay|cover)|\bdon['’]t (?:pay|cover)|\bno (?:benefit|cover|"
    r"claim)\b[^.;]{0,20}\b(?:payable|paid|"
    r"provided)",
    r"\bnot be admissible\b",
)
# What lifts an exclusion, or says that it does not hold here.
LIFTING = _any(
    r"\b(?:unless|except(?:ing|ion)?(?: (?:for|where|when|if|that|as))?|other than|save (?:for|where)|"
    r"apart from|"
    r"provided (?:that)?|however|but not|but (?:we )?(?:do|will)|does not apply|shall not apply|"
    r"will not apply|"
    r"not be applicable|excluding)\b"
)
# A passage that opens so is not itself an exclusion, although it stands among them.
NOT_EXCLUDED = _any(
    r"^\W*(?:this|these|the) (?:exclusion|exclusions|limitation)[^.;]{0,20}(?:does|do|shall|will|is|are) not",
    r"^\W*(?:however|but|notwithstanding|we will (?:pay|cover)|we (?:pay|cover))\b",
    r"^\W*(?:please )?(?:see|refer)\b",
    r"^\W*in case of enhancement\b",
)
# What qualifies a waiting period or an exclusion, and is none of its own.
QUALIFIES = _any(
    r"\benhance(?:d|ment)\b",
    r"\bportab\w+",
    r"\bshall apply even if\b",
    r"\bcontinuously covered\b",
    r"\bfalls under the waiting period\b",
    r"\bwithin referred waiting period\b",
    r"\bsettle or reject\b",
    r"\bdisclaim liability\b",
    r"\bmoratorium\b",
    r"\bsubject to the same being declared\b",
    r"\bundisclosed\b",
    r"\bdocuments?\b.*\bsubmit",
    r"\bsum insured (?:can|may) be\b",
    r"^list of\b",
    r"^\W*(?:for example|example|e\.g\.|note\b|notes\b)",
    r"\bfor example\b.*\b(?:we (?:will|may|would) (?:only )?pay|not cover)",
    r"\bmeans\b",
    r"^\W*(?:\(?\*|including\b)",
    r"\bthis exclusion applies to\b",
)
WAITING = _any(
    r"\bwaiting periods?\b",
    r"\b(?:until|till|before|up to) the (?:expiry|completion|end|lapse) of\b[^.;]{0,60}\b(?:month|"
    r"year|day)s?",
    r"\b(?:within|during|in) (?:the )?(?:first )?[\w() -]{1,25}(?:days?|months?|years?) (?:of|from|"
    r"after|following) "
    r"(?:the |your |his |her )?(?:date of )?(?:first )?(?:policy )?(?:commencement|inception|start|"
    r"effective|issue|"
    r"joining|enrolment|cover)",
    r"\b(?:during|in|within) the first [\w() -]{1,25}(?:days?|months?|years?)\b",
    r"\b(?:until|till|before)\b[^.;]{0,60}\b(?:month|year|day)s?\b[^.;]{0,50}\b(?:passed|elapsed|run|"
    r"expired|completed?|"
    r"lapsed|ended)\b",
    r"\b(?:until|till) (?:the )?(?:policy|cover|insurance|insured|mother|member)\b[^.;]{0,50}\b(?:for|"
    r"run for) [\w() -]{1,20}"
    r"(?:month|year|day)s?",
    r"\bdeferment period\b|\bqualifying period\b|\bmoratorium\b|\bwait(?:s|ed)? of\b",
)
PRE_EXISTING = _any(r"\bpre-?\s?existing\b", r"\bPED\b")
UP_TO = _any(
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
LOWER = _any(r"\bwhichever is (?:the )?(?:lower|less|lesser|least)\b", r"\bsubject to (?:a )?max")
CO_PAY = _any(r"\bco-?\s?pay(?:ment)?s?\b", r"\b(?:insured|you)\b[^.;]{0,30}\bbear\b")
EXCESS = _any(r"\bexcess(?:es)?\b", r"\bdeductibles?\b")
PROPORTION = _any(
    r"\b(?:in |the )?(?:same )?proportion(?:ate(?:ly)?)?\b",
    r"\bpro-?rata\b",
    r"\baverage\b(?=.*\b(?:sum insured|value)\b)",
    r"\bcoinsurance (?:percentage|penalty|condition)\b",
    r"\breduce the amount[^.;]{0,60}\bby \d",
    r"\bunder-?insur(?:ed|ance)\b",
    r"\b(?:less than|below) (?:\d+% of )?the (?:full |total |actual )*(?:rebuilding|replacement|"
    r"reinstatement|value)",
)
NOTICE = _any(
    r"\b(?:notif\w+|notice|inform(?:ed|ation)?|intimat\w+|report(?:ed|ing)?|tell us|police|advise us)\b"
)
DOCUMENTS = _any(
    r"\b(?:documents?|submi(?:t|ssion)\w*|bills|proof of loss|claim form|papers|receipts|evidence|"
    r"particulars)\b"
)
DEADLINE = _any(r"\b(?:within|no later than|not later than|at least|prior to|before)\b")
GRACE = _any(r"\bgrace period\b|\bdays of grace\b")
CANCELLATION = _any(r"\bcancel(?:s|led|lation)?\b|\bcooling[- ]off\b|\bfree look\b")
AGE = _any(
    r"\b(?:aged?|ages|years of age|entry age|years old)\b[^.;]{0,60}\b(?:between|over|under|above|"
    r"below|minimum|"
    r"maximum|up to|less than|more than|at least|and above|or over|or older)\b",
    r"\b(?:between|over|under|above|below|minimum|maximum|up to|less than|"
    r"at least)\b[^.;]{0,40}\b(?:aged?|years of "
    r"age|years old)\b",
)
GRANTS = _any(
    r"\b(?:we|insurer|company|underwriters?|corporation)\b[^.;]{0,25}?\b(?:will|shall|agrees? to|"
    r"may)?\s*(?:also )?"
    r"(?:pay|cover|indemnify|reimburse|provide|insure|compensate|settle|repair|replace)\b",
    r"\byou(?:['’]re| are) (?:covered|insured)\b",
    r"\b(?:is|are|will be|shall be) (?:payable|covered|reimbursed|paid|indemnified|admissible)\b",
    r"\bthis (?:policy|section|benefit|cover) (?:covers|pays|provides|insures)\b",
)
# What a percentage is of, as `Term.of` names it.
OF = (
    (
        "sum insured",
        _any(r"^(?:\s*of)? (?:the )?(?:\w+ )?(?:sum insured|SI\b|sum assured|limit|cover|benefit)"),
    ),
    ("value", _any(r"^\s*of (?:the )?(?:market |full |replacement |rebuilding )?(?:value|cost)")),
    (
        "claim",
        _any(
            r"^\s*of (?:the )?(?:admissible |eligible |covered |assessed |total )?"
            r"(?:claim|loss|expense|bill|amount|charge|cost|medical)"
        ),
    ),
)  # fmt: skip
ON_TOP_OF_EXCESS = _any(
    r"\b(?:on top of|over and above|in addition to|after|above|plus) (?:the|your|any) (?:\w+ )?excess"
)
PER = (
    ("day", _any(r"\b(?:per|each|a|every|for each) (?:full |completed |continuous )?(?:day|night|24)")),
    (
        "person",
        _any(r"\b(?:per|each|every|for each) (?:insured )?(?:person|traveller|passenger|adult|child)"),
    ),
    (
        "item",
        _any(r"\b(?:per|each|every|for each|any one) (?:eye|item|article|set|pair|tooth|pet|device|object)"),
    ),
    ("week", _any(r"\b(?:per|each|a|every) week")),
    ("month", _any(r"\b(?:per|each|a|every) month")),
    ("hour", _any(r"\b(?:per|each) hour")),
)
EVERY = re.compile(
    r"\b(?:every|each)\s+(?:full\s+|completed\s+|consecutive\s+|continuous\s+)*(?P<count>[\w-]+)\s+"
    r"(?:full\s+|consecutive\s+)?(?P<unit>hours?|days?)",
    re.I,
)
