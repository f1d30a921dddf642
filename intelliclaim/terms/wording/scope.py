"""Phrases that exclude, grant, lift and qualify, in headings, lead-ins and sentences."""

from __future__ import annotations

import re
from functools import lru_cache

from intelliclaim.terms.wording.pattern import any_of

# 'We don't provide any cover', 'does not give you liability cover'.
_NO_COVER_GIVEN = (
    r"(?:\b(?:not|never|cannot)|n['’]t) (?:provide|give|offer|extend)\b[^.;:]{0,30}?"
    r"\b(?:cover(?:age)?|insurance|benefits?|indemnity|payment)\b"
)
# A heading or lead-in under which everything is excluded ...
EXCLUDING = any_of(
    r"\bexclusions?\b",
    r"\bexcluded\b",
    r"(?:\b(?:not|never|nor)|n['’]t) (?:be )?(?:cover(?:ed)?|insured?|pay(?:able)?|paid|liable|reimburse|"
    r"indemnif|include)",
    r"\bno (?:cover|benefit|payment|claim|liability|indemnity)\b(?!\s*-?(?:discount|bonus|period|table))",
    r"\bnot (?:be )?responsible\b",
    _NO_COVER_GIVEN,
    r"\bexclusi[oó]n(?:es)?\b|\bno (?:se )?(?:cubr|ampar)\w+",
)
# ... and one that turns it back.
COVERING = any_of(
    r"^(?:what|when|where|who) (?:is|are|we|you)['’]?(?:re)? (?:will )?(?:be )?cover(?:ed)?\b(?!.*\bnot\b)",
    r"^\W*(?:[A-Z0-9]{1,3}[.)]\s*)?(?:what we pay|(?:your |the )?(?:benefits?|covers?|coverages?)|"
    r"insuring agreements?)\W*$",
)
# A heading under which nothing is granted and nothing excluded, whatever stands above it.
NEUTRAL = any_of(
    r"^\W*(?:[A-Z0-9]{1,3}[.)]?(?:\d+\.?)*\s+)?(?:(?:general|policy|claims?|special|specific|standard|"
    r"loss|other|additional|common|"
    r"basic|our|your|section|terms(?: and| &)?|key|important) )*(?:conditions|provisions)\b(?! not)",
    r"\bdefinitions?\b|\binterpretation\b",
    r"\bclaims? (?:procedure|process|settlement|handling|notification)|\bhow to (?:make a )?claim\b",
    r"\bcancell?ation of (?:the |this |your )?(?:policy|cover|insurance)\b|\b(?:cooling[- ]off|free look)\b",
    r"\b(?:governing|applicable) law\b|\barbitration\b|\bjurisdiction\b|\bdisputes?\b|\bsubrogation\b",
    r"\bcomplaints?\b|\bgrievances?\b|\bombudsman\b|\bdata protection\b|\bprivacy\b",
    r"\brenewals?\b|\bno[- ]claims?[- ](?:discount|bonus)\b|\bpremiums?\b(?! not)|\bmisstatement\b",
    r"\bassignment\b|\bnomination\b|\bportability\b|\bmigration\b|\btermination\b",
)
# A lead-in whose items are conditions to be met, not things that are excluded or waited for.
CRITERIA = any_of(
    r"\b(?:fulfil\w*|meets?|met|satisf\w*|compl(?:y|ies))\b[^.;:]{0,60}\b(?:conditions?|criteria|"
    r"requirements?|"
    r"following|below)\b",
    r"\b(?:provided(?: that)?|only (?:if|when|where)|unless|except(?: where| if| when| for)?|as long as|"
    r"subject to|following (?:conditions?|criteria|requirements?))\b[^.;:]{0,40}[:：]?\s*$",
)
# A heading over two columns, of which the second excludes, and how the items of that one begin.
BOTH_COLUMNS = any_of(
    r"\bcovered\b.{0,30}\bnot (?:be )?covered\b|\b(?:we (?:will )?cover|insured)\b.{0,30}\bnot (?:cover|"
    r"insured)"
)
SECOND_COLUMN = any_of(
    r"^\W*(?:caused by|that happens?|arising|anything|any\b|more than|for\b|which|if\b|when|while|whilst|"
    r"loss or damage (?:caused|"
    r"if|by|to|that|which|from)|damage (?:caused|by|to|that|from)|the excess|due to|resulting|under \(|"
    r"where|fees|theft|loss of)"
)
# A sentence that explains an exclusion or lays down a duty among exclusions, and excludes nothing.
EXPLAINS = any_of(
    r"^\W*(?:this|these|those|such|for (?:this|these)|in (?:this|these|such)|the (?:above|following)|"
    r"note\b|please|"
    r"as used|throughout|on pages?)\b|\bwe set out\b|\b(?:has|have) to be (?:confirmed|evidenced|"
    r"produced|certified)|"
    r"\bmust (?:be|have|not)\b",
    r"^\W*(?:you|we|your|the (?:policy ?holder|insured(?: person)?|company|"
    r"insurer)s?)\b[^.;]{0,60}\b(?:must|shall|may|"
    r"will|can|should)\b(?! (?:not|never|be deemed not))",
)
# A sentence that excludes on its own.
EXCLUDES = any_of(
    r"\b(?:we|insurer|company|policy|section|insurance|cover|benefit|it)\b[^.;]{0,40}\b(?:will|shall|do|"
    r"does|is|are) "
    r"not (?:be )?(?:pay|cover|liable|insur|reimburse|indemnif|responsible|extend|apply|provide)",
    r"\b(?:is|are|be|being) (?:not covered|excluded|not payable|not insured)\b",
    r"\b(?:we|you)(?:['’]re| are)?(?:n['’]t| won['’]t) (?:pay|cover|covered|insured)",
    r"\bwon['’]t (?:pay|cover)|\bdon['’]t (?:pay|cover)|\bno (?:benefit|cover|"
    r"claim)\b[^.;]{0,20}\b(?:payable|paid|"
    r"provided)",
    r"\bnot be admissible\b",
    _NO_COVER_GIVEN,
    r"\b(?:extension|coverage|paragraph|option|endorsement|benefit)s? (?:does|do|will|"
    r"shall) not (?:apply|cover|include|extend)",
)
# What lifts an exclusion, or says that it does not hold here.
LIFTING = any_of(
    r"\b(?:unless|except(?:ing|ion)?(?: (?:for|where|when|if|that|as))?|other than|save (?:for|where)|"
    r"apart from|"
    r"provided (?:that|always)?(?! ?(?:by|in|at|to|under|with|for|from|as|on)\b)|however|but not(?! limited)|"
    r"but (?:we )?(?:do|will)|this (?:\w+ )?(?:does|shall|will) not (?:\w+ )?apply|not be applicable)\b"
)
# A passage that opens so is not itself an exclusion, although it stands among them.
NOT_EXCLUDED = any_of(
    r"^\W*(?:this|these|the) (?:exclusion|exclusions|limitation)[^.;]{0,20}(?:does|do|shall|will|is|are) not",
    r"^\W*(?:however|but|notwithstanding|we (?:(?:will|do|shall|may) )?"
    r"(?:(?:nevertheless|nonetheless|still|also) )?(?:pay|cover))\b",
    r"^\W*(?:please )?(?:see|refer)\b",
    r"^\W*in case of enhancement\b",
)
# What qualifies a waiting period or an exclusion, and is none of its own.
QUALIFIES = any_of(
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
    r"(?<!by )(?<!by any )\bmeans\b(?! of)",
    r"^\W*(?:\(?\*|including\b)",
    r"\bthis exclusion applies to\b",
    r"(?<!not )\blimited to (?:an?|one|two|three|four|five|six|\d+)\b",
)
# A sentence with money or papers in it that grants nothing.
NO_GRANT = any_of(
    r"\bpremiums?\b|\brefund (?:of|the) (?:the )?premium|\bdocuments?\b|\binformation\b|\bcomplain|"
    r"\bcompensation scheme\b|"
    r"\bproposal\b|\binterest\b|\bupdates?\b|\bthis (?:policy|section) is\b|\bstandard of service\b|"
    r"\bnominee\b|"
    r"\bindian currency\b|\bfraud",
)
GRANTS = any_of(
    r"\b(?:we|insurer|company|underwriters?|corporation)\b[^.;]{0,25}?\b(?:will|shall|agrees? to|"
    r"may)?\s*(?:also )?"
    r"(?:pay|cover|indemnify|reimburse|provide|insure|compensate|settle|repair|replace)\b",
    r"\byou(?:['’]re| are) (?:covered|insured)\b",
    r"\b(?:is|are|will be|shall be) (?:payable|covered|reimbursed|paid|indemnified|admissible)\b",
    r"\bthis (?:policy|section|benefit|cover) (?:covers|pays|provides|insures)\b",
)
# A heading that says what kind of text stands below it, not what it is about.
UNNAMING = re.compile(
    r"\W*(?:(?:what|how|when|where)\b.*|(?:not )?(?:covered|insured)|covers?|coverages?|benefits?|"
    r"general|exclusions?.*|limits?.*|"
    r"conditions?|insurance|extent of cover|claims?|we (?:will )?(?:pay|cover).*|table .*|schedule.*|"
    r"important.*|notes?)\W*",
    re.I,
)


@lru_cache(maxsize=4096)
def qualifies(text: str) -> bool:
    """Say whether a passage only qualifies a term that stands elsewhere."""
    return QUALIFIES.search(text) is not None
