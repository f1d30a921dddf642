"""The quality page and the thumbs at the desk, run by Streamlit's AppTest against a fake assistant."""

from __future__ import annotations

import pytest
from fake_assistant import SILENT
from fake_quality import scored
from streamlit.testing.v1 import AppTest
from test_pages import ask, drawn, open_page, settled

from intelliclaim import evaluate
from intelliclaim.errors import StoreError
from intelliclaim.types import Cause, GoldSet, Progress, Stage, Verdict

COVERED = "Is cataract surgery covered?"


@pytest.fixture
def runs(fake, monkeypatch):
    """Let the button run no model: each click keeps one run of what the list says next."""
    waiting = []

    def run(desk, tell):
        tell(Progress(Stage.ASKING, 1, 1))
        return desk.save_run(GoldSet.SAMPLES, waiting.pop(0))

    monkeypatch.setattr(evaluate, "run_samples", run)
    return waiting


def quality(gold: GoldSet = GoldSet.SAMPLES) -> AppTest:
    page = open_page("pages/quality.py")
    return page if gold is GoldSet.SAMPLES else page.segmented_control(key="gold").set_value(gold).run()


def run_now(page: AppTest) -> AppTest:
    return settled(page.button(key="run-questions").click().run())


# --- the page


def test_page_says_what_a_first_run_does(fake):
    page = quality()
    assert "were not asked yet" in page.info[0].value
    assert not page.button(key="run-questions").disabled


def test_run_shows_figures_with_counts_and_intervals(fake, runs):
    wrong = {"right": False, "cause": Cause.CUT}
    runs.append([scored(str(at), **(wrong if at % 2 else {})) for at in range(10)])
    shown = drawn(run_now(quality()))
    assert "Right, with the right page" in shown
    assert "50%" in shown and "5 of 10 · 95%: " in shown
    assert "right clause, cut: 5" in shown.replace("\\", "")


def test_interval_of_few_questions_is_not_shown(fake, runs):
    runs.append([scored("a")])
    shown = drawn(run_now(quality()))
    assert "1 of 1" in shown and "95%:" not in shown


def test_second_run_shows_what_changed_and_of_which_model(fake, runs):
    wrong = {"right": False, "cause": Cause.NOT_FOUND}
    runs += [[scored("a"), scored("b", **wrong)], [scored("a", **wrong), scored("b")]]
    page = run_now(quality())
    fake.model = "model-2"
    shown = drawn(run_now(page))
    assert "<td>a</td><td>right</td><td>not found</td>" in shown
    assert "<td>b</td><td>not found</td><td>right</td>" in shown
    assert "when the model was model-1" in shown.replace("\\", "")
    assert "as before" in shown


def test_difference_is_over_the_questions_of_both_runs(fake, runs):
    wrong = {"right": False, "cause": Cause.NOT_FOUND}
    runs += [[scored("a", **wrong), scored("b")], [scored("a"), scored("b"), scored("c", **wrong)]]
    shown = drawn(run_now(run_now(quality())))
    assert "+50 points" in shown


def test_figures_of_another_model_are_told(fake, runs):
    runs.append([scored()])
    run_now(quality())
    fake.model = "model-2"
    assert "model has changed" in quality().warning[0].value


def test_bands_tell_how_many_were_right_and_which_are_too_few(fake, runs):
    runs.append([scored(str(at), score=0.9) for at in range(10)] + [scored("x", score=0.1)])
    shown = drawn(run_now(quality()))
    assert "10 of 10 right<" in shown
    assert "1 of 1 right, too few to go by" in shown


def test_sample_questions_are_named_by_their_words(fake, runs):
    first = evaluate.read_gold(evaluate.SAMPLE_QUESTIONS)[0]
    runs.append([scored(first.id, right=False, cause=Cause.CUT)])
    assert first.text.split("?")[0] in drawn(run_now(quality()))


def test_failed_run_is_told_and_nothing_is_kept(fake, monkeypatch):
    def fail(desk, tell):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(evaluate, "run_samples", fail)
    page = run_now(quality())
    assert "disk is full" in page.error[0].value
    assert fake.runs(GoldSet.SAMPLES) == ()


def test_own_questions_without_marks_say_how_to_mark(fake):
    page = quality(GoldSet.OWN)
    assert "Nothing is marked yet" in page.info[0].value
    assert page.button(key="run-questions").disabled


def test_marks_are_listed_and_can_be_taken_back(fake):
    fake.mark(fake.ask(COVERED, ["p1"]), Verdict.WRONG_CLAUSE, 7, "Ann")
    page = quality(GoldSet.OWN)
    assert "wrong clause, page 7" in drawn(page) and "by Ann" in drawn(page)
    page.button(key="unmark-1").click().run()
    assert fake.marks() == ()


# --- the desk


def test_answer_marked_right_is_kept_and_shown_as_marked(fake):
    page = ask(open_page(), COVERED)
    page.button(key="right-1").click().run()
    assert [(mark.question, mark.verdict) for mark in fake.marks()] == [(COVERED, Verdict.RIGHT)]
    assert page.button(key="right-1").help.startswith("Marked right")


def test_wrong_clause_is_kept_with_the_right_page(fake):
    page = ask(open_page(), COVERED)
    page.number_input(key="right-page-1").set_value(9).run()
    page.button(key="wrong_clause-1").click().run()
    assert [(mark.verdict, mark.page) for mark in fake.marks()] == [(Verdict.WRONG_CLAUSE, 9)]


def test_answer_that_should_have_been_silence_is_kept_without_a_page(fake):
    page = ask(open_page(), COVERED)
    page.number_input(key="right-page-1").set_value(9).run()
    page.button(key="silence-1").click().run()
    assert [(mark.verdict, mark.page) for mark in fake.marks()] == [(Verdict.SILENCE, None)]


def test_silence_can_be_marked_as_missed(fake):
    page = ask(open_page(), f"Is {SILENT} covered?")
    assert not [button for button in page.button if button.key == "wrong_clause-1"]
    page.button(key="missed-1").click().run()
    assert [mark.verdict for mark in fake.marks()] == [Verdict.MISSED]


def test_mark_can_be_taken_back_at_the_desk(fake):
    page = ask(open_page(), COVERED)
    page.button(key="right-1").click().run()
    page.button(key="unmark-1").click().run()
    assert fake.marks() == ()


def test_answer_of_a_deleted_policy_cannot_be_marked(fake):
    fake.ask(COVERED, ["p1"])
    fake.ingest(b"motor", "motor.pdf")
    fake.delete("p1")
    page = open_page()
    assert not [button for button in page.button if button.key == "right-1"]


def test_answer_shows_how_often_answers_with_its_score_were_right(fake):
    fake.save_run(GoldSet.SAMPLES, [scored(str(at), score=0.9) for at in range(12)])
    assert "with such a score, 12 of 12 were right" in drawn(ask(open_page(), COVERED))


def test_nothing_is_shown_of_a_score_where_answers_are_few_or_the_model_is_another(fake):
    fake.save_run(GoldSet.SAMPLES, [scored(score=0.9)])
    assert "such a score" not in drawn(ask(open_page(), COVERED))
    fake.save_run(GoldSet.SAMPLES, [scored(str(at), score=0.9) for at in range(12)])
    fake.model = "model-2"
    assert "such a score" not in drawn(open_page())
