"""README says what is true: the files that it names exist, and its settings are those that are read."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`((?:intelliclaim|pages|scripts|samples|app)[\w./]*)`", README)))
LINKED = sorted(set(re.findall(r"\]\(([^)#:]+)\)", README)))


@pytest.mark.parametrize("path", [*NAMED, *LINKED])
def test_readme_names_only_what_exists(path):
    assert (ROOT / path).exists()


def test_readme_lists_every_setting_and_no_other():
    read = set(re.findall(r"INTELLICLAIM_\w+", (ROOT / "intelliclaim/settings.py").read_text("utf-8")))
    listed = set(re.findall(r"^\| `(INTELLICLAIM_\w+)`", README, re.M))
    assert listed == read - {"INTELLICLAIM_"}


def test_readme_lists_every_command():
    source = (ROOT / "intelliclaim/cli/commands.py").read_text("utf-8")
    commands = set(re.findall(r'\badd\(\s*"([\w-]+)"', source))
    assert commands == set(re.findall(r"python -m intelliclaim ([\w-]+)", README))
