"""Policies in, kept and shown: ingest, names, deletion, pages and their images."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Sequence
from functools import lru_cache

from intelliclaim import documents
from intelliclaim.assistant import samples
from intelliclaim.assistant.parts import Parts
from intelliclaim.clauses import split_clauses
from intelliclaim.errors import StoreError, UnreadablePolicy
from intelliclaim.models import Embedder, Reader
from intelliclaim.settings import Settings
from intelliclaim.store import Store
from intelliclaim.terms import find_terms
from intelliclaim.types import Citation, Clause, Ingested, OnProgress, Policy, Progress, Stage
from intelliclaim.vectors import VectorCache

log = logging.getLogger(__name__)

IMAGES_HELD = 64  # page images, about 200 kB each


class Policies(Parts):
    """The policies of an assistant, their pages and clauses."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        cache: VectorCache,
        embedder: Embedder,
        reader: Reader | None,
    ) -> None:
        super().__init__(settings, store, cache, embedder, reader)
        self._image = lru_cache(maxsize=IMAGES_HELD)(self._draw)

    def ingest(
        self,
        data: bytes,
        filename: str,
        *,
        password: str = "",
        name: str = "",
        replaces: str | None = None,
        on_progress: OnProgress | None = None,
        by: str = "",
    ) -> Ingested:
        """Read a policy file, cut it into clauses, encode them, find its terms; keep everything, or nothing.

        The same bytes are never kept twice: the policy they made is returned. `replaces` makes the
        file the newer version of that policy.

        Raises:
            UnreadablePolicy: the file cannot become a policy (see `errors` for the kinds).
            UnknownPolicy: `replaces` is not in the store.
            StoreError: the data folder cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        known = self._store.by_sha256(sha256)
        if known:
            return Ingested(known, known=True)
        if len(data) > self.settings.max_file_mb * 1_000_000:
            raise UnreadablePolicy(
                f"{filename} has {len(data) / 1e6:.0f} MB; at most {self.settings.max_file_mb} MB are read."
                " Split it, or raise INTELLICLAIM_MAX_FILE_MB."
            )
        begun = time.perf_counter()
        tell = on_progress or (lambda progress: None)
        document = documents.read(
            data,
            filename,
            password=password,
            on_progress=lambda done, of: tell(Progress(Stage.READING, done, of)),
        )
        clauses = split_clauses(document.pages)
        if not clauses:
            raise UnreadablePolicy(
                f"{filename} has a few words but no sentence or list: it is no policy wording."
            )
        vectors, tokens = self._encode(clauses, tell)
        tell(Progress(Stage.SAVING, 0, 1))
        policy = self._store.add(
            name=name or ("" if replaces else document.title),
            filename=filename,
            sha256=sha256,
            data=documents.unlocked(data, password) if document.health.encrypted else data,
            document=document,
            clauses=clauses,
            vectors=vectors,
            model=self._model,
            replaces=replaces,
            token_vectors=tokens,
            terms=find_terms(clauses),
            by=by,
        )
        try:
            self._fill_cache(policy)
        except StoreError:
            self._store.delete(policy.id)
            raise
        tell(Progress(Stage.SAVING, 1, 1))
        log.info("ingested %s: %d clauses in %.1f s", policy.id, len(clauses), time.perf_counter() - begun)
        return Ingested(policy, known=False)

    def rename(self, policy_id: str, name: str) -> Policy:
        """Give a policy another name; a blank one is refused with ValueError."""
        return self._store.rename(policy_id, name)

    def delete(self, policy_id: str, by: str = "") -> None:
        """Delete a policy with everything that was made of it: answers and undecided assessments too.

        Decided assessments stay, as records of their claims' files, and the log keeps that it was there.
        """
        self._store.delete(policy_id, by)
        self._cache.delete(policy_id)
        self._searcher.shelf.drop(policy_id)
        self._image.cache_clear()

    def load_samples(self, on_progress: OnProgress | None = None) -> tuple[Ingested, ...]:
        """Ingest the sample policies that come with the project.

        Raises:
            UnreadablePolicy: they are not there.
        """
        files = sorted(samples.SAMPLES.glob("*.pdf"))
        if not files:
            raise UnreadablePolicy("The sample policies are not there (samples/*.pdf): restore the folder.")
        return tuple(self.ingest(file.read_bytes(), file.name, on_progress=on_progress) for file in files)

    # --- pages

    def page_image(
        self, policy_id: str, page: int, *, width: int, lit: Sequence[Citation] = ()
    ) -> bytes | None:
        """Return a page as PNG, `width` pixels wide, with these citations' words on it highlighted.

        None for files that have no pages to draw (not PDF).
        """
        ranges: list[tuple[int, int]] = []
        for citation in lit:
            if citation.policy_id == policy_id:
                ranges += [(citation.start, citation.end)] if citation.page == page else []
                ranges += [(span.start, span.end) for span in citation.also if span.page == page]
        return self._image(policy_id, page, width, tuple(ranges))

    def outline(self, policy_id: str) -> tuple[tuple[str, int], ...]:
        """Return the file's bookmarks: title and page."""
        return self._store.outline(policy_id)

    def clauses_on(self, policy_id: str, page: int) -> tuple[Clause, ...]:
        """Return the clauses that begin on a page, in reading order."""
        return tuple(clause for clause in self._store.clauses(policy_id) if clause.page == page)

    def _fill_cache(self, policy: Policy) -> None:
        self._cache.add(policy.id, self._store.vectors(policy.id), self._store.clause_pages(policy.id))

    def _draw(
        self, policy_id: str, page: int, width: int, ranges: tuple[tuple[int, int], ...]
    ) -> bytes | None:
        data = self._store.file(policy_id)
        if not documents.looks_like_pdf(data):
            return None
        return documents.page_image(data, page, width=width, lit=ranges)
