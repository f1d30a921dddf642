"""Test questions and claims from a file: a JSON object a line, as samples/questions.jsonl has them.

`id`, `policy` (a file's name), `kind` ('unanswerable' where the policy does not say, 'claim' for one),
`question` or `claim` with `text` and `fields`; `facts` (each 'one form|another form') and `pages`
(1-based) that a right answer states and cites; for a claim `expect_recommendation` (one, or a list of
those that are defensible) and `expect_amount`, where the claim itself fixes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from intelliclaim.assistant import read_form
from intelliclaim.errors import IntelliClaimError
from intelliclaim.types import Form, Recommendation

UNANSWERABLE = "unanswerable"
CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Gold:
    """One test question or claim, and what is expected; `text` is the question, or the claim as told."""

    id: str
    policy: str
    kind: str
    text: str
    facts: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    form: Form = Form()
    expected: tuple[Recommendation, ...] = ()
    amount: Decimal | None = None


def read_gold(file: Path) -> tuple[Gold, ...]:
    """Read a file of test questions.

    Raises:
        IntelliClaimError: a line is none; the message names it.
        OSError: the file cannot be read.
    """
    found: list[Gold] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(_gold(json.loads(line)))
        except (ValueError, KeyError, TypeError, ArithmeticError, IntelliClaimError) as error:
            said = str(error) if isinstance(error, IntelliClaimError) else repr(error)
            raise IntelliClaimError(f"{file}, line {number} is no test question: {said}") from error
    if not found:
        raise IntelliClaimError(f"{file} has no test question: write one as a JSON object a line.")
    return tuple(found)


def _gold(item: Mapping[str, Any]) -> Gold:
    if CLAIM in item:
        claim, expected = item["claim"], item["expect_recommendation"]
        accepted = expected if isinstance(expected, list) else [expected]
        amount = item.get("expect_amount")
        return Gold(
            id=str(item["id"]),
            policy=str(item["policy"]),
            kind=CLAIM,
            text=claim["text"],
            pages=tuple(map(int, item.get("pages", ()))),
            form=read_form(claim.get("fields") or {}),
            expected=tuple(map(Recommendation, accepted)),
            amount=None if amount is None else Decimal(str(amount)),
        )
    gold = Gold(
        id=str(item["id"]),
        policy=str(item["policy"]),
        kind=item["kind"],
        text=item["question"],
        facts=tuple(map(str, item.get("facts", ()))),
        pages=tuple(map(int, item.get("pages", ()))),
    )
    if gold.kind != UNANSWERABLE and not (gold.facts and gold.pages):
        raise ValueError("`facts` and `pages` must say what a right answer states and cites")
    return gold
