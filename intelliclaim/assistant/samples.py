"""The samples that come with the project: policies, and claims to try on them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"


@dataclass(frozen=True, slots=True)
class SampleClaim:
    """An invented claim on a sample policy; `filename` is the policy's."""

    title: str
    filename: str
    text: str


def sample_claims() -> tuple[SampleClaim, ...]:
    """Return the claims to try; none where the folder was left out."""
    file = SAMPLES / "claims.json"
    rows = json.loads(file.read_text("utf-8")) if file.is_file() else []
    return tuple(SampleClaim(row["title"], row["policy"], row["text"]) for row in rows)
