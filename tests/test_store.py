"""The store: what goes in comes back, what is deleted is gone, what fails leaves nothing."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import failures_of
from hypothesis import given, settings
from hypothesis import strategies as st
from store_records import HEALTH, add, answer_citing, clause, everything_in, unit

from intelliclaim.errors import StoreError, UnknownPolicy
from intelliclaim.store import Store, fts_phrase
from intelliclaim.types import (
    Clause,
    ClauseKind,
    Document,
    Page,
    Passage,
    Span,
)
from intelliclaim.types.viewing import Heading

# --- what goes in comes back


def test_policy_comes_back_with_all_its_parts(store):
    clauses = (
        clause(0, "The excess is 100.", heading=("Cover", "Water"), lead_in="We pay:"),
        clause(1, "Theft."),
    )
    policy = add(store, "The excess is 100.", "Theft.", clauses=clauses)

    assert store.policies() == (policy,)
    assert store.policy(policy.id) == policy
    assert (policy.n_pages, policy.n_clauses, policy.health) == (2, 2, HEALTH)
    assert store.pages(policy.id) == (Page(1, "The excess is 100.\nTheft.", "i"), Page(2, ""))
    assert store.page(policy.id, 2) == Page(2, "")
    assert store.clauses(policy.id) == clauses
    assert store.clause_pages(policy.id) == (1, 1)
    assert store.outline(policy.id) == (Heading("Cover", 1), Heading("Exclusions", 2, 1))
    assert hashlib.sha256(store.file(policy.id)).hexdigest() == policy.sha256
    assert store.vector_model(policy.id) == "mini"
    np.testing.assert_array_equal(store.vectors(policy.id), unit(2))
    assert store.token_vectors(policy.id) is None


def test_store_opened_again_holds_what_was_added(tmp_path):
    first = Store(tmp_path)
    policy = add(first, "Theft.")
    first.close()
    second = Store(tmp_path)
    assert second.policies() == (policy,)
    assert second.keyword("theft", [policy.id])
    second.close()


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
spans = st.builds(Span, st.integers(1, 900), st.integers(0, 9999), st.integers(0, 9999))
passages = st.builds(Passage, text, st.lists(spans, min_size=1, max_size=3).map(tuple))
any_clause = st.builds(
    Clause,
    ordinal=st.just(0),
    number=text,
    heading=st.lists(text, max_size=3).map(tuple),
    kind=st.sampled_from(ClauseKind),
    passages=st.lists(passages, min_size=1, max_size=4).map(tuple),
    lead_in=st.none() | passages,
)


@settings(max_examples=20, deadline=None)
@given(st.lists(any_clause, max_size=5), text)
def test_any_clauses_and_page_text_come_back_equal(clauses, page_text):
    clauses = tuple(replace(each, ordinal=ordinal) for ordinal, each in enumerate(clauses))
    document = Document("", (Page(1, page_text),), (), HEALTH)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        policy = add(store, clauses=clauses, vectors=unit(len(clauses)), document=document)
        assert store.clauses(policy.id) == clauses
        assert store.page(policy.id, 1).text == page_text
        store.close()


def test_token_vectors_keep_each_clause_s_own_shape(store):
    tokens = [
        np.arange(-3, 3, dtype=np.int8).reshape(3, 2),
        np.empty((0, 2), np.int8),
        np.full((1, 2), 127, np.int8),
    ]
    policy = add(store, "a", "b", "c", token_vectors=tokens)
    for kept, given_ in zip(store.token_vectors(policy.id), tokens, strict=True):
        np.testing.assert_array_equal(kept, given_)
    (only,) = store.token_vectors(policy.id, [2])
    np.testing.assert_array_equal(only, tokens[2])


def test_replaced_vectors_name_their_model(store):
    policy = add(store, "a", "b")
    store.replace_vectors(policy.id, unit(2, dim=4), "large", [np.ones((1, 3), np.int8)] * 2)
    assert store.vector_model(policy.id) == "large"
    np.testing.assert_array_equal(store.vectors(policy.id), unit(2, dim=4))
    assert len(store.token_vectors(policy.id)) == 2


def test_policy_without_clauses_is_kept(store):
    policy = add(store, clauses=(), vectors=np.empty((0, 8), np.float32))
    assert store.clauses(policy.id) == ()
    assert store.vectors(policy.id).shape[0] == 0


# --- one file, versions, names


def test_same_file_is_not_added_twice(store):
    policy = add(store, "Theft.")
    assert add(store, "Theft.") == policy
    assert store.policies() == (policy,)
    assert store.by_sha256(policy.sha256) == policy
    assert store.by_sha256("0" * 64) is None


def test_newer_version_takes_the_name_and_counts_on(store):
    first = add(store, "one", name="Home")
    second = add(store, "two", name="", replaces=first.id)
    assert (second.name, second.version) == ("Home", 2)
    assert store.policy(first.id).replaced_by == second.id
    assert store.policy(second.id).replaced_by is None


def test_replacing_an_old_version_replaces_the_newest(store):
    first = add(store, "one")
    second = add(store, "two", replaces=first.id)
    third = add(store, "three", replaces=first.id)
    assert third.version == 3
    assert store.policy(second.id).replaced_by == third.id


def test_deleting_the_newest_version_makes_the_one_before_current(store):
    first = add(store, "one")
    second = add(store, "two", replaces=first.id)
    store.delete(second.id)
    assert store.policy(first.id).replaced_by is None


def test_deleting_a_middle_version_closes_the_chain(store):
    first = add(store, "one")
    second = add(store, "two", replaces=first.id)
    third = add(store, "three", replaces=second.id)
    store.delete(second.id)
    assert store.policy(first.id).replaced_by == third.id


def test_renamed_policy_has_its_new_name(store):
    policy = add(store, "one")
    assert store.rename(policy.id, " Flat ").name == "Flat"
    assert store.policy(policy.id).name == "Flat"
    with pytest.raises(ValueError, match="blank"):
        store.rename(policy.id, " ")


@pytest.mark.parametrize(
    "call",
    ["policy", "pages", "clauses", "clause_pages", "outline", "file", "vectors", "token_vectors", "delete"],
)
def test_unknown_id_is_said_to_be_unknown(store, call):
    with pytest.raises(UnknownPolicy, match="nowhere"):
        getattr(store, call)("nowhere")


def test_replacing_an_unknown_policy_adds_nothing(store):
    with pytest.raises(UnknownPolicy):
        add(store, "one", replaces="nowhere")
    assert store.policies() == ()


def test_page_beyond_the_last_is_said_to_be_missing(store):
    policy = add(store, "a")
    with pytest.raises(UnknownPolicy, match="has no page 3: it has 2"):
        store.page(policy.id, 3)


# --- deletion


def test_deleted_policy_leaves_no_word_behind(store):
    kept = add(store, "The excess is 100.", name="Kept")
    gone = add(store, "Zyzzyva infestation is excluded.", name="Quixotry")
    store.save_exchange([gone.id, kept.id], answer_citing(gone))
    store.delete(gone.id)

    assert store.policies() == (kept,)
    assert store.keyword(fts_phrase("zyzzyva"), [gone.id, kept.id]) == []
    assert store.exchanges() == ()
    assert [path.name for path in (store.folder / "files").iterdir()] == [kept.sha256]
    left = everything_in(store.folder).lower()
    assert b"zyzzyva" not in left
    assert b"quixotry" not in left


def test_deletion_keeps_exchanges_that_do_not_show_the_policy(store):
    kept, gone = add(store, "a", name="Kept"), add(store, "b", name="Gone")
    exchange = store.save_exchange([kept.id, gone.id], answer_citing(kept))
    store.delete(gone.id)
    assert store.exchanges() == (exchange,)


def test_file_of_an_interrupted_deletion_goes_when_the_store_is_next_opened(tmp_path):
    store = Store(tmp_path)
    policy = add(store, "Theft.")
    store._files.remove = lambda sha256: (_ for _ in ()).throw(OSError(errno.EIO, "gone away"))  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        store.delete(policy.id)
    store.close()
    again = Store(tmp_path)
    assert again.policies() == ()
    assert list((tmp_path / "files").iterdir()) == []
    again.close()


# --- failures leave nothing


def test_one_vector_too_few_adds_nothing(store):
    with pytest.raises(ValueError, match="2 clauses"):
        add(store, "a", "b", vectors=unit(1))
    assert store.policies() == ()
    assert store.keyword("a", [""]) == []
    assert list((store.folder / "files").iterdir()) == []


def test_disk_that_fills_up_while_the_file_is_written_adds_nothing(store, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="free some space"):
        add(store, "Theft.")
    assert store.policies() == ()
    assert list((store.folder / "files").iterdir()) == []


def test_database_that_fills_up_adds_nothing_and_stays_usable(store):
    connection = store._database.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(StoreError, match="free some space"):
        add(store, *["word " * 500] * 200)
    assert store.policies() == ()
    connection.execute("PRAGMA max_page_count = 100000")
    assert add(store, "Theft.") in store.policies()


def test_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "intelliclaim.sqlite").write_bytes(b"not a database at all" * 500)
    with pytest.raises(StoreError, match=r"intelliclaim\.sqlite.*not an IntelliClaim database"):
        Store(tmp_path)


def test_database_of_a_newer_release_is_not_touched(tmp_path):
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / "intelliclaim.sqlite") as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreError, match="newer release"):
        Store(tmp_path)


def test_data_folder_that_is_a_file_is_an_error_that_names_it(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="data"):
        Store(tmp_path / "data")


def test_missing_policy_file_is_an_error_that_says_what_to_do(store):
    policy = add(store, "a")
    (store.folder / "files" / policy.sha256).unlink()
    with pytest.raises(StoreError, match="add the policy again"):
        store.file(policy.id)


# --- keyword search


def test_keyword_search_keeps_to_the_chosen_policies(store):
    home, motor = add(store, "Theft of jewellery", name="Home"), add(store, "Theft of a car", name="Motor")
    assert [hit[0] for hit in store.keyword("theft", [motor.id])] == [motor.id]
    assert {hit[0] for hit in store.keyword("theft", [home.id, motor.id])} == {home.id, motor.id}
    assert store.keyword("theft", []) == []


def test_keyword_search_ranks_the_fuller_match_first_and_stems(store):
    policy = add(store, "Burst pipes", "Frozen and burst pipes", *[f"Filler {n}" for n in range(9)])
    hits = store.keyword("freezing OR frozen OR pipe", [policy.id])
    assert [ordinal for _, ordinal, _ in hits] == [1, 0]
    assert hits[0][2] > hits[1][2] > 0
    assert store.keyword("pipe", [policy.id], limit=1) == store.keyword("pipe", [policy.id])[:1]


def test_keyword_search_reads_headings_and_lead_ins(store):
    policy = add(
        store, clauses=(clause(0, "Rust.", heading=("Exclusions",), lead_in="We will not pay for:"),)
    )
    assert store.keyword("exclusion", [policy.id])
    assert store.keyword("heading : exclusions", [policy.id])
    assert store.keyword('lead_in : "not pay"', [policy.id])


@pytest.mark.parametrize(
    "term", ['"', 'a"b', "NEAR(", "-", "*", "col:x", "AND", "(", "'; DROP TABLE policy;--", "\0", ""]
)
def test_quoted_term_is_never_an_operator(store, term):
    policy = add(store, "Theft.")
    assert store.keyword(fts_phrase(term), [policy.id]) == []


@settings(max_examples=50, deadline=None)
@given(term=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_quoted_term_is_a_sound_expression(term):
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE f USING fts5 (t)")
        connection.execute("SELECT * FROM f WHERE f MATCH ?", (fts_phrase(term),)).fetchall()


def test_unsound_expression_is_a_store_error(store):
    with pytest.raises(StoreError):
        store.keyword("AND AND", ["x"])


# --- conversation and settings


def test_exchanges_come_back_oldest_first(store):
    policy = add(store, "Excess")
    asked = [store.save_exchange([policy.id], answer_citing(policy)) for _ in range(3)]
    assert store.exchanges() == tuple(asked)
    assert store.exchanges(limit=2) == tuple(asked[1:])


def test_exchanges_are_deleted_by_what_they_searched(store):
    a, b = add(store, "a", name="A"), add(store, "b", name="B")
    store.save_exchange([a.id, b.id], answer_citing(a))
    kept = store.save_exchange([b.id], answer_citing(b))
    store.delete_exchanges([a.id])
    assert store.exchanges() == (kept,)
    store.delete_exchanges()
    assert store.exchanges() == ()


def test_setting_keeps_its_last_value(store):
    assert store.setting("zoom") is None
    store.set_setting("zoom", "1")
    store.set_setting("zoom", "2")
    assert store.setting("zoom") == "2"


# --- several at once


def test_threads_add_and_search_at_once_without_loss(store):
    def work(number: int) -> None:
        for round_ in range(4):
            policy = add(store, f"Theft {number} {round_}", name=f"P{number}-{round_}")
            assert store.keyword("theft", [policy.id])
            assert store.clauses(policy.id)[0].text.startswith("Theft")

    assert failures_of(work, n_threads=6) == []
    assert len(store.policies()) == 24


def test_second_store_on_the_folder_sees_what_the_first_writes(store):
    other = Store(store.folder)
    policy = add(store, "Theft.")
    assert other.policies() == (policy,)
    other.close()
