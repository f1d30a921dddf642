"""Prepare what the cross-encoder is trained on: each question with the clauses that search finds for it.

    PYTHONPATH=. python scripts/prepare_pairs.py --questions DIR --policies DIR [DIR ...] --out FILE

The questions are those of `train_reader.py`. Search runs as it is shipped, over each policy in a store of
its own; what is written holds word pieces and passage numbers, no text. About ten questions a second.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from fit_ranker import LONG_SPAN, Bench, in_one_form
from train_reader import triples, words

from intelliclaim.models import CrossEncoder, Reader, packaged_model
from intelliclaim.search import load_weights, passage_starts, reading_text
from intelliclaim.types import Clause

ALIKE = 0.6  # share of the word triples that two texts must have in common
TELLING = 4  # words of a span, at least, that answers wherever it stands
Place = tuple[int, int]  # a clause of the file, and a passage of it


def overlap(one: str, other: str) -> float:
    """Return the share of the shorter text's word triples that the other has too."""
    first, second = triples(one), triples(other)
    return len(first & second) / max(1, min(len(first), len(second)))


def labels(question: dict, clauses: Sequence[Clause]) -> tuple[list[Place], list[Place], list[Place]]:
    """Return the passages that answer, those that may answer too and do not count, and the near misses."""
    span = f" {' '.join(words(question['span']))} "
    length = len(span.split())
    quotes, near = ([one["quote"] for one in question.get(each, ())] for each in ("passages", "near"))
    answers: list[Place] = []
    unsure: list[Place] = []
    tempts: list[Place] = []
    best: tuple[float, Place] | None = None
    for row, clause in enumerate(clauses):
        for at, passage in enumerate(clause.passages):
            text = f" {' '.join(words(passage.text))} "
            size = len(text.split())
            held = length > 0 and span in text
            if length >= LONG_SPAN and size >= TELLING:
                held = held or overlap(passage.text, question["span"]) >= ALIKE
            if any(overlap(passage.text, quote) >= ALIKE for quote in quotes):
                (answers if held else unsure).append((row, at))
                likeness = overlap(passage.text, quotes[0]) * min(1.0, size / 6)
                best = max(best or (likeness, (row, at)), (likeness, (row, at)))
            elif held and length >= TELLING:
                unsure.append((row, at))
            elif size >= TELLING and any(overlap(passage.text, quote) >= ALIKE for quote in near):
                tempts.append((row, at))
    if quotes and not answers and best:  # the span runs over passages: that of the first quote
        answers = [best[1]]
        unsure.remove(best[1])
    return answers, unsure, tempts


class Pairs:
    """The clauses of all policies, numbered through, and the questions over them."""

    def __init__(self, bench: Bench) -> None:
        self._encoder = CrossEncoder(packaged_model())
        self._searcher = bench.searcher(load_weights(with_reader=True))
        self._bench = bench
        self.clauses: list[tuple[np.ndarray, np.ndarray]] = []  # word pieces, passage of each
        self._first: dict[str, int] = {}

    def add(self, name: str) -> Sequence[Clause]:
        """Return a policy's clauses; the first time, they are added to the file's."""
        clauses = self._searcher.shelf.get(self._bench.ids[name]).clauses
        if name not in self._first:
            self._first[name] = len(self.clauses)
            for clause in clauses:
                ids, passages = self._encoder.clause(reading_text(clause), passage_starts(clause))
                self.clauses.append((ids.astype(np.int16), passages.astype(np.int16)))
        return clauses

    def questions(self) -> Iterator[dict]:
        """Yield the questions that have an answer in their policy's passages, or none at all."""
        for question in self._bench.questions:
            clauses = self.add(question["policy"])
            answers, unsure, tempts = labels(question, clauses)
            if question["passages"] and not answers:
                continue
            first = self._first[question["policy"]]
            found = self._searcher.find_passages(question["question"], [self._bench.ids[question["policy"]]])
            yield {
                "policy": question["policy"],
                "question": self._encoder.pieces(question["question"])[0].astype(np.int16),
                "found": [first + hit.clause.ordinal for hit in found.hits],
                "answers": [(first + row, at) for row, at in answers],
                "unsure": [(first + row, at) for row, at in unsure],
                "near": sorted({first + row for row, _ in tempts}),
                "clauses": (first, first + len(clauses)),
            }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", required=True, type=Path)
    parser.add_argument("--policies", required=True, type=Path, nargs="+")
    parser.add_argument("--out", required=True, type=Path)
    chosen = parser.parse_args()
    files = sorted(chosen.questions.glob("*.jsonl"))
    asked = [in_one_form(json.loads(line)) for file in files for line in file.open(encoding="utf-8")]
    reader = Reader(packaged_model())
    with tempfile.TemporaryDirectory() as data:
        bench = Bench(Path(data), asked, chosen.policies, reader)
        pairs = Pairs(bench)
        questions = list(pairs.questions())
        bench.close()
    with gzip.open(chosen.out, "wb") as file:
        pickle.dump({"clauses": pairs.clauses, "questions": questions}, file)
    print(f"{len(questions)} of {len(asked)} questions over {len(pairs.clauses)} clauses")


if __name__ == "__main__":
    main()
