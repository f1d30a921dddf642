"""What is read in a claim's text and form, and what is left missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from intelliclaim.facts import months_between, read_facts
from intelliclaim.facts.dates import dates
from intelliclaim.numbers import money
from intelliclaim.types import Form, Source, Unit


def value(fact):
    return None if fact is None else fact.value


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("Rs 2,40,000", 240_000, "INR"),
        ("Rs. 45,000/-", 45_000, "INR"),
        ("₹1.5 crore", 15_000_000, "INR"),
        ("5 lakh", 500_000, ""),
        ("Rs 2.5 Lacs", 250_000, "INR"),
        ("S$9,800", 9_800, "SGD"),
        ("HK$28,000", 28_000, "HKD"),
        ("£1,850.50", Decimal("1850.50"), "GBP"),
        ("$62k", 62_000, ""),
        ("500 EUR", 500, "EUR"),
        ("$1.2 million", 1_200_000, ""),
    ],
)
def test_an_amount_is_read_in_the_forms_that_claims_use(text, amount, currency):
    (found,) = money(f"The bill is {text}, sent today.")
    assert (found.amount, found.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["in 2024", "Section 12", "page 40", "3 days", "BMI 37"])
def test_a_number_that_is_no_money_is_not_read_as_money(text):
    assert money(text) == ()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-03-03", date(2026, 3, 3)),
        ("3 Mar 2026", date(2026, 3, 3)),
        ("3rd of March 2026", date(2026, 3, 3)),
        ("March 3, 2026", date(2026, 3, 3)),
        ("25/12/2025", date(2025, 12, 25)),
        ("29 February 2024", date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_in_the_usual_forms(text, read):
    assert dates(f"on {text} he fell")[0].value == read


def test_an_ambiguous_date_is_read_by_the_currencys_country_and_says_so():
    (indian,), (american,) = dates("03/04/2026", "INR"), dates("03/04/2026", "USD")
    assert (indian.value, american.value) == (date(2026, 4, 3), date(2026, 3, 4))
    assert "4 Mar 2026" in indian.note


@pytest.mark.parametrize("text", ["31 April 2026", "30 February 2024", "29 Feb 2023", "45/45/2026"])
def test_an_impossible_date_is_not_read(text):
    assert [one.value for one in dates(text)] in ([], [None])


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ((2025, 1, 15), (2025, 2, 14), 0),
        ((2025, 1, 15), (2025, 2, 15), 1),
        ((2025, 1, 31), (2025, 2, 28), 1),
        ((2024, 1, 31), (2024, 2, 28), 0),
        ((2024, 2, 29), (2025, 2, 28), 12),
        ((2024, 2, 29), (2028, 2, 28), 47),
        ((2024, 2, 29), (2028, 2, 29), 48),
        ((2025, 6, 1), (2025, 5, 1), -1),
    ],
)
def test_whole_months_are_counted_to_the_same_day_or_the_months_last(start, end, months):
    assert months_between(date(*start), date(*end)) == months


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("46M, knee replacement, policy 3 months old", 3),
        ("a 14 months old policy", 14),
        ("5-year-old policy, hernia", 60),
        ("4 years continuous with us", 48),
        ("hysterectomy, 16 months into her first policy", 16),
        ("insured six months, parvovirus", 6),
        ("third policy year", 24),
        ("Policy in its 6th year", 60),
        ("held without a break for 2 and a half years", 30),
        ("policy a year old", 12),
        ("a roof about 60 years old", None),
        ("he is 34 years old", None),
    ],
)
def test_how_long_the_policy_has_run_is_read_as_told(text, months):
    assert value(read_facts(text).held_months) == months


def test_the_policys_age_follows_from_the_two_dates_where_both_are_known():
    facts = read_facts("Policy from 1 March 2025. Admitted on 14 April 2026 for dengue.")
    assert (value(facts.held_months), facts.held_months.source) == (13, Source.DERIVED)


def test_a_loss_date_without_a_year_falls_in_the_year_after_the_policy_began():
    facts = read_facts("Policy started 5 November 2025. Burgled on 20 January.")
    assert value(facts.loss_date) == date(2026, 1, 20)
    assert "2026" in facts.loss_date.note


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("46M, knee replacement", 46, "M"),
        ("F, 34, fell on ice", 34, "F"),
        ("my son (7) broke an arm", 7, "M"),
        ("Girl of 9 with pneumonia", 9, "F"),
        ("a 41-year-old woman slipped", 41, "F"),
        ("Beagle, 5, swallowed a toy", 5, ""),
        ("Kitten, 10 months, surgery", 0, ""),
        ("The roof is 60 years old and leaked", None, ""),
        ("Storm damage to a fence", None, ""),
    ],
)
def test_age_and_sex_are_read_of_people_and_pets_but_not_of_things(text, age, sex):
    facts = read_facts(text)
    assert (value(facts.age), value(facts.sex) or "") == (age, sex)


def test_every_amount_gets_the_role_that_its_words_name():
    facts = read_facts(
        "Fire in the kitchen. Sum insured £200,000, full rebuilding cost £250,000, excess £350. "
        "Already paid £4,000. Claimed £12,500."
    )
    roles = (facts.sum_insured, facts.value, facts.excess, facts.already_paid, facts.claimed)
    assert [value(role) for role in roles] == [200_000, 250_000, 350, 4_000, 12_500]


def test_a_bill_is_read_line_by_line_with_rate_and_days():
    facts = read_facts(
        "Admitted for typhoid. Room at Rs 5,000 a day for 3 days (Rs 15,000). Medicines Rs 6,000. "
        "Claimed Rs 21,000 in all."
    )
    assert [line.amount for line in facts.lines] == [15_000, 6_000]
    assert (facts.lines[0].quantity.count, facts.lines[0].rate) == (3, 5_000)
    assert value(facts.claimed) == 21_000


def test_lines_without_a_total_are_added_up_and_the_total_says_so():
    facts = read_facts("Vet: surgery HK$9,000, plus HK$700 taxis.")
    assert (value(facts.claimed), facts.claimed.source) == (9_700, Source.DERIVED)


@pytest.mark.parametrize("text", ["nil excess for fire", "no excess applies"])
def test_a_nil_excess_is_a_fact_of_zero(text):
    assert value(read_facts(f"Claimed £500, {text}.").excess) == 0


def test_hours_days_and_persons_are_told_apart():
    told = read_facts("Flight 32 hours late, 3 days in ICU, all four had checked in.").quantities
    assert {(one.count, one.unit) for one in told} == {(32, Unit.HOUR), (3, Unit.DAY), (4, Unit.PERSON)}


@pytest.mark.parametrize(
    "text",
    [
        "No police report on file yet.",
        "Discharge summary has not been received.",
        "The letter does not say when the pain began.",
        "We don't know whether the door was locked.",
        "Lab result still outstanding.",
        "He can't say how long the tap had been running.",
        "Cause of the fire is left blank on the form.",
        "Owner isn't sure of the date.",
        "Surveyor's report to follow.",
        "She was away 'for about a month'.",
        "No dates for the earlier treatment.",
        "It is unclear who was driving.",
    ],
)
def test_what_the_claim_says_is_missing_is_a_gap(text):
    assert len(read_facts(f"Theft of a bicycle. {text}").gaps) == 1


@pytest.mark.parametrize(
    "text",
    [
        "No porting, nothing pre-existing.",
        "No ICU, no co-pay.",
        "Other driver has no insurance.",
        "Police report on file.",
        "Not under construction.",
        "No break in cover, no PED found.",
        "The door was not locked.",
    ],
)
def test_a_negation_that_is_a_fact_is_no_gap(text):
    assert read_facts(f"Theft of a bicycle. {text}").gaps == ()


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("Plan B, dengue", "Plan B"),
        ("On the Gold plan: hotel burglary", "Gold"),
        ("Silver, 30F, flight late", "Silver"),
        ("Gold (not Silver), suitcase gone", "Gold"),
        ("suitcase gone", None),
    ],
)
def test_the_plan_is_one_that_the_policy_knows(text, plan):
    assert value(read_facts(text, plans=("Plan A", "Plan B", "Gold", "Silver")).plan) == plan


def test_the_form_wins_over_the_text_and_says_so():
    facts = read_facts("46M, bill Rs 50,000", Form(age=64, claimed_amount=Decimal(40_000)))
    assert (value(facts.age), facts.age.source) == (64, Source.FORM)
    assert value(facts.claimed) == 40_000


def test_nothing_is_invented():
    facts = read_facts("Something broke.")
    told = (facts.age, facts.claimed, facts.plan, facts.policy_start, facts.loss_date, facts.excess)
    assert told == (None,) * 6
    assert (facts.lines, facts.gaps, facts.quantities) == ((), (), ())


def test_the_event_keeps_what_happened_and_drops_money_and_policy():
    event = value(read_facts("SI 5 lakh, policy 2 years old. Burst pipe soaked two rooms, Rs 40,000.").event)
    assert "Burst pipe soaked two rooms" in event
    assert "lakh" not in event
    assert "40,000" not in event
