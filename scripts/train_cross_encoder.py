"""Train the cross-encoder on what prepare_pairs.py wrote; prints its figures on policies that it never saw.

    PYTHONPATH=. python scripts/train_cross_encoder.py --pairs FILE --out FILE
                        [--base FOLDER] [--leave-out POLICY ...]
                        [--epochs N] [--settling N] [--seed N] [--device DEVICE]

All of MiniLM's layers learn, from the weights that the embedder has, to choose among the passages of ten
clauses of a policy and silence; its word vectors stay as they are. What they learnt is then condensed into
low-rank additions (`low_rank.py`), which learn from the whole network to choose as it does and are what is
written. `--base` names a folder with MiniLM's config.json and model.safetensors where the package that holds
them is not installed.
Fixed seed. It is meant for a GPU: an epoch over 10,000 questions takes a minute there, and two hours on two
cores.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import pickle
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from low_rank import LowRank, condense
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset
from transformers import BertModel

from intelliclaim.models import packaged_model
from intelliclaim.models.cross_encoder import HEAD, LONGEST_QUESTION, MASK, Pair, collate
from intelliclaim.models.embedder import tuned_weights
from intelliclaim.models.packing import narrow
from intelliclaim.models.passage_head import HIDDEN, PassageHead

SEED = 0
BATCH, LISTED = 24, 10  # questions a step, clauses a question
EPOCHS, RATE, HEAD_RATE, DECAY = 6.0, 1e-4, 3e-4, 0.01
SETTLING, SETTLING_RATE = 0.25, 5e-5  # epochs after condensing
BUDGET = 2_300_000  # numbers in the low-rank additions, half a byte each
TYPICAL = 60  # questions that show what the linear maps get
WARM = 0.08  # share of the steps over which the rate rises
DROP, MASKED = 0.1, 0.05  # of activations; of a question's word pieces
TEMPTING, NEAREST = 20, 8  # clauses found that are drawn from; the first ones more often
TOKENS = 16_000  # of a forward pass
WORKERS = 3
DEPTH = 10  # clauses read of a question when the figures are taken


@dataclass(frozen=True, slots=True)
class Step:
    """A batch: pairs in order of length, their places in the batch, and what each passage is.

    `answers`, `unsure`: (questions, LISTED, passages); `silent`: (questions,).
    """

    parts: list[tuple[list[int], tuple[Tensor, ...]]]
    answers: Tensor
    unsure: Tensor
    silent: Tensor


class Steps(Dataset):
    """Step by step, which questions are asked and which clauses are told apart: drawn from the seed."""

    def __init__(self, clauses: Sequence[tuple], questions: Sequence[dict], epochs: float, seed: int) -> None:
        self._clauses, self._questions, self._seed = clauses, questions, seed
        order: list[int] = []
        draw = random.Random(seed)
        while len(order) < epochs * len(questions):
            order += draw.sample(range(len(questions)), len(questions))
        self._order = order[: int(epochs * len(questions))]

    def __len__(self) -> int:
        return len(self._order) // BATCH

    def __getitem__(self, step: int) -> Step:
        draw = random.Random(f"{self._seed} {step}")
        asked = [self._questions[at] for at in self._order[step * BATCH : (step + 1) * BATCH]]
        rows = [listed(question, draw) for question in asked]
        pairs = [
            pair(masked(question["question"], draw), self._clauses[row])
            for question, chosen in zip(asked, rows, strict=True)
            for row in chosen
        ]
        count = max(1, *(int(one.passages.max(initial=0)) + 1 for one in pairs))
        answers, unsure = np.zeros((2, BATCH, LISTED, count), bool)
        for at, (question, chosen) in enumerate(zip(asked, rows, strict=True)):
            for labels, name in ((answers, "answers"), (unsure, "unsure")):
                for row, passage in question[name]:
                    if row in chosen and passage < count:
                        labels[at, chosen.index(row), passage] = True
        silent = [not question["answers"] for question in asked]
        return Step(parts(pairs), torch.from_numpy(answers), torch.from_numpy(unsure), torch.tensor(silent))


def listed(question: dict, draw: random.Random) -> list[int]:
    """Return the clauses to tell apart: with an answer, near misses, tempting ones, any."""
    gold = sorted({row for row, _ in question["answers"]})
    near = [row for row in question["near"] if row not in gold]
    rows = draw.sample(gold, min(2, len(gold))) + draw.sample(near, min(3, len(near)))
    found = [row for row in question["found"][:TEMPTING] if row not in gold and row not in rows]
    keys = {row: draw.random() ** (1.0 if at < NEAREST else 2.5) for at, row in enumerate(found)}
    rows += sorted(found, key=lambda row: -keys[row])[: LISTED - len(rows)]
    while len(rows) < LISTED:
        rows.append(draw.randrange(*question["clauses"]))
    return rows


def masked(pieces: np.ndarray, draw: random.Random) -> np.ndarray:
    return np.array([MASK if draw.random() < MASKED else piece for piece in pieces], np.int64)


def pair(question: np.ndarray, clause: tuple[np.ndarray, np.ndarray]) -> Pair:
    return Pair(question[:LONGEST_QUESTION], *clause)


def parts(pairs: Sequence[Pair]) -> list[tuple[list[int], tuple[Tensor, ...]]]:
    """Cut pairs into forward passes of about TOKENS each, so that little is padding."""
    cut: list[list[int]] = [[]]
    for at in sorted(range(len(pairs)), key=lambda at: len(pairs[at])):
        if (len(cut[-1]) + 1) * len(pairs[at]) > TOKENS:
            cut.append([])
        cut[-1].append(at)
    return [(rows, tuple(map(torch.from_numpy, collate([pairs[at] for at in rows])))) for rows in cut if rows]


class Network(nn.Module):
    """MiniLM as transformers has it, for its dropout, and the head."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            base,
            add_pooling_layer=False,
            hidden_dropout_prob=DROP,
            attention_probs_dropout_prob=DROP,
        ).float()
        self.base = tuned_weights(base)
        self.encoder.load_state_dict(self.base, strict=False)  # the rest is a pooler that is not used
        self.encoder.embeddings.word_embeddings.requires_grad_(False)
        self.encoder.embeddings.position_embeddings.requires_grad_(False)
        self.head = PassageHead()

    def forward(self, cut: Sequence[tuple[list[int], tuple[Tensor, ...]]]) -> Tensor:
        """Score the passages of all pairs, in their order: (pairs, passages of the one that has most)."""
        device = self.head.weigh.weight.device
        count = max(1, *(int(laid[3].max()) + 1 for _, laid in cut))
        scores = []
        for _, laid in cut:
            ids, kinds, mask, passages = (each.to(device, non_blocking=True) for each in laid)
            with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
                states = self.encoder(ids, mask, kinds).last_hidden_state
                scores.append(self.head(states, passages, count))
        order = torch.tensor([row for rows, _ in cut for row in rows])
        return torch.cat(scores)[torch.argsort(order).to(device)]

    def learnt(self) -> dict[str, Tensor]:
        """Return the weights as the app reads them: those of BertModel that learn, and the head's."""
        encoder = {name: value for name, value in self.encoder.named_parameters() if value.requires_grad}
        head = {f"{HEAD}{name}": value for name, value in self.head.named_parameters()}
        return {name: value.detach().cpu() for name, value in (encoder | head).items()}


