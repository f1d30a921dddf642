"""What scripts/verify-image.sh runs inside the image: everything that a handler needs, once, offline."""

from __future__ import annotations

import importlib.util
import json
import os
import tempfile
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import torch

from intelliclaim.assistant import SAMPLES, Assistant, open_assistant
from intelliclaim.models import load_embedder, packaged_model
from intelliclaim.settings import Settings, from_env
from intelliclaim.types import Form, Policy, Recommendation

PACKAGES = (
    "streamlit",
    "torch",
    "transformers",
    "sentence-transformers",
    "chromadb",
    "pypdf",
    "langchain-community",
)
REMOVED = ("onnxruntime", "kubernetes", "pandas", "pyarrow", "altair", "pydeck", "hf_xet", "pip")
QUESTION = "health-q09"  # of samples/questions.jsonl
CLAIM = (
    "46M, knee replacement in Pune on 3 Mar 2026, policy since 12 Dec 2025, bill 2,40,000 "
    "(room 4 days at 6,000), sum insured 5 lakh"
)


def main() -> None:
    print(", ".join(f"{package} {version(package)}" for package in PACKAGES))
    assert torch.version.cuda is None, "torch was built for CUDA"
    for package in REMOVED:
        assert importlib.util.find_spec(package) is None, f"{package} is still there"
    import authlib.integrations.starlette_client  # noqa: F401 - a company's sign-in
    import langchain_community.document_loaders  # noqa: F401 - slimming must not have broken them

    assert os.getuid() == 10001, f"it runs as user {os.getuid()}"
    with tempfile.TemporaryDirectory() as folder:
        desk = open_assistant(replace(from_env(), data=Path(folder)))
        answer_question(desk)
        assess_claim(desk)
        desk.close()
    own = load_embedder(Settings(model=str(packaged_model())))
    assert own.encode(["a model of one's own"])[0].pooled.shape == (384,)
    print("sentence-transformers loads a model of one's own")


def answer_question(desk: Assistant) -> None:
    rows = map(json.loads, (SAMPLES / "questions.jsonl").read_text("utf-8").splitlines())
    asked = next(row for row in rows if row["id"] == QUESTION)
    policy = desk.ingest((SAMPLES / asked["policy"]).read_bytes(), asked["policy"]).policy
    answer = desk.answer(asked["question"], [policy.id])
    pages = [citation.page for citation in answer.citations]
    assert pages[:1] == asked["pages"], f"answered from pages {pages}, not {asked['pages']}"
    image = desk.page_image(policy.id, pages[0], width=800, lit=answer.citations)
    assert image and image.startswith(b"\x89PNG"), "the cited page cannot be drawn"
    print(f"{policy.n_pages} pages ingested; answered from page {pages[0]}, which is drawn")


def assess_claim(desk: Assistant) -> None:
    policy: Policy = desk.policies()[0]
    assessment = desk.assess(policy.id, CLAIM, Form(), "verify", "Ada")
    assert assessment.worksheet.checks, "the worksheet has no checks"
    desk.decide(assessment.id, Recommendation.REFER, "Ada", "to verify the image", "")
    assert desk.letter(assessment.id, "pdf").startswith(b"%PDF"), "the letter cannot be typeset"
    assert desk.claim_pack(assessment.id, "docx").startswith(b"PK"), "the claim pack cannot be written"
    print(f"a claim assessed by {len(assessment.worksheet.checks)} checks, decided, its letter written")


if __name__ == "__main__":
    main()
