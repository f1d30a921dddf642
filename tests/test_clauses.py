"""Pages to clauses: structure on small pages of our own, and no letter lost on any page."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelliclaim.clauses import Role, account, count_tables, split_clauses
from intelliclaim.types import Clause, ClauseKind, Page, Passage

EXCLUSIONS = """GENERAL EXCLUSIONS
We will not pay for loss or damage caused by:
(a) wear and tear, rot or any cause that works gradually over the months and the years of the period of cover;
(b) insects, vermin, moths or any animal that you or your family keep in the home or in its grounds at all;
(c) any person to whom you have lent or let the home or a part of it, whether or not they pay you rent for it;
(d) pressure waves from aircraft that travel at or above the speed of sound over the home or the land near it.
"""


def pages(*texts: str) -> list[Page]:
    return [Page(number, text) for number, text in enumerate(texts, start=1)]


def clause_with(clauses: tuple[Clause, ...], words: str) -> Clause:
    return next(clause for clause in clauses if words in clause.text)


def test_every_item_of_a_list_keeps_its_lead_in():
    clauses = split_clauses(pages(EXCLUSIONS))
    assert len(clauses) > 1
    for clause in clauses:
        assert clause.lead_in is not None or "We will not pay" in clause.text
        assert clause.lead_in is None or clause.lead_in.text.startswith("We will not pay")


def test_lead_in_holds_across_a_page_end():
    first, second = EXCLUSIONS.split("(c)")
    clauses = split_clauses(pages(first, "(c)" + second))
    lead_in = clause_with(clauses, "aircraft").lead_in
    assert lead_in is not None and lead_in.spans[0].page == 1


@pytest.mark.parametrize(
    ("heading", "leads"),
    [
        ("What is not covered", True),
        ("SPECIFIC EXCLUSIONS", True),
        ("Two years waiting period", True),
        ("What is covered", False),
        ("Damage to glass", False),
    ],
)
def test_heading_that_excludes_or_delays_leads_into_the_list_below_it(heading, leads):
    text = f"Your home policy\n{heading}\na. wear and tear\nb. moths\nc. rust\n"
    for word in ("wear", "moths", "rust"):
        clause = clause_with(split_clauses(pages(text)), word)
        assert clause.heading[-1] == heading
        assert (clause.lead_in is not None) == leads
        assert clause.lead_in is None or text[slice(*_place(clause.lead_in))] == heading


def test_heading_leads_into_no_list_that_has_an_opening_sentence():
    text = "What is not covered\nWe will not pay for loss caused by:\na. wear and tear\nb. moths\n"
    (clause,) = split_clauses(pages(text))
    assert clause.lead_in is None
    assert clause.text.startswith("We will not pay for loss caused by:")


def _place(passage: Passage) -> tuple[int, int]:
    (span,) = passage.spans
    return span.start, span.end


def test_lead_in_of_an_inner_list_ends_with_it():
    text = """1. We will not pay for:
(a) loss of money that is not locked in a safe at night or while the premises are closed for business;
(b) loss of stock by unexplained shortage, by mistakes in counting, or by errors in the books of account;
2. You must tell us within thirty days if the premises are left empty or are no longer used for the business.
"""
    assert clause_with(split_clauses(pages(text)), "within thirty days").lead_in is None


def test_last_item_of_an_inner_list_leads_into_nothing():
    text = """We do not provide cover if any of these applied when the accident happened on the road that day:
• your car or whatever else it was towing at the time of the accident on the road that you tell us about:
– was in an unsafe state that caused the accident or made its consequences for others or for you much worse
– carried more people than its maker allows
• your car was being used at the time of the accident that you tell us about, by you or by somebody else:
– in a race, a rally, a trial or a test of speed on any road or track that was closed to all other traffic
– to carry goods or people for payment
"""
    lead_in = clause_with(split_clauses(pages(text)), "in a race").lead_in
    assert lead_in is not None
    assert lead_in.text.startswith("We do not provide cover")
    assert "more people" not in lead_in.text


def test_headings_make_a_path_and_are_not_clauses():
    text = """SECTION 2 - CONTENTS
2.1 Money
We pay up to 500 for money stolen from the home.
2.2 Bicycles
We pay up to 900 for a bicycle that is stolen.
"""
    bicycle = clause_with(split_clauses(pages(text)), "900")
    assert bicycle.heading == ("SECTION 2 - CONTENTS", "2.2 Bicycles")
    assert bicycle.number == "2.2"
    assert "Money" not in bicycle.text


def test_aspect_headings_stand_below_what_they_speak_of():
    text = """Personal items
We cover the personal items in your vehicle.
Covered
• up to 500 in total
Not covered
• mobile phones
"""
    assert clause_with(split_clauses(pages(text)), "phones").heading == ("Personal items", "Not covered")


def test_short_items_are_not_taken_for_headings():
    text = """We pay for loss caused by the following:
1. Storm or flood
2. Theft
3. Fire
The most we pay is 10,000.
"""
    assert all(clause.heading == () for clause in split_clauses(pages(text)))


def test_endorsement_with_a_code_heads_its_own_words():
    text = """Endorsement H09. Fences and gates
