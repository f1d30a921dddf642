"""Claims at the assistant: terms, worksheets, decisions, files of claims, exports, each with its log entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from conftest import HOME
from pdf_files import make_pdf

from intelliclaim.assistant import SHEET_COLUMNS, read_form
from intelliclaim.assistant import claims as claims_face
from intelliclaim.errors import (
    DecisionRefused,
    NothingDecided,
    QuoteMismatch,
    UnknownAssessment,
    UnknownPolicy,
    UnreadableClaim,
)
from intelliclaim.types import (
    Check,
    ClaimLine,
    Form,
    Ledger,
    Outcome,
    Quantity,
    Recommendation,
    Source,
    Step,
    TermKind,
    Unit,
    Worksheet,
)

APPROVE, REJECT, REFER = Recommendation.APPROVE, Recommendation.REJECT, Recommendation.REFER
PIPE = "A pipe burst on 3 Mar 2026, repair 1,200 GBP"
HEALTH = make_pdf(
    [
        "SECTION 1 - WAITING PERIODS",
        "1.1 Hernia",
        "Hernia is covered after a waiting period of 24 months from the start of the policy.",
        "1.2 Room",
        "We pay for a room up to INR 5,000 a day.",
    ]
)


@pytest.fixture
def assessed(monkeypatch):
    """Have claims assessed by a rule of one line; gives what it was called with."""
    calls = []

    def assess(facts, policy, clauses, terms, search, page_of, versions):
        calls.append((facts, policy, clauses, terms, search, page_of, versions))
        found = search(facts.text, 3)
        citations = tuple(
            claims_face.cite(policy, hit.clause, hit.clause.passages, page_of) for hit in found.hits[:1]
        )
        advice = REJECT if "rot" in facts.text else APPROVE
        return Worksheet(
            policy.id,
            policy.name,
            policy.version,
            facts,
            (Check(Step.COVER, "Covered", Outcome.MET, "It is.", citations, deciding=True),
             Check(Step.CONDITION, "Told in time", Outcome.UNKNOWN, "Not told.", ask="the day of notice"),
             Check(Step.LIMIT, "Within the limit", Outcome.NOT_MET, "It is not.")),
            (),
            Ledger("GBP", (), (), D("850.00")),
            advice,
            ("It is covered.", "The excess is 350."),
            citations,
            versions,
            datetime.now(UTC),
            0.1,
        )  # fmt: skip

    monkeypatch.setattr(claims_face.rules, "assess", assess)
    return calls


# --- terms


def test_ingest_finds_terms_and_cites_them(desk):
    policy = desk.ingest(HEALTH, "health.pdf").policy
    (wait, *_) = [term for term in desk.terms(policy.id) if term.kind is TermKind.WAITING_PERIOD]
    assert wait.duration == Quantity(D(24), Unit.MONTH, wait.duration.what)
    cited = desk.term_citation(policy.id, wait)
    assert "24 months" in cited.quote
    assert desk.page(policy.id, cited.page).text[cited.start : cited.end] == cited.quote


def test_currency_of_a_policy_is_that_of_its_terms(desk):
    assert desk.currency(desk.ingest(HEALTH, "health.pdf").policy.id) == "INR"


def test_edited_term_wins_in_the_next_worksheet(desk, assessed):
    policy = desk.ingest(HEALTH, "health.pdf").policy
    before = desk.worksheet(policy.id, "hernia").versions.terms
    edited = replace(desk.terms(policy.id)[0], exceptions="an accident")
    desk.edit_term(policy.id, 0, edited, "A. Iyer")
    sheet = desk.worksheet(policy.id, "hernia")
    assert assessed[-1][3][0] == replace(edited, edited_by="A. Iyer")
    assert sheet.versions.terms != before and len(before) == 12


def test_policy_of_an_older_release_gets_its_terms_at_the_next_opening(desk, open_desk):
    policy = desk.ingest(HEALTH, "health.pdf").policy
    terms = desk.terms(policy.id)
    with desk._store._database.write() as connection:
        connection.execute("DELETE FROM term")
        connection.execute("DELETE FROM term_sheet")
    desk.close()
    again = open_desk()
    assert again.terms(policy.id) == terms != ()
    assert json.loads(again.log("ingest")[0].detail) == {"terms": len(terms)}


def test_reindex_reads_terms_anew_and_keeps_a_persons_edit(desk):
    policy = desk.ingest(HEALTH, "health.pdf").policy
    desk.edit_term(policy.id, 0, replace(desk.terms(policy.id)[0], exceptions="an accident"), "A. Iyer")
    edited = desk.terms(policy.id)
    desk.reindex()
    assert desk.terms(policy.id) == edited


# --- worksheets


def test_worksheet_keeps_and_logs_nothing(desk, home, assessed):
    before = desk.log()
    desk.worksheet(home.id, PIPE)
    assert desk.assessments() == () and desk.log() == before


def test_rules_get_facts_of_text_and_form_and_a_search_in_this_policy_alone(desk, home, motor, assessed):
    desk.worksheet(home.id, PIPE, Form(age=40))
    facts, policy, clauses, _, search, page_of, versions = assessed[0]
    assert facts.loss_date.value == date(2026, 3, 3)
    assert (facts.age.value, facts.age.source) == (40, Source.FORM)
    assert policy == home and len(clauses) == home.n_clauses
    assert {hit.policy_id for hit in search("windscreen", 5).hits} == {home.id}
    assert page_of(2).text == desk.page(home.id, 2).text
    assert (versions.policy_sha256, versions.model) == (home.sha256, "hashed-words")


def test_real_rules_go_through_a_claim(desk, home):
    sheet = desk.worksheet(home.id, PIPE)
    assert sheet.policy_id == home.id and sheet.checks and sheet.recommendation in Recommendation


def test_facts_are_read_with_the_plans_of_the_policy(desk, home, monkeypatch):
    asked = []
    monkeypatch.setattr(claims_face, "plan_names", lambda terms: ("Silver",))
    monkeypatch.setattr(claims_face, "read_facts", lambda text, form, plans: asked.append(plans))
    desk.facts(home.id, PIPE)
    assert asked == [("Silver",)]


def test_assessment_is_kept_and_logged_with_who_made_it(desk, home, assessed, open_desk):
    kept = desk.assess(home.id, PIPE, Form(age=40), " C-1 ", "A. Iyer")
    assert (kept.reference, kept.form, kept.decision) == ("C-1", Form(age=40), None)
    (entry,) = desk.log("assessment")
    assert (entry.subject, entry.by) == (str(kept.id), "A. Iyer")
    desk.close()
    again = open_desk()
    assert again.assessments() == (kept,) and again.assessment(kept.id) == kept
    assert again.verify_log() is None


def test_claim_under_a_policy_that_is_gone_is_not_assessed(desk, assessed):
    with pytest.raises(UnknownPolicy):
        desk.assess("gone", PIPE)
    assert desk.assessments() == ()


def test_half_a_character_in_a_claim_does_no_harm(desk, home, assessed):
    kept = desk.assess(home.id, f"{PIPE} \udcff")
    assert desk.assessment(kept.id) == kept


def test_replay_goes_through_the_kept_text_and_form_again_and_keeps_nothing(desk, home, assessed):
    kept = desk.assess(home.id, PIPE, Form(age=40))
    again = desk.replay(kept.id)
    assert replace(again, made_at=kept.worksheet.made_at) == kept.worksheet
    assert desk.assessments() == (kept,)


# --- decisions


def test_decision_as_recommended_needs_only_a_name(desk, home, assessed):
    id_ = desk.assess(home.id, PIPE).id
    decided = desk.decide(id_, APPROVE, " A. Iyer ").decision
    assert (decided.decision, decided.by, decided.reason, decided.second) == (APPROVE, "A. Iyer", "", "")
    assert desk.assessment(id_).decision == decided
    (entry,) = desk.log("decision")
    assert (entry.subject, entry.by) == (str(id_), "A. Iyer")


@pytest.mark.parametrize(
    ("text", "decision", "by", "reason", "second", "message"),
    [
        (PIPE, APPROVE, " ", "", "", "needs the name"),
        (PIPE, REFER, "A. Iyer", " ", "", "give your reason"),
        (PIPE, REJECT, "A. Iyer", "wear", "", "second person"),
        ("rot", REJECT, "A. Iyer", "", "", "second person"),
        ("rot", REJECT, "A. Iyer", "", "a.  iyer ", "another than the first"),
        ("rot", APPROVE, "A. Iyer", "", "B. Okafor", "give your reason"),
    ],
)
def test_decision_that_lacks_something_is_refused_and_not_logged(
    desk, home, assessed, text, decision, by, reason, second, message
):
    id_ = desk.assess(home.id, text).id
    with pytest.raises(DecisionRefused, match=message):
        desk.decide(id_, decision, by, reason, second)
    assert desk.assessment(id_).decision is None and desk.log("decision") == ()


@pytest.mark.parametrize(
    ("text", "decision", "reason", "second"),
    [
        (PIPE, REFER, "a note is missing", ""),
        ("rot", REJECT, "", "B. Okafor"),
        ("rot", APPROVE, "goodwill", ""),
    ],
)
def test_decision_that_lacks_nothing_is_kept(desk, home, assessed, text, decision, reason, second):
    id_ = desk.assess(home.id, text).id
    assert desk.decide(id_, decision, "A. Iyer", reason, second).decision.decision is decision


def test_decision_is_taken_once(desk, home, assessed):
    id_ = desk.assess(home.id, PIPE).id
    desk.decide(id_, APPROVE, "A. Iyer")
    with pytest.raises(DecisionRefused, match="decided by A. Iyer already"):
        desk.decide(id_, APPROVE, "B. Okafor")


def test_two_who_decide_at_once_do_not_both(desk, home, assessed, monkeypatch):
    open_ = desk.assess(home.id, PIPE)
    desk.decide(open_.id, APPROVE, "A. Iyer")
    monkeypatch.setattr(type(desk), "assessment", lambda self, id: open_)  # as B. saw it a moment ago
    with pytest.raises(DecisionRefused, match="decided already"):
        desk.decide(open_.id, APPROVE, "B. Okafor")


def test_decision_on_no_assessment_is_refused(desk):
    with pytest.raises(UnknownAssessment):
        desk.decide(7, APPROVE, "A. Iyer")


# --- log


def test_everything_done_is_in_the_log(desk, home, assessed):
    desk.edit_term(home.id, 0, desk.terms(home.id)[0], "A. Iyer")
    desk.ask("What excess applies to a burst pipe?", [home.id])
    id_ = desk.assess(home.id, PIPE).id
    desk.decide(id_, APPROVE, "A. Iyer")
    desk.record_export("log.csv", by="A. Iyer")
    desk.delete(home.id, "A. Iyer")
    kinds = [entry.kind for entry in desk.log()]
    assert kinds == ["delete", "export", "decision", "assessment", "question", "edit", "ingest"]
    assert desk.verify_log() is None
    assert next(each for each in desk.doctor() if each.subject == "Log").ok


def test_same_file_twice_is_logged_once(desk, home):
    desk.ingest(HOME, "again.pdf")
    assert len(desk.log("ingest")) == 1


def test_doctor_names_the_entry_that_was_altered(desk, home):
    with desk._store._database.write() as connection:
        connection.execute("DROP TRIGGER log_unaltered")
        connection.execute("UPDATE log SET by = 'Nobody'")
    report = next(each for each in desk.doctor() if each.subject == "Log")
    assert not report.ok and "entry 1 " in report.detail


def test_decided_assessment_outlives_its_policy_and_an_open_one_does_not(desk, home, assessed):
    decided = desk.decide(desk.assess(home.id, PIPE).id, APPROVE, "A. Iyer")
    desk.assess(home.id, PIPE)
    desk.delete(home.id)
    assert desk.assessments() == (decided,)
    with pytest.raises(UnknownPolicy):
        desk.replay(decided.id)
    with pytest.raises(UnknownPolicy):
        desk.letter(decided.id, "pdf")
    assert desk.verify_log() is None


# --- exports


@pytest.mark.parametrize("format_", ["pdf", "docx"])
def test_letter_and_pack_are_files_of_their_kind_and_logged(desk, home, assessed, format_):
    id_ = desk.decide(desk.assess(home.id, PIPE, reference="C-1").id, APPROVE, "A. Iyer").id
    begins = {"pdf": b"%PDF", "docx": b"PK"}[format_]
    assert desk.letter(id_, format_, "A. Iyer").startswith(begins)
    assert desk.claim_pack(id_, format_).startswith(begins)
    pack, letter = desk.log("export")
    assert (letter.subject, letter.by) == (str(id_), "A. Iyer")
    assert json.loads(letter.detail)["file"] == f"letter.{format_}"
    assert json.loads(pack.detail)["file"] == f"claim-pack.{format_}"


def test_letter_before_a_decision_is_refused_and_not_logged(desk, home, assessed):
    id_ = desk.assess(home.id, PIPE).id
    with pytest.raises(NothingDecided):
        desk.letter(id_, "pdf")
    assert desk.log("export") == ()


@pytest.mark.parametrize("export", ["letter", "claim_pack"])
def test_quote_that_no_longer_matches_its_page_stops_the_export(desk, home, assessed, monkeypatch, export):
    id_ = desk.decide(desk.assess(home.id, PIPE).id, APPROVE, "A. Iyer").id
    whole = type(desk._store).page

    def altered(store, policy_id, number):
        page = whole(store, policy_id, number)
        return replace(page, text=page.text.replace("e", "x"))

    monkeypatch.setattr(type(desk._store), "page", altered)
    with pytest.raises(QuoteMismatch):
        getattr(desk, export)(id_, "pdf")
    assert desk.log("export") == ()


def test_pack_gets_the_log_on_its_claim_and_policy_oldest_first_and_pictures(
    desk, home, motor, assessed, monkeypatch
):
    given = {}

    def claim_pack(assessment, log, page_image, format_, *, wording):
        given.update(log=log, image=page_image(assessment.worksheet.citations[0]))
        given["said"] = wording(assessment.worksheet.citations[0])
        return b"pack"

    monkeypatch.setattr("intelliclaim.letter.claim_pack", claim_pack)
    other = desk.assess(motor.id, PIPE)
    kept = desk.decide(desk.assess(home.id, PIPE).id, APPROVE, "A. Iyer")
    desk.record_export("letter.pdf", other.id)
    assert desk.claim_pack(kept.id, "pdf") == b"pack"
    subjects = [(entry.kind, entry.subject) for entry in given["log"]]
    assert subjects == [("ingest", home.id), ("assessment", str(kept.id)), ("decision", str(kept.id))]
    assert given["image"].startswith(b"\x89PNG")
    assert kept.worksheet.citations[0].quote in given["said"]


# --- a file of claims


def rows_of(desk, *rows: Mapping[str, str], **options) -> list[dict[str, str]]:
    return list(desk.assess_batch(rows, **options))


def test_each_row_is_assessed_kept_and_told(desk, home, assessed):
    done = []
    row = {
        "reference": "C-1",
        "policy": "home",
        "claim": PIPE,
        "age": "40",
        "sum_insured": "5 lakh",
        "loss_date": "",
    }
    (sheet,) = rows_of(desk, row, on_done=done.append, by="A. Iyer")
    (kept,) = desk.assessments()
    assert tuple(sheet) == SHEET_COLUMNS
    assert sheet == {
        "reference": "C-1",
        "policy": "home",
        "assessment": str(kept.id),
        "recommendation": "approve",
        "amount": "850.00",
        "currency": "GBP",
        "reasons": "It is covered. The excess is 350.",
        "not_met": "Within the limit",
        "unknown": "Told in time (ask for: the day of notice)",
        "pages": sheet["pages"],
        "error": "",
    }
    assert sheet["pages"] in ("1", "2") and done == [1]
    assert kept.form == Form(age=40, sum_insured=D(500000))
    assert desk.log("assessment")[0].by == "A. Iyer"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"policy": "boat"}, "no policy 'boat'"),
        ({"policy": ""}, "no policy ''"),
        ({"loss_date": "31/02/2026"}, "loss_date is '31/02/2026'"),
        ({"age": "old"}, "age is 'old'"),
        ({"claim": " "}, "tells no claim"),
        ({"": "and more"}, "more cells than the header"),
    ],
)
def test_bad_row_has_its_error_and_the_rest_goes_on(desk, home, assessed, changes, error):
    good = {"reference": "C", "policy": "home", "claim": PIPE}
    first, second = rows_of(desk, good | changes, good)
    assert error in first["error"] and first["recommendation"] == "" and first["reference"] == "C"
    assert second["error"] == "" and len(desk.assessments()) == 1


def test_policy_is_named_by_id_name_or_file_and_a_current_version_comes_first(desk, home, assessed):
    new = desk.ingest(HEALTH, "new.pdf", replaces=home.id).policy
    for name, expected in (("home", new), (home.id, home), ("home.pdf", home), ("new.pdf", new)):
        assert desk.policy_named(name).id == expected.id


# --- forms


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("loss_date", "2024-02-29", date(2024, 2, 29)),
        ("loss_date", "3 Mar 2026", date(2026, 3, 3)),
        ("policy_start", " 2026-03-03 ", date(2026, 3, 3)),
        ("age", 46, 46),
        ("age", "0", 0),
        ("age", 7.0, 7),
        ("sum_insured", 500000, D(500000)),
        ("sum_insured", 1500.5, D("1500.5")),
        ("sum_insured", "2,40,000", D(240000)),
        ("claimed_amount", "INR 5 lakh", D(500000)),
        ("claimed_amount", "£1,200.50", D("1200.50")),
        ("excess", 0, D(0)),
        ("currency", "inr", "INR"),
        ("sex", "female", "F"),
        ("plan", " Silver ", "Silver"),
        ("lines", [{"label": "Room", "amount": "6,000"}], (ClaimLine("Room", D(6000)),)),
    ],
)
def test_field_is_read(name, value, expected):
    assert getattr(read_form({name: value}), name) == expected


@pytest.mark.parametrize("value", [None, ""])
def test_empty_field_stays_empty(value):
    assert read_form(dict.fromkeys(("loss_date", "age", "sum_insured", "plan", "lines"), value)) == Form()


def test_field_that_a_form_has_not_is_passed_over():
    assert read_form({"reference": "C-1", "colour": "green"}) == Form()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loss_date", "2026-02-30"),
        ("loss_date", "03/04/2026"),
        ("loss_date", "3 Mar"),
        ("loss_date", "soon"),
        ("loss_date", 20260303),
        ("age", -1),
        ("age", 121),
        ("age", 3.5),
        ("age", True),
        ("sum_insured", "much"),
        ("sum_insured", "-5"),
        ("sum_insured", float("nan")),
        ("claimed_amount", []),
        ("currency", "rupees"),
        ("sex", "?"),
        ("place", 7),
        ("lines", [{"label": "Room"}]),
        ("lines", "Room 6,000"),
    ],
)
def test_field_that_cannot_be_read_names_itself_its_value_and_what_to_write(name, value):
    with pytest.raises(UnreadableClaim, match=rf"{name} is .*: write "):
        read_form({name: value})


def test_a_fault_in_the_rules_is_a_clear_error_for_that_claim_alone(stocked_desk, monkeypatch):
    from intelliclaim.assistant import claims
    from intelliclaim.errors import AssessmentFailed

    def fail(*arguments):
        raise IndexError("tuple index out of range")

    monkeypatch.setattr(claims.rules, "assess", fail)
    policy = stocked_desk.policies()[0]
    with pytest.raises(AssessmentFailed, match="Give it to a person"):
        stocked_desk.worksheet(policy.id, "A burst pipe.")
