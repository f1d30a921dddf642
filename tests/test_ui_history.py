"""The history page and the term sheet, run by Streamlit's AppTest against a fake assistant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from fake_claims import KNEE
from streamlit.testing.v1 import AppTest
from test_pages import drawn, open_page

from intelliclaim.types import Form, Recommendation, TermKind


@pytest.fixture
def fake(fake):
    """The pages' assistant, with two claims: one decided."""
    for text, name in ((KNEE, "C-1001"), (KNEE + " <reject>", "C-1002")):
        fake.assess("p1", text, Form(), name, "A. Rao")
    fake.decide(2, Recommendation.REJECT, "A. Rao", "", "B. Sen")
    return fake


@pytest.fixture
def page(fake) -> AppTest:
    return open_page("pages/history.py")


def claims_on(page: AppTest) -> set[str]:
    return {button.key for button in page.button if (button.key or "").startswith("replay-")}


def show_log(page: AppTest) -> AppTest:
    return page.segmented_control(key="history").set_value("log").run()


def test_all_claims_are_listed(page):
    assert claims_on(page) == {"replay-1", "replay-2"}
    assert "reject by A. Rao" in drawn(page)


@pytest.mark.parametrize(
    ("key", "wanted", "kept"),
    [("wise", "reject", {"replay-2"}), ("done", "open", {"replay-1"}), ("done", "approve", set())],
)
def test_claims_are_filtered_by_recommendation_and_decision(page, key, wanted, kept):
    page.multiselect(key=key).set_value([wanted]).run()
    assert claims_on(page) == kept


def test_claims_are_filtered_by_text(page):
    page.text_input(key="text-claims").set_value("c-1001").run()
    assert claims_on(page) == {"replay-1"}


def test_filter_that_keeps_nothing_says_so(page):
    page.text_input(key="text-claims").set_value("windscreen").run()
    assert "No claim is like that" in page.info[0].value


def test_replay_that_differs_in_nothing_says_so(page):
    page.button(key="replay-1").click().run()
    assert "Nothing differs" in drawn(page)


def test_replay_shows_what_differs(fake, page):
    fake.rules = "2027.01"
    page.button(key="replay-1").click().run()
    shown = drawn(page)
    assert "<td>Rules</td><td>2026.11</td><td>2027.01</td>" in shown
    assert "in force: The policy was in force at the date of loss</td><td>met</td><td>unknown</td>" in shown


def test_log_is_filtered_by_kind(page):
    show_log(page)
    page.multiselect(key="kind").set_value(["decision"]).run()
    assert "decision: reject" in drawn(page)
    assert "<td>assessment</td>" not in drawn(page)


def test_whole_log_is_told_in_words(page):
    page.button(key="verify").click().run()
    assert "The log is whole" in page.success[0].value


def test_altered_log_is_told_with_its_entry(fake, page):
    fake.altered = True
    page.button(key="verify").click().run()
    assert "The log was altered" in page.error[0].value
    assert "no\\. 2" in page.error[0].value


def test_empty_history_says_where_to_begin(fake):
    fake.kept.clear()
    fake.entries.clear()
    page = open_page("pages/history.py")
    assert "No claim was assessed yet" in page.info[0].value
    assert "Nothing was done yet" in show_log(page).info[0].value


# --- the term sheet


def test_terms_are_shown_by_kind_with_their_figures(fake):
    page = open_page("pages/policies.py")
    assert "24 months from inception" in drawn(page)
    assert "Room charges" not in drawn(page)
    page.pills(key="term-kind").set_value(TermKind.LIMIT).run()
    shown = drawn(page)
    assert "1% of sum insured, at most INR 10,000 per day" in shown
    assert "Plan: Silver; sum insured 3,00,000 to 5,00,000" in shown


def test_page_of_a_term_is_shown_with_its_passage(fake):
    page = open_page("pages/policies.py")
    page.button(key="term-page-0").click().run()
    assert page.number_input(key="page-number").value == 7
    assert fake.lit


def edit(page: AppTest, **values: str) -> AppTest:
    page.button(key="edit-1").click().run()
    for label, value in values.items():
        next(box for box in page.text_input if box.label == label.replace("_", " ")).set_value(value)
    next(button for button in page.button if button.label == "Save").click()
    return page.run()


def test_edited_term_is_saved_with_its_editor_and_marked(fake):
    page = edit(open_page("pages/policies.py"), Duration="60", Your_name="A. Rao")
    term = fake.terms("p1")[1]
    assert (term.duration.count, term.edited_by) == (Decimal(60), "A. Rao")
    assert "edited by A. Rao" in drawn(page)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"Duration": "60"}, "Give your name"),
        ({"Percent": "120", "Your_name": "A. Rao"}, "no percent of a whole"),
        ({"Amount": "lots", "Your_name": "A. Rao"}, "is not an amount"),
        ({"Duration": "60", "Your_name": "Nobody"}, "Nobody may not edit"),
    ],
)
def test_edit_that_cannot_be_saved_says_why(fake, values, said):
    page = edit(open_page("pages/policies.py"), **values)
    assert said in page.error[0].value
    assert not fake.terms("p1")[1].edited_by


def test_policy_without_terms_says_so(fake):
    fake.sheet["p1"] = []
    page = open_page("pages/policies.py")
    assert not page.exception
    assert "was recognised in this policy" in drawn(page)