Gates that a storm has damaged are covered, if they are less than ten years old. Hedges remain excluded.
Endorsement H12. Increased excess for escape of water
The excess is 750, in place of the amount in the table that is printed on the first page of this booklet.
"""
    found = clause_with(split_clauses(pages(text)), "The excess is 750")
    assert found.heading == ("Endorsement H12. Increased excess for escape of water",)
    assert "Hedges" not in found.text


def test_definition_is_told_as_one():
    text = """DEFINITIONS
“Accident” means a sudden and unforeseen event.
“Vet” means a person who is licensed to treat animals.
"""
    clauses = split_clauses(pages(text))
    assert [clause.kind for clause in clauses] == [ClauseKind.DEFINITION] * 2


def test_rows_of_a_table_stay_whole_and_know_their_columns():
    text = """The maximum we will pay under this section is:
Gold Plan Silver Plan Bronze Plan
Adult below 70 $75,000 $50,000 $25,000
Adult of 70 or above $10,000 $7,500 $5,000
Child $30,000 $20,000 $10,000
"""
    (clause,) = split_clauses(pages(text))
    assert clause.kind is ClauseKind.TABLE
    assert [p.text for p in clause.passages][1:3] == [
        "Gold Plan Silver Plan Bronze Plan",
        "Adult below 70 $75,000 $50,000 $25,000",
    ]
    assert count_tables(pages(text)) == 1


def test_running_headers_footers_and_page_numbers_are_left_out():
    things = ("glass", "carpets", "doors", "freezer food", "garden sheds")
    texts = [
        f"Acme Insurance Limited\nHome wording\nWe pay for loss of {thing} in the home.\nForm 12/24 Page {n} of 5"
        for n, thing in enumerate(things)
    ]
    text = " ".join(clause.text for clause in split_clauses(pages(*texts)))
    assert "Acme" not in text and "Form" not in text and "loss of doors in the home." in text


def test_sentence_over_a_page_end_is_one_passage_around_the_footer():
    texts = ["We pay for damage by fire to the home and\n1", "also to its parts.\n2", "You pay the rest.\n3"]
    (first, *_) = [p for clause in split_clauses(pages(*texts)) for p in clause.passages]
    assert first.text == "We pay for damage by fire to the home and also to its parts."
    assert [span.page for span in first.spans] == [1, 2]


def test_sentences_are_cut_but_not_at_abbreviations():
    text = "We pay for treatment, e.g. X-rays, up to Rs. 500 per day at St. Mary. You pay the rest."
    (clause,) = split_clauses(pages(text))
    assert [p.text for p in clause.passages] == [
        "We pay for treatment, e.g. X-rays, up to Rs. 500 per day at St. Mary.",
        "You pay the rest.",
    ]


def test_words_are_mended_for_reading_only():
    text = "The treat-\nment of a pre-\nexisting con\ufffedition is not cov\xadered; it must be certiﬁed."
    (clause,) = split_clauses(pages(text))
    assert clause.text == "The treatment of a pre-existing condition is not covered; it must be certified."
    (span,) = clause.passages[0].spans
    assert text[span.start : span.end] == text


def test_reference_at_a_line_start_is_not_an_item():
    text = """(1) We pay your expense to remove debris, subject to Paragraph
(4), when it is reported to us in writing in time.
"""
    (clause,) = split_clauses(pages(text))
    assert len(clause.passages) == 1


BENEFITS = """SCHEDULE OF BENEFITS
Benefit Silver Gold Platinum
Room rent, per day 1% of SI 2% of SI At actuals
Cataract, per eye Rs 30,000 Rs 45,000 Rs 75,000
Air ambulance Not available Not available Rs 2,50,000
"""


def test_row_of_amounts_is_not_a_heading():
    (clause,) = split_clauses(pages(BENEFITS))
    assert clause.heading == ("SCHEDULE OF BENEFITS",)
    assert "Cataract, per eye Rs 30,000 Rs 45,000 Rs 75,000" in [p.text for p in clause.passages]


def test_rows_of_one_table_share_the_names_of_its_columns():
    rows = "".join(f"Benefit of the kind numbered {n} Rs {n},000 Rs {n},500 Covered\n" for n in range(1, 20))
    clauses = split_clauses(pages(BENEFITS + rows))
    assert len(clauses) > 2
    for clause in clauses[1:]:
        assert clause.lead_in is not None and clause.lead_in.text == "Benefit Silver Gold Platinum"


def test_label_of_a_row_stays_with_its_values():
    text = """Hospital stay $200 $300
Treatment abroad (per person in a
policy year) Not covered $5,000
Specialist's fee
$4,300 $5,300
"""
    rows = [p.text for clause in split_clauses(pages(text)) for p in clause.passages]
    assert rows[1:] == [
        "Treatment abroad (per person in a policy year) Not covered $5,000",
        "Specialist's fee $4,300 $5,300",
    ]


def test_heading_that_answers_is_in_a_clause_too():
    text = """2.1 Waiting period of 36 months
