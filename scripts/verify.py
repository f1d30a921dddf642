"""What scripts/verify-image.sh runs inside the image: everything that a handler needs, once, offline."""

from __future__ import annotations

import importlib.util
import os
import tempfile
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import torch

from intelliclaim.assistant import SAMPLES, open_assistant
from intelliclaim.settings import from_env

PACKAGES = (
    "streamlit",
    "torch",
    "transformers",
    "sentence-transformers",
    "chromadb",
    "pypdf",
    "langchain-community",
)
REMOVED = ("onnxruntime", "kubernetes", "pandas", "pyarrow", "pydeck", "hf_xet", "pip")
QUESTION, POLICY, PAGE = "How long is the waiting period for a hernia operation?", "health.pdf", 3


def main() -> None:
    print(", ".join(f"{package} {version(package)}" for package in PACKAGES))
    assert torch.version.cuda is None, "torch was built for CUDA"
    for package in REMOVED:
        assert importlib.util.find_spec(package) is None, f"{package} is still there"
    import langchain_community.document_loaders  # noqa: F401 - slimming must not have broken them
    import sentence_transformers  # noqa: F401

    assert os.getuid() != 0, "it runs as root"
    with tempfile.TemporaryDirectory() as folder:
        desk = open_assistant(replace(from_env(), data=Path(folder)))
        policy = desk.ingest((SAMPLES / POLICY).read_bytes(), POLICY).policy
        answer = desk.answer(QUESTION, [policy.id])
        pages = [citation.page for citation in answer.citations]
        assert PAGE in pages, f"{QUESTION} is answered from pages {pages}, not {PAGE}"
        desk.close()
    print(f"{policy.n_pages} pages ingested; answered from page {PAGE}")


if __name__ == "__main__":
    main()
