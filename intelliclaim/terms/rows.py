"""Rows of benefit tables as text: what a row is about, its cells, and the plans that a heading row names.

A table's rows come without their columns' places, so a row is cut into cells by what values look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from intelliclaim.numbers import SCALES, number
from intelliclaim.types import Clause

_SCALE = r"(?:\s?(?:lakhs?|lacs?|crores?|millions?|m)\b)"
_SIGN = r"(?:Rs\.?|INR|HK\$|S\$|US\$|A\$|NZ\$|\$|£|€|₹)"
MONEY = rf"(?:{_SIGN}\s?\d[\d,]*(?:\.\d+)?(?:/-)?{_SCALE}?)"
_CHOICES = rf"{_SIGN}?\s?\d[\d,.]*(?:\s?/\s?\d[\d,.]*)+{_SCALE}?"  # 'INR 6/ 7/ 8 Lac'
_WHOLE = r"(?:SI|(?:(?:the|basic|base) )*sum (?:insured|assured))\b"
CHOICES = re.compile(_CHOICES, re.I)
# One cell of a benefit table.
CELL = re.compile(
    rf"(?:every|each)\s+\d+\s+(?:full\s+)?hours?,?\s+{MONEY}(?:\s*,?\s*max\.?(?:imum)?(?:\s+of)?\s+{MONEY})?"
    rf"|{_CHOICES}"
    rf"|(?:up ?to |max(?:imum|\.)? (?:of )?|limited to )?(?:{MONEY}|\d+(?:\.\d+)?\s?% of {_WHOLE})"
    rf"(?:\s+(?:per|a|each)\s+(?:day|week|month|night|visit|person|item|hospitali[sz]ation|policy year|"
    rf"year|event|eye|trip)\b)?"
    rf"(?: (?:for|on|in) (?:each|every|any) \w+)?"
    rf"(?:,?\s+max\.?(?:imum)? (?:of )?(?:\d+ \w+(?: per \w+(?: year)?)?|{MONEY}))?"
    rf"(?: or (?:{MONEY}|actuals?\b))?(?:,? whichever is (?:lower|less))?"
    rf"(?: for [\w -]{{3,25}}? and {MONEY} for [\w -]{{3,30}}?(?=\s(?:up to|not|no|rs|inr)\b|\s[$£€₹]|$))?"
    rf"|up ?to (?:{_WHOLE}|(?:the )?full cover)|not (?:covered|applicable|available|included)|"
    r"\bno (?:sub-?limit|cover|benefit)\b|\bN\.?A\.?\b|\b(?:not )?(?:covered|included|available)\b|"
    r"\bfull(?:y)? cover(?:ed)?\b|"
    r"(?<=\s)(?:yes|no|nil|✓|✔|✗|✘|×)(?=\s|$)|(?<=[\d✓✔✗✘%–-]\s)[–-](?=\s|$)",
    re.I,
)
NONE = re.compile(
    r"^(?:not (?:covered|applicable|available|included)|no (?:cover|benefit)|n\.?a\.?|no|nil|✗|✘|×|–|-)$",
    re.I,
)
# Names that products give their plans; a heading row is made of two or more of one kind of name.
PLAN = re.compile(
    r"\b(?i:plan)\s+(?:[A-Z]|\d|[IVX]+)\b|\b(?:Standard|Basic|Classic|Essential|Bronze|Silver|Gold|"
    r"Platinum|Diamond|Elite|"
    r"Premier|Premium|Exclusive|Plus|Superior|Deluxe|Prestige|Enhanced|Comprehensive|Executive|Economy|"
    r"Core|Supreme|"
    r"Ultimate|Select|Lite|Value|Advance|Optimum|Smart|Royal|Ruby|Sapphire|Pearl)(?:\s+(?:Plus|Plan))?\b"
)
_LETTERS = re.compile(r"^(?:\W*plans?\W+)?(?P<letters>[A-F](?:\s+[A-F]){1,5})$", re.I)
_NUMBERS = re.compile(r"(?:\d+(?:,\d+)*(?:\.\d+)?(?:,\s?)?)+")
_LAKHS = re.compile(r"\b(?:in )?(?P<scale>lakhs?|lacs?|crores?|millions?)\b", re.I)
LONGEST_HEADING = 14  # words of a heading row
LONGEST_ROW = 60  # words
LONGEST_CELL = 90  # characters
_EXAMPLE = re.compile(r"\W*(?:(?:this|the following) )?(?:examples?|illustrations?)\b", re.I)
_SCENARIO = re.compile(
    r"\W*(?:claim|scenario|case study)\s+(?:no\.?\s*)?\d+\s*[:–—-]", re.I
)  # a page of stories
_OF_EXAMPLES = re.compile(r"\bexamples?\b|\billustrations?\b", re.I)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about, its cells in order, what stands before each, and the words after the last."""

    subject: str
    cells: tuple[str, ...]
    tail: str = ""
    labels: tuple[str, ...] = ()


Band = tuple[Decimal, Decimal]  # sums insured, both ends included