def condensed(network: Network, clauses: Sequence[tuple], questions: Sequence[dict]) -> None:
    """Put low-rank maps in the place of the encoder's, by what they get for some of the questions."""
    device = network.head.weigh.weight.device
    typical = [question for question in questions if question["found"]][:TYPICAL]

    def run() -> None:
        for question in typical:
            for row in question["found"][:5]:
                laid = collate([pair(question["question"], clauses[row])])
                ids, kinds, mask, _ = (torch.from_numpy(each).to(device) for each in laid)
                network.encoder(ids, mask, kinds)

    network.eval()
    condense(network.encoder, network.base, run, BUDGET)


def choice(scores: Tensor, questions: int) -> Tensor:
    """Return the log chances (questions, 1 + passages) of silence, whose log-odds are 0, and of passages."""
    scores = scores.view(questions, -1)
    return torch.log_softmax(torch.cat([torch.zeros_like(scores[:, :1]), scores], 1), 1)


def mistaken(network: Network, step: Step) -> Tensor:
    """Choose among all passages and silence; and among the passages alone."""
    scores = network(step.parts)
    count = scores.shape[1]

    def wide(labels: Tensor) -> Tensor:
        short = count - labels.shape[2]
        return functional.pad(labels, (0, short)).flatten(1).to(scores.device)

    answers, unsure, silent = wide(step.answers), wide(step.unsure), step.silent.to(scores.device)
    scores = scores.view(len(silent), -1)
    scores = scores.masked_fill(unsure & ~answers, HIDDEN)
    answers = answers & (scores > HIDDEN)  # a passage beyond what is read cannot be chosen
    told = answers.any(1)
    right = torch.cat([silent[:, None], answers], 1)
    choosing = -torch.logsumexp(choice(scores, len(silent)).masked_fill(~right, HIDDEN), 1)
    ranking = -torch.logsumexp(torch.log_softmax(scores, 1).masked_fill(~answers, HIDDEN), 1)
    counted = (told | silent).float()
    return (choosing * counted).sum() / counted.sum().clamp(min=1) + (
        ranking * told
    ).sum() / told.sum().clamp(min=1)


