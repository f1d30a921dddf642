"""Claims list, diary, papers, pictures and portfolio, run by Streamlit's AppTest against a fake assistant."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from fake_claims import KNEE, TERMS
from streamlit.testing.v1 import AppTest
from test_casework import INVOICE
from test_pages import ROOT, drawn
from test_ui_assess import assess, keyed, open_assess, tell

from intelliclaim.assistant.portfolio import count_portfolio
from intelliclaim.types import Form, Ledger, LedgerLine, LogEntry, Outcome, Recommendation, Step
from intelliclaim.types.casework import Diary, Folder, Standing
from intelliclaim.ui import timeline, waterfall
from intelliclaim.ui.portfolio import length


@pytest.fixture
def three(fake):
    """An open claim, a referred one and a rejected one."""
    for name in ("Openly", "Referredly", "Rejectedly"):
        fake.assess("p1", KNEE, Form(), name, "A. Rao")
    fake.decide(2, Recommendation.REFER, "A. Rao", "", "")
    fake.decide(3, Recommendation.REJECT, "A. Rao", "no cover", "B. Iyer")
    return fake


def listed(page: AppTest) -> list[str]:
    return [
        each.label.strip("*").rsplit(" ", 1)[-1].strip("*")
        for each in page.button
        if (each.key or "").startswith("claim-")
    ]


# --- the list


@pytest.mark.parametrize(
    ("shown", "names"),
    [(Standing.OPEN, ["Openly"]), (Standing.REFERRED, ["Referredly"]), (Standing.DECIDED, ["Rejectedly"])],
)
def test_claims_of_one_standing_are_listed_alone(three, shown, names):
    page = open_assess()
    page.button_group(key="claims-shown").set_value(shown).run()
    assert listed(page) == names


def test_claims_are_sorted_by_the_day_to_come_back(three):
    three.put_diary(three.folder_of(1), Diary(due=date(2027, 1, 5)))
    three.put_diary(three.folder_of(3), Diary(due=date(2026, 12, 1)))
    page = open_assess()
    page.selectbox(key="claims-order").set_value("Due first").run()
    assert listed(page) == ["Rejectedly", "Openly", "Referredly"]


def test_claims_of_one_handler_are_listed_alone(three):
    three.put_diary(three.folder_of(2), Diary(assigned="B. Okafor"))
    page = open_assess()
    page.selectbox(key="claims-who").set_value("B. Okafor").run()
    assert listed(page) == ["Referredly"]
    assert "with B. Okafor" in drawn(page)


def test_overdue_claim_is_marked_and_counted(three):
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    three.put_diary(three.folder_of(1), Diary(due=yesterday))
    said = drawn(open_assess(1))
    assert "1 claim to come back to today" in said and "Overdue since" in said


def test_claim_that_matches_nothing_says_what_to_do(three):
    page = open_assess()
    page.text_input(key="find-claim").set_value("xyz").run()
    assert listed(page) == [] and "show all, or clear the search" in drawn(page)


def test_dates_of_a_claim_without_amounts_are_written_as_its_policys_country_does(fake):
    fake.currencies["p1"] = "USD"
    tell(open_assess(), "Storm damage to the roof.")
    (folder,) = fake.folders()
    fake.put_diary(folder, Diary("A. Rao", date(2027, 4, 3)))
    page = open_assess()
    page.button(key=f"begun-{folder.id}").click().run()
    assert "Due Apr 3, 2027" in drawn(page)
    assert {field.format for field in page.date_input} == {"MM/DD/YYYY"}
    assert "Diary: Apr 3, 2027, with A\\. Rao" in [each.label for each in page.expander]


# --- where it was left


def test_claim_resumes_where_it_was_left_in_another_tab(fake):
    tell(open_assess(), KNEE)
    (folder,) = fake.folders()
    assert folder.begun.text == KNEE and folder.assessment is None
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=15).run()
    other.query_params["begun"] = str(folder.id)
    other.switch_page("pages/assess.py").run()
    assert other.text_area[0].value == KNEE


def test_change_of_an_assessed_claim_resumes_too(fake):
    fake.assess("p1", KNEE, Form(), "C-1001", "A. Rao")
    keyed(open_assess(1), "number_input", "fact-age-").set_value(64).run()
    again = open_assess(1)
    assert keyed(again, "number_input", "fact-age-").value == 64
    assert "assess it again before you decide" in drawn(again)


def test_assessing_again_keeps_one_claim_in_the_list(fake):
    page = assess(open_assess(), KNEE)
    tell(page, f"{KNEE} again")
    page.button(key="assess").click().run()
    assert [each.assessment.id for each in fake.folders()] == [2]
    assert "was assessed again, as #2" in drawn(open_assess(1))


def test_claim_that_was_begun_can_be_discarded(fake):
    page = tell(open_assess(), KNEE)
    page.run()
    page.button(key="discard").click().run()
    assert fake.folders() == () and page.text_area[0].value == ""


# --- diary and papers


def test_diary_is_kept_with_who_kept_it(fake):
    fake.assess("p1", KNEE, Form(), "C-1001", "A. Rao")
    page = open_assess(1)
    next(each for each in page.text_input if each.label == "Assigned to").set_value("B. Okafor")
    next(each for each in page.text_input if each.label == "What for").set_value("ask for the survey")
    next(each for each in page.button if each.label == "Keep in the diary").click().run()
    assert fake.folder_of(1).diary == Diary("B. Okafor", None, "ask for the survey")


@pytest.fixture
def with_invoice(fake):
    done = fake.assess("p1", KNEE, Form(), "C-1001", "A. Rao")
    fake.attach(fake.folder_of(done.id), INVOICE.encode(), "invoice.txt", "A. Rao")
    return open_assess(1)


def test_fact_found_in_a_paper_is_offered_with_its_words_and_changes_nothing(fake, with_invoice):
    said = drawn(with_invoice)
    assert "Found in 1 paper: take it?" in said and "invoice.txt: “Total 2,40,000.00”" in said
    assert fake.folder_of(1).begun is None


def test_fact_taken_goes_into_the_form_and_is_logged(fake, with_invoice):
    key = next(
        each.key
        for each in with_invoice.button
        if (each.key or "").startswith("take-") and each.key.endswith("lines")
    )
    with_invoice.button(key=key).click().run()
    begun = fake.folder_of(1).begun
    assert [line.amount for line in begun.form.lines] == [D(24000), D(80000), D(136000)]
    assert '"did": "taken"' in fake.entries[-1].detail
    assert "assess it again before you decide" in drawn(with_invoice)


def test_fact_set_aside_is_offered_no_more(fake, with_invoice):
    keys = [each.key for each in with_invoice.button if (each.key or "").startswith("aside-")]
    with_invoice.button(key=keys[0]).click().run()
    assert keys[0] not in [each.key for each in with_invoice.button]
    assert fake.folder_of(1).begun is None


def test_picture_that_cannot_be_drawn_says_so(fake):
    done = fake.assess("p1", KNEE, Form(), "C-1001", "A. Rao")
    paper = fake.attach(fake.folder_of(done.id), b"\x89PNG\r\n\x1a\nbroken", "roof.png", "A. Rao")
    page = open_assess(1)
    page.toggle(key=f"look-{paper.id}").set_value(True).run()
    assert "can’t be drawn" in page.warning[0].value and not page.exception


def test_paper_can_be_removed(fake, with_invoice):
    (key,) = [each.key for each in with_invoice.button if (each.key or "").startswith("detach-")]
    with_invoice.button(key=key).click().run()
    assert fake.papers == {}


# --- samples and leftovers


def test_sample_claim_is_assessed_at_a_click_where_there_is_none(fake):
    page = open_assess()
    page.button(key="sample-claim-0").click().run()
    assert len(fake.kept) == 1 and fake.kept[0].reference
    assert not [each for each in open_assess().button if (each.key or "").startswith("sample-claim-")]


def test_page_without_policies_offers_the_samples(fake):
    fake.delete("p1")
    page = open_assess()
    page.button(key="samples").click().run()
    for _ in range(50):
        if fake.stored:
            break
        time.sleep(0.05)
    assert fake.stored


# --- pictures


def test_timeline_tells_its_dates_to_those_who_do_not_see_it(fake):
    sheet = fake.assess("p1", KNEE, Form(), "", "").worksheet
    wait = replace(sheet.checks[0], step=Step.WAITING_PERIOD, title="Waiting period: Listed <operations>", outcome=Outcome.NOT_MET, until=date(2027, 12, 12))  # fmt: skip
    svg = timeline.timeline(replace(sheet, checks=(wait,)))
    assert "The policy began on 12 Dec 2025; the loss is on 3 Mar 2026, 81 days later." in svg
    assert "Listed &lt;operations&gt;: until 12 Dec 2027, not over." in svg
    assert svg.count("<rect") == 4


def test_timeline_of_a_claim_in_dollars_puts_the_month_first(fake):
    sheet = fake.assess("p1", KNEE, Form(), "", "").worksheet
    svg = timeline.timeline(replace(sheet, ledger=replace(sheet.ledger, currency="USD")))
    assert "Began Dec 12, 2025" in svg and "Loss Mar 3, 2026" in svg


def test_timeline_without_a_date_of_loss_is_not_drawn(fake):
    sheet = fake.assess("p1", "no dates", Form(), "", "").worksheet
    assert timeline.timeline(sheet) == ""


LEDGER = Ledger(
    "INR",
    (
        LedgerLine("Room", D(24000), D(20000), D(4000), ""),
        LedgerLine("Surgeon", D(80000), D(80000), D(0), ""),
    ),
    (LedgerLine("Co-pay", D(100000), D(80000), D(20000), "", TERMS[3]),),
    D(80000),
)


def test_waterfall_goes_down_from_claimed_to_payable():
    assert waterfall.said(LEDGER) == (
        "Claimed INR 1,04,000, less INR 4,000 for Room, less INR 20,000 for Co-pay: payable INR 80,000."
    )
    assert 'width="76.92%"' in waterfall.waterfall(LEDGER)  # 80,000 of 104,000


@pytest.mark.parametrize("ledger", [replace(LEDGER, payable=None), replace(LEDGER, lines=(), steps=())])
def test_waterfall_of_an_open_or_an_unchanged_sum_is_not_drawn(ledger):
    assert waterfall.waterfall(ledger) == ""


# --- portfolio


def test_portfolio_counts_by_hand(three):
    decided = replace(three.kept[0].decision or three.kept[1].decision, decided_at=three.kept[1].worksheet.made_at + timedelta(hours=2))  # fmt: skip
    three.kept[1] = replace(three.kept[1], decision=decided)
    three.put_diary(three.folder_of(1), Diary("A. Rao", date(2026, 12, 1)))
    told = [
        LogEntry(n, decided.decided_at, "", "question", "1", f'{{"citations":{n}}}', "", "") for n in (0, 2)
    ]
    figures = count_portfolio(three.policies(), three.folders(), told, date(2026, 12, 2))
    assert (figures.n_policies, figures.n_claims, figures.n_decided, figures.n_overrides) == (1, 3, 2, 1)
    assert dict(figures.standing) == {Standing.OPEN: 1, Standing.REFERRED: 1, Standing.DECIDED: 1}
    assert dict(figures.recommended) == {
        Recommendation.APPROVE: 0,
        Recommendation.REJECT: 0,
        Recommendation.REFER: 3,
    }
    assert figures.seconds == (0.0, 7200.0) and figures.median_seconds == 3600.0
    assert (figures.n_questions, figures.n_abstained, figures.n_overdue) == (2, 1, 1)
    assert dict(figures.by_handler) == {"A. Rao": 1, "": 1}


@pytest.mark.parametrize(
    ("seconds", "said"), [(40, "40 s"), (720, "12 min"), (18000, "5 h"), (259200, "3 days")]
)
def test_time_to_decision_is_one_that_a_person_can_picture(seconds, said):
    assert length(seconds) == said


def open_portfolio() -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=15).run()
    return page.switch_page("pages/portfolio.py").run()


def test_portfolio_draws_its_charts_with_their_figures(three):
    said = drawn(open_portfolio())
    assert "50%" in said and "of 2 decided" in said
    assert "Recommended to refer, decided to reject 1" in said


def test_empty_portfolio_says_what_to_do(fake):
    page = open_portfolio()
    assert "There is nothing to count yet" in page.info[0].value


def test_folder_without_anything_is_open():
    assert Folder(0, "p1").standing is Standing.OPEN
