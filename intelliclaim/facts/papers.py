"""Facts in a claim's papers: the rows and total of an invoice, and what a letter or e-mail tells.

They are found to be offered, each with its words; whether one is a fact of the claim, a person says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from intelliclaim.facts.dates import parse_date
from intelliclaim.facts.read import read_facts
from intelliclaim.numbers import CODES, SIGNS, number
from intelliclaim.types import ClaimLine, Fact, Quantity, Unit
from intelliclaim.types.casework import Find

_SIGN = "|".join(re.escape(sign) for sign in sorted((*SIGNS, *CODES), key=len, reverse=True))
_FIGURE = r"\d+(?:,\d+)*(?:\.\d{1,2})?"
# A row of an invoice ends in its amount; before it may stand a count and a rate.
_ROW = re.compile(
    rf"^(?P<label>[A-Za-z(][^\n]*?)[\s:.|=_-]*?(?:\s|(?<=[:|])|(?=[£₹€$]))"
    rf"(?:(?P<count>\d+(?:\.\d+)?)\s+(?P<rate>{_FIGURE})\s+)?"
    rf"(?P<sign>{_SIGN})?\s?(?P<amount>{_FIGURE})(?:/-)?\s*(?P<after>{'|'.join(CODES)})?$"
)
_FIGURES_ALONE = re.compile(rf"^(?:(?:{_SIGN})?\s?{_FIGURE}(?:/-)?\s*)+$")
_TIMES = re.compile(
    rf"(?P<count>\d+(?:\.\d+)?)\s*(?P<unit>day|night|hour|week|month|item|nos?)s?\.?\s*(?:@|x|×|at)\s*"
    rf"(?:{_SIGN})?\s?(?P<rate>{_FIGURE})",
    re.I,
)
_UNITS = {"night": Unit.DAY, "no": Unit.ITEM, "nos": Unit.ITEM} | {unit.value: unit for unit in Unit}
_TOTAL = re.compile(
    r"^(?:grand |invoice |bill |net |total )*"
    r"(?:total|amount (?:due|payable)|balance due|net (?:payable|amount)|"
    r"total (?:amount|due|payable|bill))\b[^\d]{0,20}$",
    re.I,
)
_PART_SUM = re.compile(r"^sub[- ]?total|^(?:amount )?paid|^advance|^deposit|^carried|^brought", re.I)
# Figures that are no amounts.
_NO_AMOUNT = re.compile(
    r"\b(?:no|number|date|phone|tel|mobile|fax|policy|age|reg(?:istration)?|gstin|vat reg|account|a/c|ifsc|"
    r"sort code|pin|postcode|page|uhid|mrn|id|ref(?:erence)?|bed|ward|year|sum insured|limit)\b"
    r"[\s.:#]*(?:\S{0,4})?$",
    re.I,
)
_LOSS = re.compile(
    r"\b(?:date of (?:the )?(?:admission|loss|accident|incident)|admi(?:tted|ssion)(?: date)?(?: on)?|"
    r"(?:loss|accident|incident) date)\b[\s:.-]*(?:is|was|on)?\s*(?P<when>[^\n]{6,30})",
    re.I,
)
_DATED = ("loss_date", "policy_start")
_PROSE = {"age": "age", "sex": "sex", "sum_insured": "sum_insured", "currency": "currency"}
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def find_in_paper(text: str) -> tuple[Find, ...]:
    """Find the facts that a paper states, in the order of the claim form's fields; one a field."""
    if not text.strip():
        return ()
    found = {find.field: find for find in (*_prose(text), *_invoice(text))}
    if told := _loss(text, found):
        found["loss_date"] = told
    order = (*_DATED, "age", "sex", "sum_insured", "claimed_amount", "currency", "lines")
    return tuple(found[field] for field in order if field in found)


