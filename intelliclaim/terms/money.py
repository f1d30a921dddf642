"""What a passage says on amounts: limits, excesses, co-pays, proportions.

A number is a limit only where the words right beside it make it one; the rest of a policy's numbers
(premiums, thresholds, worked examples) are nobody's limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from intelliclaim.numbers import Money, money
from intelliclaim.terms import wording
from intelliclaim.terms.rows import CHOICES, leading_plan, split_row
from intelliclaim.terms.standing import Stated, naming_heading
from intelliclaim.terms.values import PERCENT, Value, value
from intelliclaim.types import ClauseKind, Term, TermKind

BESIDE = 200  # characters on each side of a number that may make it a limit
_FOR = re.compile(r"^\W{0,2}\s*for (?:any |the |your |each )?(?P<what>[\w '’/-]{4,60})")


def money_terms(one: Stated, base: Term) -> Iterator[Term]:
    """Yield the co-pay, excess, proportion or limits that a passage states."""
    clause, text = one.clause, one.text
    if wording.qualifies(text):
        return
    read = value(text)
    about = f"{clause.heading[-1] if clause.heading else ''} {text}"
    if wording.PROPORTION.search(text):
        if not re.search(r"\bpremium|\brefund|\bexamples?\b|\brenew|\bunexpired\b", text, re.I):
            yield _proportion(one, base, read)
        return
    if read and read.percent and wording.CO_PAY.search(about):
        if not re.search(r"discount|premium", text, re.I):
            yield filled(replace(base, kind=TermKind.CO_PAY), read)
    elif wording.EXCESS.search(text) and not wording.UP_TO.search(text):
        yield from _excess(one, base, read)
    elif read and not (clause.kind is ClauseKind.TABLE and split_row(text)) and not leading_plan(text):
        yield from _limits(one, base, read)


def filled(term: Term, read: Value) -> Term:
    """Return a term with what was read."""
    return replace(
        term,
        amount=read.amount,
        currency=read.currency,
        percent=read.percent,
        of=read.of,
        lower=read.lower,
        per=read.per,
        every=read.every,
    )


def _proportion(one: Stated, base: Term, read: Value | None) -> Term:
    """Return a rule on proportion; what it leaves alone ('shall not apply to pharmacy') is an exception."""
    beside = [p.text for p in one.clause.passages if p.text != one.text and wording.SPARED.search(p.text)]
    return replace(
        base,
        kind=TermKind.PROPORTION,
        percent=read.percent if read else None,
        exceptions=" ".join([base.exceptions, *beside]).strip(),
    )


def _excess(one: Stated, base: Term, read: Value | None) -> Iterator[Term]:
    if wording.NO_LIMIT.search(one.text) or one.clause.kind is ClauseKind.DEFINITION:
        return
    stated = wording.STATES_EXCESS.search(one.text)
    if read and stated:
        at = max(stated.start("after"), stated.start("before"))
        beside = next((each for each in money(one.text) if each.start <= at < each.end), None)
        if beside:
            read = replace(read, amount=beside.amount, currency=beside.currency)
        if beside or read.percent is not None and read.amount is None:
            yield filled(replace(base, kind=TermKind.EXCESS), read)
    elif wording.TAKES_EXCESS.search(one.text) and not wording.NO_EXCESS.search(one.text):
        yield replace(base, kind=TermKind.EXCESS)


def _limits(one: Stated, base: Term, read: Value) -> Iterator[Term]:
    text = one.text
    if wording.NO_LIMIT.search(text) or CHOICES.search(text) or _is_mixed(one):
        return
    limit = replace(base, kind=TermKind.LIMIT)
    above = naming_heading(one.clause)
    if wording.BARE_LIMIT.search(base.subject) and above:
        limit = replace(limit, subject=f"{above[:60]}: {base.subject}")
    amounts = [each for each in money(text) if each.amount > 0 and is_limit(text, each.start, each.end)]
    percent = PERCENT.search(text)
    if percent and is_limit(text, percent.start(), percent.end("percent") + 1):
        if read.amount is not None and not read.lower and amounts:
            yield from (_of_amount(limit, read, each) for each in amounts[:1])
        kept = read if read.lower or not amounts else replace(read, amount=None, currency="")
        if kept.of or kept.amount is not None or re.match(r"\s*of\b", percent["after"]):
            yield filled(limit, kept)
        return
    if not amounts or read.lower and not percent:
        return
    yield _of_amount(limit, read, amounts[0])
    for before, each in zip(amounts, amounts[1:], strict=False):
        between = text[before.end : each.start]
        what = _FOR.match(text[each.end :])
        if (read.per or read.every) and wording.UP_TO.search(between) and not what:
            yield replace(_of_amount(limit, read, each), per=None, every=None)  # never more than that in all
        elif what and each.amount != before.amount:
            yield replace(
                _of_amount(limit, read, each), subject=f"{base.subject[:60]}: {what['what']}", per=None
            )
        break


def _is_mixed(one: Stated) -> bool:
    """Say whether a row holds several columns' amounts that cannot be told apart."""
    text = one.text
    if one.clause.kind is not ClauseKind.TABLE or wording.LOWER.search(text):
        return False
    return len(money(text)) > 1 and not text.rstrip().endswith(".")


def _of_amount(limit: Term, read: Value, amount: Money) -> Term:
    return filled(
        limit, replace(read, amount=amount.amount, currency=amount.currency, percent=None, lower=False)
    )


def is_limit(text: str, start: int, end: int) -> bool:
    """Say whether the words beside the number at `text[start:end]` make it a limit."""
    before, after = text[max(0, start - BESIDE) : start], text[end : end + 40]
    if wording.THRESHOLD.search(before) and not wording.NOT_EXCEEDING.search(before):
        return False
    if wording.BEFORE_LIMIT.search(before):
        return True
    return wording.AFTER_LIMIT.search(after) is not None and not re.search(
        r"\b(?:if|when|where)\b", before, re.I
    )