def strayed(network: Network, teacher: Network, step: Step) -> Tensor:
    """Divergence of the network's choice from its teacher's."""
    questions = len(step.silent)
    with torch.no_grad():
        taught = choice(teacher(step.parts), questions)
    chosen = choice(network(step.parts), questions)
    return functional.kl_div(chosen, taught, reduction="batchmean", log_target=True)


def train(network: Network, steps: Steps, loss_of: Callable[[Step], Tensor]) -> None:
    low = any(isinstance(one, LowRank) for one in network.modules())
    rate, head_rate = (SETTLING_RATE, SETTLING_RATE) if low else (RATE, HEAD_RATE)
    encoder = [value for value in network.encoder.parameters() if value.requires_grad]
    maps, rest = [one for one in encoder if one.ndim > 1], [one for one in encoder if one.ndim == 1]
    optimizer = torch.optim.AdamW(
        [
            {"params": maps, "lr": rate, "weight_decay": 0.0 if low else DECAY},
            {"params": rest, "lr": rate, "weight_decay": 0.0},
            {"params": list(network.head.parameters()), "lr": head_rate},
        ],
        weight_decay=DECAY,
    )
    warm = max(1, int(WARM * len(steps)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda at: min((at + 1) / warm, max(0.0, (len(steps) - at) / (len(steps) - warm)))
    )
    begun, smooth = time.time(), None  # the loss, looked at each tenth step
    loader = DataLoader(steps, batch_size=None, num_workers=WORKERS, prefetch_factor=8)
    network.train(not low)  # what copies a teacher drops nothing
    for at, step in enumerate(loader, 1):
        loss = loss_of(step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([one for one in network.parameters() if one.requires_grad], 1.0)
        optimizer.step()
        schedule.step()
        if at % 10 == 1:
            smooth = loss.item() if smooth is None else 0.9 * smooth + 0.1 * loss.item()
        if at % 200 == 0 or at == len(steps):
            print(f"step {at}/{len(steps)} loss {smooth:.3f} {time.time() - begun:.0f} s", flush=True)


@torch.inference_mode()
def read(network: Network, clauses: Sequence[tuple], question: dict, depth: int) -> dict[tuple, float]:
    """Return the log-odds of each passage, by clause and number, of the clauses found first."""
    network.eval()
    rows = question["found"][:depth]
    scores = network(parts([pair(question["question"], clauses[row]) for row in rows])).tolist()
    return {
        (row, at): score
        for row, own in zip(rows, scores, strict=True)
        for at, score in enumerate(own)
        if score > HIDDEN
    }


def figures(network: Network, clauses: Sequence[tuple], questions: Sequence[dict]) -> dict[str, float]:
    """Over search's own first clauses: is the likeliest passage right, and do its log-odds tell silence?"""
    right, best = [], []
    asked = [question for question in questions if question["found"]]
    for question in asked:
        scores = read(network, clauses, question, DEPTH)
        likeliest = max(scores, key=lambda place: scores[place])
        best.append(scores[likeliest])
        if question["answers"]:
            right.append(likeliest in question["answers"])
    told = np.array([bool(question["answers"]) for question in asked])
    chances = np.array(best)
    auc = (chances[told][:, None] > chances[~told][None]).mean()
    return {"first passage right": round(float(np.mean(right)), 3), "auc of answerable": round(float(auc), 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--base", type=Path)
    parser.add_argument("--leave-out", nargs="*", default=[])
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--settling", type=float, default=SETTLING)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    with gzip.open(chosen.pairs) as file:
        pairs = pickle.load(file)  # noqa: S301 - our own file
    kept = [one for one in pairs["questions"] if one["policy"] not in chosen.leave_out]
    left_out = [one for one in pairs["questions"] if one["policy"] in chosen.leave_out]
    print(f"{len(kept)} questions to train on, {len(left_out)} left out", flush=True)
    network = Network(chosen.base or packaged_model()).to(chosen.device)
    train(network, Steps(pairs["clauses"], kept, chosen.epochs, chosen.seed), partial(mistaken, network))
    teacher = copy.deepcopy(network).eval()
    condensed(network, pairs["clauses"], kept)
    steps = Steps(pairs["clauses"], kept, chosen.settling, chosen.seed + 1)
    train(network, steps, partial(strayed, network, teacher))
    if left_out:
        print(figures(network, pairs["clauses"], left_out), flush=True)
    save_file({name: value.contiguous() for name, value in narrow(network.learnt()).items()}, chosen.out)


if __name__ == "__main__":
    main()
