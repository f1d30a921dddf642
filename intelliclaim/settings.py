"""Every setting, read once from INTELLICLAIM_* variables; nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from intelliclaim.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how much may be used. Hashable, so it can key a cache."""

    data: Path = Path("data")  # the store: SQLite, PDF files, vector cache
    model: str = ""  # a folder with the embedder's files; '' is the packaged MiniLM
    threads: int = 0  # CPU threads of the model; 0 lets torch choose
    batch: int = 16  # clauses encoded at once
    max_file_mb: int = 50  # larger files are refused
    password: str = field(default="", repr=False)  # of the sign-in where it is served; '' is no sign-in
    emails: tuple[
        str, ...
    ] = ()  # that a company's sign-in lets in, '@domain' for all of one; () is every one


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environ` (default: the process's environment).

    Raises:
        SettingsError: a number is not a number, or is out of range.
    """
    env = os.environ if environ is None else environ
    default = Settings()
    return Settings(
        data=Path(env.get("INTELLICLAIM_DATA") or default.data).expanduser(),
        model=env.get("INTELLICLAIM_MODEL", default.model),
        password=env.get("INTELLICLAIM_PASSWORD", default.password),
        emails=tuple(env.get("INTELLICLAIM_EMAILS", "").lower().replace(",", " ").split()),
        threads=_number(env, "INTELLICLAIM_THREADS", default.threads, least=0),
        batch=_number(env, "INTELLICLAIM_BATCH", default.batch, least=1),
        max_file_mb=_number(env, "INTELLICLAIM_MAX_FILE_MB", default.max_file_mb, least=1),
    )


def _number(env: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    raw = env.get(name, "").strip()
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError:
        raise SettingsError(f"{name} is {raw!r}: set it to a whole number, or unset it.") from None
    if value < least:
        raise SettingsError(f"{name} is {value}: set it to {least} or more.")
    return value
