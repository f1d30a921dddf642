"""The same questions with a part left out, so that each part shows its worth.

Weights are not fitted anew: a signal that is left out counts nothing, and the others stay as they are.
All of these answer every question, since where to fall silent was fitted for the whole only; compare
them with 'answering always'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from intelliclaim.assistant import Assistant
from intelliclaim.search import PASSAGE_SIGNALS, SIGNALS, Weights


@dataclass(frozen=True, slots=True)
class Ablation:
    """One way to rank: with the reader or without, by changed weights."""

    name: str
    reader: bool
    weigh: Callable[[Weights], Weights]

    def of(self, desk: Assistant) -> Assistant:
        """Return the assistant that ranks so, over the same store."""
        return desk.varied(self.weigh, reader=self.reader)


def ablations() -> Iterator[Ablation]:
    """Yield the whole, then each with a part left out."""
    yield Ablation("answering always", True, always)
    yield Ablation("without the reader", False, always)
    yield Ablation("vectors only", False, lambda weights: only("vector", weights))
    yield Ablation("keyword only", False, lambda weights: only("keyword", weights))
    for signal in (*SIGNALS, "cross-encoder"):
        yield Ablation(f"without {signal}", True, _leaving_out(signal))


def _leaving_out(signal: str) -> Callable[[Weights], Weights]:
    return lambda weights: without(signal, weights)


def always(weights: Weights) -> Weights:
    """Answer every question."""
    return replace(weights, threshold=0.0)


def only(signal: str, weights: Weights) -> Weights:
    """Rank by one signal, and show the passages of the clauses that it puts first."""
    rank = np.array([float(name == signal) for name in SIGNALS])
    passage = np.array([float(name == "share") for name in PASSAGE_SIGNALS])
    return always(replace(weights, rank=rank, passage=passage))


def without(signal: str, weights: Weights) -> Weights:
    """Rank by all signals but one, which counts nothing for the passages either.

    'late' takes 'own late' and 'late lead' with it; 'cross-encoder' is of the passages alone.
    """
    kept = np.array([name != signal for name in SIGNALS])
    own = np.array([signal not in name.split() for name in PASSAGE_SIGNALS])
    rank, passage = np.where(kept, weights.rank, 0.0), np.where(own, weights.passage, 0.0)
    return always(replace(weights, rank=rank, passage=passage))
