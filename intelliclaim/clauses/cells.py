"""The values that fill the cells of a policy's tables: amounts, shares, durations, 'Nil' and 'Not covered'.

PDFium gives a row's cells on one line with single blanks between, so that where one cell ends and
the next begins can only be told where each is a value.
"""

from __future__ import annotations

import re

_CURRENCY = r"(?:rs\.?|inr|hk\$|us\$|[as]\$|nz\$|usd|sgd|hkd|aud|nzd|eur|gbp|[$£€₹¥])"
_NUMBER = r"\(?\d++(?:,\d++)*+(?:\.\d++)?(?:/-)?\)?"
_SCALE = r"(?:\s?(?:lakhs?|lacs?|crores?|millions?)\b)?"
_UNIT = r"(?:hours?|hrs?|days?|weeks?|months?|years?|yrs)\b\.?"
_WHOLE = r"(?:s\.?i\.?|(?:(?:the|basic|base|current) )*(?:sum (?:insured|assured)|annual limit))\b"
_VERDICT = (
    r"(?:not (?:covered|available|applicable|included|insured)|(?:fully )?covered|available|included|"
    r"excluded|nil|n/?a|n\.a\.|yes|no(?: (?:sub-?limit|limit|cover))?|unlimited|(?:at )?actuals|full cover|"
    r"[✓✔✗×–—-])(?![\w])"
)
_SHARE = rf"\d+(?:\.\d+)?\s?%(?:\s+of\s+{_WHOLE})?"
_AMOUNT = rf"(?:{_CURRENCY}\s?{_NUMBER}{_SCALE}|{_SHARE}|\d+\s?{_UNIT}|{_NUMBER}{_SCALE})"
_BOUND = r"(?:(?:up ?to|at most|at least|max(?:imum|\.)?(?: of)?|min(?:imum|\.)?(?: of)?|every)\s+(?:a\s+)?)"
_PER = (
    r"(?:,?\s+(?:per|each|a)\s+"
    r"(?:day|week|month|policy year|year|visit|person|claim|event|hospitalisation)\b)?"
)
_ONE = rf"(?:{_BOUND}?{_AMOUNT}{_PER}|{_BOUND}{_WHOLE}|{_VERDICT})"
_CELL = re.compile(rf"(?<!\S){_ONE}(?:(?:,\s| or | to |\s?/\s?){_ONE})*+\*{{0,3}}(?!\S)", re.I)
_CUT = re.compile(  # an amount that the line's end has broken
    rf"(?:,?\s(?:up ?to|at most|at least|max\.?|maximum)(?:\sof)?)(?:\s{_CURRENCY})?$|\s{_CURRENCY}$", re.I
)
_MAY_END = re.compile(
    r"(?:\d\S{0,4}|covered|available|applicable|included|insured|assured|excluded|nil|n/?a\.?|n\.a\.|yes|no|limit|"
    r"cover|unlimited|actuals|[✓✔✗×–—-]|s\.?i\.?|lakhs?|lacs?|crores?|millions?|hours?|hrs|days?|weeks?|months?|"
    r"years?|yrs\.?|visit|person|claim|event|hospitalisation)\*{0,3}$",
    re.I,
)
_FRAGMENT = re.compile(
    rf"(?:(?:{_CURRENCY}\s?{_NUMBER}{_SCALE}|{_NUMBER}%?|{_UNIT}|"
    rf"per|max\.?|maximum|up to|of|{_CURRENCY})(?:[,\s]++|$))++",
    re.I,
)
_PRICED = re.compile(rf"{_CURRENCY}\s?\d|\d\s?%|\b\d{{1,3}}(?:,\d{{2,3}})+\b", re.I)
_LASTS = re.compile(rf"\b\d+\s?(?:-\s?)?{_UNIT}", re.I)


def trailing_cells(text: str) -> tuple[int, int]:
    """Return how many values `text` ends in, and the offset at which the first of them begins."""
    text = _CUT.sub("", text)
    start = len(text)
    if not _MAY_END.search(text):
        return 0, start
    count = 0
    for found in reversed(list(_CELL.finditer(text))):
        if text[found.end() : start].strip():
            break
        count, start = count + 1, found.start()
    return count, start


def is_bare(text: str) -> bool:
    """Whether `text` is values and nothing else: a row whose label stands elsewhere."""
    count, start = trailing_cells(text)
    return count > 0 and not text[:start].strip()


def is_fragment(text: str) -> bool:
    """Whether `text` is a piece of a value that a narrow column has broken: '$200 per', 'Max.'."""
    return bool(_FRAGMENT.fullmatch(text))


def tells_price(text: str) -> bool:
    """Whether `text` holds an amount, a share, or the values of more than one column."""
    return bool(_PRICED.search(text)) or trailing_cells(text)[0] >= 2


def tells_value(text: str) -> bool:
    """Whether `text` holds an amount, a share, a duration, or the values of more than one column."""
    return tells_price(text) or bool(_LASTS.search(text))
