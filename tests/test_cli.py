"""The command line: what a program reads from it, and what a person is told when something is wrong."""

from __future__ import annotations

import csv
import json
import sqlite3
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import HOME, MOTOR, FakeEmbedder, use_fakes
from fake_claims import MADE, FakeClaims
from pdf_files import lock, make_pdf

from intelliclaim import documents
from intelliclaim.assistant import Assistant
from intelliclaim.cite import letters
from intelliclaim.cli import main
from intelliclaim.types import Form, Health, Ledger, Policy, Recommendation, Worksheet

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
BURST = "What excess applies to a burst pipe?"
PIPE = "A pipe burst in the home on 3 Mar 2026, repair 1,200 GBP"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run one command over a data folder of its own; gives its exit status, output and errors."""
    monkeypatch.setenv("INTELLICLAIM_DATA", str(tmp_path / "data"))
    for name in ("MODEL", "THREADS", "BATCH", "MAX_FILE_MB"):
        monkeypatch.delenv(f"INTELLICLAIM_{name}", raising=False)
    use_fakes(monkeypatch, FakeEmbedder())

    def run_one(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return (status, *capsys.readouterr())

    return run_one


@pytest.fixture
def files(tmp_path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "home.pdf").write_bytes(HOME)
    (folder / "motor.pdf").write_bytes(MOTOR)
    (folder / "locked.pdf").write_bytes(lock(HOME, "secret"))
    (folder / "scan.pdf").write_bytes(make_pdf([], []))
    return folder


# --- ingest and policies


def test_ingested_policies_are_listed(run, files):
    status, out, err = run("ingest", files / "home.pdf", files / "motor.pdf")
    assert (status, err) == (0, "")
    assert "home: 2 pages" in out and "motor: 1 pages" in out
    status, out, _ = run("policies", "--json")
    rows = json.loads(out)
    assert status == 0
    assert [(row["name"], row["n_pages"], row["version"]) for row in rows] == [
        ("home", 2, 1),
        ("motor", 1, 1),
    ]
    assert rows[0]["health"]["language"] == "en" and rows[0]["added_at"].endswith("+00:00")


def test_same_file_is_said_to_be_there_already(run, files):
    run("ingest", files / "home.pdf")
    _, out, _ = run("ingest", "--json", files / "home.pdf")
    (row,) = json.loads(out)
    assert row["known"] and row["policy"]["name"] == "home"


def test_file_that_cannot_be_read_does_not_keep_the_others_out(run, files):
    status, out, err = run(
        "ingest", "--json", files / "scan.pdf", files / "gone.pdf", files / "locked.pdf", files / "home.pdf"
    )
    rows = json.loads(out)
    assert status == 1
    assert [row["file"] for row in rows if "error" in row] == ["scan.pdf", "gone.pdf", "locked.pdf"]
    assert [row["policy"]["name"] for row in rows if "policy" in row] == ["home"]
    assert len(err.splitlines()) == 3 and all(line.startswith("intelliclaim: ") for line in err.splitlines())


def test_password_opens_a_locked_file(run, files):
    assert run("ingest", "--password", "guess", files / "locked.pdf")[0] == 1
    assert run("ingest", "--password", "secret", files / "locked.pdf")[0] == 0


def test_newer_version_replaces_the_older_one_by_name(run, files):
    run("ingest", files / "home.pdf")
    assert run("ingest", "--replaces", "home", files / "motor.pdf")[0] == 0
    new, old = json.loads(run("policies", "--json")[1])
    assert (new["version"], old["replaced_by"]) == (2, new["id"])


def test_empty_list_says_how_to_add_a_policy(run):
    assert "python -m intelliclaim ingest FILE.pdf" in run("policies")[1]
    assert json.loads(run("policies", "--json")[1]) == []


# --- ask


def test_answer_in_json_has_its_citations(run, files):
    run("ingest", files / "home.pdf")
    status, out, _ = run("ask", "--json", BURST)
    said = json.loads(out)
    assert status == 0 and not said["abstained"]
    assert "You pay an excess of 350 for every burst pipe." in said["text"]
    assert {"page", "start", "end", "quote", "policy_name", "heading"} <= said["citations"][0].keys()


def test_answer_for_people_names_policy_page_and_heading(run, files):
    run("ingest", files / "home.pdf")
    _, out, _ = run("ask", BURST)
    assert "You pay an excess of 350" in out.splitlines()[0]
    assert "[1] home, page 1 > " in out


def test_abstention_for_people_says_that_the_policy_does_not_say(run, files):
    run("ingest", files / "home.pdf")
    _, out, _ = run("ask", "Are rockets refunded by moonlight?")
    assert out.startswith("The policy does not say. Nearest, and not an answer:")


def test_only_the_named_policy_is_asked(run, files):
    run("ingest", files / "home.pdf", files / "motor.pdf")
    said = json.loads(run("ask", "--json", "--policy", "motor", BURST)[1])
    assert {cited["policy_name"] for cited in said["citations"] + said["nearest"]} <= {"motor"}


def test_replaced_version_is_not_asked_unless_named(run, files):
    run("ingest", files / "home.pdf")
    run("ingest", "--replaces", "home", files / "motor.pdf")
    said = json.loads(run("ask", "--json", BURST)[1])
    assert {cited["version"] for cited in said["citations"] + said["nearest"]} <= {2}


def test_question_without_any_policy_asks_for_one(run):
    status, out, err = run("ask", BURST)
    assert (status, out) == (1, "")
    assert "python -m intelliclaim ingest FILE.pdf" in err


def test_policy_that_is_not_there_is_an_error(run, files):
    status, out, err = run("ask", "--policy", "boat", BURST)
    assert (status, out) == (1, "")
    assert err.startswith("intelliclaim: There is no policy 'boat'.")


def test_question_that_is_not_text_does_no_harm(run, files):
    run("ingest", files / "home.pdf")
    status, out, _ = run("ask", "--json", "burst \udcff pipe")  # a byte of the shell that is not UTF-8
    assert status == 0 and json.loads(out)["citations"]


# --- answer


def answered(run, tmp_path, policies: Path, items: list[dict]) -> list[dict]:
    (tmp_path / "questions.jsonl").write_text("\n".join(json.dumps(item) for item in items) + "\n\n", "utf-8")
    status, _, _ = run(
        "answer", "--policies", policies, "--questions", tmp_path / "questions.jsonl", "--out", tmp_path / "run.jsonl"
    )  # fmt: skip
    assert status == 0
    return [json.loads(line) for line in (tmp_path / "run.jsonl").read_text("utf-8").splitlines()]


def test_batch_over_the_samples_is_a_valid_run_with_verbatim_quotes(run, tmp_path):
    lines = (SAMPLES / "questions.jsonl").read_text("utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    rows = answered(run, tmp_path, SAMPLES, items)
    pages = {
        name: {page.number: page.text for page in documents.read((SAMPLES / name).read_bytes(), name).pages}
        for name in {item["policy"] for item in items}
    }
    assert [row["id"] for row in rows] == [item["id"] for item in items]
    for item, row in zip(items, rows, strict=True):
        assert row.keys() == {
            "id", "answer", "abstained", "citations", "recommendation", "amount", "seconds"
        }  # fmt: skip
        assert row["abstained"] == (row["answer"] == "") == (row["citations"] == [])
        assert len(row["citations"]) <= 3
        assert row["recommendation"] is None and row["amount"] is None and row["seconds"] > 0
        for cited in row["citations"]:
            assert letters(cited["quote"])
            assert cited["quote"] in pages[item["policy"]][cited["page"]]
    assert any(not row["abstained"] for row in rows)


CLAIM = {
    "text": PIPE,
    "fields": {"policy_start": "2025-06-01", "loss_date": "2026-03-03", "claimed_amount": 1200},
}


def claim_item(**changes) -> dict:
    return {"id": "c1", "policy": "home.pdf", "kind": "claim", "claim": CLAIM} | changes


def test_claim_has_the_worksheets_recommendation_checks_and_verbatim_citations(run, tmp_path, files):
    (row,) = answered(run, tmp_path, files, [claim_item()])
    assert row.keys() == {
        "id", "answer", "abstained", "citations", "recommendation", "amount", "seconds", "checks"
    }  # fmt: skip
    assert row["recommendation"] in ("approve", "reject", "refer")
    assert row["answer"] and not row["abstained"] and row["seconds"] > 0
    assert row["checks"] and all(
        check.keys() == {"step", "title", "outcome", "reason", "ask"} for check in row["checks"]
    )
    pages = {page.number: page.text for page in documents.read(HOME, "home.pdf").pages}
    assert all(cited["quote"] in pages[cited["page"]] for cited in row["citations"])


def worksheet(**changes) -> Worksheet:
    """A worksheet of the fake's, for a policy that is nowhere."""
    claims = FakeClaims()
    policy = Policy("p1", "Home", 1, "aa", "home.pdf", 1, 1, MADE, Health(1, (), (), "en", 0))
    return replace(claims._worksheet(policy, claims.facts("p1", "knee", Form())), **changes)


