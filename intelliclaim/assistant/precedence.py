"""Who goes first at the model: somebody who waits for an answer, before an ingest that nobody watches.

The model encodes one batch at a time behind a lock, and a lock is not fair: the thread that just let go
of it takes it again, so that a question once waited for the whole of a policy. No thread is started here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 5.0  # seconds that an ingest stands back at once: it goes on however many questions come


class Precedence:
    """Counts those who wait for an answer; long work asks, between its batches, whether there are any."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting = 0

    @contextmanager
    def first(self) -> Iterator[None]:
        """Go before all long work, for the length of the block."""
        with self._changed:
            self._waiting += 1
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify_all()

    def give_way(self, longest: float = LONGEST) -> None:
        """Wait until nobody goes first, or `longest` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting, longest)
