"""What the tests share: a model of hashed words, and an assistant over it in a folder of its own."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from fake_assistant import FakeAssistant
from pdf_files import make_pdf

from intelliclaim import assistant
from intelliclaim.assistant import Assistant, opening, parts
from intelliclaim.models import Encoded, Read, Reading
from intelliclaim.search import PASSAGE_SIGNALS, SIGNALS, Weights
from intelliclaim.search.keywords import WORD, words
from intelliclaim.settings import Settings
from intelliclaim.store import Store
from intelliclaim.types import Policy

HOME = make_pdf(
    [
        "SECTION 1 - YOUR HOME",
        "1.1 Water",
        "We pay for damage by water that escapes from a burst pipe.",
        "You pay an excess of 350 for every burst pipe.",
        "1.2 Theft",
        "We pay for the theft of your bicycle from a locked shed, up to 900.",
    ],
    [
        "SECTION 2 - EXCLUSIONS",
        "We will not pay for loss or damage caused by:",
        "(a) wear and tear, rot or any cause that works gradually over the months and the years of",
        "the period of cover, whoever should have seen to it;",
        "(b) insects, vermin, moths or any animal that you or your family keep in the home or in its",
        "grounds at all, with or without our leave;",
        "(c) any person to whom you have lent or let the home or a part of it, whether or not they pay",
        "you rent for it, and their visitors;",
        "(d) pressure waves from aircraft that travel at or above the speed of sound over the home or",
        "over the land that lies near it.",
    ],
)
MOTOR = make_pdf(
    [
        "SECTION 1 - YOUR CAR",
        "1.1 Windscreen",
        "We pay to repair or replace a broken windscreen.",
        "1.2 Courtesy car",
        "We give you a courtesy car for 14 days while yours is repaired.",
    ]
)


@cache
def _vector(word: str) -> np.ndarray:
    return np.random.default_rng(zlib.crc32(word.encode())).standard_normal(384).astype(np.float32)


class FakeEmbedder:
    """A bag of words: each word has a vector of its own, and a text is their sum."""

    dim = 384

    def __init__(self, name: str = "hashed-words") -> None:
        self.name = name
        self.encoded = 0

    def encode(
        self, texts: Sequence[str], on_encoded: Callable[[int, int], None] | None = None
    ) -> list[Encoded]:
        done = []
        for text in texts:
            text.encode()  # as the real tokenizer, it takes no half characters
            found = words(text)
            tokens = np.array([_vector(word) for word in found], np.float32).reshape(-1, self.dim)
            whole = tokens.sum(0) if found else _vector("")
            ids = np.array([zlib.crc32(word.encode()) for word in found], np.int64)
            done.append(Encoded(whole / np.linalg.norm(whole), tokens, ids))
            if on_encoded:
                on_encoded(len(done), len(texts))
        self.encoded += len(done)
        return done


class FakeReader:
    """Keeps the word ids, and marks the words that the question has too."""

    def __init__(self, name: str = "shared-words") -> None:
        self.name = name

    def keep(self, encoded: Encoded) -> np.ndarray:
        return (encoded.ids[:, None] % 127).astype(np.int8)

    def recall(self, text: str, tokens: np.ndarray) -> Read:
        offsets = np.array([match.span() for match in WORD.finditer(text.lower())]).reshape(-1, 2)
        assert len(offsets) == len(tokens), "the text is not the one that was encoded"
        return Read(tokens, tokens[:, 0].astype(np.int64), offsets)

    def judge(self, question: str, clauses: Sequence[tuple[str, Sequence[int]]]) -> list[np.ndarray]:
        asked = set(WORD.findall(question.lower()))
        return [
            np.array(
                [
                    4.0 if asked & set(WORD.findall(text[start:end].lower())) else -4.0
                    for start, end in pairwise(starts)
                ]
            )
            for text, starts in clauses
        ]

    def alike(self, asked: Encoded, read: Read) -> np.ndarray:
        return np.equal.outer(asked.ids % 127, read.ids).astype(np.float32)

    def read(self, asked: Encoded, clauses: Sequence[Read], cosines: np.ndarray) -> Reading:
        marks = tuple(np.where(np.isin(read.ids, asked.ids % 127), 4.0, -4.0) for read in clauses)
        means = np.array([each.mean() for each in marks])
        return Reading(means, means, cosines, marks)


class PlainWeights(Weights):
    """Weights for tests: rank by words in common, answer where a clause has half of the question's words."""

    def answerable(self, signals: np.ndarray, scores: np.ndarray) -> float:
        return float(signals[:, SIGNALS.index("coverage")].max())


