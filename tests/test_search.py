"""Search: it keeps to the chosen policies, knows the trade's synonyms, and no question breaks it."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import HOME, MOTOR, FakeReader
from hypothesis import given
from hypothesis import strategies as st

from intelliclaim.errors import UnknownPolicy
from intelliclaim.search import PASSAGE_SIGNALS, SIGNALS, Searcher, load_weights, reading_text
from intelliclaim.search import searcher as searcher_module
from intelliclaim.search.keywords import Coverage, match_expression, stem, terms, words
from intelliclaim.search.question import fit
from intelliclaim.search.ranker import EVIDENCE, VERDICT
from intelliclaim.search.shelf import HELD, Shelf, passage_starts
from intelliclaim.types import Clause, ClauseKind, Found, Passage, Policy, Span

ODD_QUESTIONS = {
    "empty": "",
    "blank": " \n\t ",
    "marks": "???",
    "stop words": "What is it that you do?",
    "5,000 characters": "What about the burst pipe, then? " * 152,
    "1,000 different words": " ".join(f"word{number}" for number in range(1000)),
    "Chinese": "我的自行车被偷了，保险赔吗？",
    "emoji": "🚲💥🚗?",
    "NUL": "burst\0pipe",
    "quotes": 'the "burst pipe" isn\'t',
    "operators": 'burst AND NOT (pipe OR "NEAR( * ^ heading : text -',
    "only operators": "AND OR NOT NEAR",
    "SQL": "'; DROP TABLE clause; --",
    "right to left": "هل الماء مغطى؟",
    "accents": "L'excès d'eau – résumé, naïve Ångström",
}


@pytest.fixture
def searcher(stocked_desk) -> Searcher:
    return stocked_desk._searcher


@pytest.fixture
def home(stocked_desk) -> Policy:
    return next(policy for policy in stocked_desk.policies() if policy.name == "home")


@pytest.fixture
def motor(stocked_desk) -> Policy:
    return next(policy for policy in stocked_desk.policies() if policy.name == "motor")


def best(found: Found) -> str:
    return found.hits[0].clause.text


# --- what is found


def test_clause_that_says_it_is_found_first(searcher, home):
    assert "bicycle" in best(searcher.search("Is my bicycle insured against theft?", [home.id]))


@pytest.mark.parametrize("chosen", [("home",), ("motor",), ("home", "motor")])
def test_only_the_chosen_policies_are_searched(searcher, home, motor, chosen):
    ids = {policy.name: policy.id for policy in (home, motor)}
    wanted = [ids[name] for name in chosen]
    for question in ("Is the windscreen covered?", "Is a burst pipe covered?", "What do you pay?"):
        assert {hit.policy_id for hit in searcher.search(question, wanted).hits} <= set(wanted)


def test_all_chosen_policies_compete(searcher, home, motor):
    found = searcher.search("broken windscreen", [home.id, motor.id])
    assert "windscreen" in best(found)
    assert {hit.policy_id for hit in found.hits} == {home.id, motor.id}


def test_no_policy_chosen_finds_nothing(searcher, home):
    assert searcher.search("burst pipe", []) == Found((), 0.0)


def test_deductible_finds_the_clause_that_says_excess(searcher, home):
    (hit, *_) = searcher.search("What deductible applies?", [home.id]).hits
    assert "excess" in hit.clause.text and "deductible" not in hit.clause.text
    assert dict(hit.signals)["keyword"] == 1.0


def test_deleted_policy_is_not_found(desk):
    home, motor = (desk.ingest(data, "one.pdf").policy.id for data in (HOME, MOTOR))
    searcher = desk._searcher
    searcher.search("burst pipe", [home, motor])
    desk.delete(home)
    assert {hit.policy_id for hit in searcher.search("burst pipe", [home, motor]).hits} <= {motor}
    with pytest.raises(UnknownPolicy):
        searcher.shelf.get(home)


@pytest.mark.parametrize("question", ODD_QUESTIONS.values(), ids=ODD_QUESTIONS)
def test_odd_question_does_no_harm(searcher, home, question):
    found = searcher.search(question, [home.id])
    assert 0 <= found.answerable <= 1
    assert all(np.isfinite(hit.score) for hit in found.hits)
    assert len(searcher.search("burst pipe", [home.id]).hits) > 0


@pytest.mark.parametrize(
    "operator", ["NOT pipe", "pipe NOT", "heading: pipe", "pi*", "^pipe", "{text}: pipe"]
)
def test_words_beside_an_operator_are_searched_as_words(searcher, home, operator):
    found = searcher.search(f"burst {operator}", [home.id])
    assert "burst" in best(found)


def test_hits_are_ordered_and_carry_every_signal(searcher, home):
    hits = searcher.search("burst pipe", [home.id]).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(tuple(name for name, _ in hit.signals) == SIGNALS for hit in hits)


def test_no_more_hits_than_asked_for(searcher, home):
    assert len(searcher.search("burst pipe", [home.id], limit=1).hits) == 1


def test_same_question_finds_the_same(searcher, home):
    assert searcher.search("burst pipe", [home.id]) == searcher.search("burst pipe", [home.id])


def test_reader_marks_each_passage_and_adds_its_signals(open_desk):
    desk = open_desk(reader=FakeReader())
    home = desk.ingest(HOME, "home.pdf").policy
    hits = desk._searcher.search("excess for every burst pipe", [home.id]).hits
    assert all(len(hit.marks) == len(hit.clause.passages) for hit in hits)
    assert all(0 <= mark <= 1 for hit in hits for mark in hit.marks)
    marks = dict(zip((each.text for each in hits[0].clause.passages), hits[0].marks, strict=True))
    assert marks["You pay an excess of 350 for every burst pipe."] > 0.5
    assert dict(hits[0].signals)["reader"] != 0


def test_without_a_reader_nothing_is_marked(searcher, home):
    assert all(hit.marks == () for hit in searcher.search("burst pipe", [home.id]).hits)


# --- words


def test_question_keeps_its_words_of_substance():
    assert terms("Is the rocket covered?") == (("rocket",),)


def test_question_of_stop_words_alone_keeps_them():
    assert [group[0] for group in terms("What is it?")] == ["what", "is", "it"]


def test_synonyms_stand_behind_the_questions_own_word():
    (group,) = (group for group in terms("Is there an excess?") if "excess" in group)
    assert group[0] == "excess" and "deductible" in group


def test_phrases_have_synonyms():
    assert any("total loss" in group for group in terms("The car is a write-off."))


def test_part_of_a_word_is_no_synonym():
    assert not any("deductible" in group for group in terms("an excessive delay"))


@given(st.text())
def test_match_expression_quotes_every_term(question):
    expression = match_expression(terms(question))
    assert all(part.startswith('"') and part.endswith('"') for part in expression.split(" OR ") if expression)


@pytest.mark.parametrize("form", ["admitted", "admits", "admitting"])
def test_forms_of_a_word_meet(form):
    assert stem(form) == stem("admit")


@given(st.lists(st.text(), min_size=1, max_size=5), st.text())
def test_coverage_is_a_share(texts, question):
    shares = Coverage(texts).of(terms(question), range(len(texts)))
    assert all(0 <= share <= 1 + 1e-9 for share in shares)


def test_clause_with_the_questions_words_covers_it_whole_and_synonyms_in_part():
    excess, deductible, neither = Coverage(["The excess is 350.", "The deductible is 350.", "Moths."]).of(
        terms("excess"), range(3)
    )
    assert excess == pytest.approx(1.0)
    assert 0 < deductible < 1
    assert neither == 0


@given(st.text())
def test_fit_is_a_share(text):
    assert 0 <= fit(text, text) <= 1


def test_how_long_wants_a_duration():
    assert fit("How long must they wait?", "after 24 months") > fit("How long must they wait?", "a rocket")


# --- reading


def clause(heading: list[str], lead_in: str, texts: list[str]) -> Clause:
    passages = tuple(Passage(text, (Span(1, 0, len(text)),)) for text in texts)
    lead = Passage(lead_in, (Span(1, 0, len(lead_in)),)) if lead_in else None
    return Clause(0, "", tuple(heading), ClauseKind.TEXT, passages, lead)


@given(
    st.lists(st.text(max_size=90), max_size=4),
    st.text(),
    st.lists(st.text(min_size=1), min_size=1, max_size=5),
)
def test_passages_begin_in_the_reading_text_where_they_are_said_to(heading, lead_in, texts):
    each = clause(heading, lead_in, texts)
    read, starts = reading_text(each), passage_starts(each)
    assert len(starts) == len(texts) + 1
    assert [read[start : start + len(text)] for start, text in zip(starts, texts, strict=False)] == texts
    assert starts[-1] == len(read) + 1


def test_reading_text_has_the_nearest_headings_and_the_lead_in():
    each = clause(["Policy", "Exclusions", "2.1 Moths"], "We will not pay for:", ["(b) moths."])
    assert reading_text(each) == "Exclusions > 2.1 Moths . We will not pay for: (b) moths."


# --- shelf


def test_policy_is_loaded_once(stocked_desk, home, monkeypatch):
    shelf = Shelf(stocked_desk._store, None)
    held = shelf.get(home.id)
    assert len(held.clauses) == len(held.vectors) == home.n_clauses
    monkeypatch.setattr(stocked_desk._store, "clauses", lambda id_: pytest.fail("loaded again"))
    assert shelf.get(home.id) is held
    shelf.drop(home.id)
    shelf.drop("never there")
    with pytest.raises(pytest.fail.Exception):
        shelf.get(home.id)


def test_policies_least_lately_used_are_forgotten(stocked_desk, home, monkeypatch):
    shelf = Shelf(stocked_desk._store, None)
    loaded: list[str] = []
    whole = shelf._load(home.id)
    monkeypatch.setattr(shelf, "_load", lambda id_: loaded.append(id_) or whole)
    ids = [f"p{number}" for number in range(HELD + 1)]
    for id_ in (*ids, ids[-1], ids[0]):
        shelf.get(id_)
    assert loaded == [*ids, ids[0]]


# --- passages


@pytest.mark.parametrize("reader", [None, FakeReader()], ids=["without a reader", "with a reader"])
def test_each_passage_of_what_is_found_has_its_chance(open_desk, reader):
    desk = open_desk(reader=reader)
    home = desk.ingest(HOME, "home.pdf").policy
    hits = desk._searcher.find_passages("excess for every burst pipe", [home.id]).hits
    assert all(len(hit.chances) == len(hit.clause.passages) for hit in hits)
    chances = {
        passage.text: chance
        for hit in hits
        for passage, chance in zip(hit.clause.passages, hit.chances, strict=True)
    }
    assert max(chances, key=chances.__getitem__) == "You pay an excess of 350 for every burst pipe."
    assert all(0 <= chance <= 1 for chance in chances.values())


def test_nothing_found_has_no_passages(searcher):
    assert searcher.find_passages("burst pipe", []) == Found((), 0.0)


def test_signals_of_passages_are_finite_and_led_by_none(open_desk):
    desk = open_desk(reader=FakeReader())
    home = desk.ingest(HOME, "home.pdf").policy
    searcher = desk._searcher
    asked = searcher.ask("excess for every burst pipe")
    hits = searcher.search(asked.question, [home.id]).hits
    signals = searcher.passage_signals(asked, hits, searcher.judge(asked, hits))
    assert signals.shape == (sum(len(hit.clause.passages) for hit in hits), len(PASSAGE_SIGNALS))
    assert np.isfinite(signals).all()
    for lead in ("mark lead", "coverage lead", "late lead"):
        assert signals[:, PASSAGE_SIGNALS.index(lead)].max() == 0


def test_the_first_clauses_are_read_with_the_question_and_what_is_not_read_is_unlikely(
    open_desk, monkeypatch
):
    monkeypatch.setattr(searcher_module, "JUDGED", 2)
    desk = open_desk(reader=FakeReader())
    home = desk.ingest(HOME, "home.pdf").policy
    searcher = desk._searcher
    asked = searcher.ask("excess for every burst pipe")
    hits = searcher.search(asked.question, [home.id]).hits
    judged = searcher.judge(asked, hits)
    assert [len(shares) for shares in judged.shares] == [len(hit.clause.passages) for hit in hits]
    assert {share for shares in judged.shares[2:] for share in shares} == {searcher_module.UNLIKELY}
    said = [share for shares in judged.shares[:2] for share in shares]
    silence = 1 / (1 + np.exp(judged.answers))
    assert np.exp(said).sum() + silence == pytest.approx(1.0)


def test_without_a_reader_nothing_is_judged(searcher, home):
    hits = searcher.search("burst pipe", [home.id]).hits
    judged = searcher.judge(searcher.ask("burst pipe"), hits)
    assert judged.answers == 0 and not any(share for shares in judged.shares for share in shares)


def test_a_passage_that_nothing_was_read_of_leaves_the_question_unlikely(open_desk, monkeypatch):
    desk = open_desk(reader=FakeReader())
    home = desk.ingest(HOME, "home.pdf").policy
    searcher = desk._searcher
    monkeypatch.setattr(
        desk._reader, "judge", lambda question, clauses: [np.full(len(c[1]) - 1, -np.inf) for c in clauses]
    )
    asked = searcher.ask("burst pipe")
    judged = searcher.judge(asked, searcher.search(asked.question, [home.id]).hits)
    assert judged.answers == searcher_module.UNLIKELY
    assert {share for shares in judged.shares for share in shares} == {searcher_module.UNLIKELY}


# --- weights


@pytest.mark.parametrize("with_reader", [True, False])
def test_fitted_weights_are_finite_and_the_threshold_is_a_probability(with_reader):
    weights = load_weights(with_reader=with_reader)
    assert weights.rank.shape == (len(SIGNALS),) and weights.evidence.shape == (len(EVIDENCE),)
    assert np.isfinite(weights.rank).all() and np.isfinite(weights.evidence).all()
    assert weights.rank.any() and weights.passage.any()
    assert weights.passage.shape == (len(PASSAGE_SIGNALS),) and np.isfinite(weights.passage).all()
    assert weights.verdict.shape == (len(VERDICT),) and np.isfinite(weights.verdict).all()
    assert 0 < weights.threshold < 1


@pytest.mark.parametrize("n", [1, 2, 12])
def test_answerable_is_a_probability_however_many_clauses_were_found(n):
    random = np.random.default_rng(n)
    signals = 100 * random.standard_normal((n, len(SIGNALS)))
    assert 0 <= load_weights(with_reader=True).answerable(signals, random.standard_normal(n)) <= 1


@pytest.mark.parametrize("found", [0.0, 0.3, 1.0])
def test_the_more_the_reader_finds_the_likelier_is_an_answer(found):
    weights = load_weights(with_reader=True)
    chances = [weights.answerable_read(found, judged) for judged in (-40.0, -2.0, 3.0, 40.0)]
    assert chances == sorted(chances) and 0 <= chances[0] < chances[-1] <= 1


def test_words_are_lower_case_and_keep_their_apostrophes():
    assert words("The Insured’s £1,500 ﬁne") == ["the", "insured’s", "1", "500", "fine"]
