"""Tune MiniLM to insurance questions; prints its figures on policies that it never saw.

    PYTHONPATH=. python scripts/train_embedder.py --questions DIR --policies DIR [DIR ...] --out FILE
                                     [--leave-out POLICY ...] [--passes N]

The questions are those of `train_reader.py`. MiniLM's own weights stay as they are; what is learnt
is a low-rank addition to each linear map of its upper layers, some 900 kB, which `models.embedder`
adds when it loads them. The loss is contrastive over the clauses of one policy at a time: the
passage's clause against near misses, tempting clauses and the other questions' clauses, by pooled
cosine, by late interaction and by their sum. Fixed seed; about 13 minutes a pass on two idle cores
for 2,900 questions.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional
from train_reader import (
    HOLDS,
    Example,
    batches,
    labelled_examples,
    make_repeatable,
    training_arguments,
)
from transformers import BertModel

from intelliclaim.models import packaged_model
from intelliclaim.models.embedder import load_tokenizer

RANK, FROM_LAYER, SCALE = 16, 2, 2.0  # the two lowest layers, and the word vectors, stay as they are
RATE, DECAY = 1e-3, 0.01
SHARPNESS = 20.0  # of cosines, as log-odds, at the start
LONGEST, CHUNK = 176, 12  # tokens of a clause, clauses a forward pass
MAPS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class Tuned(nn.Module):
    """A linear map with a low-rank addition that starts at nothing."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(RANK, linear.in_features) / linear.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, values: Tensor) -> Tensor:
        return self.linear(values) + SCALE * (values @ self.down.T) @ self.up.T


