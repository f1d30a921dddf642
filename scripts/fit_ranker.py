"""Fit the ranker's weights and the threshold for abstaining; writes intelliclaim/search/ranker.json.

    PYTHONPATH=. python scripts/fit_ranker.py --questions DIR --policies DIR [DIR ...]
        --fit-on POLICY [POLICY ...] [--reader FILE] [--most N] [--out FILE]

The questions are those of `train_reader.py`. `--fit-on` names policies that the reader given by
`--reader` was not trained on, else its scores would look better than they are. Rank weights: a
linear listwise model over the signals of search's own candidates. Answerable: a logistic regression
over the evidence. Both are checked leaving one policy out at a time, and each signal is measured
alone. The threshold is the largest that lets at most FALSE_ABSTENTIONS of the answerable go.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from train_reader import HOLDS, SEED, shares

from intelliclaim.assistant import Assistant
from intelliclaim.models import Reader, load_embedder, packaged_model
from intelliclaim.models.reader import WEIGHTS
from intelliclaim.search import Searcher, Weights, load_weights, reading_text
from intelliclaim.search.ranker import EVIDENCE, SIGNALS, evidence
from intelliclaim.settings import from_env
from intelliclaim.store import Store
from intelliclaim.vectors import VectorCache

FALSE_ABSTENTIONS = 0.08
WITHOUT_READER = ("vector", "context", "keyword", "coverage", "heading", "kind")
PENALTY = 1e-2


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its candidates: signals (n, len(SIGNALS)), and which of them answer (n,)."""

    policy: str
    answerable: bool
    signals: np.ndarray
    gold: np.ndarray


def make_cases(questions: list[dict], folders: Sequence[Path], reader: Reader) -> list[Case]:
    settings = from_env()
    embedder = load_embedder(settings)
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary)
        store, cache = Store(data), VectorCache(data / "vectors", embedder.dim)
        desk = Assistant(replace(settings, data=data), store, cache, embedder, reader)
        searcher = Searcher(store, cache, embedder, reader, load_weights(with_reader=True))
        cases: list[Case] = []
        for name in sorted({question["policy"] for question in questions}):
            file = next(folder / name for folder in folders if (folder / name).is_file())
            policy = desk.ingest(file.read_bytes(), name).policy
            texts = [reading_text(clause) for clause in store.clauses(policy.id)]
            for question in (one for one in questions if one["policy"] == name):
                cases.append(make_case(question, searcher, policy.id, texts))
            print(f"{name}: {len(texts)} clauses, {len(cases)} questions so far", flush=True)
        desk.close()
    return cases


def make_case(question: dict, searcher: Searcher, policy_id: str, texts: Sequence[str]) -> Case:
    asked = searcher.ask(question["question"])
    bm25 = searcher.candidates(asked, [policy_id])[policy_id]
    signals, _ = searcher.signals(asked, searcher.shelf.get(policy_id), bm25)
    gold = np.zeros(len(texts))
    for passage in question["passages"]:
        gold = np.maximum(gold, shares(texts, passage["quote"]))
    return Case(question["policy"], bool(question["passages"]), signals, gold[list(bm25)])


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
    """Fit a logistic regression over the evidence; returns its weights (len(EVIDENCE),) and constant."""
    rows = np.array([evidence(case.signals, case.signals @ weights) for case in cases])
    centre, scale = rows.mean(0), rows.std(0) + 1e-9
    model = LogisticRegression(C=0.3, class_weight="balanced")
    model.fit((rows - centre) / scale, [case.answerable for case in cases])
    slopes = model.coef_[0] / scale
    return slopes, float(model.intercept_[0] - slopes @ centre)


def probabilities(
    cases: Sequence[Case], weights: np.ndarray, slopes: np.ndarray, constant: float
) -> np.ndarray:
    model = Weights(weights, slopes, constant, 0.0)
    return np.array([model.answerable(case.signals, case.signals @ weights) for case in cases])


def fit(cases: Sequence[Case], columns: Collection[str]) -> dict:
    """Fit everything on all the cases, and measure it on each policy fitted without that policy."""
    blank = np.array([name in columns for name in SIGNALS], dtype=float)
    cases = [replace(case, signals=case.signals * blank) for case in cases]
    held: list[tuple[Case, float]] = []
    right: list[float] = []
    for name in sorted({case.policy for case in cases}):
        rest, out = [c for c in cases if c.policy != name], [c for c in cases if c.policy == name]
        weights = fit_rank(rest)
        right.append(first_right(out, weights))
        held += zip(out, probabilities(out, weights, *fit_answerable(rest, weights)), strict=True)
    answered = np.array([chance for case, chance in held if case.answerable])
    unanswered = np.array([chance for case, chance in held if not case.answerable])
    threshold = float(np.quantile(answered, FALSE_ABSTENTIONS))
    weights = fit_rank(cases)
    slopes, constant = fit_answerable(cases, weights)
    return {
        "rank": {name: round(float(value), 4) for name, value in zip(SIGNALS, weights, strict=True) if value},
        "evidence": {name: round(float(v), 4) for name, v in zip(EVIDENCE, slopes, strict=True)},
        "constant": round(constant, 4),
        "threshold": round(threshold, 4),
        "left-one-policy-out": {
            "first clause right": round(float(np.mean(right)), 3),
            "abstained when unanswerable": round(float((unanswered < threshold).mean()), 3),
            "auc of answerable": round(float((answered[:, None] > unanswered[None]).mean()), 3),
            "questions": len(cases),
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", required=True, type=Path)
    parser.add_argument("--policies", required=True, type=Path, nargs="+")
    parser.add_argument("--fit-on", required=True, nargs="+")
    parser.add_argument("--most", type=int, default=1000, help="questions of one policy, at most")
    parser.add_argument("--reader", type=Path, default=WEIGHTS)
    parser.add_argument("--out", type=Path, default=Path("intelliclaim/search/ranker.json"))
    chosen = parser.parse_args()
    sha256 = hashlib.sha256(chosen.reader.read_bytes()).hexdigest()
    reader = Reader(packaged_model() / "tokenizer.json", chosen.reader, sha256)
    lines = [
        line
        for file in sorted(chosen.questions.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    questions = [one for one in map(json.loads, lines) if one["policy"] in chosen.fit_on]
    random.Random(SEED).shuffle(questions)
    kept = [
        one for name in chosen.fit_on for one in [q for q in questions if q["policy"] == name][: chosen.most]
    ]
    cases = make_cases(kept, chosen.policies, reader)
    for at, name in enumerate(SIGNALS):
        print(f"{name} alone: first clause right {first_right(cases, np.eye(len(SIGNALS))[at]):.3f}")
    fitted = {"with reader": fit(cases, SIGNALS), "without reader": fit(cases, WITHOUT_READER)}
    chosen.out.write_text(json.dumps(fitted, indent=2) + "\n", "utf-8")
    print(json.dumps(fitted, indent=2))


if __name__ == "__main__":
    main()
