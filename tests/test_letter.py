"""Letters and packs are read back from their bytes: the PDF's text layer, the DOCX's paragraphs and tables."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pypdfium2 as pdfium
import pytest
from PIL import Image

from intelliclaim.cite import letters
from intelliclaim.errors import NothingDecided, QuoteMismatch
from intelliclaim.letter import claim_pack, decision_letter
from intelliclaim.letter.characters import printable, reflowed
from intelliclaim.letter.figures import amount
from intelliclaim.types import (
    Assessment,
    Check,
    Citation,
    ClaimLine,
    CounterSearch,
    Decision,
    Fact,
    Facts,
    Form,
    Gap,
    Ledger,
    LedgerLine,
    LogEntry,
    Outcome,
    Quantity,
    Recommendation,
    Source,
    Span,
    Step,
    Unit,
    Versions,
    Worksheet,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
POLICY = "Sunrise Family Health Cover"


def cited(
    quote: str, page: int = 7, heading: tuple[str, ...] = ("Section 4", "4.2 Waiting periods")
) -> Citation:
    return Citation("p1", POLICY, 2, page, 100, 100 + len(quote), quote, heading)


ROOM = cited("Room rent is paid up to 1% of the sum insured\nfor each day (₹5,000 where it is ₹5,00,000).", 5)
WAITING = cited(
    "Treatment of a joint is not paid for unless the\npolicy has run for 24 months without a gap."
)
COVER = cited(
    "We pay for treatment in a hospital – naïve façade, 住院保險, €, £, HK$ – by a doctor.", 3, ("Cover",)
)
EXCESS = cited("The first ₹10,000 of every claim is yours to bear.", 9, ("Section 5", "Excess"))

LEDGER = Ledger(
    currency="INR",
    lines=(
        LedgerLine(
            "Room, 4 days",
            Decimal(32000),
            Decimal(20000),
            Decimal(12000),
            "4 days at the lower of 8,000 and 5,000",
            None,
            ROOM,
        ),
        LedgerLine("Surgeon", Decimal(208000), Decimal(208000), Decimal(0), "as claimed"),
    ),
    steps=(
        LedgerLine(
            "Excess", Decimal(228000), Decimal(218000), Decimal(10000), "2,28,000 less 10,000", None, EXCESS
        ),
    ),
    payable=Decimal(218000),
)
FACTS = Facts(
    text="46M, knee replacement in Pune, policy 3 months old, bill 2,40,000",
    event=Fact("knee replacement", Source.TEXT, "knee replacement"),
    policy_start=Fact(date(2026, 8, 1), Source.FORM, "policy start"),
    held_months=Fact(3, Source.TEXT, "policy 3 months old", "as told"),
    age=Fact(46, Source.TEXT, "46M"),
    claimed=Fact(Decimal(240000), Source.TEXT, "bill 2,40,000"),
    currency=Fact("INR", Source.DERIVED, "lakh"),
    lines=(ClaimLine("Room", Decimal(32000), Quantity(Decimal(4), Unit.DAY), Decimal(8000)),),
    gaps=(Gap("no discharge summary on file", "discharge summary"),),
)
MET = Check(
    Step.COVER, "Hospital treatment", Outcome.MET, "The treatment was in a hospital.", (COVER,), deciding=True
)
FAILED = Check(
    Step.WAITING_PERIOD,
    "Joint treatment",
    Outcome.NOT_MET,
    "The policy had run for 3 months; 24 are needed.",
    (WAITING,),
    deciding=True,
)
UNKNOWN = Check(
    Step.CONDITION,
    "Accident",
    Outcome.UNKNOWN,
    "It is not told.",
    (WAITING,),
    ask="the discharge summary",
    deciding=True,
)


def sheet(recommendation: Recommendation, *checks: Check, ledger: Ledger = LEDGER) -> Worksheet:
    return Worksheet(
        policy_id="p1",
        policy_name=POLICY,
        policy_version=2,
        facts=FACTS,
        checks=checks,
        counter=(
            CounterSearch("What is not paid for a knee?", 41, ()),
            CounterSearch("What waits?", 41, (WAITING,)),
        ),
        ledger=ledger,
        recommendation=recommendation,
        reasons=("A reason in plain words.",),
        citations=tuple(citation for check in checks for citation in check.citations),
        versions=Versions("a" * 64, "MiniLM", "3", "0123456789ab"),
        made_at=NOON,
        seconds=0.4,
    )


def assessed(
    decided: Recommendation | None,
    worksheet: Worksheet,
    reason: str = "",
    second: str = "B. Second",
    reference: str = "C-2026/17",
) -> Assessment:
    decision = Decision(decided, "A. Handler", reason, second, NOON) if decided else None
    return Assessment(17, reference, Form(), worksheet, decision)


APPROVED = assessed(Recommendation.APPROVE, sheet(Recommendation.APPROVE, MET), second="")
REJECTED = assessed(Recommendation.REJECT, sheet(Recommendation.REJECT, MET, FAILED))
REFERRED = assessed(Recommendation.REFER, sheet(Recommendation.REFER, MET, UNKNOWN), second="")
LOG = (LogEntry(5, NOON, "A. Handler", "assessment", "17", '{"seconds": 0.4}', "0" * 64, "f" * 64),)


def picture(_: Citation) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (620, 877), "white").save(out, "PNG")
    return out.getvalue()


def no_picture(_: Citation) -> None:
    return None


def pages(data: bytes) -> list[str]:
    document = pdfium.PdfDocument(data)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def text_of(data: bytes) -> str:
    """The words of a PDF or DOCX in order, white space collapsed."""
    if data.startswith(b"%PDF"):
        return " ".join(pages(data))
    document = docx.Document(io.BytesIO(data))
    parts = [
        block.text
        if hasattr(block, "text")
        else "\n".join(cell.text for row in block.rows for cell in row.cells)
        for block in document.iter_inner_content()
    ]
    return " ".join(" ".join(parts).split())


def says(data: bytes, words: str) -> bool:
    return letters(words) in letters(text_of(data))


both = pytest.mark.parametrize("format", ["pdf", "docx"])


# --- the letter


@both
def test_a_claim_nobody_decided_on_has_no_letter(format):
    with pytest.raises(NothingDecided, match="C-2026/17"):
        decision_letter(assessed(None, sheet(Recommendation.APPROVE, MET)), format)


@both
def test_an_approval_states_the_amount_in_the_currency_s_own_groups(format):
    assert "We accept your claim and will pay INR 2,18,000." in text_of(decision_letter(APPROVED, format))


@both
def test_an_approval_gives_each_amount_not_paid_with_its_reason_and_the_policy_s_words(format):
    letter = decision_letter(APPROVED, format)
    assert "Room, 4 days: INR 12,000" in text_of(letter) and "Excess: INR 10,000" in text_of(letter)
    assert says(letter, LEDGER.lines[0].formula) and says(letter, ROOM.quote) and says(letter, EXCESS.quote)


def test_the_ledger_s_table_has_lines_then_their_sum_then_steps_then_the_whole():
    document = docx.Document(io.BytesIO(decision_letter(APPROVED, "docx")))
    assert [[cell.text for cell in row.cells] for row in document.tables[1].rows] == [
        ["Item, in INR", "Claimed", "Payable", "Not payable"],
        ["Room, 4 days", "32,000", "20,000", "12,000"],
        ["Surgeon", "2,08,000", "2,08,000", "0"],
        ["Sum of these", "2,40,000", "2,28,000", "12,000"],
        ["Excess", "2,28,000", "2,18,000", "10,000"],
        ["In all", "2,40,000", "2,18,000", "22,000"],
    ]


@both
def test_an_amount_that_is_open_is_said_to_be_open(format):
    ledger = replace(LEDGER, payable=None, open="the surgeon's bill")
    letter = decision_letter(
        assessed(Recommendation.APPROVE, sheet(Recommendation.APPROVE, MET, ledger=ledger)), format
    )
    assert "cannot tell you yet how much" in text_of(letter) and "the surgeon's bill" in text_of(letter)
    assert "will pay INR" not in text_of(letter)


@both
def test_a_rejection_quotes_the_condition_letter_for_letter_with_heading_and_page(format):
    letter = decision_letter(REJECTED, format)
    assert " ".join(WAITING.quote.split()) in text_of(letter)
    assert "4.2 Waiting periods, page 7" in text_of(letter)
    assert FAILED.reason in text_of(letter) and "1 August 2026" in text_of(letter)


@both
def test_a_rejection_does_not_quote_what_speaks_for_the_claim(format):
    assert not says(decision_letter(REJECTED, format), COVER.quote)


@both
def test_a_rejection_without_a_quoted_condition_is_refused(format):
    for checks in ((), (replace(FAILED, citations=()),)):
        with pytest.raises(QuoteMismatch, match="must quote"):
            decision_letter(assessed(Recommendation.REJECT, sheet(Recommendation.REJECT, *checks)), format)


@both
def test_a_person_s_rejection_of_what_was_to_be_approved_is_refused_where_nothing_speaks_against_it(format):
    overruled = assessed(Recommendation.REJECT, sheet(Recommendation.APPROVE, MET), "I think not.")
    with pytest.raises(QuoteMismatch, match="assess the claim again"):
        decision_letter(overruled, format)


@both
def test_a_person_s_rejection_of_a_referred_claim_gives_the_open_condition_and_the_person_s_reason(format):
    overruled = assessed(
        Recommendation.REJECT, sheet(Recommendation.REFER, UNKNOWN), "The summary shows wear."
    )
    letter = decision_letter(overruled, format)
    assert says(letter, WAITING.quote) and "The summary shows wear." in text_of(letter)
    assert UNKNOWN.reason not in text_of(letter)


@both
def test_the_reason_for_an_approval_against_the_recommendation_stays_in_the_file(format):
    overruled = assessed(
        Recommendation.APPROVE, sheet(Recommendation.REJECT, FAILED), "Goodwill, agreed inside."
    )
    assert "Goodwill" not in text_of(decision_letter(overruled, format))
    assert "Goodwill" in text_of(claim_pack(overruled, (), no_picture, format))


@both
def test_a_referral_asks_for_what_is_missing_and_decides_nothing(format):
    text = text_of(decision_letter(REFERRED, format))
    assert "1. The discharge summary." in text and "Our decision relies" not in text and "pay INR" not in text


@both
def test_a_referral_with_nothing_to_ask_says_that_nothing_is_needed(format):
    text = text_of(decision_letter(assessed(Recommendation.REFER, sheet(Recommendation.REFER, MET)), format))
    assert "We need nothing more from you for now" in text


@both
def test_a_letter_names_who_decided_and_that_a_person_did_and_where_to_complain(format):
    text = text_of(decision_letter(REJECTED, format))
    assert "taken by a person, A. Handler and confirmed by B. Second" in text
    assert "[grievance officer's" in text and "Ombudsman: [" in text
    assert "24 November 2026" in text and "C-2026/17" in text and f"{POLICY}, version 2" in text


@both
def test_a_quote_comes_with_its_lead_in_where_the_caller_has_it(format):
    letter = decision_letter(
        REJECTED, format, wording=lambda citation: f"We will not pay for:\n{citation.quote}"
    )
    assert says(letter, "We will not pay for:" + WAITING.quote)


@both
def test_a_blank_quote_stops_letter_and_pack(format):
    blank = assessed(
        Recommendation.APPROVE, sheet(Recommendation.APPROVE, replace(MET, citations=(cited(" \n "),)))
    )
    with pytest.raises(QuoteMismatch, match="quotes nothing"):
        decision_letter(blank, format)
    with pytest.raises(QuoteMismatch, match="quotes nothing"):
        claim_pack(blank, (), no_picture, format)


# --- the pack


@both
def test_a_pack_has_facts_checks_search_ledger_decision_versions_and_log(format):
    pack = claim_pack(REJECTED, LOG, picture, format)
    text = text_of(pack)
    for words in (
        "“policy 3 months old”",
        "no discharge summary on file",
        "2. Joint treatment: not met",
        FAILED.reason,
        "41 clauses looked at; nothing found.",
        LEDGER.lines[0].formula,
        "reject (as recommended)",
        "MiniLM",
    ):
        assert words in text, words
    assert says(pack, "f" * 64) and says(pack, "before: " + "0" * 64) and says(pack, "a" * 64)


@both
def test_a_pack_quotes_every_citation_letter_for_letter_once(format):
    pack = letters(text_of(claim_pack(REJECTED, LOG, no_picture, format)))
    for citation in (COVER, WAITING, ROOM, EXCESS):
        assert pack.count(letters(citation.quote)) == 1


@both
def test_a_pack_of_an_undecided_claim_says_so(format):
    pack = claim_pack(assessed(None, sheet(Recommendation.REFER)), (), no_picture, format)
    assert "not decided yet" in text_of(pack) and "No check was made." in text_of(pack)
    assert "The log has no entry on this claim." in text_of(pack)


def test_each_cited_page_is_pictured_once_with_all_its_quotes_lit():
    second = replace(WAITING, start=900, end=910, quote="other words"[:10])
    checks = (FAILED, replace(FAILED, citations=(second,)))
    asked: list[Citation] = []

    def page_image(citation: Citation) -> bytes:
        asked.append(citation)
        return picture(citation)

    pack = claim_pack(assessed(None, sheet(Recommendation.REJECT, *checks)), (), page_image, "docx")
    assert [citation.page for citation in asked] == [5, 7, 9]
    assert asked[1].also == (Span(7, 900, 910),)
    assert len(docx.Document(io.BytesIO(pack)).inline_shapes) == 3


def test_a_long_ledger_repeats_its_header_and_every_page_has_its_number():
    line = LEDGER.lines[0]
    many = replace(LEDGER, lines=tuple(replace(line, label=f"Line {number}") for number in range(100)))
    read = pages(
        claim_pack(assessed(None, sheet(Recommendation.APPROVE, MET, ledger=many)), LOG, picture, "pdf")
    )
    assert sum("Item, in INR" in page for page in read) >= 3
    for number, page in enumerate(read, 1):
        assert f"Page {number} of {len(read)}" in page and "Claim C-2026/17" in page


def test_a_quote_and_a_cell_longer_than_a_page_run_on():
    long = replace(WAITING, quote="Words of a very long clause follow here. " * 300)
    check = replace(FAILED, citations=(long,))
    ledger = replace(LEDGER, lines=(replace(LEDGER.lines[0], formula="a long formula " * 600),))
    pack = claim_pack(assessed(None, sheet(Recommendation.REJECT, check, ledger=ledger)), LOG, picture, "pdf")
    assert (
        text_of(pack).count("clause follow") + text_of(pack).count("clause Claim") >= 299
    )  # a page's foot between


def test_the_same_assessment_is_the_same_pdf():
    assert decision_letter(APPROVED, "pdf") == decision_letter(APPROVED, "pdf")


@both
def test_mark_up_in_names_and_texts_is_only_text(format):
    odd = assessed(
        Recommendation.APPROVE, sheet(Recommendation.APPROVE, MET), reference="<b>A&B</b> <img src='x'/>"
    )
    assert "<b>A&B</b> <img src='x'/>" in text_of(decision_letter(odd, format))


# --- characters and figures


def test_a_character_that_no_typeface_has_is_named_in_the_pdf():
    odd = assessed(Recommendation.APPROVE, sheet(Recommendation.APPROVE, MET), reference="क1")
    assert "[U+0915]1" in text_of(decision_letter(odd, "pdf"))
    assert "क1" in text_of(decision_letter(odd, "docx"))


@both
def test_control_characters_of_a_pdf_s_text_layer_do_no_harm(format):
    odd = replace(WAITING, quote="\uf0b7 hospitali\ufffe\nsation\x00 and\x0b care\r\n\uf0b7 no gap")
    letter = decision_letter(
        assessed(Recommendation.REJECT, sheet(Recommendation.REJECT, replace(FAILED, citations=(odd,)))),
        format,
    )
    assert "• hospitali- sation and care • no gap" in text_of(letter)


def test_a_quote_keeps_the_breaks_before_list_items_only():
    assert (
        reflowed("We pay\nfor:\n(a) a\nstay;\n• care\n2. tests")
        == "We pay for:\n(a) a stay;\n• care\n2. tests"
    )


def test_half_a_surrogate_pair_is_named():
    assert printable("a\ud83db") == "a[U+D83D]b"


@pytest.mark.parametrize(
    ("value", "currency", "written"),
    [
        ("240000", "INR", "2,40,000"),
        ("12345678.5", "INR", "1,23,45,678.50"),
        ("999", "INR", "999"),
        ("1000", "INR", "1,000"),
        ("240000", "HKD", "240,000"),
        ("1234567.05", "GBP", "1,234,567.05"),
        ("0", "USD", "0"),
        ("-1500", "AUD", "−1,500"),
        ("99.999", "SGD", "100"),
        ("100000", "", "100,000"),
    ],
)
def test_amounts_are_grouped_as_the_currency_s_country_does(value, currency, written):
    assert amount(Decimal(value), currency) == written
