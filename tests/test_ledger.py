"""The ledger: tables of invented claims with amounts computed by hand, and what holds for every claim."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from intelliclaim.ledger import compute
from intelliclaim.types import ClaimLine, Fact, Facts, Quantity, Source, Term, TermKind, Unit


def money(value):
    return None if value is None else Fact(D(str(value)), Source.FORM, "form")


def claim(amount=None, *lines, event="", text="", told=(), currency="INR", when=None, **facts):
    """Facts of a claim; a line is (label, amount) or (label, amount, days)."""
    return Facts(
        text=text or event,
        event=Fact(event, Source.TEXT, event) if event else None,
        claimed=money(amount),
        currency=Fact(currency, Source.FORM, "form") if currency else None,
        loss_date=Fact(when, Source.FORM, "form") if when else None,
        lines=tuple(
            ClaimLine(one[0], D(str(one[1])), *(Quantity(D(n), Unit.DAY) for n in one[2:])) for one in lines
        ),
        quantities=tuple(Quantity(D(str(n)), unit, what) for n, unit, what in told),
        **{name: money(value) for name, value in facts.items()},
    )


def term(kind, subject="", amount=None, percent=None, every=None, **more):
    return Term(
        kind,
        subject,
        more.pop("clause", 0),
        (0,),
        amount=None if amount is None else D(str(amount)),
        percent=None if percent is None else D(str(percent)),
        every=Quantity(D(every), Unit.HOUR) if every else None,
        **more,
    )


def limit(*args, **more):
    return term(TermKind.LIMIT, *args, **more)


def excess(*args, **more):
    return term(TermKind.EXCESS, "Excess", *args, **more)


def co_pay(percent, subject="Co-payment on every claim", **more):
    return term(TermKind.CO_PAY, subject, percent=percent, **more)


def proportion(subject, **more):
    return term(TermKind.PROPORTION, subject, **more)


def exclusion(subject, **more):
    return term(TermKind.EXCLUSION, subject, **more)


ROOM = limit("Room rent", percent=2, of="sum insured", per=Unit.DAY)
ICU = limit("Intensive care (ICU) charges", percent=5, of="sum insured", per=Unit.DAY)
DEARER_ROOM = proportion("Associated expenses where the room is dearer than the eligible one")
AVERAGE = proportion("Sum insured lower than the full value of the property")
COINSURANCE = proportion("Coinsurance")
VACANT = proportion("Vacant buildings: what we would otherwise pay is reduced by 15%", percent=15)
CATARACT = limit("Cataract surgery", 40000, percent=25, of="sum insured", lower=True, per=Unit.ITEM)
DELAY = limit("Delayed departure", 100, every=6, per=Unit.PERSON)
DELAY_EACH = limit("Delayed departure, most for each person", 500, per=Unit.PERSON)
DELAY_FAMILY = limit("Delayed departure, family in total", 1000)
CASH_ICU = limit("Hospital cash in an ICU", 400, per=Unit.DAY)
CASH_WARD = limit("Hospital cash in a ward", 150, per=Unit.DAY)
KEYS = limit("Replacement of keys", 800, of="excess")
HOTEL = limit(
    "Hotel while the home cannot be lived in", 1500, exceptions="No excess applies to this benefit."
)
FOUR = (4, Unit.PERSON, "all four")
STAY = "In on 2 May 2026 at 09:00, out on {} at {}."

TABLE = {
    # health, India
    "no term cuts: paid as claimed": (claim(40000), [], 40000),
    "a limit in rupees": (claim(90000, event="hernia repair"), [limit("Hernia", 65000)], 65000),
    "exactly at the limit": (claim(65000, event="hernia repair"), [limit("Hernia", 65000)], 65000),
    "a paisa above the limit": (claim("65000.01", event="hernia"), [limit("Hernia", 65000)], 65000),
    # 25% of 120,000 = 30,000 < 40,000
    "the lower of percent and amount": (claim(50000, event="cataract, left eye", sum_insured=120000), [CATARACT], 30000),
    # 25% of 400,000 = 100,000 > 40,000
    "the lower is the amount": (claim(50000, event="cataract, left eye", sum_insured=400000), [CATARACT], 40000),
    # the percentage cannot be known, the amount is the least certain ceiling
    "percent of an unknown sum with an amount": (claim(50000, event="cataract"), [CATARACT], 40000),
    # two eyes: 2 x 30,000 = 60,000 of 70,000
    "a limit an eye, for two eyes": (
        claim(70000, event="cataract", told=[(2, Unit.ITEM, "eyes")], sum_insured=120000), [CATARACT], 60000),
    # room 3 x 4,000 = 12,000 of 15,000; ratio 0.8; surgeon 24,000; medicines whole 8,000
    "proportionate deduction": (
        claim(53000, ("Room", 15000, 3), ("Surgeon", 30000), ("Medicines", 8000), sum_insured=200000),
        [ROOM, DEARER_ROOM], 44000),
    "room exactly at its limit: no proportion": (
        claim(42000, ("Room", 12000, 3), ("Surgeon", 30000), sum_insured=200000), [ROOM, DEARER_ROOM], 42000),
    # without the rule only the room is cut
    "room above its limit without the rule": (
        claim(45000, ("Room", 15000, 3), ("Surgeon", 30000), sum_insured=200000), [ROOM], 42000),
    # 1/3 of 10,000: 3,333.33; room 2,000 of 6,000
    "proportion rounded half up": (
        claim(16000, ("Room", 6000, 1), ("Surgeon", 10000), sum_insured=100000), [ROOM, DEARER_ROOM], "5333.33"),
    # room 2 x 2,000 of 7,000 -> 4,000; ICU 3 x 5,000 of 14,000 -> 14,000; ICU is never proportionate
    "ICU and ward on one bill": (
        claim(21000, ("ICU", 14000, 3), ("Ward room", 7000, 2), sum_insured=100000), [ROOM, ICU, DEARER_ROOM], 18000),
    # the policy names implants: 20,000 x 0.5
    "proportion on what the policy names": (
        claim(34000, ("Room", 4000, 1), ("Implant", 20000), ("Surgeon", 10000), sum_insured=100000),
        [ROOM, replace(DEARER_ROOM, items=("Implants",))], 22000),
    "zero days of room": (claim(5000, ("Room", 5000, 0), sum_insured=100000), [ROOM], 0),
    # 60,000 - 10%
    "co-pay after the limit": (claim(90000, event="hernia"), [limit("Hernia", 60000), co_pay(10)], 54000),
    "of two co-pays the higher": (claim(50000), [co_pay(10), co_pay(20, "Age 61 and over")], 40000),
    "a co-pay that the policy adds": (
        claim(50000), [co_pay(10), co_pay(20, "Additional co-pay from age 61, in addition to any other")], 35000),
    "co-pay on dental alone": (
        claim(3000, ("Dental crown", 1000), ("Consultation", 2000)), [co_pay(50, "Dental treatment")], 2500),
    "what is left of the sum insured": (claim(80000, sum_insured=100000, already_paid=45000), [co_pay(10)], 55000),
    "the sum insured is used up": (claim(80000, sum_insured=100000, already_paid=100000), [], 0),
    "a plan that does not have the cover": (claim(20000, event="maternity"), [limit("Maternity", 0)], 0),
    "an exclusion takes out its lines": (
        claim(12900, ("Surgery", 12000), ("Taxis", 600), ("Toiletries", 300)),
        [exclusion("Transport costs"), exclusion("Toiletries, newspapers and telephone")], 12000),
    "cosmetic surgery is not any surgery": (claim(12000, ("Surgery", 12000)), [exclusion("Cosmetic surgery")], 12000),
    # one limit for both lines: 5,000 - 3,000 = 2,000 for the second
    "two lines share a limit": (
        claim(7000, ("Medicines", 3000), ("Consumables", 4000)), [limit("Medicines and consumables", 5000)], 5000),
    "a limit on a room does not reach one whole bill": (claim(80000, sum_insured=300000), [ROOM], 80000),
    "a discount on the bill": (claim(9500, ("Surgeon", 10000), ("Discount", -500)), [co_pay(10)], 8550),
    # motor, Australia and India
    "excess": (claim(2400, event="collision", excess=600), [excess(900)], 1800),
    "the policy's excess where none is told": (claim(2400), [excess(900)], 1500),
    "nil excess told": (claim(2400, excess=0), [excess(900)], 2400),
    "claimed below the excess": (claim(550, excess=600), [], 0),
    "claimed exactly the excess": (claim(600, excess=600), [], 0),
    # the higher of 5% of 200,000 = 10,000 and 7,500
    "excess by percentage with a minimum": (claim(200000), [excess(7500, percent=5, of="claim")], 190000),
    # 1,200 is below 800 + 500 = 1,300: 1,200 - 500
    "a limit on top of the excess": (claim(1200, event="stolen keys", excess=500), [KEYS], 700),
    # 1,900 is cut to 1,300: 1,300 - 500
    "a limit on top of the excess that cuts": (claim(1900, event="stolen keys", excess=500), [KEYS], 800),
    "several excesses: the highest": (claim(3000), [excess(400), excess(700)], 2300),
    "an excess that the policy adds": (
        claim(3000), [excess(400), term(TermKind.EXCESS, "Additional excess for drivers under 25", 700)], 1900),
    # home, UK
    "a benefit without excess": (claim(1800, event="hotel after a burst pipe", excess=250), [HOTEL], 1500),
    "you need not pay the excess": (
        claim(1500, event="hotel after a burst pipe", excess=250),
        [replace(HOTEL, exceptions="You don't have to pay any excess.")], 1500),
    "that the insurer does not pay the excess is no waiver": (
        claim(1500, event="hotel after a burst pipe", excess=250),
        [replace(HOTEL, exceptions="We will not pay the excess. No claim below the excess is paid.")], 1250),
    # hotel 1,500 free; 4,000 - 250
    "only one line is without excess": (
        claim(5500, ("Hotel", 1500), ("Carpets", 4000), event="burst pipe", excess=250), [HOTEL], 5250),
    # 150,000 / 200,000 x 30,000 = 22,500 - 250
    "average": (claim(30000, sum_insured=150000, value=200000, excess=250), [AVERAGE], 22250),
    "average with the sum above the value": (claim(30000, sum_insured=250000, value=200000), [AVERAGE], 30000),
    "average with the sum at the value": (claim(30000, sum_insured=200000, value=200000), [AVERAGE], 30000),
    "each item has its own limit": (
        claim(2300, ("Watch", 1500), ("Camera", 800), event="burglary"), [limit("Any one item", 1000, per=Unit.ITEM)],
        1800),
    # property, US: 240,000 / (80% x 400,000 = 320,000) = 0.75; 40,000 x 0.75 - 1,000
    "coinsurance penalty before the deductible": (
        claim(40000, sum_insured=240000, value=400000, excess=1000, text="80% coinsurance"), [COINSURANCE], 29000),
    "coinsurance met": (
        claim(40000, sum_insured=320000, value=400000, excess=1000, text="80% coinsurance"), [COINSURANCE], 39000),
    # (20,000 - 2,000) x 85%
    "a reduction after the deductible": (claim(20000, excess=2000), [VACANT], 15300),
    # loss less deductible is above what is insured
    "deductible before the sum insured": (claim(60000, sum_insured=50000, excess=5000), [], 50000),
    # debris: 25% of the direct loss of 20,000 = 5,000 of 7,000; 25,000 - 1,000
    "debris limited by the direct loss": (
        claim(27000, ("Roof", 20000), ("Debris removal", 7000), event="storm", sum_insured=90000, excess=1000),
        [limit("Debris: a quarter of the deductible plus the direct loss paid", percent=25)], 24000),
    # pet, Hong Kong
    "reimbursement rate": (claim(9000, rate=70, sum_insured=40000, already_paid=0), [], 6300),
    "rate, then what is left": (claim(50000, rate=80, sum_insured=30000, already_paid=4000), [], 26000),
    "a co-pay that is the rate's other side": (claim(9000, rate=70), [co_pay(30)], 6300),
    # 9,000 x 80% - 500
    "an excess of the reimbursement": (claim(9000, rate=80), [excess(500, of="reimbursement")], 6700),
    "rate after the excess": (claim(9000, rate=80), [excess(500)], 6800),
    # travel, Singapore
    "full blocks": (claim(event="suitcase", told=[(20, Unit.HOUR, "late")]), [limit("Late baggage", 200, every=6)], 600),
    "an hour short of a block": (claim(told=[(5, Unit.HOUR, "late")]), [limit("Late baggage", 200, every=6)], 0),
    "exactly one block": (claim(told=[(6, Unit.HOUR, "late")]), [limit("Late baggage", 200, every=6)], 200),
    # 30 hours: 5 x 100 x 4 = 2,000; each 500 x 4; in total 1,000
    "a family of four, capped in total": (
        claim(2000, event="departure delayed", told=[(30, Unit.HOUR, "late"), FOUR]), [DELAY, DELAY_EACH, DELAY_FAMILY],
        1000),
    "the same with nothing claimed": (
        claim(event="departure delayed", told=[(30, Unit.HOUR, "late"), FOUR]), [DELAY, DELAY_EACH, DELAY_FAMILY], 1000),
    # 2 x 400 + 5 x 150
    "ICU days and ward days": (
        claim(told=[(2, Unit.DAY, "days in ICU"), (5, Unit.DAY, "days in a ward")]), [CASH_ICU, CASH_WARD], 1550),
    "ICU and ward days against one amount claimed": (
        claim(1700, event="claims hospital cash", told=[(2, Unit.DAY, "days in ICU"), (5, Unit.DAY, "days in a ward")]), [CASH_ICU, CASH_WARD], 1550),
    "a daily benefit with its most": (
        claim(event="hospital cash", told=[(9, Unit.DAY, "days in a ward")]),
        [CASH_WARD, limit("Hospital cash in a ward, most for one stay", 1000)], 1000),
    "no ICU days told: the ward's benefit": (claim(told=[(5, Unit.DAY, "days")]), [CASH_ICU, CASH_WARD], 750),
    # 72 hours are three completed periods
    "completed days between two moments": (
        claim(750, event="hospital cash", text=STAY.format("5 May 2026", "09:00")), [CASH_WARD], 450),
    "a minute short of the third day": (
        claim(750, event="hospital cash", text=STAY.format("5 May 2026", "08:59")), [CASH_WARD], 300),
    "a medical bill is not held to the daily cash": (
        claim(80000, event="dengue, two nights", told=[(2, Unit.DAY, "nights")]), [CASH_ICU, CASH_WARD], 80000),
    # life, personal accident
    "a fixed sum when nothing is claimed": (claim(), [term(TermKind.BENEFIT, "Loss of a limb", 25000)], 25000),
    "a fixed share of the sum insured": (
        claim(sum_insured=80000), [term(TermKind.BENEFIT, "Loss of an eye", percent=50, of="sum insured")], 40000),
    # rounding
    "half a cent up": (claim("10.01", rate=50, currency="GBP"), [], "5.01"),
    "the sum insured is never exceeded by rounding": (claim(9, sum_insured="2.50", currency="JPY"), [], 2),
    "no minor unit in yen": (claim(1001, rate=50, currency="JPY"), [], 501),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "terms", "payable"), TABLE.values(), ids=TABLE.keys())
def test_payable_is_what_a_person_computes(facts, terms, payable):
    ledger = compute(facts, terms)
    assert ledger.payable == D(str(payable)), ledger
    assert all(line.payable + line.disallowed == line.claimed for line in (*ledger.lines, *ledger.steps))


OPEN = {
    "nothing is claimed": (claim(), [limit("Baggage", 500)], "amount claimed"),
    "percent of an unknown sum insured": (
        claim(9000, event="hernia"), [limit("Hernia", percent=10, of="sum insured")], "sum insured"),
    "days not told": (claim(9000, ("Room", 9000)), [limit("Room charges", 2000, per=Unit.DAY)], "number of days"),
    "hours not told": (claim(300, event="baggage late"), [limit("Baggage", 200, every=6)], "number of hours"),
    "two benefits for one thing": (
        claim(told=[(4, Unit.DAY, "days")]), [CASH_WARD, replace(CASH_WARD, amount=D(200))], "which benefit"),
    "coinsurance percentage not told": (
        claim(9000, sum_insured=50000, value=90000, event="fire"), [COINSURANCE], "coinsurance percentage"),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "terms", "asked"), OPEN.values(), ids=OPEN.keys())
def test_a_number_that_is_missing_is_asked_for_not_guessed(facts, terms, asked):
    ledger = compute(facts, terms)
    assert ledger.payable is None
    assert asked in ledger.open


def test_days_of_a_kind_that_no_benefit_found_is_for_are_asked_about():
    facts = claim(
        event="three days in ICU, then four in a ward, claims hospital cash",
        told=[(3, Unit.DAY, "day in ICU"), (4, Unit.DAY, "day in a normal ward")],
    )
    ledger = compute(facts, [limit("ICU daily benefit", 350, per=Unit.DAY)])
    assert ledger.payable is None
    assert "4 day in a normal ward" in ledger.open


def test_a_day_limit_that_one_day_satisfies_needs_no_days():
    assert compute(claim(1800, ("Room", 1800)), [limit("Room charges", 2000, per=Unit.DAY)]).payable == 1800


def test_lines_that_do_not_add_up_give_way_to_the_amount_claimed_and_it_is_said():
    ledger = compute(claim(900, ("Room", 500), ("Surgeon", 300)), [])
    assert [line.claimed for line in ledger.lines] == [900]
    assert ledger.payable == 900
    assert ledger.open == "the lines add up to 800, the claim is for 900"


def test_lines_alone_are_the_claim():
    assert compute(claim(None, ("Room", 500), ("Surgeon", 300)), []).payable == 800


def test_formula_says_how_a_line_was_computed():
    ledger = compute(claim(12000, ("Room", 12000, 2), sum_insured=150000), [ROOM])
    assert ledger.lines[0].formula == (
        "Room rent: the policy pays at most 2% of 150,000 = 3,000 a day; 2 days x 3,000 = 6,000 of 12,000"
    )
    assert ledger.lines[0].term == ROOM


def test_steps_stand_in_the_order_that_the_module_documents():
    facts = claim(
        50000,
        ("Roof", 30000),
        ("Floor", 20000),
        event="storm",
        sum_insured=9000,
        value=10000,
        excess=100,
        rate=90,
    )
    ledger = compute(facts, [co_pay(10), VACANT, limit("Storm", 40000), AVERAGE])
    assert [step.label for step in ledger.steps] == [
        "Average", "Limit", "Excess", "Reduction", "Reimbursement rate", "Sum insured left",
    ]  # fmt: skip
    ledger = compute(replace(facts, rate=None), [co_pay(10), VACANT, limit("Storm", 40000), AVERAGE])
    assert [step.label for step in ledger.steps][-2:] == ["Co-pay", "Sum insured left"]


def test_a_term_about_nothing_in_the_claim_is_left_aside():
    assert (
        compute(
            claim(9000, event="hernia"), [limit("Ambulance", 2000), limit("Dental treatment", 500)]
        ).payable
        == 9000
    )


def test_higher_of_two_where_the_policy_says_so():
    both = limit("Rebuilding your garden, whichever is higher", 500, percent=10, of="claim")
    assert compute(claim(9000, event="garden torn up by a storm"), [both]).payable == 900


def test_moments_without_a_year_are_read_in_the_year_of_the_loss():
    facts = claim(900, event="hospital cash", text="In 28 Feb 10:00, out 1 Mar 10:00", when=date(2024, 2, 28))
    assert compute(facts, [CASH_WARD]).payable == 300


AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2)
PERCENTS = st.integers(0, 100)
BEARING = st.lists(
    st.one_of(
        st.builds(lambda a: limit("Storm", a), AMOUNTS),
        st.builds(lambda a: limit("Medicines", a), AMOUNTS),
        st.builds(lambda p: limit("Storm", percent=p, of="sum insured"), PERCENTS),
        st.builds(lambda a, p: excess(a, percent=p, of="claim"), AMOUNTS, PERCENTS),
        st.builds(lambda a: replace(KEYS, amount=a), AMOUNTS),
        st.builds(co_pay, PERCENTS),
        st.sampled_from([ROOM, ICU, DEARER_ROOM, AVERAGE, VACANT, HOTEL, exclusion("Taxis")]),
    ),
    max_size=6,
)
LABELS = st.sampled_from(["Room", "ICU", "Surgeon", "Medicines", "Taxis", "Roof", "Hotel"])
CURRENCIES = st.sampled_from(["INR", "GBP", "JPY", ""])
TOLD = st.fixed_dictionaries(
    {},
    optional={
        "excess": AMOUNTS,
        "rate": PERCENTS,
        "sum_insured": AMOUNTS,
        "already_paid": AMOUNTS,
        "value": AMOUNTS,
    },
)


def assert_adds_up(facts, ledger):
    """Every line adds up, nothing is above what is claimed, and each step starts from what was left."""
    for line in (*ledger.lines, *ledger.steps):
        assert line.payable + line.disallowed == line.claimed
        assert 0 <= line.payable <= line.claimed
    totals = [sum((line.payable for line in ledger.lines), D(0)), *(step.payable for step in ledger.steps)]
    assert all(step.claimed == before for step, before in zip(ledger.steps, totals, strict=False))
    assert all(after <= before for before, after in pairwise(totals))
    if ledger.payable is None:
        assert ledger.open
        return
    assert ledger.payable == totals[-1]
    if facts.sum_insured:
        paid = facts.already_paid.value if facts.already_paid else D(0)
        assert ledger.payable <= max(D(0), facts.sum_insured.value - paid)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(LABELS, AMOUNTS), max_size=5), BEARING, TOLD, CURRENCIES)
def test_every_ledger_adds_up(lines, terms, told, currency):
    facts = claim(None, *lines, event="storm", currency=currency, **told)
    assert_adds_up(facts, compute(facts, terms))


@settings(max_examples=150, deadline=None)
@given(AMOUNTS, AMOUNTS, BEARING, TOLD)
def test_more_claimed_never_pays_less(one, other, terms, told):
    # An excess that is a share of what is claimed grows with the claim, and a limit does not.
    assume(not any(term.kind is TermKind.EXCESS and term.percent for term in terms))
    less, more = sorted((one, other))
    paid = [compute(claim(amount, event="storm", **told), terms).payable for amount in (less, more)]
    if less and None not in paid:
        assert paid[0] <= paid[1]


@given(AMOUNTS.filter(bool))
def test_a_claim_without_terms_is_paid_as_claimed(amount):
    assert compute(claim(amount), []).payable == amount
