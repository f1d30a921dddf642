"""A claim gone through: what is recommended, why, and what is asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from claim_policy import WORDING, worksheet

from intelliclaim.assess.thresholds import Bound, days_between, measures, thresholds, verdict
from intelliclaim.assess.waiting import ends
from intelliclaim.types import ClauseKind, Form, Outcome, Quantity, Recommendation, Step, Unit


def outcome(sheet, step, about=""):
    return [check.outcome for check in sheet.checks if check.step is step and about in check.title]


@pytest.mark.parametrize(
    ("claim", "recommendation"),
    [
        ("46M, inguinal hernia repair, policy 14 months old. Claimed Rs 50,000, papers in time.", "reject"),
        ("46M, inguinal hernia repair, policy 30 months old. Claimed Rs 50,000, papers in time.", "approve"),
        ("Broke his leg bungee jumping, hospital bill Rs 90,000.", "reject"),
        ("30F, dengue, stay in hospital. Policy 3 years old. Claimed Rs 40,000, papers in time.", "approve"),
        ("Fell 5 metres from a roof, broke a leg. Claimed Rs 20,000.", "reject"),
        ("Stay in hospital after a fall, blood alcohol result not back yet. Rs 30,000.", "refer"),
        ("Bills reached us 45 days after discharge from hospital, dengue. Rs 30,000.", "refer"),
        ("Hernia repair. Claimed Rs 50,000, papers in time.", "refer"),
        ("A lost umbrella.", "refer"),
    ],
)
def test_the_recommendation_follows_from_the_checks(claim, recommendation):
    assert worksheet(claim).recommendation == recommendation


def test_a_rejection_rests_on_a_quoted_clause_and_the_fact_that_fails_it():
    sheet = worksheet("46M, inguinal hernia repair, policy 14 months old.")
    assert "Hernia of all types" in sheet.citations[0].quote
    assert "14 months" in sheet.reasons[0]
    assert "24 months" in sheet.reasons[0]


def test_every_quote_is_a_slice_of_its_page():
    sheet = worksheet("66M, cataract of the right eye, policy 4 years old, SI 1 lakh. Claimed Rs 35,000.")
    pages = {
        number: "\n".join([lead] * bool(lead) + texts) for number, (_, lead, texts) in enumerate(WORDING, 1)
    }
    cited = [citation for check in sheet.checks for citation in check.citations]
    assert cited
    assert all(one.quote == (pages[one.page] + "\n")[one.start : one.end] for one in cited)


def test_the_ledger_uses_the_limits_and_co_pay_that_bear_on_the_claim():
    sheet = worksheet("66M, cataract, policy 4 years old, SI 1 lakh. Claimed Rs 35,000. Papers in time.")
    assert sheet.ledger.payable == 18_000  # 20% of 100,000 = 20,000, lower than 30,000; less 10%


def test_what_is_missing_on_file_is_asked_for_and_blocks_a_decision():
    sheet = worksheet("Dengue, stay in hospital. Discharge summary not received. Rs 30,000, papers in time.")
    assert sheet.recommendation is Recommendation.REFER
    assert any("Discharge summary" in check.ask for check in sheet.checks)


def test_a_loss_before_the_policy_began_is_referred_with_both_dates():
    form = Form(policy_start=date(2026, 5, 1), loss_date=date(2026, 4, 1))
    sheet = worksheet("Dengue, stay in hospital.", form)
    assert sheet.recommendation is Recommendation.REFER
    (reason,) = [check.reason for check in sheet.checks if check.step is Step.IN_FORCE]
    assert "1 May 2026" in reason
    assert "1 Apr 2026" in reason


def test_the_search_for_what_speaks_against_runs_and_is_shown_even_where_it_finds_nothing():
    sheet = worksheet("A lost umbrella.")
    assert sheet.counter
    assert all(one.looked_at > 0 for one in sheet.counter)


def test_an_accident_is_excepted_from_a_general_waiting_period():
    form = Form(policy_start=date(2026, 1, 1), loss_date=date(2026, 1, 10))
    ill, hurt = worksheet("Dengue.", form), worksheet("Broke an arm in a car accident.", form)
    assert outcome(ill, Step.WAITING_PERIOD) == [Outcome.NOT_MET]
    assert outcome(hurt, Step.WAITING_PERIOD) == [Outcome.MET]


@pytest.mark.parametrize(
    ("metres", "outcome_"), [(3, Outcome.MET), (4, Outcome.NOT_MET), (5, Outcome.NOT_MET)]
)
def test_a_measure_is_held_against_the_exclusions_bound(metres, outcome_):
    assert outcome(worksheet(f"Injury from a fall of {metres} metres."), Step.EXCLUSION, "fall") == [outcome_]


DAYS = [
    ("2025-01-15", 30, Unit.DAY, "2025-02-14"),
    ("2024-02-01", 28, Unit.DAY, "2024-02-29"),
    ("2025-01-31", 1, Unit.MONTH, "2025-02-28"),
    ("2024-01-31", 1, Unit.MONTH, "2024-02-29"),
    ("2024-02-29", 12, Unit.MONTH, "2025-02-28"),
    ("2024-02-29", 48, Unit.MONTH, "2028-02-29"),
    ("2023-11-30", 3, Unit.MONTH, "2024-02-29"),
    ("2024-03-01", 2, Unit.YEAR, "2026-03-01"),
    ("2025-12-31", 2, Unit.WEEK, "2026-01-14"),
]


@pytest.mark.parametrize(("start", "count", "unit", "over"), DAYS)
def test_a_waiting_period_is_over_on_its_last_day(start, count, unit, over):
    assert ends(date.fromisoformat(start), Quantity(Decimal(count), unit)) == date.fromisoformat(over)


@pytest.mark.parametrize(
    ("loss", "met"),
    [("2026-02-28", Outcome.NOT_MET), ("2026-03-01", Outcome.MET), ("2026-03-02", Outcome.MET)],
)
def test_a_loss_on_the_day_that_the_period_ends_is_after_it(loss, met):
    form = Form(policy_start=date(2024, 3, 1), loss_date=date.fromisoformat(loss))
    assert outcome(worksheet("Inguinal hernia repair.", form), Step.WAITING_PERIOD, "Hernia") == [met]


@pytest.mark.parametrize(
    ("text", "bound", "value", "dimension"),
    [
        ("for more than 30 consecutive days", Bound.OVER, 720, "duration"),
        ("a period of 14 (fourteen) days or more", Bound.FROM, 336, "duration"),
        ("less than 7.5 dioptres", Bound.UNDER, 7.5, "dioptre"),
        ("aged less than or equal to 75 years", Bound.UP_TO, 75 * 8766, "duration"),
        ("from a height of 4 metres or above", Bound.FROM, 4, "length"),
        ("within 24 hours of the loss", Bound.UP_TO, 24, "duration"),
        ("not less than 48 hours before", Bound.FROM, 48, "duration"),
    ],
)
def test_a_bound_is_read_with_its_direction(text, bound, value, dimension):
    (found,) = thresholds(text)
    assert (found.bound, found.measure.dimension) == (bound, dimension)
    assert found.measure.value == pytest.approx(value)


def test_measures_of_another_matter_are_not_compared():
    assert verdict("a home unoccupied for more than 30 days", measures("She was abroad for 45 days.")) is None
    told = measures("The home was unoccupied for 45 days.")
    assert verdict("a home unoccupied for more than 30 days", told)[0]


def test_measures_that_disagree_say_nothing():
    told = measures("The home was unoccupied for 10 days, then unoccupied for 45 days.")
    assert verdict("a home unoccupied for more than 30 days", told) is None


def test_days_between_two_dates_are_a_measure():
    (gap,) = days_between("Stolen on 3 May. Reported to the police on 6 May.")
    assert gap.value == 72


def test_a_waiting_period_told_in_a_sentence_is_not_overlooked():
    wording = (
        *WORDING,
        (
            "Waiting periods > Joints",
            "",
            ["Replacement of a hip or knee joint is excluded until 36 months of cover have passed."],
        ),
    )
    sheet = worksheet(
        "46M, knee replacement, policy 3 months old. Claimed Rs 2,40,000, papers in time.", wording=wording
    )
    assert sheet.recommendation is Recommendation.REJECT


DAILY = (
    (
        "Hospital cash",
        "",
        ["We will pay a daily cash benefit of Rs 1,000 for each day of a stay in hospital for any illness."],
    ),
)
STOLEN = (
    ("Baggage", "", ["We will pay for baggage that is lost or stolen on the trip, up to Rs 20,000."]),
    ("Claims", "We will not pay for:", ["a) baggage, or any loss of it, not reported within 24 hours"]),
)
MATERNITY = (
    ("Maternity", "", ["The expenses of a delivery are paid where the child is born in hospital."]),
    (
        "Maternity",
        "",
        ["Maternity Up to INR 30,000 for normal delivery and INR 50,000 for caesarean section"],
        ClauseKind.TABLE,
    ),
)


def test_a_benefit_that_a_policy_gives_by_the_day_is_a_term_applied():
    sheet = worksheet(
        "Stay in hospital for dengue, an illness, 4 full days. Claims the daily cash.", wording=DAILY
    )
    assert sheet.ledger.payable == 4_000
    assert sheet.recommendation is Recommendation.APPROVE


@pytest.mark.parametrize(("claim", "deciding"), [("He reported it late.", True), ("", False)])
def test_a_deadline_decides_only_where_the_claim_speaks_of_reporting(claim, deciding):
    sheet = worksheet(f"Baggage stolen on the trip. Claimed Rs 30,000. {claim}", wording=STOLEN)
    found = [check.deciding for check in sheet.checks if check.step is Step.EXCLUSION]
    assert found == [deciding]


def test_of_two_limits_in_one_row_the_one_for_what_happened_holds():
    sheet = worksheet("First delivery, caesarean, maternity. Claimed Rs 70,000.", wording=MATERNITY)
    assert sheet.ledger.payable == 50_000


def test_an_excess_alone_is_no_ground_to_approve_what_no_clause_grants():
    wording = (
        (
            "Sound systems",
            "",
            ["A sound system is what plays music and is fixed in the car by bolts or brackets."],
        ),
        ("Excess", "", ["The excess is deducted from what is payable for each and every claim."]),
    )
    claim = "Sound system that plays music, fixed in the car by brackets, gone. Claimed Rs 30,000, excess Rs 1,000."
    assert worksheet(claim, wording=wording).recommendation is Recommendation.REFER


def test_an_exclusion_with_an_exception_in_another_section_is_left_to_a_person():
    def excluded(exception: str):
        wording = (
            ("Cover", "", ["We will pay the medical expenses of a stay in hospital."]),
            ("Exclusions", "We will not pay for:", [f"a) bungee jumping{exception}"]),
        )
        return outcome(worksheet("Broke his leg bungee jumping. Rs 90,000.", wording=wording), Step.EXCLUSION)

    assert excluded("") == [Outcome.NOT_MET]
    assert excluded(", except to the extent provided for under Section 4") == [Outcome.UNKNOWN]


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("Theft of tools from the house. Claimed Rs 30,000.", Outcome.UNKNOWN),
        ("Theft of tools while the house was let to strangers. Claimed Rs 30,000.", Outcome.NOT_MET),
    ],
)
def test_an_exclusion_on_a_condition_rejects_only_where_the_claim_tells_of_it(claim, found):
    wording = (
        ("Cover", "", ["We will pay for tools and other things stolen from the house."]),
        ("Exclusions", "We will not pay for:", ["a) theft, while the house is let to strangers"]),
    )
    assert outcome(worksheet(claim, wording=wording), Step.EXCLUSION) == [found]


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("First-ever slipped kneecap. Claimed Rs 40,000.", [Outcome.MET]),
        ("Slipped kneecap, the second time. Claimed Rs 40,000.", [Outcome.UNKNOWN]),
    ],
)
def test_an_exclusion_of_what_comes_again_does_not_touch_what_is_told_to_be_the_first(claim, found):
    wording = (
        ("Cover", "", ["We will pay the expenses of a stay in hospital."]),
        ("Exclusions", "We will not pay for:", ["a) a slipped kneecap more than once"]),
    )
    assert outcome(worksheet(claim, wording=wording), Step.EXCLUSION) == found


def test_days_told_of_another_place_have_the_benefit_of_the_section_that_names_it():
    def section(title, place, elite, basic):
        return (
            (title, "", [f"We will pay the benefit for each full day of a stay in {place}."]),
            (title, "", [f"Elite Plan ${elite} for each insured person for each full day in hospital"]),
            (title, "", [f"Basic Plan ${basic} for each insured person for each full day in hospital"]),
        )

    wording = (
        *section("Hospital daily benefit", "a normal ward", 250, 200),
        *section("ICU daily benefit", "an Intensive Care Unit (ICU)", 350, 300),
    )
    claim = "Elite plan. In hospital after an injury: 3 full days in ICU, then 4 full days in a normal ward. Daily benefit."
    assert worksheet(claim, wording=wording).ledger.payable == 3 * 350 + 4 * 250