def _prose(text: str) -> Iterator[Find]:
    """Find what a claim's own text would tell too; the amounts only where they aren't an invoice's."""
    facts = read_facts(text)
    named: dict[str, object] = {"loss_date": facts.loss_date, "policy_start": facts.policy_start}
    named |= {field: getattr(facts, name) for field, name in _PROSE.items()}
    if not _rows(text):
        named["claimed_amount"] = facts.claimed
        if facts.lines:
            words = "; ".join(line.words or line.label for line in facts.lines)
            yield Find("lines", facts.lines, words)
    for field, fact in named.items():
        if isinstance(fact, Fact):
            yield Find(field, fact.value, fact.words, fact.note)


def _loss(text: str, found: dict[str, Find]) -> Find | None:
    """Find the day of the loss behind a word for it: a letter's head has other dates."""
    match = _LOSS.search(text)
    currency = found["currency"].value if "currency" in found else ""
    told = parse_date(match["when"], str(currency)) if match else None
    if match is None or told is None or told.value is None:
        return None
    return Find("loss_date", told.value, " ".join(match[0].split()), told.note)


def _invoice(text: str) -> Iterator[Find]:
    rows = _rows(text)
    if not rows:
        return
    totals = [row for row in rows if _TOTAL.match(row["label"].strip())]
    lines = tuple(
        _line(row) for row in rows if row not in totals and not _PART_SUM.match(row["label"].strip())
    )
    if lines:
        yield Find("lines", lines, "; ".join(line.words for line in lines))
    if totals:
        last = totals[-1]  # a grand total stands below the others
        yield Find("claimed_amount", _money(last["amount"]), " ".join(last[0].split()))
    for row in rows:
        currency = SIGNS.get(row["sign"] or "", row["sign"] or "") or row["after"]
        if currency:
            yield Find("currency", currency, " ".join(row[0].split()))
            return
    head = re.search(rf"\(?\b(?:in|amount|price|rate)\b\s*\(?\s*(?P<sign>{_SIGN}|rupees)(?!\w)", text, re.I)
    if head:
        sign = head["sign"]
        code = next((code for each, code in SIGNS.items() if each.lower() == sign.lower()), sign.upper())
        if code := {"RUPEES": "INR"}.get(code, code):
            yield Find("currency", code, head[0])


def _rows(text: str) -> list[re.Match[str]]:
    """Return an invoice's rows; none where there are fewer than two, for that is a letter."""
    found = []
    for line in _joined(text):
        row = _ROW.match(line.strip())
        if row is None or not _LETTERS.search(row["label"]) or _NO_AMOUNT.search(row["label"].strip()):
            continue
        looks_like_money = row["sign"] or row["after"] or re.search(r"[,.]\d\d", row["amount"])
        total = _TOTAL.match(row["label"].strip())
        if (looks_like_money or total) and len(row["label"].split()) <= 12:
            found.append(row)
    return found if len(found) >= 2 else []


def _joined(text: str) -> list[str]:
    """Return the lines, with a figure that has a line of its own behind its label: cells read one by one."""
    lines: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if lines and _FIGURES_ALONE.match(line):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return lines


def _line(row: re.Match[str]) -> ClaimLine:
    """Make a line of the bill; the count and the rate only where they make the amount."""
    label, amount = row["label"].strip(" :.|-=_"), _money(row["amount"])
    words = " ".join(row[0].split())
    times = _TIMES.search(row["label"])
    if times and number(times["count"]) * number(times["rate"]) == amount:
        unit = _UNITS[times["unit"].lower()]
        short = label[: times.start()].strip(" -:,") or label
        return ClaimLine(short, amount, Quantity(number(times["count"]), unit), _money(times["rate"]), words)
    if row["count"] and number(row["count"]) * number(row["rate"]) == amount:
        by_day = re.search(r"\b(?:room|ward|icu|bed|day|night|nursing)", label, re.I)
        counted = Quantity(number(row["count"]), Unit.DAY if by_day else Unit.ITEM)
        return ClaimLine(label, amount, counted, _money(row["rate"]), words)
    if row["count"]:
        label = f"{label} {row['count']} {row['rate']}"
    return ClaimLine(label, amount, words=words)


def _money(figure: str) -> Decimal:
    value = number(figure)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
