"""Benefit tables: a row's values given to the plans, or the bands of sums insured, of its columns.

They are given to columns only where there are as many of them as the heading row above names; otherwise
no plan is named, for a wrong plan is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from intelliclaim.terms import wording
from intelliclaim.terms.rows import (
    MONEY,
    NONE,
    PLAN,
    Band,
    Row,
    band_lists,
    bands,
    begins_with_cell,
    heading_row,
    leading_plan,
    scale_of,
    split_row,
    words_in,
    worked_examples,
)
from intelliclaim.terms.standing import naming_heading
from intelliclaim.terms.values import Value, per, value
from intelliclaim.types import Clause, ClauseKind, Term, TermKind

# 'INR 30,000 for normal delivery and INR 50,000 for caesarean section' is two limits.
_ALTERNATIVES = re.compile(rf"({MONEY}) for ([\w -]{{3,25}}?)(?= and |$)", re.I)
_MOST = re.compile(rf"max(?:imum|\.)?\s*(?:of\s+)?(?P<most>{MONEY})", re.I)
_FOR_EACH = re.compile(rf"^\W*(?P<cell>{MONEY})\s+(?:per|for|in|each|every)\b.{{3,}}", re.I)
# What a figure beside these is, is no limit of a benefit.
_NO_BENEFIT = re.compile(
    r"\b(?:tel|fax|phone|e-?mail|call|www|excess|deductible|premium|instal?ments?|discount|loss to|"
    r"loss payable|total "
    r"(?:amount|paid)|less|we pay|agreed value|market value|pages?|rate|refund(?:ed)?|month|coinsurance)\b",
    re.I,
)
BROKEN = 2  # lines that a row may go on for
SHORT_LABEL = 8  # words
LONGEST_LABEL = 25  # words
LONGEST_TABLE = 1  # pages without a heading row of its own


@dataclass(frozen=True, slots=True)
class Columns:
    """The plans that a heading row names, and the sums insured of each, where the table gives them."""

    plans: tuple[str, ...]
    bands: tuple[Band | None, ...] = ()
    page: int = 0

    def __len__(self) -> int:
        return max(len(self.plans), len(self.bands))

    def fill(self, at: int, term: Term) -> Term:
        """Return the term for the column at a place."""
        return replace(
            term,
            plan=self.plans[at] if self.plans else "",
            band=self.bands[at] if self.bands else None,
        )


@dataclass(slots=True)
class _Table:
    """What the lines above say: columns, the scale of sums, the group that rows stand in."""

    columns: Columns = field(default_factory=lambda: Columns(()))
    scale: str = ""
    group: str = ""
    above: str = ""  # the line right above, where it is none of a row's
    heading: tuple[str, ...] = ()
    title: str = ""  # the heading of the clause
    plan: str = ""  # of a list of plans, the last that was named

    def turn(self, clause: Clause) -> None:
        """Take notice of a new clause."""
        if clause.heading != self.heading:
            self.group, self.above, self.plan, self.heading = "", "", "", clause.heading
        if clause.page - self.columns.page > LONGEST_TABLE:
            self.columns = Columns(())
        self.title = _above(clause)
        lead = (clause.lead_in.text,) if clause.lead_in else ()
        for text in (*clause.heading[-1:], *lead):
            self.head(text, clause.page)

    def head(self, text: str, page: int) -> bool:
        """Take a line as a heading row; False where it is none."""
        self.scale = scale_of(text) or self.scale
        plans = heading_row(text)
        if plans:
            same = plans == self.columns.plans
            self.columns = Columns(plans, self.columns.bands if same else (), page)
        lists = band_lists(text, self.scale) if self.scale and not plans else ()
        if lists:
            known = self.columns.bands if not self.columns.plans else ()
            self.columns = Columns((), (*known, *lists), page)
        return bool(plans or lists)


def table_terms(clauses: Sequence[Clause]) -> Iterator[Term]:
    """Yield a limit for each cell of the benefit tables: with its plan where the columns are certain."""
    table, examples = _Table(), worked_examples(clauses)
    for clause in clauses:
        table.turn(clause)
        if examples.get(clause.ordinal) == 0:
            continue
        yield from _of_clause(table, clause)


def _of_clause(table: _Table, clause: Clause) -> Iterator[Term]:
    texts = [passage.text for passage in clause.passages]
    is_table = clause.kind is ClauseKind.TABLE
    at = 0
    while at < len(texts):
        text, used = texts[at], 1
        listed = None if table.head(text, clause.page) else _plan_list(table, clause, at, text)
        if listed:
            yield listed
        elif is_table or len(table.columns):
            row, used = _row_at(texts, at, table, is_table)
            if row:
                yield from _of_row(table, row, clause, tuple(range(at, at + used)))
                table.above = ""
            elif _may_name(text):
                table.group = table.above = text.strip(" :*")
        at += used


def _may_name(text: str) -> bool:
    """Say whether a line may name the rows below it."""
    return (
        len(text.split()) <= LONGEST_LABEL
        and text[:1].isupper()
        and not text.endswith(".")
        or text[:1] in "*("
    )


def _row_at(texts: Sequence[str], at: int, table: _Table, is_table: bool) -> tuple[Row | None, int]:
    """Return the row that begins on a line, with the number of lines that it takes up."""
    wanted = len(table.columns)
    first = split_row(texts[at])
    above = table.above or (table.title if at == 0 else "")
    if first is None and not (above and begins_with_cell(texts[at])):
        return None, 1
    prefix = "" if first else f"{above} "
    for used in range(1, BROKEN + 2):
        lines = texts[at : at + used]
        if len(lines) < used or (used > 1 and not _goes_on(lines[-1])):
            break
        row = split_row(prefix + " ".join(lines))
        if row and wanted > 1 and (len(row.cells) == wanted or _has_second(row, wanted)):
            return row, used
    one = first or split_row(prefix + texts[at])
    return (one, 1) if is_table and one and len(one.cells) == 1 else (None, 1)


def _has_second(row: Row, wanted: int) -> bool:
    """Say whether a whole row is followed by the second line of one of its cells: 'Room 1% ... ICU 2%'."""
    return len(row.cells) == wanted + 1 and words_in(row.labels[wanted]) > 0


def _goes_on(line: str) -> bool:
    """Say whether a line goes on with the row above it: cells alone, or the rest of one."""
    return begins_with_cell(line) or line[:1].islower()


def _of_row(table: _Table, row: Row, clause: Clause, passages: tuple[int, ...]) -> Iterator[Term]:
    columns = table.columns
    if len(columns) > 1 and _has_second(row, len(columns)):
        yield from _second(table, row, clause, passages)
        row = replace(row, cells=row.cells[:-1], labels=row.labels[:-1], tail="")
    certain = len(columns) == len(row.cells) and len(columns) > 1
    if certain:
        table.columns = columns = replace(columns, page=clause.page)
        found = bands(row)
        if found:
            table.columns = replace(columns, bands=found)
            return
    if _NO_BENEFIT.search(row.subject) or wording.NO_LIMIT.search(f"{row.subject} {row.tail}"):
        return
    if not certain and (len(row.cells) != 1 or not value(row.cells[0])):
        return
    subject = _subject(table, row, clause)
    every = value(row.cells[0])  # 'Every 6 hours $100 Max. $500' says it once for all columns
    for at, cell in enumerate(row.cells):
        for place, term in enumerate(
            _of_cell(cell, Term(TermKind.LIMIT, subject, clause.ordinal, passages), row.subject)
        ):
            block = every.every if every and place == 0 and term.amount else None
            full = replace(term, every=term.every or block)
            yield columns.fill(at, full) if certain else full


def _second(table: _Table, row: Row, clause: Clause, passages: tuple[int, ...]) -> Iterator[Term]:
    """Yield the limit of a cell's second line, in the one column whose cell is built like it."""
    shapes = [_shape(cell) for cell in row.cells]
    alike = [at for at, shape in enumerate(shapes[:-1]) if shape == shapes[-1]]
    if len(alike) == 1:
        base = Term(TermKind.LIMIT, f"{table.above}: {row.labels[-1]}".strip(": "), clause.ordinal, passages)
        for term in _of_cell(row.cells[-1], base, f"{table.above} {row.labels[-1]}"):
            yield table.columns.fill(alike[0], term)


