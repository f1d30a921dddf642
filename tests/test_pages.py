"""Every page, run by Streamlit's AppTest against a fake assistant; and the rules that the pages keep."""

from __future__ import annotations

import ast
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from fake_assistant import SILENT, WAITING, FakeAssistant, citation
from streamlit.testing.v1 import AppTest

from intelliclaim import assistant
from intelliclaim.errors import StoreError
from intelliclaim.types import Span
from intelliclaim.ui.plain import count, emphasised, label, marked, reflowed

ROOT = Path(__file__).parents[1]
PAGES = (
    "app.py",
    "pages/assess.py",
    "pages/compare.py",
    "pages/history.py",
    "pages/policies.py",
    "pages/quality.py",
    "pages/system.py",
)


@pytest.fixture
def fake(monkeypatch):
    fake = FakeAssistant()
    monkeypatch.setattr(assistant, "open_assistant", lambda settings: fake)
    st.cache_resource.clear()
    yield fake
    st.cache_resource.clear()


@pytest.fixture
def stocked(fake):
    fake.ingest(b"health", "health.pdf")
    fake.ingest(b"motor", "motor.pdf")
    return fake


def open_page(path: str = "app.py") -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=15).run()
    return page if path == "app.py" else page.switch_page(path).run()


def upload(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    page.file_uploader[0].set_value([(name, data, "application/pdf") for name, data in files]).run()
    return settled(page)


def settled(page: AppTest) -> AppTest:
    """Run until the work in the background is done and told."""
    deadline = time.monotonic() + 10
    while page.session_state["work"] and time.monotonic() < deadline:
        time.sleep(0.05)
        page.run()
    return page


def drawn(page: AppTest) -> str:
    """All that is on the page, as one text."""
    html = [
        element.proto.body for element in page.get("html") if not element.proto.body.startswith("<style>")
    ]
    return "\n".join(html) + "\n".join(
        str(element.value)
        for kind in ("title", "subheader", "markdown", "caption", "error", "info", "warning", "toast")
        for element in page.get(kind)
    )


def ask(page: AppTest, question: str) -> AppTest:
    return page.chat_input[0].set_value(question).run()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("full", [False, True])
def test_page_opens_without_an_error(fake, path, full):
    if full:
        fake.ingest(b"health", "health.pdf")
        fake.ask("Is cataract surgery covered?", ["p1"])
    page = open_page(path)
    assert not page.exception
    assert not page.error


@pytest.mark.parametrize("path", PAGES)
def test_page_shows_an_expected_error_as_its_message(monkeypatch, path):
    def fail(settings):
        raise StoreError("The data folder cannot be written: free some space.")

    monkeypatch.setattr(assistant, "open_assistant", fail)
    st.cache_resource.clear()
    page = open_page(path)
    assert not page.exception
    assert "cannot be written" in page.error[0].value


def test_empty_desk_offers_the_samples(fake):
    page = open_page()
    settled(page.button(key="samples").click().run())
    assert len(fake.policies()) == 2
    assert page.chat_input[0].placeholder == "Ask what the policy says"


def test_answer_shows_the_policy_words_and_turns_to_the_cited_page(stocked):
    page = ask(open_page(), "Is cataract surgery covered?")
    assert WAITING in drawn(page)
    assert page.number_input(key="page-number").value == 7
    assert [citation.quote for citation in stocked.lit] == [WAITING]


def test_citation_button_turns_to_its_page(stocked):
    page = ask(open_page(), "Is cataract surgery covered?")
    page.button(key="cite-1-1").click().run()
    assert page.number_input(key="page-number").value == 3
    assert stocked.lit[0].page == 3


def test_paging_leaves_the_passage_and_returns_to_it(stocked):
    page = ask(open_page(), "Is cataract surgery covered?")
    page.button(key="forward").click().run()
    assert page.number_input(key="page-number").value == 8
    assert stocked.lit == []
    page.button(key="return").click().run()
    assert stocked.lit[0].page == 7


def test_page_number_can_be_typed(stocked):
    page = open_page()
    page.number_input(key="page-number").set_value(5).run()
    assert page.number_input(key="page-number").value == 5


def test_abstention_says_so_and_labels_the_nearest_clauses(stocked):
    page = ask(open_page(), f"Is {SILENT} covered?")
    assert "The policy does not say." in drawn(page)
    assert page.expander[0].label == "Nearest clauses – not an answer"
    assert "ic-quote" not in drawn(page)


def test_list_item_is_shown_with_its_lead_in(stocked):
    item = "Page 7 of"
    lead_in = Span(7, 0, 8)  # 'Expenses'
    found = replace(
        citation(stocked.stored["p1"], 7, item),
        start=len(WAITING) + 1,
        end=len(WAITING) + 10,
        also=(lead_in,),
    )
    stocked.silent = (found,)
    page = ask(open_page(), f"Is {SILENT} covered?")
    assert f"Expenses\n{item}" in drawn(page)


def test_answer_warns_of_pages_that_could_not_be_read(fake):
    fake.ingest(b"scan", "scan.pdf")
    page = ask(open_page(), f"Is {SILENT} covered?")
    assert "2 pages of scan could not be read: an answer may be missing." in drawn(page)


def test_conversation_survives_a_new_session(stocked):
    ask(open_page(), "Is cataract surgery covered?")
    page = open_page()
    assert WAITING in drawn(page)
    assert page.number_input(key="page-number").value == 7


def test_cleared_conversation_is_empty(stocked):
    page = ask(open_page(), "Is cataract surgery covered?")
    page.button(key="clear").click().run()
    assert stocked.exchanges() == ()
    assert WAITING not in drawn(page)


def test_example_question_is_asked_at_a_click(stocked):
    page = open_page()
    page.button(key="example-0").click().run()
    assert stocked.exchanges()[0].answer.question == "Is cataract surgery covered?"


def test_question_goes_to_the_chosen_policies_only(stocked):
    page = open_page()
    page.checkbox(key="choose-p1").check().run()
    page.checkbox(key="choose-p2").uncheck().run()
    ask(page, "Is theft covered?")
    assert stocked.exchanges()[0].policy_ids == ("p1",)


def test_no_question_without_a_policy(stocked):
    page = open_page()
    page.button(key="none").click().run()
    assert page.chat_input[0].disabled


def test_uploaded_file_is_taken_in_and_chosen(fake):
    page = upload(open_page(), ("home.pdf", b"home"))
    assert [policy.name for policy in fake.policies()] == ["home"]
    assert page.checkbox(key="choose-p1").value
    assert "home is added: 12 pages, 90 clauses" in drawn(page).replace("\\", "")


def test_broken_file_is_told_and_the_others_go_on(fake):
    page = upload(open_page(), ("broken.pdf", b"b"), ("home.pdf", b"home"))
    assert "broken" in page.error[0].value
    assert [policy.name for policy in fake.policies()] == ["home"]


def test_known_file_is_told_kindly(stocked):
    page = upload(open_page(), ("again.pdf", b"health"))
    assert not page.error
    assert "is here already" in page.info[0].value
    assert len(stocked.policies()) == 2


def test_locked_file_asks_for_its_password(fake):
    page = upload(open_page(), ("locked.pdf", b"l"))
    assert not page.error
    for password in ("wrong", "secret"):
        page.text_input[0].set_value(password)
        next(button for button in page.button if button.label == "Unlock").click()
        settled(page.run())
    assert [policy.name for policy in fake.policies()] == ["locked"]
    assert "protected" in page.error[0].value  # the wrong one was told


def test_policy_without_page_images_shows_its_text_with_the_passage_marked(fake):
    fake.ingest(b"text", "wording.txt")
    page = ask(open_page(), "Is cataract surgery covered?")
    assert f"<mark>{WAITING}</mark>" in drawn(page)
    assert "&lt;b&gt;goes on&lt;/b&gt;" in drawn(page)


def test_policy_can_be_renamed(stocked):
    page = open_page("pages/policies.py")
    name = next(box for box in page.text_input if box.label == "Name")
    name.set_value("Motor Gold")
    next(button for button in page.button if button.label == "Rename").click().run()
    assert stocked.policies()[0].name == "Motor Gold"


def test_policy_can_be_replaced_by_a_newer_version(stocked):
    page = open_page("pages/policies.py")
    newer = next(box for box in page.file_uploader if box.label == "Replace by a newer version")
    newer.set_value([("motor-2027.pdf", b"newer", "application/pdf")]).run()
    settled(page)
    newest, replaced = stocked.policies()[0], stocked.stored["p2"]
    assert (newest.name, newest.version, replaced.replaced_by) == ("motor", 2, newest.id)


def test_policy_is_deleted_only_after_confirmation(stocked):
    page = open_page("pages/policies.py")
    page.button(key="delete-p2").click().run()
    assert len(stocked.policies()) == 2
    page.button(key="confirm-delete").click().run()
    assert [policy.id for policy in stocked.policies()] == ["p1"]


def test_health_report_names_the_unread_pages(fake):
    fake.ingest(b"scan", "scan.pdf")
    page = open_page("pages/policies.py")
    assert "is not searched" in page.warning[0].value


def test_system_page_shows_findings_and_rebuilds_the_index(stocked):
    page = open_page("pages/system.py")
    assert "3 clauses are missing" in drawn(page)
    settled(page.button(key="reindex").click().run())
    assert stocked.rebuilt == 1


def test_markdown_in_a_name_is_shown_as_it_is(fake):
    fake.ingest(b"x", "Gold $100 *plus* :red[x].pdf")
    page = open_page()
    shown = page.checkbox(key="choose-p1").label
    assert "\\$100" in shown
    assert "\\*plus\\*" in shown
    assert ":red" not in shown


def test_list_items_begin_a_line_each_and_broken_lines_are_joined():
    quote = "We will not pay for:\n(a) wear\nand tear; (b) rust, see clause (c) below; or (ii) fire."
    assert (
        reflowed(quote)
        == "We will not pay for:\n(a) wear and tear;\n(b) rust, see clause (c) below; or\n(ii) fire."
    )


def test_label_is_cut_at_its_longest():
    assert label("a" * 20, longest=5) == "aaaa…"


def test_marked_text_keeps_every_character_and_escapes_it():
    assert marked("a<b>c", [(1, 4), (2, 3)]) == "a<mark>&lt;b&gt;</mark>c"


@pytest.mark.parametrize(("number", "text"), [(1, "1 page"), (2, "2 pages"), (0, "0 pages")])
def test_count_agrees_with_its_noun(number, text):
    assert count(number, "page") == text


@pytest.mark.parametrize("path", PAGES)
def test_page_file_imports_only_the_ui_of_the_package(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = {
        f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    assert names <= {"streamlit", "intelliclaim.ui"}


@pytest.mark.parametrize("path", PAGES)
def test_page_file_is_short(path):
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize(
    ("text", "part", "shown"),
    [
        ("You pay 350. For storm, 500.", "For storm, 500.", "You pay 350. <strong>For storm, 500.</strong>"),
        ("We pay:\n(a) a stay;", "We pay: (a)", "<strong>We pay:\n(a)</strong> a stay;"),
        ("a < b. c & d.", "c & d.", "a &lt; b. <strong>c &amp; d.</strong>"),
        ("You pay 350.", "You pay 350.", "You pay 350."),
        ("You pay 350.", "", "You pay 350."),
        ("You pay 350.", "You pay 900.", "You pay 350."),
    ],
)
def test_the_likeliest_words_of_an_answer_are_emphasised(text, part, shown):
    assert emphasised(text, part) == shown


def test_the_frame_is_given_time_to_be_drawn_once_a_session(monkeypatch):
    slept: list[float] = []
    frame = import_module("intelliclaim.ui.frame")
    monkeypatch.setattr(frame, "time", SimpleNamespace(sleep=slept.append))
    monkeypatch.setattr(frame, "PAINT", 0.2)
    page = open_page()
    page.switch_page("pages/history.py").run()
    page.run()
    assert slept == [0.2]
