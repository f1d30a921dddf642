"""The reader: which of some clauses answers a question, in which words, or none.

It reads many clauses quickly, over token vectors kept at ingest, and a few together with the question
(`cross_encoder`). Its weights are small enough to lie beside this file; `scripts/train_reader.py` made
them, and MODEL_CARD.md says from what and how well they do. It scores; it writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from intelliclaim.models.cross_encoder import CrossEncoder
from intelliclaim.models.embedder import (
    PACKAGED_NAME,
    Embedder,
    Encoded,
    batches,
    check_sha256,
    load_tokenizer,
    packaged_model,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS = Path(__file__).with_name("reader.safetensors")
READER_SHA256 = "862ca9043dd6530b1527c7e8e3f9e9fa44cde8f1631dafaa5cbde52d99f9ac58"
CHUNK = 16  # clauses scored at once
REPAIR = "Restore intelliclaim/models/reader.safetensors from the repository."

# Words that say nothing of whether a clause is about the question's matter, though both have them.
COMMON = (
    "the a an of to in and or for is are be we you they it this that with on at by from as not no do does "
    "did who if any what how when where . , ? - ( ) : ; ' \" s can will have has i".split()
)

Int8 = npt.NDArray[np.int8]
Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Read:
    """A clause as the reader keeps it.

    `tokens`: (n, WIDTH) int8; `ids`: (n,), the word pieces; `offsets`: (n, 2), the characters of the
    text it was made of that each stands for.
    """

    tokens: Int8
    ids: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """Scores of n clauses for one question.

    `rank`, `answers`: (n,) log-odds of being the best one, and of answering; `late`: (n,) late
    interaction, -1 to 1; `marks`: for each clause (n_tokens,) log-odds of a token being part of the
    answer.
    """

    rank: npt.NDArray[np.float32]
    answers: npt.NDArray[np.float32]
    late: npt.NDArray[np.float32]
    marks: tuple[npt.NDArray[np.float32], ...]


def load_reader(embedder: Embedder) -> Reader | None:
    """Load the reader; None where the embedder is not the one that it was trained on.

    Raises:
        ModelUnavailable: its weights are missing or changed.
    """
    return Reader(packaged_model()) if embedder.name == PACKAGED_NAME else None


class Reader:
    """The trained head, with the tokenizer that its token vectors belong to, and the cross-encoder.

    `folder` is the packaged model's.
    """

    def __init__(self, folder: Path, weights: Path = WEIGHTS, sha256: str = READER_SHA256) -> None:
        check_sha256(weights, sha256, REPAIR)
        self.name = f"reader-{sha256[:8]}"  # changes whenever the kept bytes would
        from safetensors.torch import load_file

        from intelliclaim.models.head import Head

        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._cross_encoder = CrossEncoder(folder)
        self._head = Head().eval()
        self._head.load_state_dict({name: value.float() for name, value in load_file(weights).items()})

    def keep(self, encoded: Encoded) -> Int8:
        """Narrow a clause's token vectors to the bytes that are kept: (n_tokens, WIDTH)."""
        import torch

        from intelliclaim.models.head import SCALE

        with torch.inference_mode():
            narrow = self._head.narrow(torch.from_numpy(encoded.tokens)).numpy()
        return np.clip(np.rint(narrow * SCALE), -127, 127).astype(np.int8)

    def recall(self, text: str, tokens: Int8) -> Read:
        """Put a clause's kept bytes back with its text; `text` is what was encoded for them."""
        pieces = self._tokenizer.encode(text)
        count = len(tokens)  # without [CLS] and [SEP]
        return Read(
            tokens,
            np.array(pieces.ids[1 : count + 1]),
            np.array(pieces.offsets[1 : count + 1]).reshape(-1, 2),
        )

    def read(self, asked: Encoded, clauses: Sequence[Read], cosines: npt.NDArray[np.float32]) -> Reading:
        """Score clauses for a question; `cosines`: (n,) of the pooled vectors."""
        rank, answers, late = np.zeros((3, len(clauses)), np.float32)
        marks: dict[int, npt.NDArray[np.float32]] = {}
        for rows in batches([len(clause.ids) for clause in clauses], CHUNK):
            rank[rows], answers[rows], odds, late[rows] = self._score(
                asked, [clauses[row] for row in rows], cosines[rows]
            )
            marks.update((row, odds[at, : len(clauses[row].ids)]) for at, row in enumerate(rows))
        return Reading(rank, answers, late, tuple(marks[row] for row in range(len(clauses))))

    def judge(self, question: str, clauses: Sequence[tuple[str, Sequence[int]]]) -> list[Floats]:
        """Read each clause together with the question: see `CrossEncoder.score`."""
        return self._cross_encoder.score(question, clauses)

    def alike(self, asked: Encoded, read: Read) -> npt.NDArray[np.float32]:
        """Return the cosine of each of a question's tokens with each of a clause's: (n_asked, n_tokens)."""
        import torch

        with torch.inference_mode():
            question = self._head.narrow(torch.from_numpy(asked.tokens)).numpy()
        return _unit(question) @ _unit(read.tokens.astype(np.float32)).T

    def _score(
        self, asked: Encoded, clauses: Sequence[Read], cosines: npt.NDArray[np.float32]
    ) -> tuple[npt.NDArray[np.float32], ...]:
        """Run the head: rank (n,), answers (n,), marks (n, longest clause) and late interaction (n,)."""
        import torch

        from intelliclaim.models.head import SCALE, WIDTH

        count, longest = len(clauses), max(len(read.ids) for read in clauses)
        tokens = np.zeros((count, longest, WIDTH), np.float32)
        roles = np.full((count, longest), -1)
        question_roles = np.zeros((count, len(asked.ids)), np.int64)
        for row, read in enumerate(clauses):
            tokens[row, : len(read.ids)] = read.tokens
            question_roles[row], roles[row, : len(read.ids)] = self.shared(asked.ids, read.ids)
        with torch.inference_mode():
            question = self._head.narrow(torch.from_numpy(asked.tokens)).expand(count, -1, -1)
            scored = self._head(
                question,
                torch.from_numpy(question_roles),
                torch.from_numpy(tokens / SCALE),
                torch.from_numpy(roles),
                torch.from_numpy(cosines),
            )
        return tuple(each.numpy() for each in scored)

    def shared(
        self, question: npt.NDArray[np.int64], clause: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Say of each question token and each clause token whether the other has it too: 1 or 0."""
        return shared(question, clause, self._common)

    @cached_property
    def _common(self) -> npt.NDArray[np.int64]:
        return common_ids(self._tokenizer)


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    unit: npt.NDArray[np.float32] = vectors / np.maximum(
        np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9
    )
    return unit


def common_ids(tokenizer: Tokenizer) -> Ids:
    """Return the word pieces of COMMON."""
    return np.array([tokenizer.token_to_id(word) for word in COMMON])


def shared(question: Ids, clause: Ids, common: Ids) -> tuple[Ids, Ids]:
    """Say of each token whether the other side has it too: 1 or 0, and 0 for the common ones."""
    both = np.setdiff1d(np.intersect1d(question, clause), common)
    return np.isin(question, both).astype(np.int64), np.isin(clause, both).astype(np.int64)