def test_claims_form_is_read_from_its_fields(run, tmp_path, files, monkeypatch):
    given = []
    monkeypatch.setattr(Assistant, "worksheet", lambda self, *told: given.append(told) or worksheet())
    answered(run, tmp_path, files, [claim_item()])
    ((_, text, form),) = given
    assert text == PIPE
    assert form == Form(
        policy_start=date(2025, 6, 1), loss_date=date(2026, 3, 3), claimed_amount=Decimal(1200)
    )


@pytest.mark.parametrize(
    ("payable", "advice", "amount"),
    [
        (Decimal("850.50"), Recommendation.APPROVE, 850.5),
        (Decimal("850.50"), Recommendation.REFER, 850.5),
        (Decimal("850.50"), Recommendation.REJECT, None),
        (None, Recommendation.APPROVE, None),
    ],
)
def test_claims_amount_is_what_is_payable_or_null(run, tmp_path, files, monkeypatch, payable, advice, amount):
    sheet = worksheet(recommendation=advice, ledger=Ledger("GBP", (), (), payable))
    monkeypatch.setattr(Assistant, "worksheet", lambda *told: sheet)
    (row,) = answered(run, tmp_path, files, [claim_item()])
    assert (row["amount"], row["recommendation"]) == (amount, advice.value)


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        (("one two", "three"), 3),
        (("a " * 119, "b b"), 119),
        (("a " * 130,), 120),
        (("a " * 100, "b " * 20), 120),
    ],
)
def test_claims_answer_is_the_first_reasons_of_at_most_120_words(
    run, tmp_path, files, monkeypatch, reasons, words
):
    sheet = worksheet(reasons=tuple(reason.strip() for reason in reasons))
    monkeypatch.setattr(Assistant, "worksheet", lambda *told: sheet)
    (row,) = answered(run, tmp_path, files, [claim_item()])
    assert len(row["answer"].split()) == words


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (CLAIM | {"fields": {"loss_date": "3rd of March"}}, "loss_date is '3rd of March': write the date as"),
        (CLAIM | {"fields": {"policy_start": "2025-02-30"}}, "policy_start is '2025-02-30'"),
        (CLAIM | {"fields": {"age": "young"}}, "age is 'young'"),
        (CLAIM | {"fields": [1]}, "`fields` is [1]"),
    ],
)
def test_claim_with_a_bad_field_is_referred_with_its_error_and_the_rest_goes_on(
    run, tmp_path, files, claim, message
):
    bad, good = answered(run, tmp_path, files, [claim_item(claim=claim), claim_item(id="c2")])
    assert message in bad["error"] and (bad["recommendation"], bad["amount"]) == ("refer", None)
    assert bad["citations"] == [] and bad["answer"] == ""
    assert "error" not in good and good["checks"]


