"""Fit the weights of clauses and passages and the threshold for abstaining: intelliclaim/search/ranker.json.

    PYTHONPATH=. python scripts/fit_ranker.py --questions DIR --policies DIR [DIR ...]
        --fit-on POLICY [POLICY ...] [--reader FILE] [--most N] [--keep-clauses] [--out FILE]

The questions are those of `train_reader.py`, and those in the form of `samples/questions.jsonl`, which
have `facts` and `pages` in place of `passages` and `span`. `--fit-on` names policies that neither the
reader given by `--reader` nor the cross-encoder was trained on, else their scores would look better than
they are. `--keep-clauses` leaves the weights of clauses and evidence as they are, which claims are
assessed by, and fits what an answer is made of.

Rank weights: a linear listwise model over the signals of search's own candidates. Answerable: a logistic
regression over the evidence; the verdict: another over that and what the cross-encoder says of the best
clauses. Passages: a logistic regression over those of the clauses ranked first, by whether they hold the
span or a fact. All are checked leaving one policy out at a time, and each signal is measured alone. The
threshold is the largest that lets at most FALSE_ABSTENTIONS of the answerable go.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from train_reader import HOLDS, SEED, shares, words

from intelliclaim.assistant import Assistant
from intelliclaim.models import Reader, load_embedder, packaged_model
from intelliclaim.models.reader import WEIGHTS
from intelliclaim.search import Searcher, load_weights, reading_text
from intelliclaim.search.passages import LEAST, PASSAGE_SIGNALS
from intelliclaim.search.ranker import EVIDENCE, SIGNALS, VERDICT, Weights, evidence
from intelliclaim.search.searcher import READ
from intelliclaim.settings import from_env
from intelliclaim.store import Store
from intelliclaim.types import Hit
from intelliclaim.vectors import VectorCache

FALSE_ABSTENTIONS = 0.10
WITHOUT_READER = ("vector", "context", "keyword", "coverage", "heading", "kind")
PENALTY = 1e-2
LONG_SPAN, MOST = 5, 0.6  # words of a span that may run over passages; the share that one must have of it


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its candidates: signals (n, len(SIGNALS)), and which of them answer (n,)."""

    policy: str
    answerable: bool
    signals: np.ndarray
    gold: np.ndarray


@dataclass(frozen=True, slots=True)
class Passages:
    """A question's passages: signals (n, len(PASSAGE_SIGNALS)), and which hold the answer (n,).

    `judged`: the reader's log-odds that one of them does.
    """

    policy: str
    signals: np.ndarray
    holding: np.ndarray
    judged: float


class Bench:
    """The policies to fit on, in a store of their own, and a search over them with any weights."""

    def __init__(
        self, data: Path, questions: Sequence[dict], folders: Sequence[Path], reader: Reader
    ) -> None:
        settings = from_env()
        self._embedder = load_embedder(settings)
        self._store, self._cache = Store(data), VectorCache(data / "vectors", self._embedder.dim)
        self._reader = reader
        self.questions = questions
        self.ids: dict[str, str] = {}
        self._desk = Assistant(replace(settings, data=data), self._store, self._cache, self._embedder, reader)
        for name in sorted({question["policy"] for question in questions}):
            file = next(folder / name for folder in folders if (folder / name).is_file())
            self.ids[name] = self._desk.ingest(file.read_bytes(), name).policy.id
            print(f"{name}: {len(self._store.clauses(self.ids[name]))} clauses", flush=True)

    def close(self) -> None:
        """Close the store and the cache; before the folder goes."""
        self._desk.close()

    def searcher(self, weights: Weights, *, with_reader: bool = True) -> Searcher:
        """Return a search over the policies by these weights."""
        reader = self._reader if with_reader else None
        return Searcher(self._store, self._cache, self._embedder, reader, weights)

    def cases(self) -> list[Case]:
        """Return each question's candidates."""
        searcher = self.searcher(load_weights(with_reader=True))
        cases = []
        for question in self.questions:
            policy_id = self.ids[question["policy"]]
            shelved = searcher.shelf.get(policy_id)
            asked = searcher.ask(question["question"])
            bm25 = searcher.candidates(asked, [policy_id])[policy_id]
            signals, _ = searcher.signals(asked, shelved, bm25)
            gold = np.zeros(len(shelved.clauses))
            texts = [reading_text(clause) for clause in shelved.clauses]
            for passage in question["passages"]:
                gold = np.maximum(gold, shares(texts, passage["quote"]))
            cases.append(Case(question["policy"], bool(question["passages"]), signals, gold[list(bm25)]))
        return cases

    def passages(self, rank: np.ndarray, *, with_reader: bool) -> list[Passages]:
        """Return each question's passages, of the clauses that these rank weights put first."""
        weights = replace(load_weights(with_reader=with_reader), rank=rank)
        searcher = self.searcher(weights, with_reader=with_reader)
        found = []
        for question in self.questions:
            hits = searcher.search(question["question"], [self.ids[question["policy"]]], limit=READ).hits
            asked = searcher.ask(question["question"])
            judged = searcher.judge(asked, hits)
            signals = searcher.passage_signals(asked, hits, judged)
            found.append(Passages(question["policy"], signals, holding(question, hits), judged.answers))
        return found


