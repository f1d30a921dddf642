"""Policies, answers, forms and worksheets to put into a store: small, and made without a PDF or a model."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal as D
from pathlib import Path

import numpy as np
from fake_claims import KNEE, FakeClaims

from intelliclaim.store import Store
from intelliclaim.types import (
    Answer,
    Citation,
    ClaimLine,
    Clause,
    ClauseKind,
    Decision,
    Document,
    Form,
    Health,
    Page,
    Passage,
    Policy,
    Quantity,
    Recommendation,
    Span,
    Unit,
    Worksheet,
)

HEALTH = Health(n_pages=2, pages_without_text=(2,), suspect_pages=(), language="en", n_tables=1)


def clause(ordinal: int, text: str, *, heading: tuple[str, ...] = (), lead_in: str = "") -> Clause:
    return Clause(
        ordinal=ordinal,
        number=f"{ordinal}.",
        heading=heading,
        kind=ClauseKind.LIST if lead_in else ClauseKind.TEXT,
        passages=(Passage(text, (Span(1, 0, len(text)),)),),
        lead_in=Passage(lead_in, (Span(1, 0, len(lead_in)),)) if lead_in else None,
    )


def unit(n: int, dim: int = 8) -> np.ndarray:
    vectors = np.random.default_rng(n).standard_normal((n, dim)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def add(store: Store, *texts: str, name: str = "Home", clauses: tuple[Clause, ...] = (), **changes) -> Policy:
    clauses = clauses or tuple(clause(ordinal, text) for ordinal, text in enumerate(texts))
    data = repr((name, texts, clauses)).encode()
    document = Document(
        title=name,
        pages=(Page(1, "\n".join(texts), "i"), Page(2, "")),
        outline=(("Cover", 1, 0), ("Exclusions", 2, 1)),
        health=HEALTH,
    )
    arguments = {
        "name": name,
        "filename": f"{name}.pdf",
        "sha256": hashlib.sha256(data).hexdigest(),
        "data": data,
        "document": document,
        "clauses": clauses,
        "vectors": unit(len(clauses)),
        "model": "mini",
    }
    return store.add(**(arguments | changes))


def answer_citing(policy: Policy) -> Answer:
    citation = Citation(
        policy.id, policy.name, policy.version, 1, 0, 6, "Excess", ("Cover", "Water"), (Span(2, 0, 4),)
    )
    return Answer("What is the excess?", "Excess", (citation,), (), seconds=0.1, score=0.75)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


FORM = Form(
    policy_start=date(2024, 2, 29),
    age=46,
    sum_insured=D("500000.00"),
    currency="INR",
    lines=(ClaimLine("Room", D(24000), Quantity(D("4.5"), Unit.DAY, "in ICU"), D(6000), "room"),),
)
REJECTED = Decision(Recommendation.REJECT, "A. Iyer", "", "B. Okafor", datetime(2026, 11, 24, 12, tzinfo=UTC))


def sheet_for(policy, text=KNEE) -> Worksheet:
    claims = FakeClaims()
    return claims._worksheet(policy, claims.facts(policy.id, text, FORM))