WEIGHTS = PlainWeights(
    rank=np.array([{"vector": 1.0, "coverage": 2.0}.get(name, 0.0) for name in SIGNALS]),
    evidence=np.zeros(0),
    constant=0.0,
    verdict=np.array([1.0, 0.0]),
    verdict_constant=0.0,
    threshold=0.5,
    passage=np.array([{"share": 1.0, "own coverage": 4.0}.get(name, 0.0) for name in PASSAGE_SIGNALS]),
    passage_constant=-2.0,
)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have pages drawn at once: no browser is watching."""
    monkeypatch.setattr(import_module("intelliclaim.ui.frame"), "PAINT", 0.0)  # `ui.frame` is its function


OpenDesk = Callable[..., Assistant]


def use_fakes(patch: pytest.MonkeyPatch, embedder: FakeEmbedder, reader: FakeReader | None = None) -> None:
    """Have assistants opened from now on use these models and the weights for tests."""
    patch.setattr(opening, "load_embedder", lambda settings: embedder)
    patch.setattr(opening, "load_reader", lambda embedder: reader)
    patch.setattr(parts, "load_weights", lambda *, with_reader: WEIGHTS)


@contextmanager
def opening_desks(folder: Path) -> Iterator[OpenDesk]:
    same = FakeEmbedder()
    desks: list[Assistant] = []

    def open_one(
        *, embedder: FakeEmbedder = same, reader: FakeReader | None = None, **settings: object
    ) -> Assistant:
        with pytest.MonkeyPatch.context() as patch:
            use_fakes(patch, embedder, reader)
            desks.append(opening.open_assistant(Settings(**({"data": folder} | settings))))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store without policies."""
    store = Store(tmp_path / "data")
    yield store
    store.close()


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Open an assistant over `tmp_path` with the fakes, as often as wanted; all are closed at the end."""
    with opening_desks(tmp_path) as open_one:
        yield open_one


@pytest.fixture
def desk(open_desk: OpenDesk) -> Assistant:
    """An assistant without policies."""
    return open_desk()


@pytest.fixture
def home(desk: Assistant) -> Policy:
    """The home policy, in the desk."""
    return desk.ingest(HOME, "home.pdf").policy


@pytest.fixture
def motor(desk: Assistant) -> Policy:
    """The motor policy, in the desk."""
    return desk.ingest(MOTOR, "motor.pdf").policy


@pytest.fixture(scope="session")
def stocked_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant with both policies, shared by the tests that only ask: a desk of its own costs 0.2 s."""
    with opening_desks(tmp_path_factory.mktemp("data")) as open_one:
        desk = open_one()
        desk.ingest(HOME, "home.pdf")
        desk.ingest(MOTOR, "motor.pdf")
        yield desk


@pytest.fixture
def embedder() -> FakeEmbedder:
    """A model of hashed words."""
    return FakeEmbedder()


def failures_of(work: Callable[[int], None], *, n_threads: int) -> list[BaseException]:
    """Run `work` in threads numbered from 0 at once, and return what they raised."""
    failures: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001 - handed to the main thread
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(n_threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.fixture
def fake(monkeypatch):
    """The pages' assistant, with one policy: no store and no model behind it."""
    fake = FakeAssistant()
    monkeypatch.setattr(assistant, "open_assistant", lambda settings: fake)
    st.cache_resource.clear()
    fake.ingest(b"health", "health.pdf")
    yield fake
    st.cache_resource.clear()
