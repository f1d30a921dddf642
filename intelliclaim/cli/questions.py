"""Commands that answer: one question, or a file of questions and claims."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from intelliclaim.assistant import Assistant, read_form
from intelliclaim.cli.shared import ADD_ONE, complain, opened, read_file
from intelliclaim.errors import IntelliClaimError, UnknownPolicy, UnreadableClaim, UnreadablePolicy
from intelliclaim.types import Answer, Citation, Recommendation, Worksheet

LONGEST_ANSWER = 120  # words


def ask(parsed: argparse.Namespace) -> int:
    """Answer a question from the chosen policies, or from all current ones."""
    with opened() as desk:
        chosen = [desk.policy_named(name).id for name in parsed.policy]
        current = [policy.id for policy in desk.policies() if policy.replaced_by is None]
        if not current:
            raise UnknownPolicy(f"There is no policy to ask. {ADD_ONE}")
        said = desk.ask(parsed.question, chosen or current).answer
    print(json.dumps(asdict(said) | {"abstained": said.abstained}) if parsed.json else _readable(said))
    return 0


def answer(parsed: argparse.Namespace) -> int:
    """Answer a file of questions and claims from a folder of policies, in a store of its own."""
    items = list(_items(parsed.questions))
    with (
        tempfile.TemporaryDirectory() as folder,
        opened(Path(folder)) as desk,
        parsed.out.open("w", encoding="utf-8") as out,
    ):
        ids: dict[str, str | None] = {}
        for item in items:
            if item["policy"] not in ids:
                ids[item["policy"]] = _ingested(desk, parsed.policies / item["policy"])
            row = _claim_row if "claim" in item else _question_row
            out.write(json.dumps(row(desk, item, ids[item["policy"]]), ensure_ascii=False) + "\n")
    return 0


def _items(file: Path) -> Iterator[dict[str, Any]]:
    """Read a question file: a JSON object a line, with `id`, `policy`, and `question` or `claim.text`."""
    for number, line in enumerate(read_file(file).splitlines(), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            texts = (
                item["id"],
                item["policy"],
                item["claim"]["text"] if "claim" in item else item["question"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise IntelliClaimError(f"{file}, line {number} is no question or claim: {error!r}.") from error
        if not all(isinstance(text, str) for text in texts):
            raise IntelliClaimError(f"{file}, line {number} is no question or claim: {texts} must be texts.")
        yield item


def _ingested(desk: Assistant, file: Path) -> str | None:
    try:
        return desk.ingest(read_file(file), file.name).policy.id
    except UnreadablePolicy as error:
        complain(error)
        return None


def _question_row(desk: Assistant, item: dict[str, Any], policy_id: str | None) -> dict[str, Any]:
    question = item["question"]
    said = desk.answer(question, [policy_id]) if policy_id else Answer(question, "", (), (), 0.0, 0.0)
    return {
        "id": item["id"],
        "answer": said.text,
        "abstained": said.abstained,
        "citations": _cited(said.citations),
        "recommendation": None,
        "amount": None,
        "seconds": round(said.seconds, 4),
    }


def _claim_row(desk: Assistant, item: dict[str, Any], policy_id: str | None) -> dict[str, Any]:
    """One line of the run format for a claim; one that cannot be assessed is referred, with its `error`."""
    begun = time.perf_counter()
    row: dict[str, Any] = {
        "id": item["id"],
        "answer": "",
        "abstained": True,
        "citations": [],
        "recommendation": Recommendation.REFER.value,
        "amount": None,
        "checks": [],
    }
    try:
        if policy_id is None:
            raise UnreadablePolicy(f"{item['policy']} could not be read: the claim is not assessed.")
        row |= _assessed(desk.worksheet(policy_id, item["claim"]["text"], read_form(_fields(item))))
    except IntelliClaimError as error:
        row["error"] = str(error)
        complain(f"{item['id']}: {error}")
    return row | {"seconds": round(time.perf_counter() - begun, 4)}


def _fields(item: dict[str, Any]) -> dict[str, Any]:
    fields = item["claim"].get("fields") or {}
    if not isinstance(fields, dict):
        raise UnreadableClaim(f"`fields` is {fields!r}: write an object, or leave it out.")
    return fields


def _assessed(sheet: Worksheet) -> dict[str, Any]:
    rejected = sheet.recommendation is Recommendation.REJECT
    payable = None if rejected else sheet.ledger.payable
    return {
        "answer": _shortened(sheet.reasons),
        "abstained": False,
        "citations": _cited(sheet.citations),
        "recommendation": sheet.recommendation.value,
        "amount": None if payable is None else float(payable),
        "checks": [
            {
                "step": check.step.value,
                "title": check.title,
                "outcome": check.outcome.value,
                "reason": check.reason,
                "ask": check.ask,
            }
            for check in sheet.checks
        ],
    }


def _shortened(reasons: Sequence[str]) -> str:
    """Join the first reasons that together have no more words than an answer may have."""
    kept: list[str] = []
    for reason in reasons:
        if kept and len(" ".join([*kept, reason]).split()) > LONGEST_ANSWER:
            break
        kept.append(reason)
    words = " ".join(kept).split(" ")
    return " ".join(words[:LONGEST_ANSWER])


def _cited(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    return [{"page": citation.page, "quote": citation.quote} for citation in citations]


def _readable(said: Answer) -> str:
    lines = [said.text or "The policy does not say. Nearest, and not an answer:", ""]
    for number, citation in enumerate(said.citations or said.nearest, 1):
        place = " > ".join((f"{citation.policy_name}, page {citation.page}", *citation.heading))
        lines.append(f"[{number}] {place}: “{' '.join(citation.quote.split())}”")
    return "\n".join(lines)
