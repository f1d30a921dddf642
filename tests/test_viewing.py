"""Reading a policy on the screen: its contents, words found in it, and two wordings compared."""

from __future__ import annotations

import io

import pypdf
from pdf_files import make_pdf

from intelliclaim.clauses.compare import changed_words, compare_clauses
from intelliclaim.clauses.contents import contents
from intelliclaim.search.within import MOST, find_words
from intelliclaim.types import Clause, ClauseKind, Page, Passage, Span
from intelliclaim.types.viewing import ChangeKind, Heading


def wording(*sentences: str, heading: tuple[str, ...] = ("Cover",), page: int = 1) -> Clause:
    passages = tuple(Passage(text, (Span(page, 0, len(text)),)) for text in sentences)
    return Clause(0, "1", heading, ClauseKind.TEXT, passages)


WATER = "We pay for damage by water that escapes from a burst pipe."
THEFT = "We pay for the theft of your bicycle from a locked shed, up to 900."


def kinds(old, new):
    return [str(change.kind) for change in compare_clauses(old, new)]


def test_the_same_wording_has_no_change():
    assert compare_clauses([wording(WATER, THEFT)], [wording(WATER, THEFT)]) == ()


def test_another_figure_is_a_rewording_and_shown_by_its_word():
    (change,) = compare_clauses([wording(WATER, THEFT)], [wording(WATER, THEFT.replace("900", "1,200"))])
    assert change.kind is ChangeKind.REWORDED
    gone, come = changed_words(change.old.passage.text, change.new.passage.text)
    assert [change.old.passage.text[a:b] for a, b in gone] == ["900"]
    assert [change.new.passage.text[a:b] for a, b in come] == ["1,200"]


def test_a_new_sentence_is_added_under_its_heading():
    new = "We pay the cost of a locksmith where your keys are stolen."
    (change,) = compare_clauses([wording(WATER)], [wording(WATER, new, heading=("Cover", "Keys"))])
    assert (change.kind, change.heading, change.old) == (ChangeKind.ADDED, ("Cover", "Keys"), None)


def test_what_is_gone_comes_where_it_stood():
    last = "Tell us of any loss within thirty days."
    changed = last.replace("thirty", "ten")
    assert kinds([wording(WATER, THEFT, last)], [wording(WATER, changed)]) == ["removed", "reworded"]


def test_a_sentence_that_moved_to_another_clause_is_no_change():
    assert kinds([wording(WATER, THEFT)], [wording(THEFT), wording(WATER)]) == []


def test_two_wordings_that_share_nothing_are_all_removed_and_added():
    assert sorted(kinds([wording(WATER)], [wording("Flights are refunded.")])) == ["added", "removed"]


def test_contents_are_the_clauses_headings_each_once():
    clauses = [
        wording(WATER, heading=("Cover", "Water")),
        wording(WATER, heading=("Cover", "Water")),
        wording(THEFT, heading=("Cover", "Theft"), page=2),
        wording(THEFT, heading=("Claims",), page=3),
    ]
    assert contents(clauses) == (
        Heading("Cover", 1, 0),
        Heading("Water", 1, 1),
        Heading("Theft", 2, 1),
        Heading("Claims", 3, 0),
    )


def test_nested_bookmarks_are_contents_with_their_depth(desk):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf([WATER, THEFT], [WATER])))
    cover = writer.add_outline_item(title="Cover", page_number=0)
    for title in ("Water", "Theft"):
        writer.add_outline_item(title=title, page_number=0, parent=cover)
    writer.add_outline_item(title="Claims", page_number=1)
    out = io.BytesIO()
    writer.write(out)
    policy = desk.ingest(out.getvalue(), "home.pdf").policy
    assert desk.headings(policy.id) == (
        Heading("Cover", 1, 0),
        Heading("Water", 1, 1),
        Heading("Theft", 1, 1),
        Heading("Claims", 2, 0),
    )


def found(text: str, wanted: str) -> list[str]:
    return [text[span.start : span.end] for span in find_words([Page(1, text)], wanted)]


def test_words_are_found_over_a_line_end_and_whatever_their_case():
    assert found("the Burst\npipe and a burst pipe", "burst PIPE") == ["Burst\npipe", "burst pipe"]


def test_a_word_broken_at_a_line_end_is_found():
    assert found("a hospi-\ntal bed", "hospital") == ["hospi-\ntal"]


def test_typed_quotes_and_hyphens_find_printed_ones():
    assert found("the insured’s co‑pay", "insured's co-pay") == ["insured’s co‑pay"]


def test_words_that_stand_nowhere_in_a_row_are_found_each_by_itself():
    assert found("pipe, and then a burst", "burst pipe") == ["pipe", "burst"]


def test_signs_of_a_pattern_are_letters_like_others():
    assert found("5% (five) of x", "5% (five)") == ["5% (five)"]


def test_nothing_is_found_of_nothing():
    assert found("text", "  ") == []


def test_places_are_named_with_their_page_and_never_too_many():
    pages = [Page(number, "a " * 300) for number in (1, 2)]
    spans = find_words(pages, "a")
    assert (spans[0], len(spans)) == (Span(1, 0, 1), MOST)