def holding(question: dict, hits: Sequence[Hit]) -> np.ndarray:
    """Say which passages of the hits have the span, or most of a long one; or a fact, on a page named."""
    pages = set(question.get("pages", ()))
    passages = [passage for hit in hits for passage in hit.clause.passages]
    texts = [f" {' '.join(words(passage.text))} " for passage in passages]
    wanted = [" ".join(words(each)) for fact in question["facts"] for each in fact.split("|")]
    held = np.array(
        [
            (not pages or any(span.page in pages for span in passage.spans))
            and any(f" {fact} " in text for fact in wanted if fact)
            for passage, text in zip(passages, texts, strict=True)
        ]
    )
    long = [fact for fact in wanted if len(fact.split()) >= LONG_SPAN and not pages]
    for fact in long:
        held |= shares(texts, fact) >= MOST
    return held


def fit_rank(cases: Sequence[Case]) -> np.ndarray:
    """Fit a listwise linear model over the signals."""
    lists = [
        (torch.from_numpy(case.signals), torch.from_numpy(case.gold / case.gold.sum()))
        for case in cases
        if (case.gold >= HOLDS).any()
    ]
    scale = torch.from_numpy(np.vstack([case.signals for case in cases]).std(0) + 1e-6)
    weights = torch.zeros(len(SIGNALS), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = -torch.stack(
            [(torch.log_softmax((signals / scale) @ weights, 0) * gold).sum() for signals, gold in lists]
        ).mean()
        loss = loss + PENALTY * (weights**2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return (weights.detach() / scale).numpy()


def first_right(cases: Sequence[Case], weights: np.ndarray) -> float:
    asked = [case for case in cases if (case.gold >= HOLDS).any()]
    return float(np.mean([case.gold[(case.signals @ weights).argmax()] >= HOLDS for case in asked]))


def fit_answerable(cases: Sequence[Case], weights: np.ndarray) -> tuple[np.ndarray, float]:
    """Fit which questions are answerable; returns the evidence's weights (len(EVIDENCE),) and constant."""
    rows = np.array([evidence(case.signals, case.signals @ weights) for case in cases])
    model = LogisticRegression(C=0.3, class_weight="balanced")
    return fit_logistic(model, rows, [case.answerable for case in cases])


def fit_verdict(found: np.ndarray, judged: np.ndarray, answerable: np.ndarray) -> tuple[np.ndarray, float]:
    """Fit which questions are answerable once the clauses were read; weights (len(VERDICT),) and constant."""
    model = LogisticRegression(C=0.3, class_weight="balanced")
    rows = np.column_stack([np.log((found + LEAST) / (1 - found + LEAST)), judged])
    return fit_logistic(model, rows, answerable)


def fit_passages(cases: Sequence[Passages]) -> tuple[np.ndarray, float]:
    """Fit which passages hold the answer; returns weights (len(PASSAGE_SIGNALS),) and constant."""
    cases = [case for case in cases if case.holding.any()]
    rows = np.vstack([case.signals for case in cases])
    model = LogisticRegression(C=0.1, max_iter=2000)
    return fit_logistic(model, rows, np.concatenate([case.holding for case in cases]))


def fit_logistic(
    model: LogisticRegression, rows: np.ndarray, wanted: Sequence[bool] | np.ndarray
) -> tuple[np.ndarray, float]:
    """Fit on columns of equal spread; returns the weights of the columns as they are, and the constant."""
    centre, scale = rows.mean(0), rows.std(0) + 1e-9
    model.fit((rows - centre) / scale, wanted)
    slopes = model.coef_[0] / scale
    return slopes, float(model.intercept_[0] - slopes @ centre)


def first_passage_right(cases: Sequence[Passages]) -> float:
    """Return how often the likeliest passage is right, each policy by weights fitted without it."""
    right = []
    for name in sorted({case.policy for case in cases}):
        slopes, _ = fit_passages([case for case in cases if case.policy != name])
        asked = [case for case in cases if case.policy == name and case.holding.any()]
        right += [case.holding[(case.signals @ slopes).argmax()] for case in asked]
    return float(np.mean(right))


def probabilities(
    cases: Sequence[Case], weights: np.ndarray, slopes: np.ndarray, constant: float
) -> np.ndarray:
    model = replace(load_weights(with_reader=True), rank=weights, evidence=slopes, constant=constant)
    return np.array([model.answerable(case.signals, case.signals @ weights) for case in cases])


def fit(
    cases: Sequence[Case],
    columns: Collection[str],
    passages_of: Callable[[np.ndarray], list[Passages]],
    kept: Weights | None,
) -> dict:
    """Fit everything on all the cases, and measure it on each policy fitted without that policy.

    The weights of clauses and evidence are those of `kept`, if it is given.
    """
    blank = np.array([name in columns for name in SIGNALS], dtype=float)
    cases = [replace(case, signals=case.signals * blank) for case in cases]
    policy = np.array([case.policy for case in cases])
    answerable = np.array([case.answerable for case in cases])
    found = np.zeros(len(cases))
    right: list[float] = []
    for name in np.unique(policy):
        rest, out = [c for c in cases if c.policy != name], [c for c in cases if c.policy == name]
        weights = kept.rank if kept else fit_rank(rest)
        right.append(first_right(out, weights))
        found[policy == name] = probabilities(out, weights, *fit_answerable(rest, weights))
    weights = kept.rank if kept else fit_rank(cases)
    slopes, constant = (kept.evidence, kept.constant) if kept else fit_answerable(cases, weights)
    passages = passages_of(weights)
    own, own_constant = fit_passages(passages)
    judged = np.array([one.judged for one in passages])
    verdict, verdict_constant = fit_verdict(found, judged, answerable)
    chances = np.zeros(len(cases))
    for name in np.unique(policy):
        out, rest = policy == name, policy != name
        fitted = fit_verdict(found[rest], judged[rest], answerable[rest])
        model = replace(load_weights(with_reader=True), verdict=fitted[0], verdict_constant=fitted[1])
        chances[out] = [model.answerable_read(*each) for each in zip(found[out], judged[out], strict=True)]
    threshold = float(np.quantile(chances[answerable], FALSE_ABSTENTIONS))
    silent = chances[~answerable]
    return {
        "rank": {name: round(float(value), 4) for name, value in zip(SIGNALS, weights, strict=True) if value},
        "evidence": {name: round(float(v), 4) for name, v in zip(EVIDENCE, slopes, strict=True)},
        "constant": round(constant, 4),
        "verdict": {name: round(float(v), 4) for name, v in zip(VERDICT, verdict, strict=True)},
        "verdict constant": round(verdict_constant, 4),
        "threshold": round(threshold, 4),
        "passage": {n: round(float(v), 4) for n, v in zip(PASSAGE_SIGNALS, own, strict=True) if v},
        "passage constant": round(own_constant, 4),
        "left-one-policy-out": {
            "first clause right": round(float(np.mean(right)), 3),
            "abstained when unanswerable": round(float((silent < threshold).mean()), 3),
            "first passage right": round(first_passage_right(passages), 3),
            "auc of answerable by search": round(auc(found[answerable], found[~answerable]), 3),
            "auc of answerable": round(auc(chances[answerable], silent), 3),
            "questions": len(cases),
        },
    }


def auc(higher: np.ndarray, lower: np.ndarray) -> float:
    return float((higher[:, None] > lower[None]).mean())


def in_one_form(question: dict) -> dict:
    """Give a question both its passages and its facts, whichever form it has."""
    if "passages" in question:
        return question | {"facts": [question["span"]] if question["span"] else []}
    return question | {"passages": [{"quote": question["quote"]}] if question["facts"] else []}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", required=True, type=Path)
    parser.add_argument("--policies", required=True, type=Path, nargs="+")
    parser.add_argument("--fit-on", required=True, nargs="+")
    parser.add_argument("--most", type=int, default=1000, help="questions of one policy, at most")
    parser.add_argument("--reader", type=Path, default=WEIGHTS)
    parser.add_argument("--keep-clauses", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("intelliclaim/search/ranker.json"))
    chosen = parser.parse_args()
    sha256 = hashlib.sha256(chosen.reader.read_bytes()).hexdigest()
    reader = Reader(packaged_model(), chosen.reader, sha256)
    lines = [
        line
        for file in sorted(chosen.questions.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    questions = [
        in_one_form(one)
        for one in map(json.loads, lines)
        if one["policy"] in chosen.fit_on and one["kind"] != "claim"
    ]
    random.Random(SEED).shuffle(questions)
    kept = [
        one for name in chosen.fit_on for one in [q for q in questions if q["policy"] == name][: chosen.most]
    ]
    with tempfile.TemporaryDirectory() as data:
        bench = Bench(Path(data), kept, chosen.policies, reader)
        cases = bench.cases()
        for at, name in enumerate(SIGNALS):
            print(f"{name} alone: first clause right {first_right(cases, np.eye(len(SIGNALS))[at]):.3f}")
        fitted = {}
        for with_reader, name, columns in (
            (True, "with reader", SIGNALS),
            (False, "without reader", WITHOUT_READER),
        ):
            kept = load_weights(with_reader=with_reader) if chosen.keep_clauses else None
            passages_of = partial(bench.passages, with_reader=with_reader)
            fitted[name] = fit(cases, columns, passages_of, kept)
        bench.close()
    chosen.out.write_text(json.dumps(fitted, indent=2) + "\n", "utf-8")
    print(json.dumps(fitted, indent=2))


if __name__ == "__main__":
    main()
