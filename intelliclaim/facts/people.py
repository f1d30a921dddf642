"""The insured person or animal in a claim's text: age, sex, place."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEX = {"m": "M", "male": "M", "man": "M", "boy": "M", "husband": "M", "son": "M", "father": "M", "he": "M"} | {
    "f": "F", "female": "F", "woman": "F", "girl": "F", "wife": "F", "daughter": "F", "mother": "F", "she": "F",
}  # fmt: skip
_KIN = r"son|daughter|wife|husband|father|mother|boy|girl|man|woman|male|female"
# Each has `age`, and `sex` or `sex2` where it tells it; the surest first.
_AGES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?P<age>\d{1,3})\s?(?:/\s?)?(?P<sex>[MF])\b(?![\w'])",
        r"\b(?P<sex>[MF])\s?[,/]\s?(?P<age>\d{1,3})\b",
        r"\b(?P<age>\d{1,3})[- ](?:years?|yrs?|y)[- ](?:old|o)\b(?!\s+(?:policy|cover|building|roof|house|car))"
        r"(?:\s+(?P<sex>male|female|man|woman|boy|girl))?",
        rf"\b(?P<sex>{_KIN})\s*(?:,|\(|of|aged|is|was)\s*(?P<age>\d{{1,3}})\b(?!\s*(?:day|week|month|%|,\d))",
        r"\baged?\s+(?P<age>\d{1,3})\b",
        r"\b(?:insured|patient|claimant|policyholder|driver|customer|traveller|employee|member)(?:\s+is|,|\s*\()\s*"
        r"(?P<age>\d{2})\b(?!\s*(?:day|week|month|%|,\d))",
        r"\b(?:insured|patient|he|she)\s+was\s+(?P<age>\d{2})\s+when\b",
        r"\b(?:dog|cat|puppy|kitten|poodle|bulldog|terrier|retriever|labrador|spaniel|pet|rabbit|horse|corgi|"
        r"dachshund|collie|shepherd|beagle|pug|husky|shih tzu|persian|ragdoll|siamese|mongrel|crossbreed),?\s+"
        r"(?:aged\s+)?(?P<age>\d{1,2})\b(?!\s*(?:day|week|%|,\d))(?P<months>\s*months)?",
    )
)
_THINGS = re.compile(
    r"\b(?:roof|building|house|home|boiler|car|vehicle|property|tree|wall|bike|policy|laptop|phone|pipes?|"
    r"machine|ute|van)\b[^.;,]{0,20}$",
    re.I,
)
_TOLD_SEX = re.compile(rf"\b(?P<sex>{_KIN}|she|her|he|his)\b", re.I)
_PLACE = re.compile(
    r"\b(?:in|at|near|to|from|outside)\s+(?P<place>(?:[A-Z][a-z]+(?:\s(?=[A-Z]))?){1,3})(?=[\s,.;:)]|$)"
)
_NOT_PLACES = frozenset(
    "January February March April May June July August September October November December Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday Plan Zone Rs The Our Section Standard Elite Gold Silver".split()
)


@dataclass(frozen=True, slots=True)
class Person:
    """Age in whole years, sex 'F', 'M' or '', each with the words that told it."""

    age: int | None = None
    age_words: str = ""
    sex: str = ""
    sex_words: str = ""


def person(text: str) -> Person:
    """Read whom the claim is about; the first of the surest forms counts."""
    for pattern in _AGES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            age = 0 if parts.get("months") else int(parts["age"])
            if age <= 120 and not _THINGS.search(text[: match.start()]):
                sex = _SEX.get((parts.get("sex") or "").lower(), "")
                return (
                    Person(age, match[0].strip(), sex, match[0].strip() if sex else "")
                    if sex
                    else (_with_sex(text, age, match[0].strip()))
                )
    return _with_sex(text, None, "")


def place(text: str) -> str:
    """Return where it happened: the first capitalised name after 'in', 'at', 'near'; '' for none."""
    for match in _PLACE.finditer(text):
        name = match["place"].strip()
        if name.split()[0] not in _NOT_PLACES:
            return name
    return ""


def _with_sex(text: str, age: int | None, words: str) -> Person:
    told = _TOLD_SEX.search(text)
    sex = ""
    if told:
        word = told["sex"].lower()
        sex = {"her": "F", "his": "M"}.get(word) or _SEX[word]
    return Person(age, words, sex, told[0] if told else "")
