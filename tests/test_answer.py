"""Answers: the policy's own passages within the words allowed, or the statement that it does not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelliclaim.answer import MAX_CITATIONS, MAX_WORDS, OMITTED, compose
from intelliclaim.errors import QuoteMismatch
from intelliclaim.types import (
    Answer,
    Clause,
    ClauseKind,
    Found,
    Health,
    Hit,
    Page,
    Passage,
    Policy,
    Span,
)

POLICIES = {
    id_: Policy(
        id_,
        id_.title(),
        1,
        id_,
        f"{id_}.pdf",
        1,
        1,
        datetime(2026, 1, 1, tzinfo=UTC),
        Health(1, (), (), "en", 0),
    )
    for id_ in ("home", "motor")
}
THRESHOLD = 0.5


class Book:
    """Pages that grow with every clause written on them."""

    def __init__(self) -> None:
        self.texts = dict.fromkeys(POLICIES, "")
        self.n_clauses = 0

    def write(self, policy_id: str, text: str) -> Passage:
        start = len(self.texts[policy_id])
        self.texts[policy_id] += text + "\n"
        return Passage(text, (Span(1, start, start + len(text)),))

    def hit(
        self, *texts: str, lead_in: str = "", chances: tuple[float, ...] = (), policy_id: str = "home"
    ) -> Hit:
        lead = self.write(policy_id, lead_in) if lead_in else None
        passages = tuple(self.write(policy_id, text) for text in texts)
        kind = ClauseKind.LIST if lead else ClauseKind.TEXT
        self.n_clauses += 1
        return Hit(policy_id, Clause(self.n_clauses, "", (), kind, passages, lead), 1.0, chances=chances)

    def page(self, policy_id: str, number: int) -> Page:
        return Page(number, self.texts[policy_id])

    def answer(self, *hits: Hit, answerable: float = 0.9) -> Answer:
        return compose("What?", Found(hits, answerable), THRESHOLD, POLICIES, self.page)


@pytest.fixture
def book():
    return Book()


# --- properties

sentence = st.integers(1, 150).flatmap(
    lambda n: st.integers(0, 999).map(lambda m: " ".join(f"w{m}n{i}" for i in range(n)) + ".")
)
any_clause = st.tuples(
    st.lists(st.tuples(sentence, st.floats(0, 1)), min_size=1, max_size=6),
    st.one_of(st.just(""), sentence),
    st.booleans(),
    st.sampled_from(sorted(POLICIES)),
)


def written(clauses) -> tuple[Book, list[Hit]]:
    book = Book()
    hits = []
    for marked, lead_in, with_chances, policy_id in clauses:
        texts, chances = zip(*marked, strict=True)
        hits.append(
            book.hit(*texts, lead_in=lead_in, chances=chances if with_chances else (), policy_id=policy_id)
        )
    return book, hits


def parts_of(answer: Answer, hits: list[Hit]) -> list[Passage]:
    """The passages and lead-ins that the answer's text is made of, read off it from the left."""
    known = [each for hit in hits for each in (hit.clause.lead_in, *hit.clause.passages) if each]
    parts, rest = [], " ".join(word for word in answer.text.split() if word != OMITTED)
    while rest:
        part = max(
            (each for each in known if f"{rest} ".startswith(f"{each.text} ")), key=lambda e: len(e.text)
        )
        parts.append(part)
        rest = rest[len(part.text) :].removeprefix(" ")
    return parts


@settings(max_examples=30)
@given(st.lists(any_clause, min_size=1, max_size=5))
def test_answer_keeps_to_the_words_allowed_unless_one_passage_alone_is_longer(clauses):
    book, hits = written(clauses)
    said = book.answer(*hits)
    if len(said.text.split()) > MAX_WORDS:
        lead_ins = {hit.clause.lead_in.text for hit in hits if hit.clause.lead_in}
        assert len([part for part in parts_of(said, hits) if part.text not in lead_ins]) <= 1