def _shape(cell: str) -> str:
    return re.sub(r"[\d.,]+", "0", cell.casefold())


def _of_cell(cell: str, base: Term, label: str) -> Iterator[Term]:
    """Yield the limits of one cell: its amount, each of its alternatives, and its ceiling."""
    for amount, what in _ALTERNATIVES.findall(cell) or [(cell, "")]:
        read = Value(Decimal(0)) if NONE.match(amount) else value(amount)
        if read is None:
            continue
        term = replace(
            base,
            subject=f"{base.subject}: {what}" if what else base.subject,
            amount=read.amount,
            currency=read.currency,
            percent=read.percent,
            of=read.of or ("sum insured" if read.percent else ""),
            lower=read.lower,
            per=read.per or per(label),
            every=read.every,
        )
        yield term
        most = _MOST.search(cell)
        ceiling = value(most["most"]) if most and not read.percent else None
        if ceiling and ceiling.amount != read.amount:  # and never more than that in all
            yield replace(term, amount=ceiling.amount, per=None, every=None)


def _plan_list(table: _Table, clause: Clause, at: int, text: str) -> Term | None:
    """Read 'Gold Plan $500 for each person', and '$1,000 in total' below it, as limits of that plan."""
    plan = leading_plan(text)
    rest = text.strip()[len(plan) :] if plan else text
    if plan:
        table.plan = plan if _FOR_EACH.match(rest) else ""
    match = _FOR_EACH.match(rest) if table.plan else None
    read = value(rest) if match else None
    if not read or read.amount is None or wording.NO_LIMIT.search(text):
        return None
    tail = re.sub(MONEY, "", rest).strip(" .")
    above = _above(clause)
    return Term(
        TermKind.LIMIT,
        f"{above}: {tail}"[:120] if above else tail,
        clause.ordinal,
        (at,),
        amount=read.amount,
        currency=read.currency,
        per=read.per,
        every=read.every,
        plan=table.plan,
    )


def _above(clause: Clause) -> str:
    """Return the nearest heading that is not a heading row."""
    headings = [text for text in clause.heading if not heading_row(text)]
    return naming_heading(replace(clause, heading=tuple(headings)))


def _subject(table: _Table, row: Row, clause: Clause) -> str:
    """Name what a row is about, with its group or heading where it only says for whom."""
    subject = row.subject[:120]
    bare = re.sub(r"\(.*?\)", "", subject).strip()
    heading = _above(clause)
    whom = wording.FOR_WHOM.fullmatch(subject) or PLAN.fullmatch(bare)
    above = (table.group or heading) if whom else ""
    if not whom and words_in(bare) == 1 and len(table.above.split()) <= SHORT_LABEL:
        above = table.above
    return f"{above[:80]}: {subject}" if above and above not in subject else subject
