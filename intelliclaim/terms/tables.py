"""Benefit tables: a row's values given to the plans of its columns.

A table's rows come as text without its columns' places, so a row is cut into values by what values
look like. They are given to plans only where there are as many of them as plans in the heading row
above; otherwise no plan is named, for a wrong plan is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from intelliclaim.terms.values import Value, per, value
from intelliclaim.types import Clause, ClauseKind, Term, TermKind

# One cell of a benefit table.
_SIGN = r"Rs\.?|INR|HK\$|S\$|US\$|A\$|NZ\$|\$|£|€|₹"
_MONEY = rf"(?:(?:{_SIGN})\s?\d[\d,]*(?:\.\d+)?(?:/-)?(?:\s?(?:lakhs?|lacs?|crores?))?)"
_CELL = re.compile(
    rf"(?:every|each)\s+\d+\s+(?:full\s+)?hours?,?\s+{_MONEY}(?:\s*,?\s*max\.?(?:imum)?(?:\s+of)?\s+{_MONEY})?"
    rf"|(?:up to |max(?:imum|\.)? (?:of )?|limited to )?(?:{_MONEY}|"
    rf"\d+(?:\.\d+)?\s?% of (?:the )?(?:SI|sum insured))"
    rf"(?:\s+per\s+\w+)?(?:,? max\.?(?:imum)? (?:of )?(?:\d+ \w+|{_MONEY}))?"
    rf"(?: or {_MONEY})?(?:,? whichever is (?:lower|less))?"
    rf"(?: for [\w -]{{3,25}}? and {_MONEY} for [\w -]{{3,30}}?(?=\s(?:up to|not|no|rs|inr)\b|\s[$£€₹]|$))?"
    r"|up to (?:the )?(?:SI|sum insured|full cover)|not (?:covered|applicable|available|included)|"
    r"\bno (?:sub-?limit|cover|benefit)\b|\bN\.?A\.?\b|\b(?:not )?(?:covered|included|available)\b|"
    r"\bfull(?:y)? cover(?:ed)?\b|"
    r"(?<=\s)(?:yes|no|nil|✓|✔|✗|✘|×|–|-)(?=\s|$)",
    re.I,
)
_NONE = re.compile(
    r"^(?:not (?:covered|applicable|available|included)|no (?:cover|benefit)|n\.?a\.?|no|nil|✗|✘|×|–|-)$",
    re.I,
)
# Names that products give their plans; a heading row is made of two or more of one kind of name.
_PLAN = re.compile(
    r"\b(?i:plan)\s+(?:[A-Z]|\d|[IVX]+)\b|\b(?:Standard|Basic|Classic|Essential|Bronze|Silver|Gold|"
    r"Platinum|Diamond|Elite|"
    r"Premier|Premium|Exclusive|Plus|Superior|Deluxe|Prestige|Enhanced|Comprehensive|Executive|"
    r"Economy|Core|Supreme|"
    r"Ultimate|Select|Lite|Value|Advance|Optimum|Smart|Royal|Ruby|Sapphire|Pearl)(?:\s+(?:Plus|Plan))?\b"
)
_LETTERS = re.compile(r"^(?:\W*plans?\W+)?(?P<letters>[A-F](?:\s+[A-F]){1,5})$", re.I)
# 'INR 30,000 for normal delivery and INR 50,000 for caesarean section' is two limits.
_ALTERNATIVES = re.compile(rf"({_MONEY}) for ([\w -]{{3,25}}?)(?= and |$)", re.I)
_MOST = re.compile(rf"max(?:imum|\.)?\s*(?:of\s+)?(?P<most>{_MONEY})", re.I)
_CONTACT = re.compile(r"\b(?:tel|fax|phone|e-?mail|call|www)\b", re.I)
LONGEST_HEADING = 14  # words of a heading row


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about, and its cells in order."""

    subject: str
    cells: tuple[str, ...]


