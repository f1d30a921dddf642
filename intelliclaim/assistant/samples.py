"""Where the sample policies lie that come with the project."""

from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"
