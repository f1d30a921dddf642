"""Train the reader's head on labelled questions; prints its figures on policies that it never saw.

    PYTHONPATH=. python scripts/train_reader.py --questions DIR --policies DIR [DIR ...] --out FILE
                                   [--leave-out POLICY ...] [--epochs N] [--seed N]

A line of a question file: {policy, kind, question, passages: [{quote}], span, near: [{quote}]}; `kind`
'unanswerable' has no passages. MiniLM stays frozen: its token vectors of every clause are made once,
and the head learns (a) which of some clauses holds the passage, (b) whether a clause answers at all,
(c) which of its words do. Fixed seed; about 28 minutes on two idle cores for 5,154 questions.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from intelliclaim import documents
from intelliclaim.clauses import split_clauses
from intelliclaim.errors import PasswordNeeded
from intelliclaim.models import Embedder, Encoded, load_embedder, packaged_model
from intelliclaim.models.embedder import load_tokenizer
from intelliclaim.models.head import Head
from intelliclaim.models.reader import common_ids, shared
from intelliclaim.search import reading_text
from intelliclaim.settings import from_env

SEED = 0
BATCH, LISTED, CHUNK = 12, 12, 36  # questions a step, clauses a question, pairs a forward pass
RATE, DECAY = 1e-3, 0.01
SILENCE = 1.0  # weight of the loss on 'none of these answers'
SHARPNESS = 20.0  # of late interaction's cosines, as log-odds
HOLDS = 0.4  # share of the passage's words that makes a clause an answer
WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Read:
    """A policy's clauses: their texts as the models read them, their vectors, their tokens' places."""

    texts: list[str]
    encoded: list[Encoded]
    offsets: list[np.ndarray]

    @property
    def pooled(self) -> np.ndarray:
        return np.stack([one.pooled for one in self.encoded])


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the clauses to tell apart: `gold` maps a clause to how much of the passage it has."""

    question: dict
    asked: Encoded
    policy: Read
    gold: dict[int, float]
    near: list[int]
    tempting: list[int]


def words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFKC", text).lower())


def shares(texts: Sequence[str], quote: str) -> np.ndarray:
    """For each clause, the share of the quote's word triples that it has: (n_clauses,)."""
    wanted = triples(quote)
    return np.array([len(wanted & triples(text)) / len(wanted) for text in texts])


@cache
def triples(text: str) -> frozenset[tuple[str, ...]]:
    found = words(text)
    return frozenset(zip(found, found[1:], found[2:], strict=False)) or frozenset([tuple(found)])


def locate(text: str, piece: str) -> tuple[int, int] | None:
    """Where the words of a piece stand in a text, whatever parts them: character offsets."""
    places = [(match.group(), *match.span()) for match in WORD.finditer(text.lower())]
    wanted = words(piece)
    for at in range(len(places) - len(wanted) + 1):
        if wanted and [place[0] for place in places[at : at + len(wanted)]] == wanted:
            return places[at][1], places[at + len(wanted) - 1][2]
    return None


def label(question: dict, policy: Read, row: int, width: int) -> np.ndarray | None:
    """Label a clause's tokens: 1 in the answering span, -1 elsewhere in the passage (not counted), else 0."""
    text, offsets = policy.texts[row], policy.offsets[row]
    labels = np.full(width, -1.0, np.float32)
    labels[: len(offsets)] = 0
    for quote, value in [
        *((passage["quote"], -1.0) for passage in question["passages"]),
        (question["span"], 1.0),
    ]:
        place = locate(text, quote)
        if place:
            labels[: len(offsets)][(offsets[:, 0] < place[1]) & (offsets[:, 1] > place[0])] = value
    return labels if (labels == 1).any() else None


def read_policies(
    names: Sequence[str], folders: Sequence[Path], embedder: Embedder, tokenizer: Tokenizer
) -> dict[str, Read]:
    found: dict[str, Read] = {}
    for name in names:
        file = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if file is None:
            print(f"skipped, file not found: {name}")
            continue
        try:
            pages = documents.read(file.read_bytes(), name).pages
        except PasswordNeeded:
            print(f"skipped, needs a password: {name}")
            continue
        texts = [reading_text(clause) for clause in split_clauses(pages)]
        pieces = tokenizer.encode_batch(texts)
        offsets = [np.array(piece.offsets[1:-1]).reshape(-1, 2) for piece in pieces]
        found[name] = Read(texts, embedder.encode(texts), offsets)
        print(f"{name}: {len(texts)} clauses", flush=True)
    return found


