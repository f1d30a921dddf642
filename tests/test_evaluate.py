"""Measured quality: facts compared, answers scored with the cause of an error, figures, bands, ablations."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from conftest import HOME, MOTOR, WEIGHTS, FakeEmbedder, FakeReader, use_fakes
from fake_assistant import FakeAssistant

from intelliclaim import evaluate
from intelliclaim.cli import main
from intelliclaim.errors import IntelliClaimError, UnknownPolicy
from intelliclaim.evaluate import comparable, read_gold, states
from intelliclaim.evaluate.ablations import only, without
from intelliclaim.evaluate.figures import share
from intelliclaim.evaluate.gold import Gold
from intelliclaim.evaluate.scoring import score_answer, score_claim, score_mark
from intelliclaim.search import SIGNALS
from intelliclaim.types import (
    Answer,
    Cause,
    Citation,
    Clause,
    ClauseKind,
    Form,
    GoldSet,
    Mark,
    Passage,
    Recommendation,
    Scored,
    Span,
    Verdict,
)

PIPE = "You pay an excess of 350 for every burst pipe."
SHED = "We pay for the theft of your bicycle from a locked shed, up to 900."
QUESTION = Gold("q1", "home.pdf", "limit", "What excess applies to a burst pipe?", ("350",), (1,))
SILENT = Gold("u1", "home.pdf", "unanswerable", "Who may train the parrot?")
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def cited(page: int = 1, quote: str = PIPE, start: int = 100, policy_id: str = "p1") -> Citation:
    return Citation(policy_id, "Home", 1, page, start, start + len(quote), quote)


def answer(text: str = PIPE, *citations: Citation, score: float = 0.9) -> Answer:
    return Answer("?", text, citations or (cited(),), (), 0.1, score)


SILENCE = Answer("?", "", (), (cited(),), 0.1, 0.1)


def clause(text: str, page: int = 1) -> Clause:
    return Clause(0, "", (), ClauseKind.TEXT, (Passage(text, (Span(page, 0, len(text)),)),))


def scored_answer(said: Answer, gold: Gold = QUESTION, found: tuple[Clause, ...] = ()) -> Scored:
    return score_answer(gold, said, len, lambda: found)


def scored(id_: str = "a", **changed: object) -> Scored:
    plain = Scored(id_, "home.pdf", "limit", True, True, False, 0.9, 20, 0.2, 1, 1)
    return replace(plain, **changed)


# --- facts


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("36 months", "within thirty-six (36) months of the start"),
        ("36 months", "a period of Thirty Six Month applies"),
        ("2,50,000", "up to ₹ 2.5 lakh"),
        ("Rs 250000", "INR two lakh fifty thousand"),
        ("1500", "one thousand five hundred pounds"),
        ("115", "one hundred and fifteen days"),
        ("250000", "two hundred and fifty thousand"),
        ("20%", "twenty per cent of each bill"),
        ("£500", "GBP 500.00"),
        ("twice a year|6 months", "every six months"),
        ("3 crore", "30,000,000"),
        ("48 hours", "48hrs"),
    ],
)
def test_fact_is_found_however_its_numbers_and_units_are_written(fact, text):
    assert states(fact, text)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("5 days", "within 15 days"),
        ("36 months", "36 weeks, then months later"),
        ("1.5", "15"),
        ("50", "twenty and thirty"),
    ],
)
def test_fact_is_not_found_in_part_of_a_number_or_in_words_apart(fact, text):
    assert not states(fact, text)


def test_two_scaled_numbers_stay_two():
    assert comparable("ten lakh and fifteen lakh") == "1000000 and 1500000"


# --- one answer


def test_right_answer_has_no_cause():
    done = scored_answer(answer())
    assert (done.right, done.page_hit, done.cause, done.quotes, done.verbatim) == (True, True, None, 1, 1)


def test_fact_that_no_clause_found_states_is_not_found():
    assert scored_answer(answer(SHED), found=(clause(SHED),)).cause is Cause.NOT_FOUND


def test_fact_in_a_clause_further_back_is_a_wrong_order():
    found = (*[clause(SHED)] * 3, clause(PIPE))
    assert scored_answer(answer(SHED), found=found).cause is Cause.ORDER


def test_fact_cut_out_of_the_first_clauses_is_a_cut():
    assert scored_answer(answer("You pay an excess."), found=(clause(PIPE),)).cause is Cause.CUT


def test_right_words_of_another_page_are_told_from_a_wrong_answer():
    done = scored_answer(answer(PIPE, cited(page=2)))
    assert (done.right, done.page_hit, done.cause) == (True, False, Cause.PAGE)


def test_right_page_as_the_fourth_citation_does_not_count():
    done = scored_answer(answer(PIPE, *[cited(page=2)] * 3, cited(page=1)))
    assert not done.page_hit


def test_answer_longer_than_120_words_is_not_right():
    done = scored_answer(answer(PIPE + " word" * 120))
    assert (done.right, done.cause) == (False, Cause.LONG)


def test_silence_on_an_answerable_question_is_wrong():
    assert scored_answer(SILENCE).cause is Cause.SHOULD_ANSWER


def test_silence_on_an_unanswerable_question_is_right():
    assert scored_answer(SILENCE, SILENT).right
    assert scored_answer(answer(), SILENT).cause is Cause.SHOULD_ABSTAIN


def test_why_is_only_asked_of_wrong_answers():
    def fail() -> tuple[Clause, ...]:
        raise AssertionError("searched again")

    assert score_answer(QUESTION, answer(), len, fail).right


# --- one claim


@pytest.fixture
def sheet():
    fake = FakeAssistant()
    policy = fake.ingest(b"health", "health.pdf").policy
    return fake.assess(policy.id, "knee replacement", Form(), "", "").worksheet


def claim(sheet, expected: str, amount: str | None = None) -> Scored:
    gold = Gold(
        "c1",
        "home.pdf",
        "claim",
        "…",
        expected=(Recommendation(expected),),
        amount=amount and Decimal(amount),
    )
    return score_claim(gold, sheet, len)


def test_claim_is_right_with_recommendation_and_amount(sheet):
    sheet = replace(
        sheet,
        recommendation=Recommendation.APPROVE,
        ledger=replace(sheet.ledger, payable=Decimal("995")),
    )
    assert claim(sheet, "approve", "1000").right
    assert claim(sheet, "approve", "1010").cause is Cause.AMOUNT
    assert claim(sheet, "refer", "1000").cause is Cause.RECOMMENDATION


def test_rejected_claim_pays_nothing(sheet):
    sheet = replace(sheet, recommendation=Recommendation.REJECT)
    assert claim(sheet, "reject", "1000").amount_right is False


# --- one mark


def mark(verdict: Verdict, shown: Citation | None = None, page: int | None = None) -> Mark:
    return Mark(3, ("p1",), "p1", "?", verdict, shown, page, 0.5, "Ann", NOW)


def marked(one: Mark, said: Answer, *found: Clause) -> Scored | None:
    return score_mark(one, said, len, lambda: found)


def test_answer_marked_right_stays_right_while_it_cites_those_words():
    one = mark(Verdict.RIGHT, cited(start=90))
    assert marked(one, answer()).right
    assert marked(one, answer(SHED, cited(start=400))).cause is Cause.NOT_FOUND
    assert marked(one, answer(SHED, cited(start=400)), clause(PIPE)).cause is Cause.ORDER
    assert marked(one, SILENCE).cause is Cause.SHOULD_ANSWER


def test_words_that_stand_beside_the_citation_count_too():
    beside = replace(cited(page=2), also=(Span(1, 100, 110),))
    assert marked(mark(Verdict.RIGHT, cited()), answer(PIPE, beside)).right


def test_wrong_clause_is_right_once_the_named_page_is_cited():
    one = mark(Verdict.WRONG_CLAUSE, cited(), page=2)
    assert not marked(one, answer()).right
    assert marked(one, answer(SHED, cited(page=2))).right


def test_wrong_clause_without_a_page_is_wrong_until_another_answer_comes_which_has_to_be_marked():
    one = mark(Verdict.WRONG_CLAUSE, cited())
    assert marked(one, answer()).cause is Cause.ORDER
    assert marked(one, answer(SHED, cited(start=400))) is None


def test_silence_marked_right_and_answer_that_should_have_been_silence_expect_silence():
    for one in (mark(Verdict.RIGHT), mark(Verdict.SILENCE, cited())):
        assert marked(one, SILENCE).right
        assert marked(one, answer()).cause is Cause.SHOULD_ABSTAIN


# --- figures


def named(figures):
    return {figure.name: figure for figure in figures}


def test_figures_of_questions_silences_and_quotes():
    found = named(
        evaluate.figures(
            [
                scored("a", words=10, seconds=0.1),
                scored("b", page_hit=False, words=30, seconds=0.3, cause=Cause.PAGE),
                scored("c", right=False, page_hit=False, abstained=True, quotes=0, verbatim=0),
                scored("d", right=False, quotes=2, verbatim=1),
                scored("u", kind="unanswerable", right=True, abstained=True, quotes=0, verbatim=0),
            ]
        )
    )
    values = {name: figure.value for name, figure in found.items()}
    assert values["right_and_cited"] == 0.25
    assert values["answer_accuracy"] == 0.5
    assert values["page_hit"] == 0.5
    assert values["abstained_when_unanswerable"] == 1.0
    assert values["false_abstentions"] == 0.25
    assert values["quotes_verbatim"] == 0.75
    assert values["answer_words_median"] == 20  # of the answers: 10, 30, 20
    assert "recommendation_accuracy" not in values


def test_figures_of_claims():
    approve, reject, refer = Recommendation.APPROVE, Recommendation.REJECT, Recommendation.REFER
    rows = [(approve, approve, True), (approve, refer, None), (reject, refer, None), (refer, approve, False)]
    claims = [
        scored(str(at), kind="claim", recommended=got, expected=(want,), amount_right=amount)
        for at, (got, want, amount) in enumerate(rows)
    ]
    values = {name: figure.value for name, figure in named(evaluate.figures(claims)).items()}
    assert values["recommendation_accuracy"] == 0.25
    assert (values["wrong_approvals"], values["wrong_rejections"]) == (1, 1)
    assert values["amount_accuracy"] == 0.5
    assert values["right_and_cited"] is None


def test_interval_is_the_same_each_time_and_holds_the_share():
    cases = [scored(str(at), policy=f"p{at % 4}", right=at % 3 > 0) for at in range(60)]
    one, two = (share("x", cases, lambda each: each.right) for _ in range(2))
    assert one == two
    assert 0 <= one.low < one.value < one.high <= 1


def test_interval_is_wider_where_policies_differ():
    alike = [scored(str(at), policy=f"p{at % 4}", right=at // 4 % 2 == 0) for at in range(80)]
    unlike = [scored(str(at), policy=f"p{at % 4}", right=at % 4 < 2) for at in range(80)]
    widths = [one.high - one.low for one in (share("x", c, lambda each: each.right) for c in (alike, unlike))]
    assert widths[0] < widths[1]


def test_interval_of_what_always_holds_is_a_point():
    one = share("x", [scored(str(at)) for at in range(5)], lambda each: each.right)
    assert (one.low, one.value, one.high) == (1, 1, 1)


def test_causes_are_counted_commonest_first():
    rows = [scored(cause=Cause.CUT), scored(cause=Cause.ORDER), scored(cause=Cause.ORDER), scored()]
    assert list(evaluate.causes(rows).items()) == [(Cause.ORDER, 2), (Cause.CUT, 1)]


def test_changes_are_the_questions_that_went_from_right_to_wrong_or_back():
    wrong = {"right": False, "cause": Cause.CUT}
    before = [scored("a"), scored("b", **wrong), scored("c", **wrong), scored("gone")]
    now = [scored("a", **wrong), scored("b"), scored("c", right=False, cause=Cause.ORDER), scored("new")]
    found = evaluate.changes(before, now)
    assert [(each.id, evaluate.outcome(each.now)) for each in found] == [
        ("a", "right clause, cut"),
        ("b", "right"),
    ]


# --- calibration


def test_bands_count_answers_and_those_that_were_right():
    rows = [scored(score=0.7), scored(score=0.7, cause=Cause.CUT), scored(score=1.0), scored(score=0.0)]
    rows += [scored(score=0.7, abstained=True), scored(score=0.7, kind="claim")]
    bands = evaluate.reliability(rows)
    assert [(band.answers, band.right) for band in bands] == [(1, 1), (0, 0), (2, 1), (1, 1)]


def test_calibration_error_is_the_mean_distance_of_score_and_share():
    rows = [scored(score=0.7), scored(score=0.7, cause=Cause.CUT), scored(score=0.9), scored(score=0.9)]
    # two answers at 0.7 of which half are right: 0.2; two at 0.9, both right: 0.1
    assert evaluate.calibration_error(evaluate.reliability(rows)) == pytest.approx(0.15)
    assert evaluate.calibration_error(evaluate.reliability([])) is None


def test_band_of_too_few_answers_is_not_shown():
    bands = evaluate.reliability([scored(score=0.7)] * 9 + [scored(score=0.9)] * 10)
    assert evaluate.band_of(0.7, bands) is None
    assert evaluate.band_of(0.85, bands).right == 10


# --- files of test questions


def test_shipped_questions_are_read():
    gold = read_gold(evaluate.SAMPLE_QUESTIONS)
    assert len(gold) == 60
    assert {one.policy for one in gold} == {"health.pdf", "home.pdf", "motor.pdf"}


def test_claim_is_read_with_its_form_and_what_is_expected(tmp_path):
    line = {
        "id": "c1",
        "policy": "home.pdf",
        "kind": "claim",
        "claim": {"text": "A pipe burst", "fields": {"claimed_amount": 1200, "currency": "GBP"}},
        "expect_recommendation": ["approve", "refer"],
        "expect_amount": 850,
        "pages": [1],
    }
    (tmp_path / "gold.jsonl").write_text(json.dumps(line) + "\n\n", encoding="utf-8")
    (one,) = read_gold(tmp_path / "gold.jsonl")
    assert one.form.claimed_amount == 1200
    assert one.expected == (Recommendation.APPROVE, Recommendation.REFER)
    assert one.amount == 850


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"id": "a", "policy": "b", "kind": "limit", "question": "c"}',
        '{"id": "a", "policy": "b", "claim": {"text": "c"}, "expect_recommendation": "pay"}',
    ],
)
def test_line_that_is_no_test_question_is_named(tmp_path, line):
    (tmp_path / "gold.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(IntelliClaimError, match="line 2 is no test question"):
        read_gold(tmp_path / "gold.jsonl")


def test_empty_file_of_test_questions_is_refused(tmp_path):
    (tmp_path / "gold.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(IntelliClaimError, match="no test question"):
        read_gold(tmp_path / "gold.jsonl")


# --- runs over an assistant


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder of policies and a file of questions on them."""
    folder = tmp_path / "brought"
    folder.mkdir()
    (folder / "home.pdf").write_bytes(HOME)
    (folder / "motor.pdf").write_bytes(MOTOR)
    lines = [
        {"id": "h1", "policy": "home.pdf", "kind": "limit", "question": QUESTION.text, "facts": ["350"], "pages": [1]},
        {"id": "h2", "policy": "home.pdf", "kind": "unanswerable", "question": SILENT.text},
        {"id": "m1", "policy": "motor.pdf", "kind": "limit", "question": "How many days of a courtesy car?", "facts": ["14 days"], "pages": [1]},
        {"id": "x1", "policy": "gone.pdf", "kind": "limit", "question": "Is rust covered?", "facts": ["rust"], "pages": [1]},
    ]  # fmt: skip
    (folder / "gold.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


def test_run_scores_every_question_and_names_the_policy_that_could_not_be_read(desk, folder):
    gold = read_gold(folder / "gold.jsonl")
    ids = evaluate.ingested(desk, folder, (one.policy for one in gold))
    done = evaluate.run_gold(desk, gold, ids)
    assert [(each.id, evaluate.outcome(each)) for each in done] == [
        ("h1", "right"),
        ("h2", "right"),
        ("m1", "right"),
        ("x1", "policy not read"),
    ]
    assert desk.exchanges() == ()


def test_claims_are_gone_through_too(desk, folder):
    line = {
        "id": "c1",
        "policy": "home.pdf",
        "claim": {"text": "A pipe burst in the home on 3 Mar 2026, repair 1,200 GBP", "fields": {"age": 40}},
        "expect_recommendation": ["approve", "refer", "reject"],
    }
    (folder / "claims.jsonl").write_text(json.dumps(line), encoding="utf-8")
    gold = read_gold(folder / "claims.jsonl")
    (done,) = evaluate.run_gold(desk, gold, evaluate.ingested(desk, folder, ["home.pdf"]))
    assert done.right and done.recommended in done.expected
    assert done.quotes == done.verbatim
    assert desk.assessments() == ()


def test_sample_run_happens_in_a_store_of_its_own_and_is_kept(desk, folder, monkeypatch):
    monkeypatch.setattr(evaluate.running, "SAMPLES", folder)
    monkeypatch.setattr(evaluate.running, "SAMPLE_QUESTIONS", folder / "gold.jsonl")
    told = []
    done = evaluate.run_samples(desk, told.append)
    assert desk.policies() == ()
    assert desk.runs(GoldSet.SAMPLES) == (done,)
    assert done.model == "hashed-words"
    assert told[-1].done == told[-1].total == 4


def test_samples_that_are_not_there_are_told(desk, monkeypatch, tmp_path):
    monkeypatch.setattr(evaluate.running, "SAMPLE_QUESTIONS", tmp_path / "gone")
    with pytest.raises(IntelliClaimError, match="restore the folder"):
        evaluate.run_samples(desk)


def test_marked_answer_becomes_a_test_question(desk, home):
    asked = desk.ask(QUESTION.text, [home.id])
    kept = desk.mark(asked, Verdict.RIGHT, by="Ann")
    desk.clear_exchanges()
    (one,) = evaluate.run_marks(desk).scored
    assert (one.id, one.right, one.policy) == (str(kept.id), True, home.id)


def test_later_mark_on_the_same_question_replaces_the_earlier_one(desk, home):
    for verdict in (Verdict.RIGHT, Verdict.SILENCE):
        desk.mark(desk.ask(QUESTION.text, [home.id]), verdict)
    (kept,) = desk.marks()
    assert kept.verdict is Verdict.SILENCE
    assert evaluate.run_marks(desk).scored[0].cause is Cause.SHOULD_ABSTAIN


def test_mark_taken_back_is_no_test_question_any_more(desk, home):
    kept = desk.mark(desk.ask(QUESTION.text, [home.id]), Verdict.RIGHT)
    desk.unmark(kept.id)
    assert desk.marks() == ()
    assert evaluate.run_marks(desk).scored == ()
    assert [entry.subject for entry in desk.log("mark")] == [str(kept.id)] * 2


def test_mark_goes_with_its_policy(desk, home, motor):
    desk.mark(desk.ask(QUESTION.text, [motor.id, home.id]), Verdict.WRONG_CLAUSE, page=1)
    desk.delete(motor.id)
    assert desk.marks() == ()


def test_mark_on_a_deleted_policy_or_a_page_that_is_not_there_is_refused(desk, home):
    asked = desk.ask(QUESTION.text, [home.id])
    with pytest.raises(ValueError, match="pages 1 to 2"):
        desk.mark(asked, Verdict.WRONG_CLAUSE, page=3)
    desk.delete(home.id)
    with pytest.raises(UnknownPolicy):
        desk.mark(asked, Verdict.RIGHT)


def test_only_the_latest_runs_are_kept(desk):
    for _ in range(22):
        last = desk.save_run(GoldSet.OWN, [scored()])
    runs = desk.runs(GoldSet.OWN)
    assert len(runs) == 20
    assert runs[0] == last
    assert desk.runs(GoldSet.SAMPLES) == ()


# --- ablations


def test_signal_left_out_counts_nothing():
    weights = without("coverage", WEIGHTS)
    assert weights.rank[SIGNALS.index("coverage")] == 0
    assert weights.rank[SIGNALS.index("vector")] == 1
    assert weights.threshold == 0


def test_one_signal_alone_ranks():
    assert np.flatnonzero(only("keyword", WEIGHTS).rank).tolist() == [SIGNALS.index("keyword")]


def test_every_signal_and_part_is_left_out_once():
    names = [way.name for way in evaluate.ablations()]
    assert names[:4] == ["answering always", "without the reader", "vectors only", "keyword only"]
    assert names[4:] == [f"without {signal}" for signal in (*SIGNALS, "cross-encoder")]


def test_ablation_answers_from_the_same_store_and_leaves_the_assistant_as_it_was(open_desk):
    desk = open_desk(reader=FakeReader())
    home = desk.ingest(HOME, "home.pdf").policy
    for way in evaluate.ablations():
        assert way.of(desk).answer(QUESTION.text, [home.id]).citations
    assert desk.answer(SILENT.text, [home.id]).abstained


# --- the command


@pytest.fixture
def run(monkeypatch, capsys, folder):
    monkeypatch.delenv("INTELLICLAIM_MODEL", raising=False)
    use_fakes(monkeypatch, FakeEmbedder())

    def run_one(*more: str) -> str:
        assert (
            main(["evaluate", "--policies", str(folder), "--questions", str(folder / "gold.jsonl"), *more])
            == 0
        )
        return capsys.readouterr().out

    return run_one


def test_command_prints_figures_causes_and_errors(run):
    out = run()
    assert "right_and_cited" in out and "0.667" in out
    assert "x1" in out and "policy not read: Is rust covered?" in out


def test_command_in_json_has_figures_calibration_and_ablations(run):
    read = json.loads(run("--json", "--ablations"))
    assert read["figures"]["page_hit"]["of"] == 3
    assert read["causes"] == {"policy not read": 1}
    assert sum(band["answers"] for band in read["calibration"]["bands"]) == 2
    assert len(read["ablations"]) == 5 + len(SIGNALS)
    assert read["questions"][0]["id"] == "h1"