class TunedMiniLM:
    """MiniLM with its additions, scoring questions against clauses."""

    def __init__(self) -> None:
        folder = packaged_model()
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval().requires_grad_(False)
        self.tuned: dict[str, Tuned] = {}
        for at, layer in list(enumerate(self._model.encoder.layer))[FROM_LAYER:]:
            for name in MAPS:
                holder, leaf = layer.get_submodule(name.rpartition(".")[0]), name.rpartition(".")[2]
                self.tuned[f"encoder.layer.{at}.{name}"] = one = Tuned(getattr(holder, leaf))
                setattr(holder, leaf, one)
        self.sharpness = nn.Parameter(torch.full((2,), SHARPNESS).log())

    def parameters(self) -> list[nn.Parameter]:
        return [each for one in self.tuned.values() for each in (one.down, one.up)] + [self.sharpness]

    def additions(self) -> dict[str, Tensor]:
        """Return what is added to each weight, as two factors: weight + up @ down."""
        return {f"{name}.down": one.down.detach().half() for name, one in self.tuned.items()} | {
            f"{name}.up": (SCALE * one.up).detach().half() for name, one in self.tuned.items()
        }

    def scores(self, questions: Sequence[str], clauses: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Return pooled cosines and late interaction, each (questions, clauses)."""
        asked = [self._encode([question], 64)[0] for question in questions]
        order = sorted(range(len(clauses)), key=lambda row: len(clauses[row]))  # so that little is padding
        told: dict[int, tuple[Tensor, Tensor]] = {}
        for start in range(0, len(order), CHUNK):
            rows = order[start : start + CHUNK]
            told.update(zip(rows, self._encode([clauses[row] for row in rows], LONGEST), strict=True))
        pooled = (
            torch.stack([each for each, _ in asked])
            @ torch.stack([told[row][0] for row in range(len(clauses))]).T
        )
        tokens = [told[row][1] for row in range(len(clauses))]
        padded = nn.utils.rnn.pad_sequence(tokens, batch_first=True)
        padding = torch.arange(padded.shape[1])[None] >= torch.tensor([[len(one)] for one in tokens])
        late = [
            torch.einsum("qd,ncd->nqc", one, padded).masked_fill(padding[:, None], -1).amax(2).mean(1)
            for _, one in asked
        ]
        return pooled, torch.stack(late)

    def _encode(self, texts: Sequence[str], most: int) -> list[tuple[Tensor, Tensor]]:
        """Return each text's pooled vector and, without the special tokens, its token vectors."""
        ids = [self._tokenizer.encode(text).ids[:most] for text in texts]
        padded = nn.utils.rnn.pad_sequence([torch.tensor(one) for one in ids], batch_first=True)
        lengths = torch.tensor([len(one) for one in ids])
        mask = (torch.arange(padded.shape[1])[None] < lengths[:, None]).long()
        hidden = self._model(input_ids=padded, attention_mask=mask).last_hidden_state
        return [
            (
                functional.normalize(row[:length].mean(0), dim=0),
                functional.normalize(row[1 : length - 1], dim=-1),
            )
            for row, length in zip(hidden, lengths.tolist(), strict=True)
        ]


def listed(batch: Sequence[Example]) -> list[int]:
    """Return the clauses to tell apart in one step: each question's own, a near miss, a tempting one."""
    rows: set[int] = set()
    for example in batch:
        rows.update(sorted(example.gold, key=lambda row: -example.gold[row])[:1])
        rows.update(random.sample(example.near, min(1, len(example.near))))
        others = [row for row in example.tempting[:12] if row not in example.gold]
        rows.update(random.sample(others, min(1, len(others))))
    return sorted(rows)


def loss_of(model: TunedMiniLM, batch: Sequence[Example]) -> Tensor:
    rows, policy = listed(batch), batch[0].policy
    pooled, late = model.scores(
        [example.question["question"] for example in batch], [policy.texts[row] for row in rows]
    )
    truth = torch.tensor([[example.gold.get(row, 0.0) for row in rows] for example in batch])
    wanted = truth / truth.sum(1, keepdim=True)
    by_pooled, by_late = model.sharpness.exp()[0] * pooled, model.sharpness.exp()[1] * late
    losses = [
        -(functional.log_softmax(each, 1) * wanted).sum(1).mean()
        for each in (by_pooled, by_late, by_pooled + by_late)
    ]
    return torch.stack(losses).sum()


def train(model: TunedMiniLM, examples: list[Example], left_out: list[Example], passes: float) -> None:
    steps = int(passes * len(batches(examples)))
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + 1, pct_start=0.1)
    begun, step, smooth = time.time(), 0, 0.0
    while step < steps:
        for batch in batches(examples)[: steps - step]:
            loss = loss_of(model, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step, smooth = step + 1, 0.97 * smooth + 0.03 * loss.item() if step else loss.item()
            if step % 25 == 0:
                print(f"step {step}/{steps} loss {smooth:.3f} {time.time() - begun:.0f} s", flush=True)
    if left_out:
        print(figures(model, left_out), flush=True)


@torch.inference_mode()
def figures(model: TunedMiniLM, examples: list[Example], most: int = 40) -> dict[str, float]:
    """Over the clauses that tempt: how often the first one is right, by pooled, late and their sum."""
    right: dict[str, list[bool]] = {"pooled": [], "late": [], "sum": []}
    for name in sorted({example.question["policy"] for example in examples}):
        own = [each for each in examples if each.question["policy"] == name and each.gold][:most]
        rows = sorted({row for example in own for row in (*example.gold, *example.tempting)})
        pooled, late = model.scores(
            [example.question["question"] for example in own], [own[0].policy.texts[row] for row in rows]
        )
        for kind, scores in (("pooled", pooled), ("late", late), ("sum", pooled + late)):
            best = scores.argmax(1).tolist()
            right[kind] += [
                example.gold.get(rows[at], 0) >= HOLDS for example, at in zip(own, best, strict=True)
            ]
    return {kind: round(float(np.mean(each)), 3) for kind, each in right.items()}


def main() -> None:
    parser = training_arguments(__doc__.splitlines()[0])
    parser.add_argument("--passes", type=float, default=1.5)
    chosen = parser.parse_args()
    make_repeatable()
    kept, left_out = labelled_examples(chosen.questions, chosen.policies, chosen.leave_out, chosen.ignore)
    model = TunedMiniLM()
    train(model, [example for example in kept if example.gold], left_out, chosen.passes)
    save_file(model.additions(), chosen.out)


if __name__ == "__main__":
    main()
