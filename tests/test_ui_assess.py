"""The assess page, run by Streamlit's AppTest against a fake assistant."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from fake_claims import JOINTS, KNEE
from streamlit.testing.v1 import AppTest
from test_pages import ROOT, drawn

from intelliclaim.types import Form, Recommendation


def open_assess(claim: int = 0) -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=15).run()
    if claim:
        page.query_params["claim"] = str(claim)
    return page.switch_page("pages/assess.py").run()


def tell(page: AppTest, text: str) -> AppTest:
    page.text_area[0].set_value(text).run()
    return page


def assess(page: AppTest, text: str) -> AppTest:
    tell(page, text)
    return page.button(key="assess").click().run()


def keyed(page: AppTest, kind: str, start: str):
    """The one widget of a kind whose key begins so: the end counts the claims of the tab."""
    (found,) = [each for each in page.get(kind) if (each.key or "").startswith(start)]
    return found


@pytest.fixture
def referred(fake):
    fake.assess("p1", KNEE, Form(), "C-1001", "A. Rao")
    return open_assess(1)


def test_facts_read_in_the_text_fill_the_form_with_their_words(fake):
    page = tell(open_assess(), KNEE)
    assert keyed(page, "number_input", "fact-age-").value == 46
    assert keyed(page, "text_input", "fact-sum_insured-").value == "5,00,000"
    assert "3 Mar 2026, read in “03/03/2026”" in drawn(page)


def test_note_on_a_fact_is_shown(fake):
    assert "Day and month are the same here" in drawn(tell(open_assess(), KNEE))


def test_typed_fact_wins_over_the_text_when_assessed(fake):
    page = tell(open_assess(), KNEE)
    keyed(page, "number_input", "fact-age-").set_value(64).run()
    assert "typed in: it wins over the text" in drawn(page)
    page.button(key="assess").click().run()
    assert fake.kept[0].form == Form(age=64)
    assert fake.kept[0].worksheet.facts.age.value == 64


def test_amount_that_is_none_is_told_and_kept_in_its_field(fake):
    page = tell(open_assess(), KNEE)
    keyed(page, "text_input", "fact-excess-").set_value("abc").run()
    assert "“abc” is not an amount" in drawn(page)
    assert keyed(page, "text_input", "fact-excess-").value == "abc"
    assert page.button(key="assess").disabled


def test_key_assesses_a_claim_only_where_it_was_not_assessed_as_it_stands(fake):
    page = tell(open_assess(), KNEE)
    assert page.button(key="assess").proto.shortcut == "ctrl+enter"
    page.button(key="assess").click().run()
    assert not page.button(key="assess").proto.shortcut
    keyed(page, "number_input", "fact-age-").set_value(64).run()
    assert page.button(key="assess").proto.shortcut


def test_typed_facts_can_be_undone(fake):
    page = tell(open_assess(), KNEE)
    keyed(page, "number_input", "fact-age-").set_value(64).run()
    page.button(key="reset").click().run()
    assert keyed(page, "number_input", "fact-age-").value == 46


def test_assessed_claim_shows_recommendation_reasons_checks_and_amounts(fake):
    page = assess(open_assess(), KNEE)
    shown = drawn(page)
    assert "**Refer**" in shown
    assert "INR 2,36,000 if approved" in shown
    assert JOINTS in shown
    assert "12 Dec 2025 + 24 months = 12 Dec 2027" in shown
    assert "4 days × the lower of 6,000 and 1% of 5,00,000 = 5,000" in shown


def test_assessed_claim_is_in_the_address_and_turns_to_its_first_citation(fake):
    page = assess(open_assess(), KNEE)
    assert page.query_params["claim"] in ("1", ["1"])
    assert page.number_input(key="page-number").value == 7
    assert fake.lit[0].quote == JOINTS


def test_link_to_a_claim_opens_it(referred):
    assert "C-1001" in drawn(referred)
    assert "**Refer**" in drawn(referred)


@pytest.mark.parametrize("claim", ["7", "x"])
def test_link_to_no_claim_says_so_and_begins_a_new_one(fake, claim):
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=15).run()
    page.query_params["claim"] = claim
    page.switch_page("pages/assess.py").run()
    assert not page.exception
    assert "There is no claim" in page.error[0].value
    assert "A new claim" in drawn(page)


def test_unknown_fact_is_asked_for(referred):
    assert "Ask for: the cause of the operation" in drawn(referred)


def test_search_that_found_nothing_says_so_and_how_much_it_looked_at(referred):
    assert "12 clauses looked at · nothing found" in drawn(referred)


def test_words_of_a_claim_are_escaped(referred):
    assert "<b>yet" not in drawn(referred)
    assert "&lt;b&gt;yet" in drawn(referred)


def test_same_citation_has_the_same_number_in_every_check(referred):
    labels = {button.label for button in referred.button if "source-" in (button.key or "")}
    assert labels == {"[1] p. 7", "[2] p. 4"}


def test_citation_of_a_check_turns_to_its_page(referred):
    page = referred.button(key="source-check-2-1").click().run()
    assert page.number_input(key="page-number").value == 4


def test_citation_that_a_check_has_twice_is_drawn_once(fake):
    kept = fake.assess("p1", KNEE, Form(), "C-1001", "A. Rao")
    sheet = kept.worksheet
    check = replace(sheet.checks[2], citations=sheet.checks[2].citations * 2)
    fake.kept[0] = replace(
        kept, worksheet=replace(sheet, checks=(check, *sheet.checks[1:]), citations=sheet.citations * 2)
    )
    assert not open_assess(1).exception


def test_settled_checks_can_be_hidden(referred):
    referred.toggle(key="unsettled").set_value(True).run()
    assert "War is excluded" not in drawn(referred)
    assert "Exception: an accident" in drawn(referred)


def test_claim_in_the_list_is_opened_at_a_click(fake, referred):
    fake.assess("p1", KNEE + " <reject>", Form(), "C-1002", "A. Rao")
    referred.run()
    referred.button(key="claim-2").click().run()
    assert "**Reject**" in drawn(referred)


def test_new_claim_begins_empty(referred):
    referred.button(key="new-claim").click().run()
    assert referred.text_area[0].value == ""
    assert "A new claim" in drawn(referred)


def test_error_of_an_assessment_is_shown_as_it_is(fake):
    page = assess(open_assess(), "broken")
    assert "The terms of \\*this\\* policy can't be read" in page.error[0].value
    assert not fake.kept


def test_empty_claim_is_not_assessed(fake):
    page = open_assess()
    page.button(key="assess").click().run()
    assert "Tell the claim first" in page.warning[0].value
    assert not fake.kept


def test_recommendation_can_be_accepted(fake, referred):
    referred.text_input(key="by-1").set_value("A. Rao").run()
    referred.button(key="decide").click().run()
    assert fake.kept[0].decision.decision is Recommendation.REFER
    assert "Worksheet and decision are frozen." in drawn(referred)


def test_name_given_once_is_kept_for_the_tab(referred):
    referred.text_input(key="by-1").set_value("A. Rao").run()
    assert referred.text_input(key="handler-box").value == "A. Rao"


def test_refused_decision_is_told_and_not_kept(fake, referred):
    referred.text_input(key="by-1").set_value("A. Rao").run()
    referred.radio(key="decision-1").set_value(Recommendation.REJECT).run()
    referred.button(key="decide").click().run()
    assert "needs a second name" in referred.error[0].value
    assert fake.kept[0].decision is None


def test_override_keeps_reason_and_second_name(fake, referred):
    referred.text_input(key="by-1").set_value("A. Rao").run()
    referred.radio(key="decision-1").set_value(Recommendation.REJECT).run()
    referred.text_area(key="reason-1").set_value("The wait has 22 months to run.")
    referred.text_input(key="second-1").set_value("B. Sen")
    referred.button(key="decide").click().run()
    decision = fake.kept[0].decision
    assert (decision.reason, decision.second) == ("The wait has 22 months to run.", "B. Sen")
    assert "against the recommendation to refer" in drawn(referred)


def test_changed_claim_is_assessed_again_before_it_is_decided(fake, referred):
    tell(referred, KNEE + " After a fall.")
    assert "assess it again before you decide" in referred.info[0].value
    assert "decide" not in {button.key for button in referred.button}


@pytest.fixture
def decided(fake):
    fake.assess("p1", KNEE, Form(), "C-1001", "A. Rao")
    fake.decide(1, Recommendation.REFER, "A. Rao", "", "")
    return open_assess(1)


def test_decided_claim_can_only_be_read(decided):
    assert not decided.text_area
    assert "assess" not in {button.key for button in decided.button}
    assert "INR 5,00,000, read in “5 lakh”" in drawn(decided)


def test_decided_claim_can_be_assessed_again_as_a_new_one(decided):
    decided.button(key="again").click().run()
    assert decided.text_area[0].value == KNEE
    assert "A new claim" in drawn(decided)


@pytest.mark.parametrize("file", ["letter-1.pdf", "letter-1.docx", "claim-pack-1.pdf", "claim-pack-1.docx"])
def test_file_is_made_at_a_click_and_then_offered(fake, decided, file):
    assert not fake.exported
    decided.button(key=f"make-{file}").click().run()
    assert len(fake.exported) == 1
    assert f"save-{file}" in {button.key for button in decided.get("download_button")}


def test_quote_that_left_its_page_stops_the_letter_with_a_message(fake, decided):
    fake.altered = True
    decided.button(key="make-letter-1.pdf").click().run()
    assert "is no longer on its page" in decided.error[0].value
    assert not fake.exported


def test_claim_of_a_deleted_policy_can_still_be_read(fake, referred):
    fake.ingest(b"motor", "motor.pdf")
    fake.delete("p1")
    page = open_assess(1)
    assert not page.exception
    assert JOINTS in drawn(page)
    assert page.button(key="source-reasons-0").disabled


def batch_of(data: bytes) -> AppTest:
    page = open_assess()
    page.segmented_control(key="task").set_value("batch").run()
    page.file_uploader(key="claims-file").set_value([("claims.csv", data, "text/csv")]).run()
    return page


def test_file_of_claims_becomes_a_file_of_worksheets(fake):
    page = batch_of(b"reference,policy,text\nC-1,health,knee\nC-2,health,tooth\n")
    page.button(key="run-batch").click().run()
    deadline = time.monotonic() + 10
    while "worksheets" not in {button.key for button in page.get("download_button")}:
        assert time.monotonic() < deadline
        time.sleep(0.05)
        page.run()
    assert "**2 claims of 2**" in drawn(page)
    assert "C-2" in drawn(page)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no claims"),
        (b"reference,policy,text\n", "no claims"),
        (b"reference,text\nC-1,knee\n", "no column “policy”"),
        (b"policy\nhealth\n", "no column that tells a claim"),
        (b"PK\x00\x03\x00", "not a CSV file"),
    ],
)
def test_file_that_holds_no_claims_is_refused_with_what_to_do(fake, data, said):
    page = batch_of(data)
    assert said in page.error[0].value
