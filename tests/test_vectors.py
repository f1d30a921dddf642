"""The vector cache: finds its own vectors, keeps to its policies, and survives broken files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import failures_of

from intelliclaim.errors import StoreError
from intelliclaim.vectors import VectorCache, probe

DIM = 16
SIZES = {"home": 1100, "motor": 40}  # beyond 1000 Chroma flushes to the files that may be torn


def unit(n: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((n, DIM)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def load(policy_id: str) -> tuple[np.ndarray, list[int]]:
    n = SIZES[policy_id]
    return unit(n, seed=n), [1] * n


@pytest.fixture
def cache(tmp_path):
    cache = VectorCache(tmp_path / "vectors", DIM)
    yield cache
    cache.close()


def test_nearest_clause_is_the_vector_itself(cache):
    cache.add("home", unit(20), range(20))
    (policy_id, ordinal, similarity), *others = cache.query(unit(20)[7], ["home"], limit=3)
    assert (policy_id, ordinal) == ("home", 7)
    assert similarity == pytest.approx(1.0, abs=1e-5)
    assert len(others) == 2
    assert others[0][2] == pytest.approx(max(np.delete(unit(20) @ unit(20)[7], 7)), abs=1e-5)


def test_query_keeps_to_the_chosen_policies(cache):
    cache.add("home", unit(20), [1] * 20)
    cache.add("motor", unit(5, seed=1), [1] * 5)
    assert {hit[0] for hit in cache.query(unit(20)[0], ["motor"], limit=10)} == {"motor"}
    assert cache.query(unit(1)[0], [], limit=10) == []
    assert cache.query(unit(1)[0], ["unknown"], limit=10) == []


def test_more_than_one_batch_is_added_whole(cache):
    cache.add("home", unit(450), [1] * 450)
    assert cache.counts() == {"home": 450}


def test_deleted_policy_is_not_found(cache):
    cache.add("home", unit(5), [1] * 5)
    cache.delete("home")
    cache.delete("never there")
    assert cache.counts() == {}
    assert cache.query(unit(5)[0], ["home"], limit=5) == []


def test_cleared_cache_is_empty_and_usable(cache):
    cache.add("home", unit(5), [1] * 5)
    cache.clear()
    assert cache.counts() == {}
    cache.add("home", unit(5), [1] * 5)
    assert cache.counts() == {"home": 5}


def test_pages_must_be_as_many_as_vectors(cache):
    with pytest.raises(ValueError, match="2 vectors"):
        cache.add("home", unit(2), [1])


def test_reconcile_adds_what_is_missing_and_removes_what_is_gone(cache):
    cache.add("gone", unit(3), [1] * 3)
    cache.add("home", unit(10), [1] * 10)  # cut short: it should have more
    assert set(cache.reconcile(SIZES, load)) == {"home", "motor"}
    assert cache.counts() == SIZES
    assert cache.reconcile(SIZES, load) == ()


def test_second_owner_of_the_folder_is_refused(cache):
    with pytest.raises(StoreError, match="in use by another"):
        VectorCache(cache.folder, DIM)


def test_other_process_is_refused(cache, tmp_path):
    code = "import sys, pathlib; from intelliclaim.vectors import VectorCache; VectorCache(pathlib.Path(sys.argv[1]), 16)"
    outcome = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "vectors")],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
    )
    assert outcome.returncode != 0
    assert "in use by another" in outcome.stderr


def test_closed_cache_opens_again_with_its_vectors_and_without_a_probe(tmp_path, monkeypatch):
    first = VectorCache(tmp_path / "vectors", DIM)
    first.reconcile(SIZES, load)
    first.close()
    first.close()
    monkeypatch.setattr("intelliclaim.vectors.probe", lambda folder: pytest.fail("probed"))
    second = VectorCache(tmp_path / "vectors", DIM)
    assert second.counts() == SIZES
    second.close()


def test_cache_left_open_is_probed_and_kept_where_it_is_whole(tmp_path, monkeypatch):
    first = VectorCache(tmp_path / "vectors", DIM)
    first.add("motor", unit(40), [1] * 40)
    first.close()
    (tmp_path / "vectors.closed.json").unlink()
    outcomes = []
    monkeypatch.setattr(
        "intelliclaim.vectors.probe", lambda folder: outcomes.append(probe(folder)) or outcomes[-1]
    )
    second = VectorCache(tmp_path / "vectors", DIM)
    assert outcomes == [True]
    assert second.counts() == {"motor": 40}
    second.close()


@pytest.mark.parametrize("torn", ["chroma.sqlite3", "*/data_level0.bin"])
def test_truncated_file_has_the_cache_rebuilt(tmp_path, torn):
    first = VectorCache(tmp_path / "vectors", DIM)
    first.reconcile(SIZES, load)
    first.close()
    (path,) = (tmp_path / "vectors").glob(torn)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    second = VectorCache(tmp_path / "vectors", DIM)
    second.reconcile(SIZES, load)
    assert second.counts() == SIZES
    assert second.query(load("home")[0][5], ["home"], limit=1)[0][:2] == ("home", 5)
    second.close()


def test_vectors_of_another_dimension_are_dropped(tmp_path):
    first = VectorCache(tmp_path / "vectors", 4)
    first.add("home", np.eye(4, dtype=np.float32), [1] * 4)
    first.close()
    second = VectorCache(tmp_path / "vectors", DIM)
    assert second.counts() == {}
    second.add("home", unit(3), [1] * 3)
    second.close()


def test_vector_of_the_wrong_length_is_an_error_that_says_what_to_do(cache):
    cache.add("home", unit(3), [1] * 3)
    with pytest.raises(StoreError, match="reindex"):
        cache.query(np.ones(3, np.float32), ["home"], limit=1)


def test_threads_add_delete_and_query_at_once(cache):
    def work(number: int) -> None:
        mine = unit(30, seed=number)
        for _ in range(3):
            cache.add(f"p{number}", mine, [1] * 30)
            assert cache.query(mine[3], [f"p{number}"], limit=1)[0][1] == 3
            if number % 2:
                cache.delete(f"p{number}")

    assert failures_of(work, n_threads=6) == []
    assert cache.counts() == {"p0": 30, "p2": 30, "p4": 30}
