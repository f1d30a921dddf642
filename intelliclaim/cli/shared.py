"""What the commands share: the assistant opened and closed, files read, policies named, progress."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from intelliclaim import assistant, settings
from intelliclaim.assistant import Assistant
from intelliclaim.errors import UnreadablePolicy
from intelliclaim.types import Policy, Progress

ADD_ONE = "Add one: python -m intelliclaim ingest FILE.pdf"


@contextmanager
def opened(data: Path | None = None) -> Iterator[Assistant]:
    """Open the assistant over the settings' data folder, or another, and close it at the end."""
    chosen = settings.from_env()
    desk = assistant.open_assistant(replace(chosen, data=data) if data else chosen)
    try:
        yield desk
    finally:
        desk.close()


def read_file(file: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        UnreadablePolicy: it is missing or cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnreadablePolicy(
            f"{file} cannot be read: {error.strerror}. Check its name and its rights."
        ) from error


def policy_row(policy: Policy) -> dict[str, Any]:
    """Return a policy as JSON takes it."""
    return asdict(policy) | {"added_at": policy.added_at.isoformat()}


def complain(message: object) -> None:
    """Tell a person what is wrong, beside what programs read."""
    print(f"intelliclaim: {message}", file=sys.stderr)


def show_progress(progress: Progress) -> None:
    """Show how far an ingest is, to a person only."""
    show_count(progress.stage, progress.done, progress.total)


def show_count(what: str, done: int, total: int) -> None:
    """Show how many are done, on one line, to a person only."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{what} {done}/{total}   ", end=end, file=sys.stderr, flush=True)
