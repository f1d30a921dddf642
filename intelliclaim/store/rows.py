"""Records to rows and back: the one place that knows how they are written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from intelliclaim.types import (
    Answer,
    Citation,
    Clause,
    ClauseKind,
    Exchange,
    Health,
    Passage,
    Policy,
    Span,
)

POLICY_COLUMNS = "id, name, version, sha256, filename, n_pages, n_clauses, added_at, health, replaced_by"
HEADING_SEPARATOR = " > "


def fts_phrase(term: str) -> str:
    """Quote `term` for an FTS5 expression, so that nothing in it is read as an operator.

    Several words become a phrase. A term without a letter or digit matches nothing.
    """
    return '"' + term.replace('"', '""').replace("\0", " ") + '"'


def policy_from(row: tuple[Any, ...]) -> Policy:
    """Make a Policy of a row with `POLICY_COLUMNS`."""
    id_, name, version, sha256, filename, n_pages, n_clauses, added_at, health, replaced_by = row
    return Policy(
        id=id_,
        name=name,
        version=version,
        sha256=sha256,
        filename=filename,
        n_pages=n_pages,
        n_clauses=n_clauses,
        added_at=datetime.fromisoformat(added_at),
        health=health_from(json.loads(health)),
        replaced_by=replaced_by,
    )


def health_from(fields: Mapping[str, Any]) -> Health:
    """Make a Health of its JSON object."""
    return Health(
        **{
            **fields,
            "pages_without_text": tuple(fields["pages_without_text"]),
            "suspect_pages": tuple(fields["suspect_pages"]),
        }
    )


def to_json(record: object) -> str:
    """Write a dataclass, tuple or plain value as JSON (ASCII, so that any string survives)."""
    return json.dumps(
        asdict(record) if hasattr(record, "__dataclass_fields__") else record,  # type: ignore[call-overload]
        separators=(",", ":"),
    )


def clause_row(policy_id: str, clause: Clause) -> tuple[str, int, int, str, str, str, str]:
    """Return policy_id, ordinal, page, heading, lead_in, text, body."""
    body = {
        "number": clause.number,
        "heading": clause.heading,
        "kind": clause.kind,
        "passages": [_passage_json(passage) for passage in clause.passages],
        "lead_in": _passage_json(clause.lead_in) if clause.lead_in else None,
    }
    return (
        policy_id,
        clause.ordinal,
        clause.page,
        HEADING_SEPARATOR.join(clause.heading),
        clause.lead_in.text if clause.lead_in else "",
        clause.text,
        to_json(body),
    )


def clause_from(ordinal: int, body: str) -> Clause:
    """Make a Clause of its ordinal and its `body` column."""
    fields = json.loads(body)
    return Clause(
        ordinal=ordinal,
        number=fields["number"],
        heading=tuple(fields["heading"]),
        kind=ClauseKind(fields["kind"]),
        passages=tuple(_passage(passage) for passage in fields["passages"]),
        lead_in=_passage(fields["lead_in"]) if fields["lead_in"] else None,
    )


def _passage_json(passage: Passage) -> list[Any]:
    # Arrays, not objects: a policy has thousands of these, and their keys would outweigh the text.
    return [passage.text, [[span.page, span.start, span.end] for span in passage.spans]]


def _passage(fields: list[Any]) -> Passage:
    text, spans = fields
    return Passage(text, tuple(Span(*span) for span in spans))


def exchange_from(row: tuple[int, str, str, str]) -> Exchange:
    """Make an Exchange of the columns id, policy_ids, asked_at, answer."""
    id_, policy_ids, asked_at, answer = row
    return Exchange(
        id=id_,
        policy_ids=tuple(json.loads(policy_ids)),
        asked_at=datetime.fromisoformat(asked_at),
        answer=_answer(json.loads(answer)),
    )


def _answer(fields: Mapping[str, Any]) -> Answer:
    return Answer(
        **{
            **fields,
            "citations": tuple(_citation(each) for each in fields["citations"]),
            "nearest": tuple(_citation(each) for each in fields["nearest"]),
        }
    )


def _citation(fields: Mapping[str, Any]) -> Citation:
    also = tuple(Span(**span) for span in fields.get("also", ()))
    return Citation(**{**fields, "heading": tuple(fields["heading"]), "also": also})