This applies to what you had before the policy began.
2.2 You must tell us of changes
Write to the address in the schedule.
"""
    first, second = split_clauses(pages(text))
    assert first.heading == ("2.1 Waiting period of 36 months",) and "36 months" in first.text
    assert "You must tell us" in second.text


def test_heading_of_a_list_ends_at_its_sibling():
    text = """Covered Property
(1) Buildings
The structures described in the Declarations, with what is permanently installed in them.
(2) Your Business Personal Property, which is in the building or within 100 feet of it.
"""
    assert clause_with(split_clauses(pages(text)), "100 feet").heading == ("Covered Property",)


def test_lead_in_of_one_number_is_not_that_of_the_next():
    text = """1. The following are needed to make a claim:
(a) the original bills of the hospital where the treatment was given, with the receipts for each of them;
2. Where there is more than one policy you may choose which of them is to pay for this, namely:
3. The claim is to be sent within thirty days after the day on which you left the hospital.
"""
    assert clause_with(split_clauses(pages(text)), "thirty days").lead_in is None


def test_form_numbers_and_contacts_are_not_headings():
    text = "The Cover\nWe pay.\nSPDS007 10/23\nWe pay more.\nTel.: 020-4131\nAsk us.\n"
    assert {clause.heading for clause in split_clauses(pages(text))} == {("The Cover",)}


def test_capitals_that_end_in_section_are_a_heading():
    text = "We cover it when it is shown.\nDAMAGE TO BUILDINGS SECTION\nWe pay for the walls.\n"
    assert clause_with(split_clauses(pages(text)), "walls").heading == ("DAMAGE TO BUILDINGS SECTION",)


def test_name_of_a_section_at_the_top_of_its_pages_is_left_out():
    things = ["glass", "walls", "doors", "roofs", "sheds", "gates", *["hail"] * 30]
    texts = [
        f"{n}\n{'Key details about it' if n < 6 else ''}\n1\nWe pay for {t}." for n, t in enumerate(things)
    ]
    assert not any("Key details" in clause.text for clause in split_clauses(pages(*texts)))


def test_item_of_an_exclusion_is_below_its_heading_after_other_text():
    text = """What is not covered
We do not pay for the cost of upkeep of any kind.
• rust
• rot
Damage that pets do is excluded as well.
What is covered
We pay for fire.
"""
    clauses = split_clauses(pages(text))
    assert clause_with(clauses, "pets").heading == ("What is not covered",)
    assert clause_with(clauses, "fire").heading == ("What is covered",)


def test_long_rows_of_numbers_are_read_in_no_time():
    row = " ".join(f"{n},250 {n}/{n} up to {n}%, or" for n in range(100, 140))
    begun = time.perf_counter()
    split_clauses(pages(*["\n".join([row, row.replace(" ", ""), "9" * 500 + ",", "5,000," * 90])] * 5))
    assert time.perf_counter() - begun < 1


LINES = st.sampled_from(
    [
        "GENERAL EXCLUSIONS", "Section 2 - Cover", "2.1 Money", "What is not covered", "We will not pay for:",
        "(a) wear and tear;", "(b) rot; or", "• mobile phones", "1. Storm or flood", "ii. theft of", "Page 3 of 9", "7",
        "“Vet” means a person who treats animals.", "Gold $100 $200", "Child $30,000 20%", "and the cost of repair.",
        "We pay e.g. for the certiﬁed treat-", "ment of pets. You pay", "", "   ", "我們會支付。不包括", "a", "(", "…", "- x",
    ]
)  # fmt: skip
SHEETS = st.lists(st.lists(LINES | st.text(max_size=40), max_size=14).map("\n".join), min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(SHEETS)
def test_every_letter_is_in_exactly_one_place(texts):
    sheets = pages(*texts)
    seen: Counter[tuple[int, int]] = Counter()
    spans = [span for span, role in account(sheets) if role in (Role.HEADING, Role.FURNITURE)]
    spans += [s for clause in split_clauses(sheets) for p in clause.passages for s in p.spans]
    for span in spans:
        seen.update((span.page, offset) for offset in range(span.start, span.end))
    letters = {(p.number, i) for p in sheets for i, char in enumerate(p.text) if char.isalnum()}
    assert {place for place in seen if place in letters} == letters
    assert all(seen[place] == 1 for place in letters)


@settings(max_examples=150, deadline=None)
@given(SHEETS)
def test_every_passage_says_what_its_spans_say(texts):
    sheets = {page.number: page.text for page in pages(*texts)}
    for clause in split_clauses(pages(*texts)):
        for passage in clause.passages:
            raw = "".join(sheets[s.page][s.start : s.end] for s in passage.spans)
            assert letters_of(raw) == letters_of(passage.text)
            assert all(
                sheets[s.page][s.start : s.end].strip() == sheets[s.page][s.start : s.end]
                for s in passage.spans
            )


def letters_of(text: str) -> str:
    unfolded = text.translate(
        str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
    )
    return re.sub(r"[\W_]", "", unfolded)


def test_splitting_is_deterministic():
    assert split_clauses(pages(EXCLUSIONS)) == split_clauses(pages(EXCLUSIONS))


def test_pages_without_text_make_no_clauses():
    assert split_clauses(pages("", " \n ")) == ()
