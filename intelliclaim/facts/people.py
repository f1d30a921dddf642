"""The insured person or animal in a claim's text: age, sex, place."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEX = {
    **dict.fromkeys("m male man boy husband son father he his himself mr".split(), "M"),
    **dict.fromkeys("f female woman girl wife daughter mother she her herself mrs ms".split(), "F"),
}
_KIN = r"son|daughter|wife|husband|father|mother|boy|girl|man|woman|male|female"
# Each has `age`, and `sex` where it tells it; the surest first.
_AGES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?<![\w$£€¥₹.,-])(?P<age>\d{1,3})\s?(?:/\s?)?(?P<sex>(?-i:[MF]))\b(?![\w']|\s*(?:fever|temp))",
        r"\b(?P<sex>(?-i:[MF])|male|female)\s?[,/]?\s?(?P<age>\d{1,3})\b(?!,\d)",
        r"\b(?P<age>\d{1,3})[- ](?:years?|yrs?|y)[- ](?:old|o)\b(?!\s+(?:policy|cover|building|roof|house|"
        r"home|car|vehicle|boiler|pipe|tree|laptop|phone|bike|machine|van|truck|injury|scar|"
        r"claim))(?:\s+(?P<sex>male|female|man|woman|boy|girl))?",
        rf"\b(?P<sex>{_KIN})\s*(?:,|\(|of|aged|is|was)\s*(?P<age>\d{{1,3}})\b(?!\s*(?:day|week|month|%|,\d))",
        r"\b(?:pregnant|patient|insured|customer|claimant),\s+(?P<age>\d{1,2})\s+(?:years|yrs)\b",
        r"\b(?:child|baby|grandson|granddaughter|teenager),?\s*(?:\(|of\s|"
        r"aged\s)?(?P<age>\d{1,2})\b(?!\s*(?:day|week|month|%|,\d))",
        r"\baged?\s+(?P<age>\d{1,3})\b",
        r"\b(?:she|he)\s+(?:is|was)\s+(?P<age>\d{1,3})\b(?!\s*(?:day|week|month|%|,\d|feet|miles|km))",
        r"\b(?:insured|patient|claimant|policyholder|life assured|driver|customer|traveller|employee|"
        r"member)(?:\s+is|,|"
        r"\s*\()\s*(?P<age>\d{2})\b(?!\s*(?:day|week|month|%|,\d))",
        r"\b(?:insured|patient|he|she)\s+was\s+(?P<age>\d{2})\s+when\b",
        r"\b(?:dog|cat|puppy|kitten|poodle|bulldog|terrier|retriever|labrador|spaniel|pet|rabbit|horse|"
        r"corgi|dachshund|collie|shepherd|beagle|pug|husky|shih tzu|persian|ragdoll|siamese|mongrel|"
        r"crossbreed),?\s+(?:aged\s+)?(?P<age>\d{1,2})\b(?!\s*(?:day|week|%|,\d))(?P<months>\s*months)?",
    )
)
_THINGS = re.compile(
    r"\b(?:roof|building|house|home|boiler|car|vehicle|property|tree|wall|bike|policy|laptop|phone|pipes?|"
    r"machine|ute|van)\b[^.;,]{0,20}$",
    re.I,
)
# Whom a claim is about, by name; another person named nearer takes a pronoun away from them.
_SUBJECT = (
    r"insured|patient|claimant|policyholder|customer|traveller|life assured|policy owner|member|proposer"
)
_OTHERS = (
    r"driver|neighbou?r|nephew|niece|brother|sister|assessor|surveyor|adjuster|doctor|GP|surgeon|"
    r"cardiologist|vet|specialist|consultant|plumber|engineer|agent|broker|nominee|tenant|landlord|"
    r"employee|bookkeeper|postman|thief|burglar|worker|guest|visitor|owner|witness|parents?|child|baby|"
    r"friend|pedestrian|cyclist"
)
_PRONOUN = re.compile(r"\b(?P<sex>she|he|her|his|herself|himself)\b", re.I)
_KINDRED = re.compile(
    rf"\b(?:{_SUBJECT}|my|our)(?:['’]s)?\s+(?P<sex>{_KIN})\b|\b(?P<sex2>male|female|woman|man|boy|"
    rf"girl)\s+(?:{_SUBJECT})\b|"
    r"\b(?P<sex3>Mrs|Ms|Mr)\.?\s+[A-Z]",
    re.I,
)
_NAMED = re.compile(rf"\b(?:{_SUBJECT}|{_OTHERS}|{_KIN})\b", re.I)
_PLACE = re.compile(
    r"\b(?:in|at|near|to|from|outside)\s+(?P<place>(?:[A-Z][a-z]+(?:\s(?=[A-Z]))?){1,3})(?=[\s,.;:)]|$)"
)
_NOT_PLACES = frozenset(
    "January February March April May June July August September October November December Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday Plan Zone Rs The Our Section Standard Elite Gold Silver "
    "Hospital Insured Policy Comprehensive Premier Sum Claim ICU GP Third Special Contents Buildings".split()
)


@dataclass(frozen=True, slots=True)
class Person:
    """Age in whole years, sex 'F', 'M' or '', each with the words that told it."""

    age: int | None = None
    age_words: str = ""
    sex: str = ""
    sex_words: str = ""

    @property
    def age_note(self) -> str:
        """Say so where the age is that of another day: 'he was 58 when the policy started'."""
        return "Age on an earlier day, not at the loss." if self.age_words.endswith(" when") else ""


def person(text: str) -> Person:
    """Read whom the claim is about; the first of the surest forms counts."""
    for pattern in _AGES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            age = 0 if parts.get("months") else int(parts["age"])
            if age <= 120 and not _THINGS.search(text[: match.start()]):
                sex = _SEX.get((parts.get("sex") or "").lower(), "")
                words = match[0].strip()
                return Person(age, words, sex, words) if sex else _with_sex(text, age, words)
    return _with_sex(text, None, "")


def place(text: str) -> str:
    """Return where it happened: the first capitalised name after 'in', 'at', 'near'; '' for none."""
    for match in _PLACE.finditer(text):
        name = match["place"].strip()
        if _NOT_PLACES.isdisjoint(name.split()):
            return name
    return ""


def _with_sex(text: str, age: int | None, words: str) -> Person:
    told = _told_sex(text)
    return Person(age, words, _SEX[told[0].lower()] if told else "", told[1] if told else "")


def _told_sex(text: str) -> tuple[str, str] | None:
    """Return the word for the sex of whom the claim is about, and where it stands; None where not plain."""
    kindred = _KINDRED.search(text)
    if kindred:
        return kindred["sex"] or kindred["sex2"] or kindred["sex3"], kindred[0]
    pronoun = _PRONOUN.search(text)
    if not pronoun:
        return None
    named = [match[0].lower() for match in _NAMED.finditer(text, 0, pronoun.start())]
    after = _NAMED.match(text, pronoun.end() + 1)  # 'her father': she is the claimant all the same
    if named and not re.fullmatch(_SUBJECT, named[-1], re.I):
        return None
    if not named and not after and pronoun.start() > 120:
        return None
    return pronoun["sex"], pronoun[0]
