"""The vector cache: Chroma behind six methods. The only importer of chromadb, and only when opened.

It holds ids, vectors and `{policy_id, page}`, no text, and may be thrown away at any time: `reconcile`
fills it from the store again. It does not encode text and does not read the store by itself.

What was measured on chromadb 1.5.9, and what is done about it:

- Two processes on one folder corrupt it without an error: a lock file beside it refuses the second.
- A kill in the middle of a flush can break it for good, and a torn file can crash whoever opens it
  next. So a clean close leaves a list of the files' sizes and times beside the folder. Where that
  list is missing or no longer true, the cache is tried in a subprocess first (about 2 s), and thrown
  away where that fails; where it is true, one count and one query in this process are enough.
- Small batches broke in none of 40 kills, large ones in 1 of 24, and they cost the same time.
"""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from intelliclaim.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection as ChromaCollection

Float32 = npt.NDArray[np.float32]

BATCH = 200  # vectors per write
PAGE = 5000  # ids per read; Chroma's own limit is 5461
PROBE_SECONDS = 60.0  # replaying a long log takes seconds; more than this is a hang
COLLECTION = "clauses"

log = logging.getLogger(__name__)


class VectorCache:
    """One Chroma collection in `folder`, owned by this process until `close`.

    Threads may share it. A cache that cannot be used, or that holds vectors of another dimension,
    comes up empty: call `reconcile` after opening. Every method raises StoreError where Chroma
    fails; `clear` and `reconcile` are the cure.

    Raises:
        StoreError: another process (or cache object) has the folder open, or it cannot be written.
    """

    def __init__(self, folder: Path, dim: int) -> None:
        self.folder = folder.resolve()
        self.dim = dim
        self._writing = threading.RLock()
        closed = self.folder.with_name(self.folder.name + ".closed.json")
        lock = _locked(self.folder)
        try:
            with _cache_errors(self.folder):
                trusted = closed.exists() and closed.read_text() == _listing(self.folder)
                closed.unlink(missing_ok=True)
                if self.folder.exists() and not trusted and not probe(self.folder):
                    shutil.rmtree(self.folder)
                self._client, self._collection = _open_or_rebuild(self.folder, dim)
        except BaseException:
            lock.release()
            raise
        # Runs on close, when the object is collected, or as the interpreter exits; once.
        self._finalizer = weakref.finalize(self, _release, self._client, self.folder, closed, lock)

    def close(self) -> None:
        """Close Chroma and let another process open the folder."""
        self._finalizer()

    def add(self, policy_id: str, vectors: Float32, pages: Sequence[int]) -> None:
        """Put a policy's vectors in, (n, dim) in order of the clauses' ordinals, with their pages.

        Raises:
            ValueError: there is not one page per vector.
        """
        if len(vectors) != len(pages):
            raise ValueError(f"{len(vectors)} vectors, but {len(pages)} pages")
        with self._writing, _cache_errors(self.folder):
            for start in range(0, len(pages), BATCH):
                end = min(start + BATCH, len(pages))
                self._collection.upsert(
                    ids=[f"{policy_id}:{ordinal}" for ordinal in range(start, end)],
                    embeddings=np.asarray(vectors[start:end], np.float32),
                    metadatas=[{"policy_id": policy_id, "page": int(page)} for page in pages[start:end]],
                )

    def delete(self, policy_id: str) -> None:
        """Take a policy's vectors out, if there are any."""
        with self._writing, _cache_errors(self.folder):
            self._collection.delete(where={"policy_id": policy_id})

    def query(self, vector: Float32, policy_ids: Collection[str], limit: int) -> list[tuple[str, int, float]]:
        """Find the nearest clauses of these policies: policy id, ordinal, cosine similarity, best first.

        Approximate: a near clause may be missing, above all where `limit` is large.
        """
        if not policy_ids or limit < 1:
            return []
        scope: Any = {"policy_id": {"$in": list(policy_ids)}}  # Chroma's Where is invariant in its values
        with _cache_errors(self.folder):
            found = self._collection.query(
                query_embeddings=np.asarray(vector, np.float32).reshape(1, -1),
                n_results=limit,
                where=scope,
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return [
            (*_parse_id(id_), 1.0 - float(distance))
            for id_, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def counts(self) -> dict[str, int]:
        """Count each policy's vectors."""
        counted: Counter[str] = Counter()
        with _cache_errors(self.folder):
            for start in range(0, self._collection.count(), PAGE):
                ids = self._collection.get(limit=PAGE, offset=start, include=[])["ids"]
                counted.update(_parse_id(id_)[0] for id_ in ids)
        return dict(counted)

    def clear(self) -> None:
        """Take everything out. A query that runs meanwhile may raise StoreError."""
        with self._writing, _cache_errors(self.folder):
            self._client.delete_collection(COLLECTION)
            self._collection = _collection(self._client, self.dim)

    def reconcile(
        self, expected: Mapping[str, int], load: Callable[[str], tuple[Float32, Sequence[int]]]
    ) -> tuple[str, ...]:
        """Make the cache hold what the store holds, and return the ids of the policies it had to load.

        Only counts are compared: after a policy's vectors were replaced, `delete` it first.
        `expected` gives each policy's number of clauses; `load` its vectors and pages, as `add`
        takes them.
        """
        with self._writing:
            present = self.counts()
            for policy_id in present.keys() - expected.keys():
                self.delete(policy_id)
            stale = tuple(id_ for id_, n_clauses in expected.items() if present.get(id_, 0) != n_clauses)
            for policy_id in stale:
                self.delete(policy_id)
                self.add(policy_id, *load(policy_id))
        if stale or present.keys() - expected.keys():
            log.info("vector cache: loaded %d of %d policies", len(stale), len(expected))
        return stale


def probe(folder: Path) -> bool:
    """Try the cache in a subprocess, which a torn file may crash, and return whether it works."""
    command = [sys.executable, "-m", "intelliclaim.vectors", str(folder.resolve())]
    package_root = Path(__file__).resolve().parent.parent
    try:
        outcome = subprocess.run(command, cwd=package_root, capture_output=True, timeout=PROBE_SECONDS)
    except subprocess.TimeoutExpired:
        log.warning("vector cache: no answer within %.0f s", PROBE_SECONDS)
        return False
    if outcome.returncode:
        log.warning("vector cache: probe ended with %d", outcome.returncode)
    return outcome.returncode == 0


def _open_or_rebuild(folder: Path, dim: int) -> tuple[Client, ChromaCollection]:
    client: Client | None = None
    try:
        client = _client(folder)
        collection = _collection(client, dim)
        _exercise(collection, n_vectors=1)
    except Exception as error:  # noqa: BLE001 - whatever it is, a cache is cured by starting afresh
        log.warning("vector cache: rebuilding after %s", type(error).__name__)
        if client is not None:
            client.close()
        shutil.rmtree(folder, ignore_errors=True)
        client = _client(folder)
        return client, _collection(client, dim)
    if (collection.metadata or {}).get("dim") != dim:
        client.delete_collection(COLLECTION)
        collection = _collection(client, dim)
    return client, collection


def _client(folder: Path) -> Client:
    import chromadb  # 1 s and 50 MB: only for those who open a cache
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    try:
        client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    except Exception:
        # Chroma keeps the half-started system by path, and would hand it out at the next try.
        SharedSystemClient._identifier_to_system.pop(str(folder), None)
        raise
    return cast("Client", client)  # declared as an interface without close()


def _collection(client: Client, dim: int) -> ChromaCollection:
    return client.get_or_create_collection(
        COLLECTION,
        metadata={"dim": dim},
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
    )


def _exercise(collection: ChromaCollection, n_vectors: int) -> None:
    """Count, read up to `n_vectors` back and query with some: each touches other files of the cache."""
    for start in range(0, min(collection.count(), n_vectors), PAGE):
        rows = collection.get(limit=PAGE, offset=start, include=["embeddings"])
        embeddings: Any = rows["embeddings"]
        found = collection.query(query_embeddings=embeddings[:10], n_results=1, include=["distances"])
        if any(distance > 1e-3 for (distance,) in found["distances"] or ()):
            raise StoreError("The vector cache does not find vectors that it holds.")


def _parse_id(id_: str) -> tuple[str, int]:
    policy_id, _, ordinal = id_.rpartition(":")
    return policy_id, int(ordinal)


def _listing(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return json.dumps({str(path.relative_to(folder)): _stamp(path) for path in files}, indent=0)


def _stamp(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _locked(folder: Path) -> FileLock:
    path = folder.with_name(folder.name + ".lock")
    lock = FileLock(path, thread_local=False)  # the finalizer may run in another thread
    with _cache_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise StoreError(
                f"{folder} is in use by another IntelliClaim: stop the app (or wait for the other command "
                "to end), or choose another data folder."
            ) from None
    return lock


def _release(client: Client, folder: Path, closed: Path, lock: FileLock) -> None:
    try:
        client.close()
        closed.write_text(_listing(folder))  # not reached where closing raised: the next open probes
    finally:
        lock.release()


@contextmanager
def _cache_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        raise StoreError(
            f"{folder}: {error}. Check the disk's space and the folder's permissions."
        ) from error
    except Exception as error:  # Chroma raises many kinds, some of them private to it
        raise StoreError(
            f"The vector cache {folder} failed ({type(error).__name__}: {error}). "
            "Run `python -m intelliclaim reindex`: it rebuilds the cache, and no policy is lost."
        ) from error


def _main(folder: Path) -> None:
    """Try the whole cache; a torn one raises here or ends the process."""
    client = _client(folder)
    _exercise(client.get_collection(COLLECTION, embedding_function=None), n_vectors=sys.maxsize)
    client.close()


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
