"""Whole claims of all lines of business, as handlers tell them: what is read of each, and what is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from intelliclaim.facts import parse_amount, parse_date, read_facts
from intelliclaim.types import ClaimLine, Form, Source, Unit

CLAIMS = [
    (
        "F, 34, dengue at a clinic in Chennai, 14 months old policy, bill 2,40,000, SI 5 lakh.",
        {"age": 34, "sex": "F", "place": "Chennai", "held_months": 14, "claimed": 240_000, "sum_insured": 500_000},
    ),
    (
        "71M, stroke. SI 3 lakh of which 1.2 lakh already used. Inception 12 Aug 2019; admitted 2 Feb 2026. "
        "Ward 3 days (Rs 18,000), doctors Rs 40,000.",
        {
            "policy_start": date(2019, 8, 12),
            "loss_date": date(2026, 2, 2),
            "held_months": 77,
            "already_paid": 120_000,
            "claimed": 58_000,
            "currency": "INR",
        },
    ),
    (
        "Insured is a 29-year-old teacher, second year of the policy, twins born. Bill INR 1,10,000.",
        {"age": 29, "held_months": 12, "claimed": 110_000, "sex": None},
    ),
    (
        "Escape of water under the sink, £3,750. Voluntary excess £250, compulsory £100.",
        {"claimed": 3_750, "excess": 350, "currency": "GBP", "sum_insured": None},
    ),
    (
        "Car stolen 11/02/2026 from the drive; bought the car 3 March 2024; reported 13/02/2026. Market value "
        "£12,000, finance of £4,000 outstanding. Policy inception 01/01/2026.",
        {"loss_date": date(2026, 2, 11), "policy_start": date(2026, 1, 1), "value": 12_000, "claimed": None},
    ),
    (
        "Private car, IDV Rs 4.6 lakh, bumper Rs 38,400, consumables Rs 2,100, compulsory deductible Rs 1,000.",
        {"sum_insured": 460_000, "claimed": 40_500, "excess": 1_000, "age": None},
    ),
    (
        "Kitten, 5 months, swallowed string; HK$12,300; 90% reimbursement; annual limit HK$50,000, HK$8,000 "
        "already paid this year.",
        {"age": 0, "claimed": 12_300, "rate": 90, "sum_insured": 50_000, "already_paid": 8_000, "excess": None},
    ),
    (
        "Labrador, 9, ligament surgery, £3,900, policy 11 days old when the limp was seen. Excess £99, 20% co-pay.",
        {"age": 9, "claimed": 3_900, "excess": 99, "held_months": 0, "rate": None},
    ),
    (
        "Hotel fire, contents $250,000 limit, replacement value of contents $400,000, 90% coinsurance, deductible "
        "$5,000, loss $100,000.",
        {"sum_insured": 250_000, "value": 400_000, "excess": 5_000, "claimed": 100_000, "rate": None},
    ),
    (
        "Term life, sum assured Rs 1 crore, policy issued 3 March 2022, life assured died 20 Nov 2023 of cancer.",
        {
            "sum_insured": 10_000_000,
            "policy_start": date(2022, 3, 3),
            "loss_date": date(2023, 11, 20),
            "held_months": 20,
        },
    ),
    (
        "Accident date 5/13/2025, policy eff 11/1/2024, US$4,300 collision, $500 deductible.",
        {"loss_date": date(2025, 5, 13), "policy_start": date(2024, 11, 1), "held_months": 6, "excess": 500},
    ),
    (
        "Policyholder, 63, had her phone snatched in Lisbon on 5th May 2025. £799. Excess £75 per person. Travel "
        "policy bought 1st April 2025.",
        {"age": 63, "sex": "F", "place": "Lisbon", "claimed": 799, "held_months": 1, "plan": None},
    ),
    (
        "Tap left running; the flat below is soaked. Tenants estimate £1,500, our surveyor puts it at £1,100.",
        {"claimed": 1_100},
    ),
    (
        "Windscreen chip, $340, excess waived.",
        {"excess": 0, "claimed": 340, "currency": None},
    ),
    (
        "The insured's phone bought 10 months ago was dropped. $420. The insured has smoked for 20 years.",
        {"held_months": None, "policy_start": None, "loss_date": None},
    ),
    (
        "Stolen cash found out by the bookkeeper; she told the police. $9,000 taken.",
        {"sex": None, "claimed": 9_000},
    ),
    (
        "Insured with us since 2020. Pneumonia in March 2024, Rs 30,000.",
        {"held_months": 38, "policy_start": None, "loss_date": None},
    ),
    (
        "Evacuated from Nepal, cost USD 38,500 (helicopter USD 12,000, air ambulance USD 26,500). Camp at 5,200 m.",
        {"claimed": 38_500, "place": "Nepal", "currency": "USD"},
    ),
    (
        "Date of loss: 12/03/2026. Policy inception: 01/10/2025. DOB 4 June 1980. Fell from a ladder, £2,100.",
        {"age": 45, "loss_date": date(2026, 3, 12), "held_months": 5},
    ),
    (
        "Treated from 2 May 2026 to 5 May 2026. Room HK$1,800 x 3 days = HK$5,400; surgeon HK$32,000. Annual "
        "deductible HK$10,000.",
        {"loss_date": date(2026, 5, 2), "policy_start": None, "claimed": 37_400, "excess": 10_000},
    ),
    (
        "Hail; repair quote $9,870; basic excess $900 + hail excess $300.",
        {"claimed": 9_870, "excess": 1_200},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), CLAIMS, ids=[text[:40] for text, _ in CLAIMS])
def test_a_claim_is_read_fact_by_fact(text, told):
    facts = read_facts(text)
    read = {name: getattr(facts, name) for name in told}
    assert {name: None if fact is None else fact.value for name, fact in read.items()} == told


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Dentist, nurse and chair £400. Fillings £60.", [("Dentist, nurse and chair", 400), ("Fillings", 60)]),
        ("Unused hotel nights S$1,900 and flights S$850.", [("Unused hotel nights", 1_900), ("flights", 850)]),
        ("New fence S$8,000, plus S$300 skip and S$200 the council took for a permit.", [("New fence", 8_000), ("skip", 300), ("council took for a permit", 200)]),
        ("Hernia; room rent 8k a day x 4 days, surgeon 60k.", [("room rent", 32_000), ("surgeon", 60_000)]),
        ("Knee; MRI S$1,100; physiotherapy 6 sessions at S$90 per session.", [("MRI", 1_100), ("physiotherapy", 540)]),
        ("Repairs $7,250, basic excess $800.", []),
        ("Bill Rs 90,000, of which room Rs 20,000.", [("room", 20_000)]),
    ],
)  # fmt: skip
def test_a_line_carries_the_words_that_say_what_it_was_for(text, lines):
    assert [(line.label, line.amount) for line in read_facts(text).lines] == lines


def test_a_rate_and_its_days_belong_to_the_line_that_is_their_product():
    (room, _) = read_facts("Room at Rs 4,500 a day for 3 days (Rs 13,500), drugs Rs 900.").lines
    assert (room.label, room.rate, room.quantity.count, room.quantity.unit) == ("Room", 4_500, 3, Unit.DAY)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Nothing from the surgeon in Madrid on file.", "from the surgeon in Madrid"),
        ("We don't know whether the alarm was set.", "the alarm was set"),
        ("Fire at night, cause left blank on the form.", "cause on the form"),
        ("Roofer can't say yet how old the crack is.", "how old the crack is"),
        ("Landlord's gas certificate not supplied.", "Landlord's gas certificate"),
        ("Whether the shed counts as an outbuilding isn't clear.", "the shed counts as an outbuilding"),
        ("It's not known if he races for money.", "he races for money"),
        ("36M, jaundice, nothing on file about alcohol.", "alcohol"),
    ],
)
def test_a_gap_names_its_matter_without_the_words_that_say_it_is_missing(text, about):
    (gap,) = read_facts(text).gaps
    assert gap.about == about


@pytest.mark.parametrize(
    "text",
    [
        "Engagement ring went missing at the beach.",
        "The boiler had not been serviced.",
        "He doesn't have a licence.",
        "Notice was not sent in time.",
        "Girl of 3, no ICU, nothing pending.",
        "Finance of £9,200 outstanding.",
        "No police report was filed.",
        "Theft around day 12 of the trip.",
    ],
)
def test_what_is_plainly_told_is_no_gap(text):
    assert read_facts(text).gaps == ()


@pytest.mark.parametrize(
    ("text", "affirmed"),
    [
        ("Papers complete and in time.", ("Papers complete and in time",)),
        ("Jewellery gone, crime reference on file.", ("crime reference on file",)),
        ("No earlier signs in the notes.", ("No earlier signs in the notes",)),
        ("Contents insured for full value.", ("Contents insured for full value",)),
        ("Papers not in time.", ()),
        ("Not insured for full value.", ()),
        ("Cause not confirmed.", ()),
    ],
)
def test_a_condition_is_affirmed_in_its_own_clause_and_not_where_it_is_denied(text, affirmed):
    assert read_facts(text).affirmed == affirmed


@pytest.mark.parametrize(
    ("text", "event"),
    [
        (
            "46M, knee replacement in Pune, policy 3 months old, bill 2,40,000, SI 5 lakh",
            "knee replacement in Pune",
        ),
        ("Gold plan. Hail dented the roof, quote $4,900. Excess $300.", "Hail dented the roof"),
        (
            "Life assured, 41M, drowned 9 months after inception.",
            "Life assured, drowned 9 months after inception",
        ),
        ("No police report filed. Till emptied, $900.", "No police report filed. Till emptied"),
    ],
)
def test_the_event_is_what_happened_without_policy_and_money(text, event):
    assert read_facts(text).event.value == event


def test_days_since_inception_are_a_quantity_of_their_own():
    told = read_facts("Cancer found 75 days after the policy started.").quantities
    assert [(one.count, one.unit, one.what) for one in told] == [(75, Unit.DAY, "since inception")]


def test_persons_told_in_parts_are_added_up():
    (persons,) = read_facts("Two adults and one child missed the ferry.").quantities
    assert (persons.count, persons.unit) == (3, Unit.PERSON)


@pytest.mark.parametrize(
    ("text", "loss"),
    [
        ("Policy from 1 June 2025. Fell on 14 March.", date(2026, 3, 14)),
        ("Policy from 1 June 2021, 4 years continuous. Fell on 14 March.", None),
        ("Fell on 14 March, operated 20 March 2024.", date(2024, 3, 14)),
        ("Fell on 14 March.", None),
    ],
)  # fmt: skip
def test_a_year_that_is_not_told_is_taken_only_from_where_it_follows(text, loss):
    fact = read_facts(text).loss_date
    assert (fact.value if fact else None) == loss


def test_an_age_at_entry_says_that_it_is_not_the_age_at_the_loss():
    age = read_facts("Insured was 68 when the policy started.").age
    assert age.value == 68
    assert age.note


def test_the_forms_lines_and_dates_replace_the_texts():
    form = Form(
        policy_start=date(2025, 1, 31), loss_date=date(2025, 2, 28), lines=(ClaimLine("drugs", Decimal(5)),)
    )
    facts = read_facts("Policy 3 years old. Room Rs 900, food Rs 80.", form)
    assert (facts.held_months.value, facts.held_months.source) == (1, Source.DERIVED)
    assert facts.lines == form.lines


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("On the plan a, hernia", "Plan A"),
        ("A hernia, no plan told", None),
        ("Gold Plus, late bag", "Gold Plus"),
        ("late bag, gold cover", "Gold"),
        ("late bag, isn't Gold", None),
    ],
)
def test_the_longest_plan_named_wins_and_a_letter_alone_names_none(text, plan):
    fact = read_facts(text, plans=("Plan A", "Gold", "Gold Plus")).plan
    assert (fact.value if fact else None) == plan


@pytest.mark.parametrize(
    ("words", "amount"), [("62k", 62_000), ("2,40,000", 240_000), ("500", 500), ("Rs. 45,000/-", 45_000), ("none", None)]
)  # fmt: skip
def test_a_typed_amount_is_parsed(words, amount):
    read = parse_amount(words)
    assert (read.amount if read else None) == amount


def test_a_typed_date_is_parsed_with_its_other_reading():
    assert parse_date("12-05-2025").note == "Read as 12 May 2025; it could also be 5 Dec 2025."
    assert parse_date("03/03/2026").note == ""
    assert parse_date("soon") is None