def make_examples(questions: list[dict], policies: dict[str, Read], embedder: Embedder) -> list[Example]:
    questions = [question for question in questions if question["policy"] in policies]
    examples = []
    for question, asked in zip(questions, embedder.encode([q["question"] for q in questions]), strict=True):
        policy = policies[question["policy"]]
        gold: dict[int, float] = {}
        for place, passage in enumerate(question["passages"]):
            share = shares(policy.texts, passage["quote"])
            if place == 0 and len(words(question["span"])) >= 3:
                share = np.maximum(0.5 * share, shares(policy.texts, question["span"]))
            for row in np.flatnonzero(share >= 0.35):
                gold[int(row)] = max(
                    gold.get(int(row), 0.0), float(share[row]) * (1.0 if place == 0 else 0.5)
                )
        if question["passages"] and not gold:
            continue  # the passage is not in any clause as one piece
        near = {
            int(share.argmax())
            for share in (shares(policy.texts, one["quote"]) for one in question["near"])
            if share.max() > 0.5
        }
        tempting = np.argsort(-(policy.pooled @ asked.pooled))[:20]
        examples.append(
            Example(question, asked, policy, gold, sorted(near - set(gold)), [int(row) for row in tempting])
        )
    return examples


def labelled_examples(
    questions: Path, folders: Sequence[Path], leave_out: Sequence[str], ignore: Sequence[str]
) -> tuple[list[Example], list[Example]]:
    """Read the question files and their policies: the examples to train on, and those left out."""
    asked = [json.loads(line) for file in sorted(questions.glob("*.jsonl")) for line in file.open()]
    names = sorted({question["policy"] for question in asked} - set(ignore))
    embedder = load_embedder(from_env())
    tokenizer = load_tokenizer(packaged_model() / "tokenizer.json")
    examples = make_examples(asked, read_policies(names, folders, embedder, tokenizer), embedder)
    left_out = [example for example in examples if example.question["policy"] in leave_out]
    kept = [example for example in examples if example.question["policy"] not in leave_out]
    print(f"{len(kept)} questions to train on, {len(left_out)} left out")
    return kept, left_out


class Pairs:
    """Batches of (question, clause) pairs as the head takes them."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._common = common_ids(tokenizer)

    def __call__(self, head: Head, pairs: Sequence[tuple[Example, int]]) -> tuple[Tensor, ...]:
        """Return rank (n,), answers (n,) and marks (n, longest clause), in the pairs' order."""
        lengths = [len(example.policy.encoded[row].ids) for example, row in pairs]
        order = sorted(range(len(pairs)), key=lambda at: lengths[at])  # so that little is padding
        chunks = [order[start : start + CHUNK] for start in range(0, len(order), CHUNK)]
        scored = [self._score(head, [pairs[at] for at in chunk]) for chunk in chunks]
        back = torch.argsort(torch.tensor(order))
        marks = [functional.pad(one[2], (0, max(lengths) - one[2].shape[1])) for one in scored]
        return (
            torch.cat([one[0] for one in scored])[back],
            torch.cat([one[1] for one in scored])[back],
            torch.cat(marks)[back],
        )

    def _score(self, head: Head, pairs: Sequence[tuple[Example, int]]) -> tuple[Tensor, ...]:
        asked = [example.asked for example, _ in pairs]
        clauses = [example.policy.encoded[row] for example, row in pairs]
        roles = [shared(one.ids, other.ids, self._common) for one, other in zip(asked, clauses, strict=True)]
        pad = nn.utils.rnn.pad_sequence
        cosine = torch.tensor(
            [float(one.pooled @ other.pooled) for one, other in zip(asked, clauses, strict=True)]
        )
        return head(
            head.narrow(pad([torch.from_numpy(one.tokens) for one in asked], batch_first=True)),
            pad([torch.from_numpy(one) for one, _ in roles], batch_first=True, padding_value=-1),
            head.narrow(pad([torch.from_numpy(one.tokens) for one in clauses], batch_first=True)),
            pad([torch.from_numpy(other) for _, other in roles], batch_first=True, padding_value=-1),
            cosine,
        )


