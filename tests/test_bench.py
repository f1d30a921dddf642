"""The bench: every figure is there, and makes sense."""

from __future__ import annotations

import pytest
from conftest import HOME, MOTOR

from intelliclaim import bench
from intelliclaim.errors import UnreadablePolicy


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "brought"
    folder.mkdir()
    (folder / "home.pdf").write_bytes(HOME)
    (folder / "motor.pdf").write_bytes(MOTOR)
    return [folder / "home.pdf", folder / "motor.pdf"]


def test_every_figure_is_measured(desk, files):
    figures = bench.measure(desk, files)
    assert figures["pages"] == 3
    assert figures["pages_per_second"] > 0
    assert figures["questions"] == bench.ROUNDS * len(bench.QUESTIONS) * 2
    assert 0 < figures["question_p50_s"] <= figures["question_p95_s"] < 5
    assert figures["peak_memory_mb"] > 1


def test_questions_of_the_bench_stay_out_of_the_conversation(desk, files):
    bench.measure(desk, files)
    assert desk.exchanges() == ()


def test_file_that_is_no_policy_stops_the_bench(desk, tmp_path):
    (tmp_path / "empty.pdf").write_bytes(b"")
    with pytest.raises(UnreadablePolicy):
        bench.measure(desk, [tmp_path / "empty.pdf"])
