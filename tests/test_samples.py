"""The sample policies are what their script makes, and every gold label holds on its page."""

from __future__ import annotations

import importlib
import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
POLICIES = ("health", "motor", "home")
GOLD: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERABLE = [gold for gold in GOLD if gold["kind"] != "unanswerable"]


@cache
def pages_of(policy: str) -> tuple[str, ...]:
    document = pypdfium2.PdfDocument(SAMPLES / policy)
    return tuple(page.get_textpage().get_text_bounded() for page in document)


def letters(text: str) -> str:
    """Letters and digits only: what 'verbatim' compares."""
    return re.sub(r"[^a-z0-9]+", "", unicodedata.normalize("NFKC", text).lower())


def words(text: str) -> str:
    """Words, numbers and percent signs with one space around each; '1,500' is one number."""
    unpunctuated = re.sub(r"(?<=[0-9]),(?=[0-9])", "", text.lower())
    return f" {' '.join(re.findall(r'[a-z]+|[0-9.]*[0-9]|%', unpunctuated))} "


@pytest.mark.parametrize("name", POLICIES)
def test_script_makes_the_very_bytes_that_are_committed(name, monkeypatch):
    pytest.importorskip("reportlab", reason="reportlab makes the samples; it is a development dependency")
    monkeypatch.syspath_prepend(SAMPLES)
    make_pdf = importlib.import_module("make_policies").make_pdf
    assert make_pdf(SAMPLES / "wordings" / f"{name}.md") == (SAMPLES / f"{name}.pdf").read_bytes()


@pytest.mark.parametrize("name", POLICIES)
def test_policy_has_the_length_of_a_short_wording(name):
    assert 8 <= len(pages_of(f"{name}.pdf")) <= 15


@pytest.mark.parametrize("name", POLICIES)
def test_every_page_after_the_cover_says_which_it_is(name):
    pages = pages_of(f"{name}.pdf")
    assert all(f"Page {number} of {len(pages)}" in text for number, text in enumerate(pages[1:], 2))


def test_ids_are_unique():
    assert max(Counter(gold["id"] for gold in GOLD).values()) == 1


def test_each_policy_has_twenty_questions():
    assert Counter(gold["policy"] for gold in GOLD) == {f"{name}.pdf": 20 for name in POLICIES}


def test_about_one_question_in_six_has_no_answer():
    assert len(GOLD) - len(ANSWERABLE) == 10


def test_every_kind_of_question_is_asked():
    assert {gold["kind"] for gold in ANSWERABLE} == {
        "coverage", "exclusion", "limit", "waiting_period", "definition", "procedure", "eligibility"
    }  # fmt: skip


def test_unanswerable_questions_name_neither_facts_nor_pages():
    assert not [g["id"] for g in GOLD if g["kind"] == "unanswerable" and (g["facts"] or g["pages"])]


@pytest.mark.parametrize("gold", ANSWERABLE, ids=lambda gold: gold["id"])
def test_quote_stands_on_every_page_of_its_label(gold):
    pages = pages_of(gold["policy"])
    assert gold["pages"]
    assert all(letters(gold["quote"]) in letters(pages[number - 1]) for number in gold["pages"])


@pytest.mark.parametrize("gold", ANSWERABLE, ids=lambda gold: gold["id"])
def test_quote_states_the_facts(gold):
    missing = [
        fact
        for fact in gold["facts"]
        if not any(words(form) in words(gold["quote"]) for form in fact.split("|"))
    ]
    assert gold["facts"]
    assert not missing