def table_terms(clauses: Sequence[Clause]) -> Iterator[Term]:
    """Yield a limit for each cell of the benefit tables: with its plan where the columns are certain."""
    plans: tuple[str, ...] = ()
    for clause in clauses:
        before = ""  # a row's subject that stands on the line above its cells
        if in_example(clause):
            continue
        for at, passage in enumerate(clause.passages):
            plans = heading_row(passage.text) or plans
            if clause.kind is not ClauseKind.TABLE:
                continue
            row = split_row(passage.text) or (split_row(f"{before} {passage.text}") if before else None)
            if row:
                yield from _terms(row, plans, clause.ordinal, at)
            before = "" if row else passage.text


def in_example(clause: Clause) -> bool:
    """Say whether a clause works an example: its figures are nobody's limits."""
    return any(re.search(r"\bexamples?\b", text, re.I) for text in clause.heading[-2:])


def heading_row(text: str) -> tuple[str, ...]:
    """Return the plans that a heading row names, in its order; () for any other text."""
    if len(text.split()) > LONGEST_HEADING or _CELL.search(text):
        return ()
    letters = _LETTERS.match(text.strip())
    if letters:
        return tuple(f"Plan {letter.upper()}" for letter in letters["letters"].split())
    names = [re.sub(r"^plan\s+", "Plan ", match[0], flags=re.I) for match in _PLAN.finditer(text)]
    rest = re.sub(r"\W+", " ", _PLAN.sub(" ", text)).split()
    unique = tuple(dict.fromkeys(names))
    return unique if len(unique) > 1 and len(unique) == len(names) and len(rest) <= 4 else ()


def leading_plan(text: str) -> str:
    """Return the plan that a passage opens with ('Elite Plan $200 for each ...'); '' for none."""
    match = _PLAN.match(text.strip())
    return match[0] if match and re.search(r"\bplan\b", match[0], re.I) else ""


def split_row(text: str) -> Row | None:
    """Cut a row into its subject and the cells at its end; None where it has no cell."""
    cells = list(_CELL.finditer(text))
    while cells and _words(text[: cells[0].start()]) == 0:
        cells.pop(0)
    if not cells or len(text.split()) > 60:
        return None
    # Cells follow one another; words between them mean that the first ones belong to the subject.
    first = len(cells) - 1
    while first and _words(text[cells[first - 1].end() : cells[first].start()]) <= 1:
        first -= 1
    if _words(text[cells[-1].end() :]) > 6:
        return None
    subject = text[: cells[first].start()].strip(" :-–*")
    if not _words(subject) or re.search(_MONEY, subject):
        return None  # its cells are mixed up with its subject
    return Row(subject, tuple(cell[0].strip() for cell in cells[first:]))


def _terms(row: Row, plans: Sequence[str], clause: int, passage: int) -> Iterator[Term]:
    certain = len(plans) == len(row.cells) and len(plans) > 1
    if not certain and (len(row.cells) != 1 or not value(row.cells[0]) or _CONTACT.search(row.subject)):
        return
    every = value(row.cells[0])  # 'Every 6 hours $100 Max. $500' says it once for all columns
    for at, cell in enumerate(row.cells):
        for amount, what in _ALTERNATIVES.findall(cell) or [(cell, "")]:
            read = Value(Decimal(0)) if _NONE.match(amount) else value(amount)
            if read is None:
                continue
            term = Term(
                TermKind.LIMIT,
                f"{row.subject[:120]}: {what}" if what else row.subject[:120],
                clause,
                (passage,),
                amount=read.amount,
                currency=read.currency,
                percent=read.percent,
                of=read.of or ("sum insured" if read.percent else ""),
                lower=read.lower,
                per=read.per or per(row.subject),
                every=read.every or (every.every if every else None),
                plan=plans[at] if certain else "",
            )
            yield term
            most = _MOST.search(cell)
            ceiling = value(most["most"]) if most and not read.percent else None
            if ceiling:  # and never more than that in all
                yield replace(term, amount=ceiling.amount, per=None, every=None)


def _words(text: str) -> int:
    return len(re.findall(r"[A-Za-z]{2,}", text))
