"""Phrases of deadlines, papers, ages, grace and cancellation."""

from __future__ import annotations

from intelliclaim.terms.wording.pattern import any_of

NOTICE = any_of(
    r"\b(?:notif\w+|notice|inform(?:ed|ation)?|intimat\w+|report(?:ed|ing)?|tell us|police|advise us)\b"
)
# What the insurer itself must do in time is no duty of the insured's.
INSURERS_DUTY = any_of(
    r"\b(?:company|insurer|we|ombudsman|officer)\b[^.;]{0,30}?\b(?:shall|will|['’]ll|must|"
    r"may)\b[^.;]{0,40}?\b(?:settle|"
    r"intimate|notify|inform|send|give|reject|offer|pay|respond|acknowledge|contact|resolve|issue|cancel|"
    r"disclaim)\b",
    r"\b(?:shall|will) be (?:notified|informed|intimated)\b|\bcomplaint|\bgrievance|\bdisclaim|\bdisagree\b",
)
# What opens the list of the papers that a claim needs.
PAPERS = any_of(
    r"\b(?:documents?|papers|proofs?|evidence|information)\b[^.;]{0,60}\b(?:required|needed|submit\w*|"
    r"furnish\w*|provide\w*|"
    r"following|below|necessary|enclos\w+|attach\w+)\b[^.;]{0,60}$",
    r"\b(?:following|required|necessary) (?:\w+ )?(?:documents?|papers|proofs?|evidence)\b",
)
DOCUMENTS = any_of(
    r"\b(?:documents?|submi(?:t|ssion)\w*|bills|proof of loss|claim form|papers|receipts|evidence|"
    r"particulars)\b"
)
DEADLINE = any_of(r"\b(?:within|no(?:t)? (?:later|more) than|at least|prior to|before)\b")
GRACE = any_of(r"\bgrace period\b|\bdays of grace\b")
CANCELLATION = any_of(r"\bcancel(?:s|led|lation)?\b|\bcooling[- ]off\b|\bfree look\b")
AGE = any_of(
    r"\b(?:aged?|ages|years of age|entry age|years old)\b[^.;]{0,60}\b(?:between|over|under|above|below|"
    r"minimum|"
    r"maximum|up to|less than|more than|at least|and above|or over|or older)\b",
    r"\b(?:between|over|under|above|below|minimum|maximum|up to|less than|"
    r"at least)\b[^.;]{0,40}\b(?:aged?|years of "
    r"age|years old)\b",
)
