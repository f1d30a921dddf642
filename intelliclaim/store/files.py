"""Policy files, named by the SHA-256 of their contents; there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from intelliclaim.store.database import store_errors


class Files:
    """The files under `folder`, which is made when it is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with store_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)

    def write(self, sha256: str, data: bytes) -> bool:
        """Write `data` unless it is there already; return whether it was written.

        Raises:
            StoreError: the disk is full or the folder cannot be written; no part is left behind.
        """
        target = self.folder / sha256
        part = self.folder / f"{uuid4().hex}.part"
        with store_errors(target):
            if target.exists() and target.stat().st_size == len(data):
                return False
            try:
                with part.open("xb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())  # else a power cut may leave the name without the bytes
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)
            return True

    def read(self, sha256: str) -> bytes:
        """Return a file's bytes.

        Raises:
            StoreError: it is missing or cannot be read.
        """
        path = self.folder / sha256
        with store_errors(path):
            return path.read_bytes()

    def remove(self, sha256: str) -> None:
        """Remove a file, if it is there.

        Raises:
            StoreError: it is there and cannot be removed.
        """
        path = self.folder / sha256
        with store_errors(path):
            path.unlink(missing_ok=True)