def batches(examples: list[Example]) -> list[list[Example]]:
    """Cut the examples into batches of one policy each, so that any clause of a batch may tempt."""
    cut: list[list[Example]] = []
    for name in sorted({example.question["policy"] for example in examples}):
        own = [example for example in examples if example.question["policy"] == name]
        random.shuffle(own)
        cut += [own[start : start + BATCH] for start in range(0, len(own) - BATCH // 2, BATCH)]
    random.shuffle(cut)
    return cut


def listed(example: Example) -> list[int]:
    """Return the clauses to tell apart in one step: with the passage, near misses, tempting ones, any."""
    rows = sorted(example.gold, key=lambda row: -example.gold[row])[:3] + example.near[:3]
    others = [row for row in example.tempting[:15] if row not in example.gold and row not in rows]
    rows += random.sample(others, min(len(others), LISTED - len(rows) - 1))
    while len(rows) < LISTED:
        rows.append(random.randrange(len(example.policy.texts)))
    return rows


def loss_of(head: Head, pairs_of: Pairs, batch: Sequence[Example]) -> Tensor:
    rows = [listed(example) for example in batch]
    pairs = [(example, row) for example, chosen in zip(batch, rows, strict=True) for row in chosen]
    rank, answers, marks = pairs_of(head, pairs)
    truth = torch.tensor([example.gold.get(row, 0.0) for example, row in pairs])
    lists = truth.view(-1, LISTED)
    answered = lists.sum(1) > 0
    wanted = lists[answered] / lists[answered].sum(1, keepdim=True)
    ranks = functional.log_softmax(rank.view(-1, LISTED)[answered], 1)
    ranking = -(ranks * wanted).sum(1).sum() / max(1, int(answered.sum()))
    answering = functional.binary_cross_entropy_with_logits(
        answers, (truth >= HOLDS).float(), pos_weight=torch.tensor(2.0)
    )
    return (
        ranking
        + 2 * answering
        + SILENCE * silence_loss(answers.view(-1, LISTED), lists)
        + 0.5 * marking_loss(pairs, truth, marks)
        + interaction_loss(head, batch, rows)
    )


def silence_loss(answers: Tensor, lists: Tensor) -> Tensor:
    """Choose among a question's clauses and silence, whose log-odds are 0: (questions, LISTED) both.

    What tells answerable questions apart is compared over questions, so that their log-odds must agree,
    which a loss on each clause by itself does not ask for. A question without an answer counts double.
    """
    share = lists.sum(1, keepdim=True)
    silent = (share == 0).float()
    wanted = torch.cat([lists / share.clamp(min=1e-6), silent], 1)
    chosen = functional.log_softmax(torch.cat([answers, torch.zeros(len(answers), 1)], 1), 1)
    return -((chosen * wanted).sum(1) * (1 + silent.squeeze(1))).mean()


def interaction_loss(head: Head, batch: Sequence[Example], rows: Sequence[Sequence[int]]) -> Tensor:
    """Late interaction alone, over every clause of the batch: it ranks what the layers never see."""
    policy = batch[0].policy
    every = sorted({row for chosen in rows for row in chosen}, key=lambda row: len(policy.encoded[row].ids))
    pad = nn.utils.rnn.pad_sequence
    asked = pad([torch.from_numpy(example.asked.tokens) for example in batch], batch_first=True)
    seen = torch.arange(asked.shape[1])[None] < torch.tensor([[len(example.asked.ids)] for example in batch])
    question = functional.normalize(head.narrow(asked), dim=-1)
    late = []
    for start in range(0, len(every), CHUNK):
        tokens = [torch.from_numpy(policy.encoded[row].tokens) for row in every[start : start + CHUNK]]
        clause = functional.normalize(head.narrow(pad(tokens, batch_first=True)), dim=-1)
        padding = torch.arange(clause.shape[1])[None] >= torch.tensor([[len(one)] for one in tokens])
        cosines = torch.einsum("nqd,mcd->nmqc", question, clause).masked_fill(padding[None, :, None], -1)
        late.append((cosines.amax(3) * seen[:, None]).sum(2) / seen.sum(1, keepdim=True))
    truth = torch.tensor([[example.gold.get(row, 0.0) for row in every] for example in batch])
    answered = truth.sum(1) > 0
    if not answered.any():
        return torch.tensor(0.0)
    wanted = truth[answered] / truth[answered].sum(1, keepdim=True)
    return -(functional.log_softmax(SHARPNESS * torch.cat(late, 1)[answered], 1) * wanted).sum(1).mean()


def marking_loss(pairs: Sequence[tuple[Example, int]], truth: Tensor, marks: Tensor) -> Tensor:
    held = [at for at in range(len(pairs)) if truth[at] >= 0.5]
    labels = {
        at: label(pairs[at][0].question, pairs[at][0].policy, pairs[at][1], marks.shape[1]) for at in held
    }
    kept = [at for at in held if labels[at] is not None]
    if not kept:
        return torch.tensor(0.0)
    target = torch.from_numpy(np.stack([labels[at] for at in kept]))
    counted = target >= 0
    return functional.binary_cross_entropy_with_logits(
        marks[kept][counted], target[counted], pos_weight=torch.tensor(2.0)
    )


def train(head: Head, pairs_of: Pairs, examples: list[Example], left_out: list[Example], epochs: int) -> None:
    steps = epochs * len(batches(examples))
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + 1, pct_start=0.1)
    begun, step, smooth = time.time(), 0, None
    for epoch in range(epochs):
        head.train()
        for batch in batches(examples):
            loss = loss_of(head, pairs_of, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step, smooth = step + 1, loss.item() if smooth is None else 0.98 * smooth + 0.02 * loss.item()
            if step % 25 == 0:
                print(
                    f"epoch {epoch} step {step}/{steps} loss {smooth:.3f} {time.time() - begun:.0f} s",
                    flush=True,
                )
        if left_out:
            print(figures(head, pairs_of, left_out), flush=True)


@torch.inference_mode()
def figures(head: Head, pairs_of: Pairs, examples: list[Example]) -> dict[str, float]:
    """Over the 20 clauses nearest by pooled vectors: is the first one right, and is answerable told apart?"""
    head.eval()
    first, nearest, answered, unanswered = [], [], [], []
    for example in examples:
        rank, answers, _ = pairs_of(head, [(example, row) for row in example.tempting])
        (answered if example.gold else unanswered).append(float(answers.max()))
        if example.gold:
            first.append(example.gold.get(example.tempting[int(rank.argmax())], 0) >= HOLDS)
            nearest.append(example.gold.get(example.tempting[0], 0) >= HOLDS)
    above = np.array(answered)[:, None] > np.array(unanswered)[None]
    return {
        "first": float(np.mean(first)),
        "first by vectors": float(np.mean(nearest)),
        "auc": float(above.mean()),
    }


def training_arguments(description: str) -> argparse.ArgumentParser:
    """Return the arguments that every training takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--questions", required=True, type=Path)
    parser.add_argument("--policies", required=True, type=Path, nargs="+")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--leave-out", nargs="*", default=[])
    parser.add_argument("--ignore", nargs="*", default=[], help="policies neither trained on nor measured")
    return parser


def make_repeatable(seed: int = SEED) -> None:
    random.seed(seed)
    torch.manual_seed(seed)
    torch.set_flush_denormal(True)  # Adam's smallest moments would slow the CPU down


def main() -> None:
    parser = training_arguments(__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    make_repeatable(chosen.seed)
    kept, left_out = labelled_examples(chosen.questions, chosen.policies, chosen.leave_out, chosen.ignore)
    head, pairs_of = Head(), Pairs(load_tokenizer(packaged_model() / "tokenizer.json"))
    train(head, pairs_of, kept, left_out, chosen.epochs)
    save_file({name: value.half().contiguous() for name, value in head.state_dict().items()}, chosen.out)


if __name__ == "__main__":
    main()
