"""How figures are written and read, what differs in a replay, and files of rows: no Streamlit runs here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from fake_assistant import FakeAssistant
from fake_claims import KNEE, TERMS

from intelliclaim.types import ClaimLine, Form, Quantity, Unit
from intelliclaim.ui.figures import (
    amount,
    date_format,
    day,
    figure,
    moment,
    money,
    quantity,
    read_amount,
    read_lines,
    written_lines,
)
from intelliclaim.ui.replay import Difference, differences
from intelliclaim.ui.sieve import Sieve
from intelliclaim.ui.tables import csv_bytes, html_table, read_csv
from intelliclaim.ui.worksheet import with_quotes


@pytest.mark.parametrize(
    ("value", "rupees", "pounds"),
    [
        ("0", "0", "0"),
        ("999", "999", "999"),
        ("1000", "1,000", "1,000"),
        ("99999.5", "99,999.50", "99,999.50"),
        ("100000", "1,00,000", "100,000"),
        ("12500000", "1,25,00,000", "12,500,000"),
        ("-240000", "−2,40,000", "−240,000"),
    ],
)
def test_amount_is_grouped_as_its_currency_is_counted(value, rupees, pounds):
    assert amount(Decimal(value), "INR") == rupees
    assert amount(Decimal(value), "GBP") == pounds


def test_money_without_a_currency_is_the_amount_alone():
    assert money(Decimal(1500), "") == "1,500"


def test_date_has_its_month_in_letters():
    assert day(date(2026, 3, 3)) == "3 Mar 2026"
    assert moment(datetime(2026, 3, 3, 9, 5, tzinfo=UTC)) == "3 Mar 2026, 09:05 UTC"


@pytest.mark.parametrize(
    ("currency", "said", "field"),
    [
        ("", "3 Apr 2026", "YYYY-MM-DD"),
        ("INR", "3 Apr 2026", "DD/MM/YYYY"),
        ("GBP", "3 Apr 2026", "DD/MM/YYYY"),
        ("USD", "Apr 3, 2026", "MM/DD/YYYY"),
    ],
)
def test_date_is_written_and_typed_as_in_the_country_of_its_currency(currency, said, field):
    assert day(date(2026, 4, 3), currency) == said
    assert moment(datetime(2026, 4, 3, 9, 5, tzinfo=UTC), currency) == f"{said}, 09:05 UTC"
    assert date_format(currency) == field


@pytest.mark.parametrize(
    ("count", "unit", "what", "text"),
    [
        ("1", Unit.DAY, "in ICU", "1 day in ICU"),
        ("2.50", Unit.HOUR, "", "2.5 hours"),
        ("100", Unit.DAY, "", "100 days"),
    ],
)
def test_quantity_agrees_with_its_unit(count, unit, what, text):
    assert quantity(Quantity(Decimal(count), unit, what)) == text


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (TERMS[0], "24 months from inception"),
        (TERMS[2], "1% of sum insured, at most INR 10,000 per day"),
        (TERMS[3], "20% of claim"),
        (
            replace(TERMS[2], percent=None, lower=False, per=None, every=Quantity(Decimal(6), Unit.HOUR)),
            "INR 10,000 for every 6 hours",
        ),
        (replace(TERMS[3], percent=None), ""),
    ],
)
def test_figure_of_a_term_is_one_line(term, text):
    assert figure(term) == text


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2,40,000", "240000"), ("240,000.50", "240000.50"), (" 1 000 ", "1000"), ("", None), ("0", "0")],
)
def test_amount_is_read_as_it_is_typed(typed, value):
    assert read_amount(typed) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("typed", ["abc", "-5", "NaN", "Infinity", "1.2.3"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError, match="is not an amount"):
        read_amount(typed)


def test_lines_of_a_bill_are_read_as_they_are_written():
    lines = (
        ClaimLine(
            "Room", Decimal(24000), Quantity(Decimal(4), Unit.DAY), Decimal(6000), "Room: 4 days × 6,000"
        ),
        ClaimLine("Surgeon", Decimal(80000), words="Surgeon: 80,000"),
    )
    assert read_lines(written_lines(lines, "INR")) == lines


@pytest.mark.parametrize(("row", "said"), [("Room 4,000", "not a line"), ("Room: four", "not an amount")])
def test_row_that_is_no_line_of_a_bill_is_named(row, said):
    with pytest.raises(ValueError, match=said):
        read_lines(row)


def test_quoted_words_are_set_off_and_all_is_escaped():
    assert with_quotes("It says “a <b>” & more") == 'It says <q class="ic-said">a &lt;b&gt;</q> &amp; more'


def test_csv_comes_back_as_it_was_written():
    rows = [{"policy": "Gold, “Plus”", "text": "line one\nline two"}]
    assert read_csv(csv_bytes(rows)) == rows


@pytest.mark.parametrize(
    ("cell", "written"), [("=1+1", "'=1+1"), ("@cmd", "'@cmd"), ("-5,000.50", "-5,000.50"), ("+x", "'+x")]
)
def test_cell_that_a_spreadsheet_would_run_is_disarmed(cell, written):
    assert read_csv(csv_bytes([{"a": cell}])) == [{"a": written}]


def test_csv_of_another_separator_and_encoding_is_read():
    assert read_csv("Policy;Text\nHaus;Größe £5\n".encode("cp1252")) == [
        {"policy": "Haus", "text": "Größe £5"}
    ]


def test_table_is_escaped():
    assert "<td>&lt;i&gt;</td>" in html_table(("A",), [("<i>",)])


@pytest.fixture
def kept():
    fake = FakeAssistant()
    fake.ingest(b"health", "health.pdf")
    return fake.assess("p1", KNEE, Form(), "C-1", "A. Rao")


def test_later_making_alone_is_no_difference(kept):
    sheet = kept.worksheet
    again = replace(sheet, seconds=9.0, made_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert list(differences(sheet, again)) == []


def test_changed_amount_and_lost_check_are_differences(kept):
    sheet = kept.worksheet
    again = replace(sheet, checks=sheet.checks[1:], ledger=replace(sheet.ledger, payable=None))
    assert list(differences(sheet, again)) == [
        Difference("Payable", "INR 2,36,000", "open"),
        Difference("Check, in force: The policy was in force at the date of loss", "met", ""),
    ]


@pytest.mark.parametrize(
    ("sieve", "kept_it"),
    [
        (Sieve(), True),
        (Sieve(first=date(2026, 11, 24), last=date(2026, 11, 24)), True),
        (Sieve(first=date(2026, 11, 25)), False),
        (Sieve(last=date(2026, 11, 23)), False),
        (Sieve(policies=("p2",)), False),
    ],
)
def test_both_days_of_a_filter_are_included(kept, sieve, kept_it):
    assert sieve.assessments([kept]) == ([kept] if kept_it else [])


@pytest.mark.parametrize(
    ("currency", "written"), [("", "3 Mar 2026"), ("INR", "3 Mar 2026"), ("USD", "Mar 3, 2026")]
)
def test_date_is_written_as_in_the_policys_country(currency, written):
    assert day(date(2026, 3, 3), currency) == written
