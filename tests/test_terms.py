"""Terms are read from clauses of invented wording, built as `clauses` builds them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from intelliclaim.terms import find_terms, plan_names
from intelliclaim.types import Clause, ClauseKind, Passage, Span, Term, TermKind, Unit


def clause(*texts: str, heading=(), lead="", kind=ClauseKind.LIST, ordinal=0, page=1):
    spans = (Span(page, 0, 1),)
    lead_in = Passage(lead, spans) if lead else None
    return Clause(ordinal, "", tuple(heading), kind, tuple(Passage(one, spans) for one in texts), lead_in)


def read(*texts: str, **how) -> list[Term]:
    return list(find_terms([clause(*texts, **how)]))


def of_kind(terms, kind: TermKind) -> list[Term]:
    return [term for term in terms if term.kind is kind]


def waits(*texts: str, **how):
    found = of_kind(read(*texts, **how), TermKind.WAITING_PERIOD)
    return [(term.subject, int(term.duration.count), term.duration.unit) for term in found]


def excluded(*texts: str, **how) -> list[str]:
    return [term.subject for term in of_kind(read(*texts, **how), TermKind.EXCLUSION)]


def limits(*texts: str, **how) -> list[Term]:
    return of_kind(read(*texts, **how), TermKind.LIMIT)


def table(*rows: str, **how) -> list[Term]:
    return limits(*rows, kind=ClauseKind.TABLE, **how)


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        (
            "Treatment of the conditions listed is excluded until the expiry of 24 months of cover.",
            24,
            Unit.MONTH,
        ),
        ("The waiting period for hip dysplasia is 28 days.", 28, Unit.DAY),
        ("We will not pay for nuisance that began within the first 180 days of your cover.", 180, Unit.DAY),
        ("Maternity is covered after a waiting period of two years.", 2, Unit.YEAR),
        ("Where the trespass started within the first 90 days unless you were insured before.", 90, Unit.DAY),
    ],
)
def test_a_sentence_that_waits_gives_its_duration(text, count, unit):
    (found,) = of_kind(read(text), TermKind.WAITING_PERIOD)
    assert (int(found.duration.count), found.duration.unit, found.since) == (count, unit, "inception")


@pytest.mark.parametrize(
    "text",
    [
        "You may cancel within the first 14 days of the policy.",
        "There is no waiting period of 30 days for renewals.",
        "This section operates if the event occurs within 90 days from the start of the trip.",
        "We will pay for expenses within 60 days of discharge.",
    ],
)
def test_a_deadline_or_a_right_is_no_waiting_period(text):
    assert waits(text) == []


def test_each_listed_thing_waits_as_long_as_its_heading_says():
    found = waits("Hernia", "Cataract", heading=("Waiting periods", "Two years waiting period"))
    assert found == [("Hernia", 2, Unit.YEAR), ("Cataract", 2, Unit.YEAR)]


def test_groups_of_several_durations_in_one_passage_are_a_term_each():
    text = "A) Two years: gout, piles, sinusitis B) Three years: knee replacement, hip replacement"
    found = of_kind(read(text, heading=("Waiting period",)), TermKind.WAITING_PERIOD)
    assert [(int(t.duration.count), t.items) for t in found] == [
        (2, ("gout", "piles", "sinusitis")),
        (3, ("knee replacement", "hip replacement")),
    ]


def test_a_row_of_a_waiting_table_has_its_own_duration():
    found = waits(
        "Gall stones 12 months",
        "Spinal surgery 36 months",
        heading=("Waiting period",),
        kind=ClauseKind.TABLE,
    )
    assert found == [("Gall stones", 12, Unit.MONTH), ("Spinal surgery", 36, Unit.MONTH)]


def test_a_waiting_periods_exception_is_kept():
    text = "Any illness within 30 days from the policy start is excluded, unless arising from an accident."
    (found,) = of_kind(read(text), TermKind.WAITING_PERIOD)
    assert found.exceptions == "unless arising from an accident."


def test_every_item_under_a_lead_in_that_excludes_is_an_exclusion():
    found = excluded("a) rust;", "b) hail damage to glasshouses;", lead="We will not pay for:")
    assert found == ["rust", "hail damage to glasshouses"]


@pytest.mark.parametrize(
    "lead",
    [
        "We don’t provide cover if the driver of your car:",
        "We won't give you any cover if the driver of your car:",
        "We do not offer liability cover where the driver of your car:",
        "We don't cover the car while its driver:",
    ],
)
def test_cover_that_is_denied_in_plain_english_excludes(lead):
    found = read(lead, "• had no licence", "• had drunk alcohol")
    assert [term.subject for term in of_kind(found, TermKind.EXCLUSION)] == [
        "had no licence",
        "had drunk alcohol",
    ]
    assert not of_kind(found, TermKind.BENEFIT)


def test_an_item_of_an_inner_list_is_read_with_the_item_that_opens_it():
    found = excluded(
        "• rust",
        "• leaving your car in the road after it:",
        "– broke down",
        "– was found again",
        "• hail",
        lead="We don't cover:",
    )
    assert found == [
        "rust",
        "leaving your car in the road after it broke down",
        "leaving your car in the road after it was found again",
        "hail",
    ]


def test_an_exclusion_is_cut_off_its_exceptions():
    (found,) = of_kind(
        read("Theft from a parked van unless it was locked", heading=("Exclusions",)), TermKind.EXCLUSION
    )
    assert (found.subject, found.exceptions) == ("Theft from a parked van", "unless it was locked")


def test_a_passage_that_lifts_an_exclusion_joins_it():
    terms = read(
        "We do not cover storm damage to fences.", "However, we will pay where the house is damaged too."
    )
    (found,) = of_kind(terms, TermKind.EXCLUSION)
    assert "However" in found.exceptions


def test_the_nearest_heading_decides():
    heading = ("General exclusions", "What is covered")
    assert excluded("Burst pipes in winter", heading=heading) == []


@pytest.mark.parametrize(
    "heading", ["3. Arbitration", "General conditions", "No Claim Discount", "Complaints"]
)
def test_a_heading_on_other_matters_ends_the_exclusions_above_it(heading):
    assert excluded("Any dispute goes to one arbitrator", heading=("Exclusions", heading)) == []


def test_what_is_nevertheless_paid_is_no_exclusion():
    text = "We will nevertheless pay where the animal has caused a fire"
    assert excluded(text, lead="We will not pay for damage by:") == []


def test_a_heading_inside_a_clause_begins_the_exclusions():
    assert excluded("Emergency repairs", "What is not covered", "mobile phones left outside") == [
        "mobile phones left outside"
    ]


def test_conditions_to_be_met_are_no_exclusions():
    found = excluded(
        "Weight-loss surgery that does not fulfil all of the conditions below:",
        "1) it is advised by a doctor",
        "2) the member is 18 or older",
        heading=("Exclusions",),
    )
    assert len(found) == 1 and found[0].startswith("Weight-loss surgery")


@pytest.mark.parametrize(
    ("text", "amount", "percent"),
    [
        ("We will pay up to £750 to trace a leak.", "750", None),
        ("The most we will pay for garden plants in any one event is €1,200.", "1200", None),
        ("Up to 10% of the sum insured or Rs. 50,000, whichever is lower.", "50000", "10"),
        ("Ambulance charges are limited to Rs 2,500 per hospitalisation.", "2500", None),
    ],
)
def test_a_number_that_its_words_make_a_limit_is_one(text, amount, percent):
    (found,) = limits(text)
    assert found.amount == Decimal(amount)
    assert found.percent == (Decimal(percent) if percent else None)
    assert found.lower is (percent is not None)


@pytest.mark.parametrize(
    "text",
    [
        "We charge you a fee of £25 for a printed copy.",
        "If the loss exceeds $5,000 you must call the police.",
        "Your premium is reduced by up to 15%.",
        "For example, we would pay up to $800.",
        "The cover may be chosen as INR 10,000/ 20,000/ 30,000 up to the maximum.",
    ],
)
def test_other_numbers_are_nobodys_limits(text):
    assert limits(text) == []


def test_figures_of_a_worked_example_are_left_out():
    assert limits("Example 1", "We pay up to $900.", "Deductible $250", kind=ClauseKind.TABLE) == []


def test_a_bare_limit_is_named_by_its_heading():
    (found,) = limits("The most we will pay is £400.", heading=("Freezer contents", "What we pay"))
    assert found.subject.startswith("Freezer contents")


def test_a_row_gives_each_plan_its_cell():
    found = table("Gold Plan Silver Plan Basic Plan", "Lost luggage $3,000 $2,000 Not covered")
    assert [(t.plan, t.amount) for t in found] == [
        ("Gold Plan", Decimal(3000)),
        ("Silver Plan", Decimal(2000)),
        ("Basic Plan", Decimal(0)),
    ]
    assert plan_names(found) == ("Gold Plan", "Silver Plan", "Basic Plan")


def test_a_row_with_another_number_of_cells_than_plans_names_none():
    assert table("Plan A Plan B Plan C", "Dental $300 $500") == []
    (found,) = table("Plan A Plan B Plan C", "Dental $300")
    assert found.plan == ""


def test_a_row_that_says_only_for_whom_is_named_by_the_line_above():
    found = table("Plan A Plan B", "Medical expenses abroad", "Adult $500 $900", "Child $250 $450")
    assert {t.subject for t in found} == {"Medical expenses abroad: Adult", "Medical expenses abroad: Child"}


def test_a_broken_row_is_put_together():
    found = table("Plan A Plan B", "Home nursing Not covered INR 900 per day, max.", "of 10 days")
    assert [(t.plan, t.amount) for t in found] == [("Plan A", Decimal(0)), ("Plan B", Decimal(900))]


def test_the_second_line_of_a_cell_belongs_to_the_column_that_is_built_like_it():
    row = "Room - up to 1% of SI Up to SI Up to SI ICU - up to 2% of SI"
    found = table("Plan A Plan B Plan C", row)
    assert {(t.plan, t.percent) for t in found} == {("Plan A", Decimal(1)), ("Plan A", Decimal(2))}


def test_sums_insured_by_plan_are_the_bands_of_its_limits():
    found = table(
        "Plan A Plan B", "Sum insured INR 3/ 4/ 5 Lac INR 10/ 20 Lac", "Hospital cash per day INR 500 INR 800"
    )
    assert [(t.plan, t.per, t.band) for t in found] == [
        ("Plan A", Unit.DAY, (Decimal(300000), Decimal(500000))),
        ("Plan B", Unit.DAY, (Decimal(1000000), Decimal(2000000))),
    ]


def test_a_list_of_plans_carries_each_plan_on():
    found = limits(
        "Elite Plan $200 for each insured person for every full six hours in a row of delay.",
        "$1,000 in total for a family.",
        heading=("Travel delay",),
        kind=ClauseKind.TEXT,
    )
    assert [(t.plan, t.amount) for t in found] == [
        ("Elite Plan", Decimal(200)),
        ("Elite Plan", Decimal(1000)),
    ]
    assert (found[0].every.count, found[0].every.unit) == (6, Unit.HOUR)


def test_a_daily_cell_has_its_ceiling():
    found = table("Hospital cash $100 per day Max. $1,400")
    assert [(t.amount, t.per) for t in found] == [(Decimal(100), Unit.DAY), (Decimal(1400), None)]


def test_two_amounts_for_two_events_are_two_limits():
    found = table("Maternity Up to INR 30,000 for normal delivery and INR 50,000 for caesarean section")
    assert [t.amount for t in found] == [Decimal(30000), Decimal(50000)]


def test_an_excess_is_the_number_beside_its_word():
    (found,) = of_kind(read("A damaged door costs $900 and the excess is $250."), TermKind.EXCESS)
    assert found.amount == 250


def test_an_excess_that_stands_in_the_schedule_has_no_amount():
    (found,) = of_kind(
        read("Where an excess applies, we will take off the excess from your claim."), TermKind.EXCESS
    )
    assert found.amount is None


def test_a_co_pay_has_its_percentage():
    (found,) = of_kind(read("Treatment in Zone 2 is subject to a co-payment of 17.5%."), TermKind.CO_PAY)
    assert found.percent == Decimal("17.5")


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("If the sum insured is less than the full rebuilding cost we pay in the same proportion.", None),
        ("We will reduce the amount we would otherwise pay by 15%.", Decimal(15)),
    ],
)
def test_rules_on_proportion_are_read(text, percent):
    (found,) = of_kind(read(text), TermKind.PROPORTION)
    assert found.percent == percent


def test_what_a_proportion_spares_is_its_exception():
    (found, *_) = of_kind(
        read(
            "Where the room is dearer, other expenses are paid in proportion.",
            "Proportionate deduction shall not apply to pharmacy.",
        ),
        TermKind.PROPORTION,
    )
    assert "pharmacy" in found.exceptions


@pytest.mark.parametrize(
    ("text", "kind", "count", "since"),
    [
        ("Report a theft to the police within 24 hours of discovery.", TermKind.NOTICE, 24, "loss"),
        ("Send all bills within fifteen days of discharge.", TermKind.DOCUMENTS, 15, "discharge"),
    ],
)
def test_deadlines_are_read(text, kind, count, since):
    (found,) = of_kind(read(text), kind)
    assert (int(found.duration.count), found.since) == (count, since)


def test_what_the_insurer_must_do_is_no_notice():
    assert of_kind(read("The company shall notify you within 90 days of the change."), TermKind.NOTICE) == []


def test_the_papers_of_a_claim_are_one_term():
    found = of_kind(
        read("The following documents are required:", "1. claim form", "2. discharge summary"),
        TermKind.DOCUMENTS,
    )
    assert [term.items for term in found] == [("claim form", "discharge summary")]


def test_an_age_in_a_price_row_is_no_age_limit():
    assert of_kind(read("Adults aged 70 or over $500 $900", kind=ClauseKind.TABLE), TermKind.AGE_LIMIT) == []
    assert len(of_kind(read("Members aged between 18 and 65 years may join."), TermKind.AGE_LIMIT)) == 1


def test_an_insuring_clause_is_a_benefit():
    assert len(of_kind(read("We will pay the cost of repairing your roof."), TermKind.BENEFIT)) == 1
    assert of_kind(read("We will provide you with regular updates."), TermKind.BENEFIT) == []


def test_terms_come_in_reading_order():
    terms = find_terms(
        [clause("The most we will pay is £50.", ordinal=1), clause("We do not cover any rust.", ordinal=0)]
    )
    assert [term.clause for term in terms] == sorted(term.clause for term in terms)