def test_claim_under_a_policy_that_cannot_be_read_is_referred_with_its_error(run, tmp_path, files):
    (row,) = answered(run, tmp_path, files, [claim_item(policy="scan.pdf")])
    assert row["recommendation"] == "refer" and "scan.pdf" in row["error"]


def test_policy_that_cannot_be_read_gives_abstentions_and_the_rest_goes_on(run, tmp_path, files):
    items = [
        {"id": f"{name}-{number}", "policy": f"{name}.pdf", "question": BURST}
        for name in ("gone", "scan", "locked", "home")
        for number in (1, 2)
    ]
    rows = answered(run, tmp_path, files, items)
    assert [row["abstained"] for row in rows] == [True] * 6 + [False] * 2
    assert all(row["answer"] == "" and row["citations"] == [] for row in rows[:6])


def test_line_separator_within_a_question_does_not_end_its_line(run, tmp_path, files):
    item = {"id": "q1", "policy": "home.pdf", "question": f"{BURST}\u2028Is it 350?"}
    (tmp_path / "questions.jsonl").write_text(json.dumps(item, ensure_ascii=False), "utf-8")
    arguments = ("--questions", tmp_path / "questions.jsonl", "--out", tmp_path / "run.jsonl")
    assert run("answer", "--policies", files, *arguments)[0] == 0