@settings(max_examples=30)
@given(st.lists(any_clause, min_size=1, max_size=5))
def test_answer_is_made_of_passages_of_the_cited_clauses_alone(clauses):
    book, hits = written(clauses)
    said = book.answer(*hits)
    assert said.text
    assert 1 <= len(said.citations) <= MAX_CITATIONS
    marked = [
        (citation.policy_id, span)
        for citation in said.citations
        for span in (Span(citation.page, citation.start, citation.end), *citation.also)
    ]
    cited = [
        each.text
        for hit in hits
        for each in (hit.clause.lead_in, *hit.clause.passages)
        if each and all(any(id_ == hit.policy_id and run.start <= s.start and s.end <= run.end for id_, run in marked) for s in each.spans)
    ]  # fmt: skip
    assert all(part.text in cited for part in parts_of(said, hits))


@settings(max_examples=30)
@given(st.lists(any_clause, max_size=5), st.floats(0, 1))
def test_answer_has_text_where_it_has_citations_and_nearest_clauses_where_it_has_none(clauses, answerable):
    book, hits = written(clauses)
    said = book.answer(*hits, answerable=answerable)
    assert said.abstained == (not hits or answerable < THRESHOLD)
    assert bool(said.text) == bool(said.citations) == (not said.abstained)
    assert bool(said.nearest) == (said.abstained and bool(hits))
    assert said.score == answerable


# --- examples


def test_item_comes_with_its_lead_in(book):
    said = book.answer(book.hit("(b) moths.", lead_in="We will not pay for:"))
    assert said.text.startswith("We will not pay for: (b) moths.")


def test_item_comes_with_the_heading_that_is_a_passage_of_its_clause(book):
    hit = book.hit("90 days wait", "a. gout", "b. cataract", chances=(0.0, 0.0, 0.9))
    clause = replace(hit.clause, kind=ClauseKind.LIST, heading=("Exclusions", "90 days wait"))
    assert book.answer(replace(hit, clause=clause)).text == f"90 days wait {OMITTED} b. cataract"


def test_every_item_chosen_comes_after_its_lead_in(book):
    long = " ".join(["word"] * 90)
    said = book.answer(
        book.hit(long, "(b) moths.", lead_in="We will not pay for:", chances=(0.1, 0.9)),
        book.hit("(c) rot.", lead_in="We pay for:"),
    )
    assert "We will not pay for:" in said.text
    assert said.text.index("We will not pay for:") < said.text.index("(b) moths.")
    assert "(c) rot." not in said.text or "We pay for:" in said.text


def test_likeliest_passage_is_kept_where_not_all_fit(book):
    long = " ".join(["word"] * 115)
    said = book.answer(book.hit(long + ".", "You pay an excess of 350 in all cases.", chances=(0.1, 0.9)))
    assert "You pay an excess of 350" in said.text
    assert len(said.text.split()) <= MAX_WORDS


def test_likeliest_passage_is_shown_however_many_short_ones_its_words_would_hold(book):
    long = " ".join(f"w{n}" for n in range(100)) + "."
    short = [book.hit(f"Short one {n} of ten words that say other things.", chances=(0.3,)) for n in range(9)]
    assert long in book.answer(*short, book.hit(long, chances=(0.4,))).text


def test_sentence_that_takes_something_of_the_likeliest_is_shown_with_it(book):
    taken = "However, this does not apply to a claim for theft."
    said = book.answer(book.hit("We pay up to 350.", taken, chances=(0.9, 0.01)))
    assert said.text == f"We pay up to 350. {taken}"


@pytest.mark.parametrize("opening", ["We pay once for each of the following", "We pay once for:"])
def test_short_list_is_shown_with_the_sentence_that_opens_it(book, opening):
    said = book.answer(book.hit(opening, "(a) heart failure;", "(b) stroke.", chances=(0.9, 0.01, 0.01)))
    assert said.text == f"{opening} (a) heart failure; (b) stroke."


def test_long_list_is_not_shown_for_the_sentence_that_opens_it(book):
    items = [f"({letter}) " + " ".join(f"{letter}{n}" for n in range(30)) for letter in "ab"]
    said = book.answer(book.hit("We pay once for:", *items, chances=(0.9, 0.01, 0.01)))
    assert said.text == "We pay once for:"


def test_next_provision_is_no_item_of_the_list_that_the_one_before_opens(book):
    said = book.answer(
        book.hit("1. We pay for the following events.", "2. Call us by day.", chances=(0.9, 0.01))
    )
    assert said.text == "1. We pay for the following events."


