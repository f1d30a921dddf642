"""The command line: what a program reads from it, and what a person is told when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import HOME, MOTOR, FakeEmbedder, use_fakes
from pdf_files import lock, make_pdf

from intelliclaim import documents
from intelliclaim.cite import letters
from intelliclaim.cli import main

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
BURST = "What excess applies to a burst pipe?"


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


def test_claim_is_referred_with_the_clauses_that_its_text_leads_to(run, tmp_path, files):
    claim = {
        "id": "c1",
        "policy": "home.pdf",
        "kind": "claim",
        "claim": {"text": "A burst pipe flooded the home."},
    }
    (row,) = answered(run, tmp_path, files, [claim])
    assert (row["recommendation"], row["amount"]) == ("refer", None)
    assert row["citations"]


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