def test_batch_leaves_the_store_alone(run, tmp_path, files):
    answered(run, tmp_path, files, [{"id": "q1", "policy": "home.pdf", "question": BURST}])
    assert json.loads(run("policies", "--json")[1]) == []


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        (None, "cannot be read"),
        ("{not json\n", "line 1"),
        ('\n{"id": "q1"}\n', "line 2"),
        ("[]", "line 1"),
        ('{"id": 1, "policy": "a.pdf", "question": null}', "line 1"),
    ],
)
def test_question_file_that_makes_no_sense_is_named(run, tmp_path, files, questions, message):
    file = tmp_path / "questions.jsonl"
    if questions is not None:
        file.write_text(questions)
    status, out, err = run(
        "answer", "--policies", files, "--questions", file, "--out", tmp_path / "run.jsonl"
    )
    assert (status, out) == (1, "")
    assert "questions.jsonl" in err and message in err


def test_output_that_cannot_be_written_is_named(run, tmp_path, files):
    (tmp_path / "questions.jsonl").write_text("")
    status, _, err = run(
        "answer", "--policies", files, "--questions", tmp_path / "questions.jsonl", "--out", tmp_path / "no" / "run.jsonl"
    )  # fmt: skip
    assert status == 1 and "run.jsonl" in err


# --- assess, batch and verify-log


def test_assessed_claim_is_json_and_kept(run, files):
    run("ingest", files / "home.pdf")
    status, out, err = run("assess", "--policy", "home", "--reference", "C-1", "--by", "A. Iyer", PIPE)
    kept = json.loads(out)
    assert (status, err, kept["id"], kept["reference"], kept["decision"]) == (0, "", 1, "C-1", None)
    assert kept["worksheet"]["recommendation"] in ("approve", "reject", "refer")
    assert kept["worksheet"]["facts"]["loss_date"]["value"] == "2026-03-03"
    assert json.loads(run("verify-log", "--json")[1]) == {"entries": 2, "holds": True, "first_broken": None}


def test_claim_is_read_from_a_json_file_with_its_form(run, tmp_path, files):
    run("ingest", files / "home.pdf")
    (tmp_path / "claim.json").write_text(json.dumps(CLAIM | {"reference": "C-2"}), "utf-8-sig")
    status, out, _ = run("assess", "--policy", "home.pdf", "--file", tmp_path / "claim.json")
    kept = json.loads(out)
    assert (status, kept["reference"], kept["form"]["claimed_amount"]) == (0, "C-2", "1200")


