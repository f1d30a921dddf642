"""The log: each act has its entry, details tell nothing of a claimant, and no alteration goes unseen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from conftest import failures_of
from fake_claims import KNEE, TERMS
from store_records import FORM, REJECTED, add, answer_citing, sheet_for, unit

from intelliclaim.errors import StoreError
from intelliclaim.store import Store, entry_hash, write_record

TRIGGERS = ("log_unaltered", "log_kept", "log_appended", "assessment_frozen", "assessment_kept")


@pytest.fixture
def worked(store):
    """A store in which each kind of thing was done once: ingest, edit, question, assessment, decision, export."""
    policy = add(store, "a", terms=TERMS, by="A. Iyer")
    store.claims.edit_term(policy.id, 0, replace(TERMS[0], exceptions="none"), "A. Iyer")
    store.save_exchange([policy.id], answer_citing(policy))
    id_ = store.claims.save_assessment("Mr. Rao", FORM, sheet_for(policy), "A. Iyer").id
    store.claims.save_decision(id_, replace(REJECTED, reason="Mr. Rao's knee"))
    store.claims.add_entry("export", str(id_), {"file": "letter.pdf"}, "A. Iyer")
    return store


def tamper(store: Store, *statements: str) -> None:
    """Alter the database as someone would who knows the schema: without the triggers."""
    with store._database.write() as connection:
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)


def test_every_act_has_its_entry_newest_first(worked):
    entries = worked.claims.log()
    kinds = ["export", "decision", "assessment", "question", "edit", "ingest"]
    assert [entry.kind for entry in entries] == kinds
    assert [entry.number for entry in entries] == [6, 5, 4, 3, 2, 1]
    assert [entry.by for entry in entries] == ["A. Iyer", "A. Iyer", "A. Iyer", "", "A. Iyer", "A. Iyer"]
    assert worked.claims.log("edit") == (entries[4],)


def test_chain_begins_with_nothing_and_each_entry_names_the_hash_before_it(worked):
    *_, first = entries = worked.claims.log()
    assert first.previous == ""
    assert [entry.previous for entry in entries[:-1]] == [entry.hash for entry in entries[1:]]


def test_hash_can_be_computed_from_an_export_alone(worked):
    (entry, *_) = worked.claims.log()
    fields = json.loads(write_record(entry))
    written = fields.pop("hash")
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == written == entry_hash(entry)


def test_details_tell_nothing_of_the_claimant_or_the_policy(worked):
    told = " ".join(entry.detail for entry in worked.claims.log())
    for word in ("Rao", "knee", "Pune", "Home", "joint", "240000", "letters"):
        assert word not in told


def test_assessment_and_decision_are_logged_by_what_was_kept(worked):
    decision, assessment = worked.claims.log("decision")[0], worked.claims.log("assessment")[0]
    kept = worked.claims.assessments()[0]
    worksheet = hashlib.sha256(write_record(kept.worksheet).encode()).hexdigest()
    assert json.loads(assessment.detail)["worksheet"] == worksheet
    said = json.loads(decision.detail)
    assert (said["decision"], decision.by, said["second"]) == ("reject", "A. Iyer", "B. Okafor")


def test_untouched_log_holds_also_after_reopening(worked):
    assert worked.claims.verify_log() is None
    worked.close()
    again = Store(worked.folder)
    assert again.claims.verify_log() is None
    again.close()


def test_log_of_a_new_store_is_empty_and_holds(store):
    assert store.claims.log() == () and store.claims.verify_log() is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET by = 'Nobody' WHERE number = 1",
        "DELETE FROM log WHERE number = 6",
        "INSERT OR REPLACE INTO log SELECT number, at, 'Nobody', kind, subject, detail, previous, hash FROM log WHERE number = 2",
        "INSERT INTO log SELECT 99, at, by, kind, subject, detail, previous, hash FROM log WHERE number = 2",
    ],
)
def test_log_refuses_to_be_altered(worked, change):
    before = worked.claims.log()
    with pytest.raises(StoreError, match="append-only"), worked._database.write() as connection:
        connection.execute(change)
    assert worked.claims.log() == before


@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01T00:00:00+00:00"),
        ("at", "yesterday"),
        ("by", "Nobody"),
        ("kind", "inspection"),
        ("subject", "0"),
        ("detail", "{}"),
        ("detail", "no JSON"),
        ("previous", "00"),
        ("hash", "00"),
    ],
)
def test_any_altered_entry_is_found(worked, number, column, value):
    tamper(worked, f"UPDATE log SET {column} = '{value}' WHERE number = {number}")
    assert worked.claims.verify_log().number == number
    assert len(worked.claims.log()) == 6  # and can still be looked at


def test_altered_entry_with_its_hash_made_anew_breaks_the_next(worked):
    entry = replace(worked.claims.log()[3], by="Nobody")
    tamper(worked, f"UPDATE log SET by = 'Nobody', hash = '{entry_hash(entry)}' WHERE number = 3")
    assert worked.claims.verify_log().number == 4


def test_last_entry_altered_with_its_hash_made_anew_is_found_by_the_head(worked):
    entry = replace(worked.claims.log()[0], by="Nobody")
    tamper(worked, f"UPDATE log SET by = 'Nobody', hash = '{entry_hash(entry)}' WHERE number = 6")
    assert worked.claims.verify_log().number == 6


@pytest.mark.parametrize("number", [1, 3, 5])
def test_missing_entry_is_found_at_the_one_after_it(worked, number):
    tamper(worked, f"DELETE FROM log WHERE number = {number}")
    assert worked.claims.verify_log().number == number + 1


def test_entries_closed_up_over_a_missing_one_are_found(worked):
    tamper(
        worked,
        "DELETE FROM log WHERE number = 3",
        "UPDATE log SET number = number - 1 WHERE number > 3",
    )
    assert worked.claims.verify_log().number == 3


@pytest.mark.parametrize("left", [0, 1, 5])
def test_log_cut_off_at_its_end_is_found(worked, left):
    tamper(worked, f"DELETE FROM log WHERE number > {left}")
    missing = worked.claims.verify_log()
    assert (missing.number, missing.kind) == (left + 1, "missing")
    assert json.loads(missing.detail) == {"entries": left, "expected": 6}


def test_log_whose_head_was_taken_away_does_not_hold(worked):
    tamper(worked, "DELETE FROM setting WHERE key = 'log-head'")
    assert worked.claims.verify_log().number == 1


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("UPDATE assessment SET worksheet = replace(worksheet, '46', '26')", "assessment"),
        ("UPDATE assessment SET form = replace(form, '46', '26')", "assessment"),
        ("UPDATE assessment SET decision = replace(decision, 'reject', 'approve')", "decision"),
        ("UPDATE assessment SET decision = NULL", "decision"),
        ("DELETE FROM assessment", "assessment"),
    ],
)
def test_altered_worksheet_or_decision_is_found_at_its_entry(worked, change, kind):
    tamper(worked, change)
    assert worked.claims.verify_log().kind == kind


def test_what_fails_is_not_logged(worked):
    before = worked.claims.log()
    policy = worked.policies()[0]
    with pytest.raises(ValueError, match="1 clauses"):
        worked.replace_vectors(policy.id, unit(2), "large")
    with pytest.raises(ValueError, match="decided already"):
        worked.claims.save_decision(1, REJECTED)
    assert worked.claims.log() == before


def test_threads_that_log_at_once_make_one_chain(store):
    def work(number: int) -> None:
        for _ in range(5):
            store.claims.add_entry("export", "", {"thread": number})

    assert failures_of(work, n_threads=4) == []
    assert len(store.claims.log()) == 20 and store.claims.verify_log() is None


def test_two_processes_stores_continue_one_chain(store):
    other = Store(store.folder)
    for each in (store, other, store):
        each.claims.add_entry("export", "", {})
    assert other.claims.verify_log() is None and len(other.claims.log()) == 3
    other.close()


def test_claims_text_is_not_in_the_log_of_a_claim(worked):
    assert KNEE not in str(worked.claims.log())
