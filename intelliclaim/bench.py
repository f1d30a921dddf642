"""How fast and how large: pages a second, seconds a question, peak memory. Measures, judges nothing."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from intelliclaim.assistant import Assistant

QUESTIONS = (
    "How long is the waiting period?",
    "What is the excess?",
    "Is theft covered when nobody was at home?",
    "By when must we be told of a claim?",
    "What is not covered?",
    "How do they cancel, and what is refunded?",
    "Who counts as family?",
    "What papers do we need for a claim?",
)
ROUNDS = 5


def measure(desk: Assistant, files: Sequence[Path]) -> dict[str, float | int]:
    """Ingest the files into the desk's (empty) store, ask each policy the same questions, and time both.

    Returns:
        pages, pages_per_second, questions, question_p50_s, question_p95_s, peak_memory_mb.

    Raises:
        UnreadablePolicy: a file cannot become a policy.
    """
    begun = time.perf_counter()
    policies = [desk.ingest(file.read_bytes(), file.name).policy for file in files]
    ingest_seconds = time.perf_counter() - begun
    pages = sum(policy.n_pages for policy in policies)
    for policy in policies:  # the first question of a policy loads it
        desk.answer(QUESTIONS[0], [policy.id])
    seconds = [
        desk.answer(question, [policy.id]).seconds
        for _ in range(ROUNDS)
        for policy in policies
        for question in QUESTIONS
    ]
    return {
        "pages": pages,
        "pages_per_second": round(pages / ingest_seconds, 2),
        "questions": len(seconds),
        "question_p50_s": round(statistics.median(seconds), 4),
        "question_p95_s": round(statistics.quantiles(seconds, n=20)[-1], 4),
        "peak_memory_mb": round(_peak_memory_mb(), 1),
    }


def _peak_memory_mb() -> float:
    """Return the process's largest resident size so far, in 10^6 bytes; 0 where the system does not tell."""
    try:
        import resource  # not on Windows
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6  # macOS counts bytes
