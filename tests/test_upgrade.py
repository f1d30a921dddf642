"""Data survives a new release: a store of the first schema opens with today's code, nothing lost.

Rows are written here as the first release wrote them, and not through the store's own functions,
which write as today's release does. After a schema change add a store of the schema before it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3

import numpy as np
import pytest

from intelliclaim.store import Store
from intelliclaim.store.schema import MIGRATIONS
from intelliclaim.types.viewing import Heading

FILE = b"%PDF-1.4 the first policy"
SHA256 = hashlib.sha256(FILE).hexdigest()
CLAUSE = "We pay for damage by water that escapes from a burst pipe."
PAGE = f"SECTION 1 - WATER\n{CLAUSE}"
SPAN = [1, PAGE.index(CLAUSE), len(PAGE)]
HEALTH = {
    "n_pages": 1,
    "pages_without_text": [],
    "suspect_pages": [],
    "language": "en",
    "n_tables": 0,
    "encrypted": False,
}
BODY = {
    "number": "1.1",
    "heading": ["SECTION 1 - WATER"],
    "kind": "text",
    "passages": [[CLAUSE, [SPAN]]],
    "lead_in": None,
}
ANSWER = {
    "question": "Is a burst pipe covered?",
    "text": "",
    "citations": [],
    "nearest": [],
    "seconds": 0.04,
    "score": 0.1,
}


@pytest.fixture
def old_store(tmp_path):
    """A data folder of the first release: a policy of one page and one clause, and one exchange."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / SHA256).write_bytes(FILE)
    connection = sqlite3.connect(tmp_path / "intelliclaim.sqlite")
    connection.executescript(MIGRATIONS[0])
    rows = {
        "policy": ("p1", "Home", 1, SHA256, "home.pdf", "Home Cover", 1, 1, "2026-11-01T09:00:00+00:00")
        + (json.dumps(HEALTH), json.dumps([["Water", 1]]), "a-model", None),
        "page": ("p1", 1, "i", PAGE),
        "clause": (7, "p1", 0, 1, "SECTION 1 - WATER", "", CLAUSE, json.dumps(BODY)),
        "vector": (7, np.eye(1, 4, dtype="<f4").tobytes(), None, None, None),
        "exchange": (1, '["p1"]', "2026-11-01T09:05:00+00:00", json.dumps(ANSWER)),
        "setting": ("colour", "blue"),
    }
    for table, row in rows.items():
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    return tmp_path


@pytest.fixture
def upgraded(old_store):
    store = Store(old_store)
    yield store
    store.close()


def test_old_policies_are_there_with_their_file_page_and_outline(upgraded):
    (policy,) = upgraded.policies()
    assert (policy.id, policy.name, policy.n_pages, policy.health.language) == ("p1", "Home", 1, "en")
    assert upgraded.file("p1") == FILE
    assert upgraded.page("p1", 1).text == PAGE
    assert upgraded.outline("p1") == (Heading("Water", 1),)


def test_old_clauses_are_their_slice_of_the_page_and_found_by_keyword(upgraded):
    (clause,) = upgraded.clauses("p1")
    assert PAGE[clause.passages[0].spans[0].start : clause.passages[0].spans[0].end] == CLAUSE
    assert [hit[:2] for hit in upgraded.keyword('"burst"', ["p1"])] == [("p1", 0)]


def test_old_vectors_and_conversation_are_kept(upgraded):
    assert upgraded.vectors("p1").tolist() == [[1, 0, 0, 0]]
    assert upgraded.vector_model("p1") == "a-model"
    assert [each.answer.question for each in upgraded.exchanges()] == ["Is a burst pipe covered?"]
    assert upgraded.setting("colour") == "blue"


def test_old_store_is_brought_to_todays_schema_once(old_store):
    for _ in range(2):
        Store(old_store).close()
        connection = sqlite3.connect(old_store / "intelliclaim.sqlite")
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        connection.close()


def test_store_of_the_second_schema_opens_with_its_log_and_takes_marks(tmp_path):
    connection = sqlite3.connect(tmp_path / "intelliclaim.sqlite")
    for script in MIGRATIONS[:2]:
        connection.executescript(script)
    connection.execute(
        "INSERT INTO log VALUES (1, '2026-11-20T09:00:00+00:00', '', 'ingest', 'p1', '{}', '', 'x')"
    )
    connection.execute("PRAGMA user_version = 2")
    connection.commit()
    connection.close()
    store = Store(tmp_path)
    assert [entry.subject for entry in store.claims.log()] == ["p1"]
    assert store.quality.marks() == ()
    store.close()


def test_released_script_is_never_edited():
    released = ["5b327c9e8b95", "8f7952eaec06", "66f88c8cfb48"]
    assert [hashlib.sha256(script.encode()).hexdigest()[:12] for script in MIGRATIONS[:3]] == released