def test_claim_is_read_from_a_text_file(run, tmp_path, files):
    run("ingest", files / "home.pdf")
    (tmp_path / "claim.txt").write_text(PIPE, "utf-8")
    out = run("assess", "--policy", "home", "--file", tmp_path / "claim.txt")[1]
    assert json.loads(out)["worksheet"]["facts"]["text"] == PIPE


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "is not JSON"),
        (b"[]", "write an object"),
        (b'{"text": 1}', "write an object"),
        (b'{"text": "a", "fields": [1]}', "`fields` must be an object"),
        (b'{"text": "a", "fields": {"loss_date": "2026-02-30"}}', "loss_date is '2026-02-30'"),
        (b"\xff\xfe", "is not UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_claim_file_that_makes_no_sense_is_one_line_of_error(run, tmp_path, files, content, message):
    file = tmp_path / "claim.json"
    if content is not None:
        file.write_bytes(content)
    status, out, err = run("assess", "--policy", "home", "--file", file)
    assert (status, out) == (1, "") and message in err and err.count("\n") == 1


@pytest.mark.parametrize("told", [(), (PIPE, "--file", "claim.txt")])
def test_claim_is_told_in_one_way(run, told):
    with pytest.raises(SystemExit):
        main(["assess", "--policy", "home", *told])


def test_file_of_claims_becomes_a_file_of_worksheets(run, tmp_path, files):
    run("ingest", files / "home.pdf")
    (tmp_path / "claims.csv").write_text(
        "reference,policy,claim,loss_date\n"
        f'C-1,home,"{PIPE}",\n'
        f"C-2,boat,A leak,\n"
        "C-3,home,A leak,2026-02-30\n"
        "C-4,home,A leak,,and more\n"
        "C-5,home,A leak\n",
        "utf-8-sig",
    )
    status, out, _ = run("batch", "--json", tmp_path / "claims.csv", tmp_path / "sheets.csv")
    assert (status, json.loads(out)) == (1, {"claims": 5, "failed": 3})
    with (tmp_path / "sheets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["reference"] for row in rows] == ["C-1", "C-2", "C-3", "C-4", "C-5"]
    assert [bool(row["error"]) for row in rows] == [False, True, True, True, False]
    assert rows[0]["recommendation"] and rows[0]["reasons"]


def test_file_of_claims_without_a_claim_makes_an_empty_file_of_worksheets(run, tmp_path):
    (tmp_path / "claims.csv").write_text("reference,policy,claim\n")
    assert run("batch", tmp_path / "claims.csv", tmp_path / "sheets.csv")[0] == 0
    assert (tmp_path / "sheets.csv").read_text().startswith("reference,policy,")


def test_log_that_was_altered_is_found_and_named(run, tmp_path, files):
    run("ingest", files / "home.pdf")
    assert run("verify-log")[:2] == (0, "The log holds: 1 entries.\n")
    with sqlite3.connect(tmp_path / "data" / "intelliclaim.sqlite") as connection:
        connection.execute("DROP TRIGGER log_unaltered")
        connection.execute("UPDATE log SET by = 'Nobody'")
    connection.close()
    status, out, err = run("verify-log")
    assert (status, out) == (1, "") and "from entry 1 on (ingest" in err
    report = json.loads(run("verify-log", "--json")[1])
    assert not report["holds"] and report["first_broken"]["number"] == 1


def test_log_can_be_verified_while_another_process_has_the_folder(run, tmp_path, open_desk):
    open_desk(data=tmp_path / "data")
    assert run("verify-log")[0] == 0


# --- upkeep


def test_reindex_says_how_many_policies(run, files):
    run("ingest", files / "home.pdf")
    assert run("reindex", "--json")[:2] == (0, '{"policies": 1}\n')


def test_doctor_reports_findings_and_versions(run, files):
    run("ingest", files / "home.pdf")
    _, out, _ = run("doctor", "--json")
    report = json.loads(out)
    assert {"Model", "Store", "Vector cache"} <= {finding["subject"] for finding in report["findings"]}
    assert {"torch", "chromadb", "streamlit"} <= report["versions"].keys()
    assert "Vector cache" in run("doctor")[1]


def test_doctor_fails_where_a_policy_has_unread_pages(run, files):
    (files / "half.pdf").write_bytes(make_pdf(["We pay for damage by water that escapes from a pipe."], []))
    run("ingest", files / "half.pdf")
    status, out, _ = run("doctor")
    assert status == 1 and "BAD  half: pages that could not be read: 2" in out


def test_bench_measures_the_files_it_is_given(run, files):
    status, out, _ = run("bench", files / "home.pdf", files / "motor.pdf")
    assert status == 0 and json.loads(out)["pages"] == 3


def test_bench_names_a_file_that_is_not_there(run, files):
    status, out, err = run("bench", files / "gone.pdf")
    assert (status, out) == (1, "") and "gone.pdf" in err


def test_bench_without_samples_asks_for_files(run, tmp_path, monkeypatch):
    monkeypatch.setattr("intelliclaim.assistant.samples.SAMPLES", tmp_path)
    status, _, err = run("bench")
    assert status == 1 and "name some files" in err


# --- errors


def test_setting_that_makes_no_sense_is_one_line_of_error(run, monkeypatch):
    monkeypatch.setenv("INTELLICLAIM_BATCH", "many")
    status, out, err = run("policies")
    assert (status, out) == (1, "")
    assert err == "intelliclaim: INTELLICLAIM_BATCH is 'many': set it to a whole number, or unset it.\n"


def test_second_process_on_the_folder_is_told_so(run, tmp_path, open_desk):
    open_desk(data=tmp_path / "data")
    status, _, err = run("policies")
    assert status == 1 and "in use by another IntelliClaim" in err


def test_unknown_command_is_refused_with_the_usage(run):
    with pytest.raises(SystemExit) as ended:
        main(["repudiate"])
    assert ended.value.code == 2