def test_answer_says_which_of_its_passages_is_the_likeliest(book):
    said = book.answer(
        book.hit("You pay 350.", "For storm, 500.", "For theft, 700.", chances=(0.2, 0.9, 0.4))
    )
    assert said.likeliest == "For storm, 500." and "You pay 350. For storm, 500." in said.text


def test_clause_that_the_policy_prints_twice_is_shown_once(book):
    text = "You pay an excess of 350 for every burst pipe."
    said = book.answer(book.hit(text, chances=(0.9,)), book.hit(text, chances=(0.8,)))
    assert said.text == text


def test_unlikely_passage_is_left_out(book):
    said = book.answer(book.hit("You pay 350.", "Call us by day.", chances=(0.9, 0.01)))
    assert said.text == "You pay 350."


def test_of_two_passages_as_long_the_likelier_is_shown(book):
    long = " ".join(f"w{n}" for n in range(55)) + "."
    beside, elsewhere = long.replace("w", "b"), long.replace("w", "e")
    said = book.answer(
        book.hit(long, beside, chances=(0.9, 0.2)), book.hit(elsewhere, chances=(0.3,), policy_id="motor")
    )
    assert elsewhere in said.text and beside not in said.text


def test_short_passages_go_before_a_long_one_as_likely(book):
    long = " ".join(f"w{n}" for n in range(100)) + "."
    said = book.answer(
        book.hit("You pay 350.", chances=(0.9,)),
        book.hit(long, chances=(0.5,)),
        book.hit("For storm you pay nothing, whatever it costs, and for theft 700.", chances=(0.5,)),
        book.hit("For hail you pay 120 of every claim that follows in one year.", chances=(0.5,)),
    )
    assert "For storm" in said.text and "For hail" in said.text and long not in said.text


def test_passages_keep_the_order_of_the_policy(book):
    said = book.answer(book.hit("First.", "Second.", "Third.", chances=(0.5, 0.8, 0.9)))
    places = [said.text.find(word) for word in ("First.", "Second.", "Third.")]
    assert [place for place in places if place >= 0] == sorted(place for place in places if place >= 0)


def test_clauses_of_one_page_share_a_citation_and_keep_the_order_of_the_policy(book):
    first, between, last = book.hit("Theft is covered."), book.hit("Hail."), book.hit("Not from a shed.")
    said = book.answer(last, first)
    assert said.text == f"Theft is covered. {OMITTED} Not from a shed."
    assert len(said.citations) == 1
    assert OMITTED not in book.answer(between, first).text


def test_item_keeps_the_lead_in_that_stands_in_its_own_clause(book):
    long = " ".join(["word"] * 116)
    said = book.answer(
        book.hit("We will not pay for:", f"(a) {long};", "(b) moths.", chances=(0.1, 0.2, 0.9))
    )
    assert said.text == f"We will not pay for: {OMITTED} (b) moths."


def test_passage_longer_than_the_limit_is_shown_whole_and_alone(book):
    long = " ".join(["word"] * (MAX_WORDS + 30)) + "."
    assert book.answer(book.hit(long), book.hit("Short.")).text == long


def test_answer_below_the_threshold_shows_what_came_nearest_and_says_nothing(book):
    said = book.answer(*(book.hit(f"Clause {n}.") for n in range(5)), answerable=0.49)
    assert said.abstained
    assert said.text == ""
    assert [citation.quote for citation in said.nearest] == ["Clause 0.", "Clause 1.", "Clause 2."]


def test_nothing_found_is_an_abstention_whatever_its_probability(book):
    said = book.answer(answerable=1.0)
    assert said.abstained and said.nearest == ()


def test_best_clause_is_cited_first(book):
    said = book.answer(book.hit("Best."), book.hit("Next.", policy_id="motor"))
    assert [citation.policy_name for citation in said.citations][:1] == ["Home"]
    assert said.citations[0].quote == "Best."


def test_clause_that_does_not_match_its_page_is_never_shown(book):
    hit = book.hit("You pay 350.")
    book.texts["home"] = "You pay 900.\n"
    for answerable in (0.9, 0.1):
        with pytest.raises(QuoteMismatch):
            book.answer(hit, answerable=answerable)
