"""Settings: read from the environment, and refused in plain words where they make no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from intelliclaim.errors import SettingsError
from intelliclaim.settings import Settings, from_env


def test_empty_environment_gives_the_defaults():
    assert from_env({}) == Settings()


def test_unset_and_blank_are_the_same():
    blank = {f"INTELLICLAIM_{name}": "" for name in ("DATA", "MODEL", "THREADS", "BATCH", "MAX_FILE_MB")}
    assert from_env(blank) == Settings()


def test_every_setting_can_be_given():
    given = {
        "INTELLICLAIM_DATA": "/srv/policies",
        "INTELLICLAIM_MODEL": "/srv/model",
        "INTELLICLAIM_THREADS": "2",
        "INTELLICLAIM_BATCH": " 8 ",
        "INTELLICLAIM_MAX_FILE_MB": "200",
    }
    assert from_env(given) == Settings(Path("/srv/policies"), "/srv/model", 2, 8, 200)


def test_home_folder_is_understood():
    assert from_env({"INTELLICLAIM_DATA": "~/policies"}).data == Path.home() / "policies"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("INTELLICLAIM_BATCH", "many", "INTELLICLAIM_BATCH is 'many': set it to a whole number"),
        ("INTELLICLAIM_BATCH", "0", "INTELLICLAIM_BATCH is 0: set it to 1 or more"),
        ("INTELLICLAIM_THREADS", "-1", "set it to 0 or more"),
        ("INTELLICLAIM_THREADS", "1.5", "whole number"),
        ("INTELLICLAIM_MAX_FILE_MB", "0", "set it to 1 or more"),
    ],
)
def test_number_that_makes_no_sense_is_refused_by_name(name, value, message):
    with pytest.raises(SettingsError, match=message):
        from_env({name: value})


def test_process_environment_is_the_default(monkeypatch):
    monkeypatch.setenv("INTELLICLAIM_BATCH", "7")
    assert from_env().batch == 7


def test_settings_can_key_a_cache():
    assert len({Settings(), Settings(), Settings(batch=3)}) == 2
