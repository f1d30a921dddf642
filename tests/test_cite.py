"""Citations: every quote is a slice of its page, and what is not on the page is not quoted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intelliclaim.cite import check_passage, check_quote, cite, join, letters
from intelliclaim.clauses import split_clauses
from intelliclaim.errors import QuoteMismatch
from intelliclaim.types import Clause, ClauseKind, Health, Page, Passage, Policy, Span

POLICY = Policy(
    "p1", "Home", 2, "0" * 64, "home.pdf", 9, 9, datetime(2026, 1, 1, tzinfo=UTC), Health(9, (), (), "en", 0)
)


def pages(*texts: str):
    by_number = {number: Page(number, text) for number, text in enumerate(texts, 1)}
    return by_number.__getitem__


def passage(page_of, words: str, *, page: int = 1, text: str = "") -> Passage:
    """The passage that stands where `words` stand, read as `text`."""
    start = page_of(page).text.index(words)
    return Passage(text or words, (Span(page, start, start + len(words)),))


def clause(*passages: Passage, lead_in: Passage | None = None) -> Clause:
    return Clause(0, "1", ("Cover", "1 Water"), ClauseKind.TEXT, passages, lead_in)


# --- a quote is a slice


def test_quote_is_the_pages_own_text_with_its_line_breaks():
    page_of = pages("1 Water\nWe pay for damage\nby water. You pay 350.")
    said = passage(page_of, "We pay for damage\nby water.", text="We pay for damage by water.")
    citation = cite(POLICY, clause(said), [said], page_of)
    assert citation.quote == "We pay for damage\nby water."
    assert (citation.page, citation.start, citation.end) == (1, 8, 35)
    assert (citation.policy_id, citation.policy_name, citation.version) == ("p1", "Home", 2)
    assert citation.heading == ("Cover", "1 Water")
    assert citation.also == ()


words = st.text(
    st.characters(categories=["L", "N", "P", "Zs", "Mn"], include_characters="\n\xad-ﬁ"),
    min_size=2,
    max_size=60,
)


@st.composite
def cut_pages(draw):
    """Pages of any text, and passages cut out of them anywhere, in order, over page ends too."""
    texts = draw(st.lists(words, min_size=1, max_size=3))
    places = [(number, at) for number, text in enumerate(texts, 1) for at in range(len(text))]
    cuts = sorted(draw(st.sets(st.integers(0, len(places)), min_size=2, max_size=7)))
    found = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        spans = []
        for number in range(1, len(texts) + 1):
            on_page = [at for page, at in places[start:end] if page == number]
            if on_page:
                spans.append(Span(number, on_page[0], on_page[-1] + 1))
        text = "".join(texts[span.page - 1][span.start : span.end] for span in spans)
        if letters(text):
            found.append(Passage(" ".join(text.split()), tuple(spans)))
    chosen = [each for each in found if draw(st.booleans())] or found[:1]
    return pages(*texts), found, chosen, draw(st.booleans())


@given(cut_pages())
def test_every_citation_equals_its_slice_and_passes_the_check(cut):
    page_of, found, chosen, with_lead_in = cut
    if not chosen:
        return
    lead_in = found[0] if with_lead_in else None
    citation = cite(POLICY, clause(*found, lead_in=lead_in), chosen, page_of)
    assert page_of(citation.page).text[citation.start : citation.end] == citation.quote
    check_quote(citation, page_of(citation.page))


@given(cut_pages())
def test_every_cited_letter_is_in_the_quote_or_beside_it(cut):
    page_of, found, chosen, with_lead_in = cut
    if not chosen:
        return
    lead_in = found[0] if with_lead_in else None
    citation = cite(POLICY, clause(*found, lead_in=lead_in), chosen, page_of)
    marked = [Span(citation.page, citation.start, citation.end), *citation.also]
    for each in (*chosen, *([lead_in] if lead_in else [])):
        for span in each.spans:
            assert any(
                run.page == span.page and run.start <= span.start and span.end <= run.end for run in marked
            )


@given(st.lists(words, min_size=1, max_size=3))
def test_clauses_as_they_are_split_can_all_be_cited(texts):
    page_of = pages(*texts)
    for each in split_clauses([page_of(number) for number in range(1, len(texts) + 1)]):
        citation = cite(POLICY, each, each.passages, page_of)
        assert page_of(citation.page).text[citation.start : citation.end] == citation.quote


# --- what is not on its page


@pytest.mark.parametrize("false", ["We pay 360.", "We paid 350.", "We pay 350. Always.", "You pay 350."])
def test_passage_with_another_digit_or_word_is_refused(false):
    page_of = pages("We pay 350.")
    said = passage(page_of, "We pay 350.", text=false)
    with pytest.raises(QuoteMismatch, match="Home, page 1: the stored clause no longer matches the page"):
        cite(POLICY, clause(said), [said], page_of)


def test_lead_in_that_is_not_on_its_page_is_refused():
    page_of = pages("We will not pay for: moths.")
    lead_in = passage(page_of, "We will not pay for:", text="We will pay for:")
    item = passage(page_of, "moths.")
    with pytest.raises(QuoteMismatch):
        cite(POLICY, clause(item, lead_in=lead_in), [item], page_of)


def test_quote_absent_from_its_page_is_refused():
    page_of = pages("We pay 350.")
    said = passage(page_of, "We pay 350.")
    citation = cite(POLICY, clause(said), [said], page_of)
    for false in (
        replace(citation, quote="We pay 900."),
        replace(citation, start=1, end=12),
        replace(citation, end=citation.end - 1),
        replace(citation, start=0, end=0, quote=""),
        replace(citation, quote="we pay 350."),
    ):
        with pytest.raises(QuoteMismatch, match="the quote is not on the page as it was cited"):
            check_quote(false, page_of(1))
    with pytest.raises(QuoteMismatch):
        check_quote(citation, Page(1, "We pay 900."))


# --- runs


def test_runs_are_joined_over_spaces_and_marks_alone():
    page_of = pages("one,\n • two; 3 four")
    one, two, four = (passage(page_of, word).spans[0] for word in ("one", "two", "four"))
    assert join([one, two], page_of) == [Span(1, 0, two.end)]
    assert join([two, four], page_of) == [two, four]


def test_runs_of_two_pages_or_in_another_order_are_not_joined():
    page_of = pages("one two", "one two")
    one, two = Span(1, 0, 3), Span(1, 4, 7)
    assert join([two, one], page_of) == [two, one]
    assert join([one, Span(2, 4, 7)], page_of) == [one, Span(2, 4, 7)]


def test_longest_run_is_the_quote_and_the_rest_stands_beside_it():
    page_of = pages("We pay. But\nfooter", "not for theft from a shed.")
    said = Passage("But not for theft from a shed.", (Span(1, 8, 11), Span(2, 0, 26)))
    citation = cite(POLICY, clause(said), [said], page_of)
    assert (citation.page, citation.quote) == (2, "not for theft from a shed.")
    assert citation.also == (Span(1, 8, 11),)


def test_lead_in_stands_beside_the_quote():
    page_of = pages("We will not pay for:\n(a) rot;\n(b) moths.")
    lead_in, item = passage(page_of, "We will not pay for:"), passage(page_of, "(b) moths.")
    citation = cite(POLICY, clause(item, lead_in=lead_in), [item], page_of)
    assert citation.quote == "(b) moths."
    assert citation.also == lead_in.spans


# --- what compares equal


@pytest.mark.parametrize(
    ("on_page", "read"),
    [
        ("certiﬁed oﬃce", "certified office"),
        ("treat-\nment", "treatment"),
        ("cov\xadered", "covered"),
        ("pre-\nexisting", "pre-existing"),
        ("“excess”", '"excess"'),
        ("PRE‑EXISTING", "pre-existing"),
        ("We  pay\n350", "We pay 350"),
    ],
)
def test_ligatures_hyphens_and_spaces_do_not_count(on_page, read):
    page_of = pages(on_page)
    check_passage("Home", passage(page_of, on_page, text=read), page_of)


@pytest.mark.parametrize(
    ("on_page", "read"), [("350", "530"), ("36 months", "3 months"), ("covered", "not covered"), ("a", "b")]
)
def test_digits_and_words_count(on_page, read):
    page_of = pages(on_page)
    with pytest.raises(QuoteMismatch):
        check_passage("Home", passage(page_of, on_page, text=read), page_of)
