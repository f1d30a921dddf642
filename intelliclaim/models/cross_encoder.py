"""The cross-encoder: reads a question and a clause in one text, and scores each of its passages.

The reader compares token vectors that were made apart; here MiniLM's layers, trained further, see both
at once. That is slow, so only the few clauses that search puts first are read so. Its weights lie
beside this file, as low-rank additions to the embedder's; `scripts/train_cross_encoder.py` made them, and
MODEL_CARD.md says from what and how well they do.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from intelliclaim.models.embedder import (
    add_low_rank,
    batches,
    check_sha256,
    load_tokenizer,
    passage_of,
    tuned_weights,
)

WEIGHTS = Path(__file__).with_name("cross_encoder.safetensors")
CROSS_SHA256 = "f678f1fcd1aa7e7f4c1c97434daec14fee83a7e4159591243412cb1f6a6d16b1"
REPAIR = "Restore intelliclaim/models/cross_encoder.safetensors from the repository."
HEAD = "head."  # begins the names of the head's weights
CHUNK = 4  # clauses in one pass
LONGEST, LONGEST_QUESTION = 256, 40  # word pieces that are read of a clause, and of a question
CLS, SEP, MASK = 101, 102, 103  # word pieces of MiniLM's vocabulary

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a clause as the network takes them.

    `question`: (q,) word pieces; `clause`: (c,) word pieces, with `passages` (c,) the passage that each
    is in, -1 before the first.
    """

    question: Ids
    clause: Ids
    passages: Ids

    def __len__(self) -> int:
        return len(self.question) + len(self.clause) + 3


def collate(pairs: Sequence[Pair]) -> tuple[Ids, Ids, Ids, Ids]:
    """Lay n pairs out: word pieces, 1 in the clause's part, 1 where there is a piece, and its passage.

    Each (n, longest); what pads has passage -1.
    """
    shape = len(pairs), max(map(len, pairs))
    ids, kinds, mask = np.zeros((3, *shape), np.int64)
    passages = np.full(shape, -1)
    for row, pair in enumerate(pairs):
        start, end = len(pair.question) + 2, len(pair)
        ids[row, :end] = [CLS, *pair.question, SEP, *pair.clause, SEP]
        kinds[row, start:end] = 1
        mask[row, :end] = 1
        passages[row, start : end - 1] = pair.passages
    return ids, kinds, mask, passages


class CrossEncoder:
    """The trained network with its tokenizer; `folder` is the packaged model's."""

    def __init__(self, folder: Path, weights: Path = WEIGHTS, sha256: str = CROSS_SHA256) -> None:
        check_sha256(weights, sha256, REPAIR)
        from safetensors.torch import load_file

        from intelliclaim.models.bert import Bert, read_shape
        from intelliclaim.models.packing import DOWN, UP, widen
        from intelliclaim.models.passage_head import PassageHead

        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._tokenizer.no_truncation()
        trained = widen(load_file(weights))
        head = {name: trained.pop(name) for name in list(trained) if name.startswith(HEAD)}
        factors = {name: trained.pop(name) for name in list(trained) if name.endswith((UP, DOWN))}
        self._head = PassageHead().eval()
        self._head.load_state_dict({name.removeprefix(HEAD): value for name, value in head.items()})
        whole = add_low_rank(tuned_weights(folder), factors)
        self._bert = Bert(whole | trained, read_shape(folder / "config.json"))
        self._lock = threading.Lock()  # two readings at once double the memory and win nothing

    def score(self, question: str, clauses: Sequence[tuple[str, Sequence[int]]]) -> list[Floats]:
        """Score the passages of clauses for a question.

        Args:
            question: as it was asked.
            clauses: each one's text, with the characters where its passages start and where the last
                one ends.

        Returns:
            For each clause (n_passages,) log-odds of holding the answer, against there being none;
            -inf for a passage that lies beyond what is read.
        """
        asked = self.pieces(question)[0][:LONGEST_QUESTION]
        pairs = [Pair(asked, *self.clause(text, starts)) for text, starts in clauses]
        scored: dict[int, Floats] = {}
        for rows in batches([len(pair) for pair in pairs], CHUNK):
            scored.update(zip(rows, self._score([pairs[row] for row in rows]), strict=True))
        return [_of(scored[row], len(starts) - 1) for row, (_, starts) in enumerate(clauses)]

    def pieces(self, text: str) -> tuple[Ids, Ids]:
        """Return a text's word pieces (n,), and the characters (n, 2) that each stands for."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return np.array(encoded.ids, np.int64), np.array(encoded.offsets, np.int64).reshape(-1, 2)

    def clause(self, text: str, starts: Sequence[int]) -> tuple[Ids, Ids]:
        """Return the word pieces (n,) of a clause that are read, and the passage (n,) of each."""
        ids, offsets = self.pieces(text)
        return ids[:LONGEST], passage_of(starts, offsets)[:LONGEST]

    def _score(self, pairs: Sequence[Pair]) -> Floats:
        import torch

        ids, kinds, mask, passages = map(torch.from_numpy, collate(pairs))
        with self._lock, torch.inference_mode():
            states = self._bert(ids, mask.bool(), kinds)
            scores = self._head(states, passages, max(1, int(passages.max()) + 1))
        found: Floats = scores.numpy().astype(np.float64)
        return found


def _of(scores: Floats, count: int) -> Floats:
    """Take a clause's own `count` scores out of its row; what was not read is -inf."""
    from intelliclaim.models.passage_head import HIDDEN

    own = np.full(count, -np.inf)
    seen = scores[:count]
    own[: len(seen)] = np.where(seen > HIDDEN, seen, -np.inf)
    return own
