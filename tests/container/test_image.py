"""The image, built and run for real: small enough, works offline and read-only, guarded, ends cleanly.

Slow (minutes), so only on request: `CONTAINER_TESTS=1 pytest tests/container`, where docker or podman is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TAG = "intelliclaim-test"

pytestmark = pytest.mark.container
DOCKER = next(filter(shutil.which, ("docker", "podman")), "")


@pytest.fixture(scope="module")
def image() -> str:
    if not DOCKER:
        pytest.skip("neither docker nor podman here: the image is neither built nor tried")
    if not os.environ.get("CONTAINER_TESTS"):
        pytest.skip("takes minutes: CONTAINER_TESTS=1 pytest tests/container")
    subprocess.run([DOCKER, "build", "--tag", TAG, "."], cwd=ROOT, check=True)
    return TAG


@pytest.mark.parametrize("script", ["scripts/verify-image.sh", "scripts/check-image-size"])
def test_image_passes(image, script):
    subprocess.run([ROOT / script, image], env=os.environ | {"DOCKER": DOCKER}, check=True)
