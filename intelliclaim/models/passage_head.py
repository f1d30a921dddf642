"""The cross-encoder's head: a clause's token states in, one score a passage out.

Imports torch at the top: import it late.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

ENCODED = 384  # MiniLM's width
INNER = 192
HIDDEN = -1e4  # a logit that weighs nothing


class PassageHead(nn.Module):
    """Scores each passage by its own tokens, told apart by weight and taken together, and by [CLS]."""

    def __init__(self) -> None:
        super().__init__()
        self.weigh = nn.Linear(ENCODED, 1)
        last = nn.Linear(INNER, 1)
        nn.init.constant_(last.bias, -3.0)  # most passages do not answer
        self.score = nn.Sequential(nn.Linear(3 * ENCODED, INNER), nn.GELU(), last)

    def forward(self, states: Tensor, passages: Tensor, count: int) -> Tensor:
        """Score the passages of n clauses.

        Args:
            states: (n, length, ENCODED) of the encoder.
            passages: (n, length) the passage that each token is in, or -1.
            count: passages of the clause that has most.

        Returns:
            (n, count) log-odds against silence; HIDDEN where a clause has no token of that passage.
        """
        inside = functional.one_hot(passages.clamp(min=0), count) * (passages >= 0)[..., None]
        weights = torch.softmax(self.weigh(states).float() + torch.where(inside > 0, 0.0, HIDDEN), 1)
        weighed = torch.einsum("nlp,nld->npd", weights.to(states.dtype), states)
        tokens = inside.sum(1)
        mean = torch.einsum("nlp,nld->npd", inside.to(states.dtype), states) / tokens.clamp(min=1)[..., None]
        whole = states[:, :1].expand(-1, count, -1)
        scores: Tensor = self.score(torch.cat([weighed, mean, whole], 2)).squeeze(2).float()
        return scores.masked_fill(tokens == 0, HIDDEN)
