"""Streamlit's command line with the real app, store and PDFs, and a model of hashed words: no torch.

python tests/browser/fake_server.py run app.py --server.port=8600
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from streamlit.web import cli

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from conftest import FakeEmbedder, FakeReader, use_fakes  # noqa: E402

if __name__ == "__main__":
    use_fakes(pytest.MonkeyPatch(), FakeEmbedder(), FakeReader())
    sys.exit(cli.main())