def worked_examples(clauses: Sequence[Clause]) -> dict[int, int]:
    """Return the clauses that work an example, each with its first passage that does.

    Their figures are nobody's limits. A page of numbered stories ('Claim 3: ...') is one whole example.
    """
    texts = ((clause.page, text) for clause in clauses for text in _titles(clause))
    pages = {page for page, text in texts if _SCENARIO.match(text)}
    found: dict[int, int] = {}
    open_under: tuple[str, ...] | None = None
    for clause in clauses:
        if clause.page in pages or any(_OF_EXAMPLES.search(text) for text in clause.heading[-2:]):
            found[clause.ordinal] = 0
            continue
        if open_under != clause.heading:
            open_under = None
        opening = next((at for at, p in enumerate(clause.passages) if _EXAMPLE.match(p.text)), None)
        if open_under is not None:
            found[clause.ordinal] = 0
        elif opening is not None:
            found[clause.ordinal], open_under = opening, clause.heading
    return found


def _titles(clause: Clause) -> Iterator[str]:
    yield from clause.heading
    yield from (passage.text for passage in clause.passages)


def heading_row(text: str) -> tuple[str, ...]:
    """Return the plans that a heading row names, in its order; () for any other text."""
    text = text.rsplit(":", 1)[-1].strip()  # 'The most we will pay: Gold Plan Silver Plan'
    if len(text) > 40 + 10 * LONGEST_HEADING or len(text.split()) > LONGEST_HEADING:
        return ()
    letters = _LETTERS.match(text)
    if letters:
        return tuple(f"Plan {letter.upper()}" for letter in letters["letters"].split())
    names = [re.sub(r"^plan\s+", "Plan ", match[0], flags=re.I) for match in PLAN.finditer(text)]
    rest = re.sub(r"\W+", " ", PLAN.sub(" ", text)).split()
    unique = tuple(dict.fromkeys(names))
    named = len(unique) > 1 and len(unique) == len(names) and len(rest) <= 4
    return unique if named and not CELL.search(text) else ()


def leading_plan(text: str) -> str:
    """Return the plan that a passage opens with ('Elite Plan $200 for each ...'); '' for none."""
    match = PLAN.match(text.strip())
    return match[0] if match and re.search(r"\bplan\b", match[0], re.I) else ""


def split_row(text: str) -> Row | None:
    """Cut a row into its subject and the cells at its end; None where it has no cell."""
    if len(text.split()) > LONGEST_ROW:
        return None
    cells = list(CELL.finditer(text))
    while cells and words_in(text[: cells[0].start()]) == 0:
        cells.pop(0)
    if not cells:
        return None
    # Cells follow one another; words between them mean that the first ones belong to the subject.
    first = len(cells) - 1
    while first and words_in(text[cells[first - 1].end() : cells[first].start()]) <= 1:
        first -= 1
    tail = text[cells[-1].end() :].strip(" .")
    if words_in(tail) > 6:
        return None
    subject = text[: cells[first].start()].strip(" :-–*")
    if not words_in(subject) or re.search(MONEY, subject):
        return None  # its cells are mixed up with its subject
    shown = cells[first:]
    ends = [shown[0].start(), *(cell.end() for cell in shown)]
    labels = tuple(text[end : cell.start()].strip(" :–-,") for end, cell in zip(ends, shown, strict=False))
    return Row(subject, tuple(cell[0].strip() for cell in shown), tail, labels)


def begins_with_cell(text: str) -> bool:
    """Say whether a line begins with a cell: its subject stands above it."""
    found = CELL.search(text[:LONGEST_CELL])
    return found is not None and words_in(text[: found.start()]) == 0


def bands(row: Row) -> tuple[Band, ...]:
    """Return the sums insured that the row of a table on sums insured gives for each column."""
    if not re.search(r"\bsum (?:insured|assured)\b", row.subject, re.I):
        return ()
    found = [_band(cell) for cell in row.cells]
    return tuple(one for one in found if one) if all(found) else ()


def band_lists(text: str, scale: str) -> tuple[Band, ...]:
    """Return the bands of a heading line that is nothing but lists of sums: '3.00, 4.00 7.50,10.00'."""
    groups = re.split(r"(?<=[\d])\s+(?=\d)", re.sub(r",\s+", ",", text.strip()))
    if not all(re.fullmatch(r"\d[\d.,]*", group) for group in groups) or not re.search(r"\d\s*,\s*\d", text):
        return ()
    factor = SCALES[scale.lower()]
    values = [[number(one) * factor for one in group.split(",") if one] for group in groups]
    rising = all(one == sorted(one) for one in values)
    return tuple((one[0], one[-1]) for one in values) if rising else ()


def scale_of(text: str) -> str:
    """Return the scale that a heading gives for the sums below it ('Rs. in Lakh'); '' for none."""
    found = re.search(r"\bin\s+(lakhs?|lacs?|crores?|millions?)\b", text, re.I)
    return found[1] if found else ""


def words_in(text: str) -> int:
    """Count the words of at least two letters."""
    return len(re.findall(r"[A-Za-z]{2,}", text))


def _band(cell: str) -> Band | None:
    scale = _LAKHS.search(cell)
    factor = SCALES.get(scale["scale"].lower(), 1) if scale else 1
    sums = [number(one.strip(".")) * factor for one in re.findall(r"\d[\d,.]*", cell) if one.strip(".,")]
    return (min(sums), max(sums)) if sums and min(sums) >= 1000 else None
