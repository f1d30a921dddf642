"""The store's claims: terms and their edits, assessments, decisions; what goes with a policy and what stays."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from decimal import Decimal as D

import pytest
from fake_claims import TERMS
from hypothesis import given
from hypothesis import strategies as st
from store_records import FORM, REJECTED, add, everything_in, sheet_for

from intelliclaim.errors import StoreError, UnknownAssessment, UnknownPolicy
from intelliclaim.store import Store, schema
from intelliclaim.store.records import read_record, write_record
from intelliclaim.types import (
    Fact,
    Facts,
    Form,
    Quantity,
    Source,
    Term,
    TermKind,
    Unit,
    Worksheet,
)

# --- records


def test_worksheet_form_and_terms_come_back_equal_from_json(store):
    sheet = sheet_for(add(store, "a"))
    assert read_record(Worksheet, write_record(sheet)) == sheet
    assert read_record(Form, write_record(FORM)) == FORM
    assert [read_record(Term, write_record(term)) for term in TERMS] == list(TERMS)


def test_amount_keeps_its_decimals_and_json_has_no_float():
    written = write_record(FORM)
    assert json.loads(written)["sum_insured"] == "500000.00"
    assert str(read_record(Form, written).sum_insured) == "500000.00"


amounts = st.decimals(allow_nan=False, allow_infinity=False)
facts = st.builds(
    Facts,
    text=st.text(),
    age=st.none() | st.builds(Fact, st.integers(), st.sampled_from(Source), st.text(), st.text()),
    loss_date=st.none() | st.builds(Fact, st.dates(), st.sampled_from(Source), st.text()),
    claimed=st.none() | st.builds(Fact, amounts, st.sampled_from(Source), st.text()),
    affirmed=st.lists(st.text()).map(tuple),
)


@given(facts)
def test_any_facts_come_back_equal_from_json(told):
    assert read_record(Facts, write_record(told)) == told


def test_record_of_an_older_release_takes_defaults_and_of_a_newer_one_leaves_out_what_is_unknown():
    written = json.loads(write_record(TERMS[0]))
    del written["plan"]
    written["colour"] = "green"
    assert read_record(Term, json.dumps(written)) == TERMS[0]


def test_record_without_a_field_that_it_needs_is_refused():
    with pytest.raises(KeyError, match="Term without subject"):
        read_record(Term, '{"kind": "limit", "clause": 0, "passages": []}')


# --- terms


def test_terms_come_back_in_their_order(store):
    policy = add(store, "a", terms=TERMS)
    assert store.claims.terms(policy.id) == TERMS


def test_edit_wins_and_the_term_as_it_was_read_stays_beside_it(store):
    policy = add(store, "a", terms=TERMS)
    edited = replace(TERMS[0], duration=Quantity(D(36), Unit.MONTH))
    store.claims.edit_term(policy.id, 0, edited, " A. Iyer ")
    assert store.claims.terms(policy.id) == (replace(edited, edited_by="A. Iyer"), *TERMS[1:])
    assert store.claims.original_term(policy.id, 0) == TERMS[0]


def test_second_edit_replaces_the_first(store):
    policy = add(store, "a", terms=TERMS)
    for months, by in ((36, "A. Iyer"), (48, "B. Okafor")):
        edited = replace(TERMS[0], duration=Quantity(D(months), Unit.MONTH))
        store.claims.edit_term(policy.id, 0, edited, by)
    (term, *_) = store.claims.terms(policy.id)
    assert (term.duration.count, term.edited_by) == (D(48), "B. Okafor")


def test_edit_does_not_move_a_term_to_other_words(store):
    policy = add(store, "a", terms=TERMS)
    store.claims.edit_term(policy.id, 0, replace(TERMS[0], clause=7, passages=(3,)), "A. Iyer")
    (term, *_) = store.claims.terms(policy.id)
    assert (term.clause, term.passages) == (TERMS[0].clause, TERMS[0].passages)


@pytest.mark.parametrize(("index", "by"), [(0, " "), (99, "A. Iyer"), (-1, "A. Iyer")])
def test_edit_by_nobody_or_of_no_term_changes_nothing(store, index, by):
    policy = add(store, "a", terms=TERMS)
    with pytest.raises(ValueError, match=r"needs the name|no term"):
        store.claims.edit_term(policy.id, index, TERMS[1], by)
    assert store.claims.terms(policy.id) == TERMS and store.claims.log("edit") == ()


def test_edits_stay_when_the_sheet_is_read_anew(store):
    policy = add(store, "a", terms=TERMS)
    kept = replace(TERMS[1], exceptions="an accident")
    orphan = replace(TERMS[0], exceptions="none")
    store.claims.edit_term(policy.id, 1, kept, "A. Iyer")
    store.claims.edit_term(policy.id, 0, orphan, "A. Iyer")
    new = Term(TermKind.NOTICE, "Notice", 5, (0,))
    store.claims.put_terms(policy.id, (new, TERMS[1]))
    assert store.claims.terms(policy.id) == (
        new,
        replace(kept, edited_by="A. Iyer"),
        replace(orphan, edited_by="A. Iyer"),
    )


def test_policy_of_an_older_release_is_known_to_have_unread_terms(tmp_path, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        connection = sqlite3.connect(tmp_path / "intelliclaim.sqlite", isolation_level=None)
        schema.migrate(connection)
        connection.execute(
            """INSERT INTO policy VALUES ('old', 'Old', 1, 'aa', 'old.pdf', '', 1, 0, '2026-01-01T00:00:00+00:00',
               '{"n_pages":1,"pages_without_text":[],"suspect_pages":[],"language":"en","n_tables":0}',
               '[]', 'mini', NULL)"""
        )
        connection.close()
    store = Store(tmp_path)
    assert store.claims.unread_policies() == ("old",)
    store.claims.put_terms("old", ())
    assert store.claims.unread_policies() == ()
    assert store.policy("old").name == "Old"
    store.close()


# --- assessments


def test_assessment_comes_back_whole_after_reopening(tmp_path):
    store = Store(tmp_path)
    policy = add(store, "a")
    kept = store.claims.save_assessment("C-1", FORM, sheet_for(policy), "A. Iyer")
    store.close()
    again = Store(tmp_path)
    assert again.claims.assessment(kept.id) == kept
    assert kept.form == FORM and kept.decision is None
    again.close()


def test_assessments_come_newest_first(store):
    policy = add(store, "a")
    ids = [store.claims.save_assessment(name, FORM, sheet_for(policy)).id for name in "abc"]
    assert [each.id for each in store.claims.assessments()] == ids[::-1]


def test_decision_is_kept_and_taken_once(store):
    id_ = store.claims.save_assessment("C-1", FORM, sheet_for(add(store, "a"))).id
    assert store.claims.save_decision(id_, REJECTED).decision == REJECTED
    with pytest.raises(ValueError, match="decided already"):
        store.claims.save_decision(id_, replace(REJECTED, by="C"))
    assert store.claims.assessment(id_).decision == REJECTED


def test_unknown_assessment_is_said_to_be_unknown(store):
    with pytest.raises(UnknownAssessment, match="no assessment 9"):
        store.claims.assessment(9)
    with pytest.raises(UnknownAssessment):
        store.claims.save_decision(9, REJECTED)


def test_worksheet_of_a_policy_deleted_meanwhile_is_not_kept(store):
    policy = add(store, "a")
    sheet = sheet_for(policy)
    store.delete(policy.id)
    with pytest.raises(UnknownPolicy):
        store.claims.save_assessment("C-1", FORM, sheet)
    assert store.claims.assessments() == ()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE assessment SET worksheet = '{}'",
        "UPDATE assessment SET reference = 'C-2'",
        "UPDATE assessment SET decision = NULL",
        "DELETE FROM assessment",
    ],
)
def test_decided_assessment_can_be_neither_altered_nor_deleted(store, change):
    id_ = store.claims.save_assessment("C-1", FORM, sheet_for(add(store, "a"))).id
    decided = store.claims.save_decision(id_, REJECTED)
    with pytest.raises(StoreError, match=r"not altered|is kept"), store._database.write() as connection:
        connection.execute(change)
    assert store.claims.assessment(id_) == decided


def test_deleted_policy_takes_its_terms_and_undecided_assessments_and_leaves_the_decided_ones(store):
    kept, gone = add(store, "a", name="Kept", terms=TERMS), add(store, "b", name="Gone", terms=TERMS)
    other = store.claims.save_assessment("C-1", FORM, sheet_for(kept))
    decided = store.claims.save_assessment("C-2", FORM, sheet_for(gone))
    decided = store.claims.save_decision(decided.id, REJECTED)
    store.claims.save_assessment("C-3", FORM, sheet_for(gone))
    store.delete(gone.id, "A. Iyer")
    assert store.claims.assessments() == (decided, other)
    assert store.claims.terms(kept.id) == TERMS
    with pytest.raises(UnknownPolicy):
        store.claims.terms(gone.id)
    (tombstone,) = store.claims.log("delete")
    assert (tombstone.subject, tombstone.by) == (gone.id, "A. Iyer")
    assert json.loads(tombstone.detail) == {"sha256": gone.sha256, "version": 1, "deleted": 1, "kept": 1}
    assert store.claims.verify_log() is None


def test_policy_deleted_with_undecided_assessments_leaves_no_word_of_them(store):
    policy = add(store, "a", name="Quixotry", terms=(replace(TERMS[0], subject="zyzzyva"),))
    store.claims.edit_term(policy.id, 0, replace(TERMS[0], subject="zyzzyvas"), "A. Iyer")
    store.claims.save_assessment("C-3", FORM, sheet_for(policy, "a zyzzyva in the attic"))
    store.delete(policy.id)
    left = everything_in(store.folder).lower()
    assert b"zyzzyva" not in left and b"quixotry" not in left
