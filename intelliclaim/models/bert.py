"""MiniLM's network, a BERT encoder, over weights that stay in their file.

The same arithmetic as transformers' BertModel without its pooler, in torch alone: importing that
class takes 125 MB and several seconds more, which half of Render's small plan has no room for
(docs/container.md). For inference only: no dropout, no gradients. Imports torch at the top: import
it late.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor
from torch.nn.functional import embedding, gelu, layer_norm, linear, scaled_dot_product_attention


@dataclass(frozen=True, slots=True)
class Shape:
    """What config.json says of the network."""

    layers: int
    heads: int
    epsilon: float  # of the layer norms


def read_shape(config: Path) -> Shape:
    """Read a BERT model's config.json."""
    said = json.loads(config.read_text("utf-8"))
    return Shape(said["num_hidden_layers"], said["num_attention_heads"], said["layer_norm_eps"])


class Bert:
    """Word pieces to token vectors. `weights` are named as in BertModel's safetensors file."""

    def __init__(self, weights: Mapping[str, Tensor], shape: Shape) -> None:
        self._weights = weights
        self._shape = shape

    def __call__(self, ids: Tensor, mask: Tensor, kinds: Tensor | None = None) -> Tensor:
        """Encode a batch.

        Args:
            ids: (n, length) word pieces, padded with anything.
            mask: (n, length) true where there is a word piece.
            kinds: (n, length) 0 in the first text of a pair and 1 in the second; None for one text.

        Returns:
            (n, length, width); what stands for padding is meaningless.
        """
        words = embedding(ids, self._weights["embeddings.word_embeddings.weight"])
        places = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        types = self._weights["embeddings.token_type_embeddings.weight"]
        kind = types[0] if kinds is None else types[kinds]
        state = self._norm("embeddings", words + places + kind)
        for layer in range(self._shape.layers):
            state = self._layer(f"encoder.layer.{layer}", state, mask[:, None, None, :])
        return state

    def _layer(self, name: str, state: Tensor, mask: Tensor) -> Tensor:
        query, key, value = (
            self._linear(f"{name}.attention.self.{part}", state)
            .reshape(*state.shape[:2], self._shape.heads, -1)
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        seen = scaled_dot_product_attention(query, key, value, attn_mask=mask).transpose(1, 2).flatten(2)
        state = self._norm(
            f"{name}.attention.output", state + self._linear(f"{name}.attention.output.dense", seen)
        )
        inner = gelu(self._linear(f"{name}.intermediate.dense", state))
        return self._norm(f"{name}.output", state + self._linear(f"{name}.output.dense", inner))

    def _linear(self, name: str, state: Tensor) -> Tensor:
        return linear(state, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _norm(self, name: str, state: Tensor) -> Tensor:
        weight, bias = self._weights[f"{name}.LayerNorm.weight"], self._weights[f"{name}.LayerNorm.bias"]
        return layer_norm(state, weight.shape, weight, bias, self._shape.epsilon)
