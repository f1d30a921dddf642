"""The reader's network: a question's and a clause's token vectors in, three scores out.

Two transformer decoder layers: the question's tokens attend to one another and to the clause's, all
of them MiniLM's frozen token vectors narrowed to WIDTH. A clause's narrowed vectors do not depend on
the question, so they are made once, at ingest, and kept as bytes: reading fifty clauses then costs
tens of milliseconds, where a cross-encoder would take seconds on two cores. Imports torch at the
top: import it late.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

ENCODED = 384  # MiniLM's width
WIDTH = 128  # of a kept token vector
LAYERS, HEADS, INNER = 2, 4, 384
SCALE = 31.75  # a kept byte is round(value * SCALE): normalised values lie well within +-4


class Head(nn.Module):
    """Scores (question, clause) pairs: ranks first, answers, and which tokens answer."""

    def __init__(self) -> None:
        super().__init__()
        self.project = nn.Linear(ENCODED, WIDTH)
        self.scale = nn.LayerNorm(WIDTH, elementwise_affine=False)
        self.role = nn.Embedding(
            4, WIDTH
        )  # question, question also in clause, clause, clause also in question
        self.start = nn.Parameter(torch.zeros(WIDTH))
        self.drop = nn.Dropout(0.15)  # once, on what goes in: inside the layers it doubles the time on a CPU
        layer = nn.TransformerDecoderLayer(
            WIDTH, HEADS, INNER, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerDecoder(layer, LAYERS)
        self.norm = nn.LayerNorm(WIDTH)
        self.rank = nn.Linear(WIDTH, 1)
        self.answers = nn.Linear(WIDTH, 1)
        self.mark = nn.Linear(WIDTH, WIDTH)
        self.mark_bias = nn.Parameter(torch.tensor([-2.0]))
        self.mix = nn.Parameter(torch.tensor([8.0, 8.0]))  # of pooled cosine and late interaction
        self.bias = nn.Parameter(torch.tensor([-8.0]))

    def narrow(self, tokens: Tensor) -> Tensor:
        """Narrow MiniLM's token vectors (..., 384) to those that are kept (..., WIDTH)."""
        narrowed: Tensor = self.scale(self.project(tokens))
        return narrowed

    def forward(
        self, question: Tensor, question_roles: Tensor, clause: Tensor, clause_roles: Tensor, cosine: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Score n pairs.

        Args:
            question: (n, q, WIDTH) narrowed, zero-padded.
            question_roles: (n, q) 0 or 1 where the token is also in the clause, -1 for padding.
            clause: (n, c, WIDTH) likewise.
            clause_roles: (n, c) 0 or 1 where the token is also in the question, -1 for padding.
            cosine: (n,) of the pooled vectors.

        Returns:
            Log-odds of ranking first (n,), of answering (n,), of each clause token being part of the
            answer (n, c), and the late interaction (n,).
        """
        n = len(cosine)
        seen, seen_clause = question_roles >= 0, clause_roles >= 0
        late = late_interaction(question, seen, clause, seen_clause)
        base = (torch.stack([cosine, late], 1) * self.mix).sum(1)
        asked = torch.cat([self.start.expand(n, 1, -1), question + self.role(question_roles.clamp(min=0))], 1)
        told = clause + self.role(clause_roles.clamp(min=0) + 2)
        seen_asked = torch.cat([torch.ones(n, 1, dtype=torch.bool), seen], 1)
        state = self.norm(
            self.layers(
                self.drop(asked),
                self.drop(told),
                tgt_mask=unseen(seen_asked, seen_asked),
                memory_mask=unseen(seen_asked, seen_clause),
            )
        )[:, 0]
        rank = self.rank(state).squeeze(1) + base
        answers = self.answers(state).squeeze(1) + base + self.bias
        marks = torch.einsum("nd,ncd->nc", self.mark(state), told) + self.mark_bias
        return rank, answers, marks, late


def unseen(rows: Tensor, columns: Tensor) -> Tensor:
    """Say which columns (n, c) each row (n, r) may not attend to: (n * HEADS, r, c).

    The layers' own masks of padding do the same, but import sympy to check their shapes: 40 MB.
    """
    hidden = ~columns[:, None, None, :]
    return hidden.expand(-1, HEADS, rows.shape[1], -1).reshape(-1, rows.shape[1], columns.shape[1])


def late_interaction(question: Tensor, seen: Tensor, clause: Tensor, seen_clause: Tensor) -> Tensor:
    """Return the mean, over the question's tokens, of the cosine of each one's nearest clause token: (n,)."""
    cosines = torch.einsum(
        "nqd,ncd->nqc", functional.normalize(question, dim=-1), functional.normalize(clause, dim=-1)
    )
    nearest = cosines.masked_fill(~seen_clause[:, None], -1).amax(2)
    return (nearest * seen).sum(1) / seen.sum(1).clamp(min=1)
