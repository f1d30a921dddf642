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
from intelliclaim.cite import cite
from intelliclaim.clauses import split_clauses
from intelliclaim.clauses.compare import compare_clauses
from intelliclaim.clauses.contents import contents
from intelliclaim.errors import IntelliClaimError, StoreError, UnreadablePolicy
from intelliclaim.models import Embedder, Reader
from intelliclaim.search.within import find_words
from intelliclaim.settings import Settings
from intelliclaim.store import Store
from intelliclaim.terms import find_terms
from intelliclaim.types import Citation, Clause, Ingested, OnProgress, Policy, Progress, Span, Stage
from intelliclaim.types.viewing import Change, Heading, Worded
from intelliclaim.vectors import VectorCache

log = logging.getLogger(__name__)

IMAGES_HELD = 64  # page images, about 200 kB each
_FEWEST_BOOKMARKS = 4  # fewer say where the cover and the back page are, and no more
_Ranges = tuple[tuple[int, int], ...]


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
        self._headings = lru_cache(maxsize=32)(self._read_headings)
        self._changes = lru_cache(maxsize=8)(self._compare)

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
        for kept in (self._image, self._headings, self._changes):
            kept.cache_clear()

    def load_samples(self, on_progress: OnProgress | None = None) -> tuple[Ingested, ...]:
        """Ingest the sample policies that come with the project; all of them, or none.

        Raises:
            UnreadablePolicy: they are not there.
        """
        files = sorted(samples.SAMPLES.glob("*.pdf"))
        if not files:
            raise UnreadablePolicy("The sample policies are not there (samples/*.pdf): restore the folder.")
        done: list[Ingested] = []
        try:
            for file in files:
                done.append(self.ingest(file.read_bytes(), file.name, on_progress=on_progress))
        except IntelliClaimError:
            for ingested in done:
                if not ingested.known:
                    self.delete(ingested.policy.id)
            raise
        return tuple(done)

    # --- pages

    def page_image(
        self,
        policy_id: str,
        page: int,
        *,
        width: int,
        lit: Sequence[Citation] = (),
        found: Sequence[Span] = (),
        at: Span | None = None,
    ) -> bytes | None:
        """Return a page as PNG, `width` pixels wide, with these citations' words on it highlighted.

        `found` are places marked pale; `at` is the one of them that is looked at, marked strong. None for
        files that have no pages to draw (not PDF).
        """
        strong = _ranges(policy_id, page, lit)
        strong += [(at.start, at.end)] if at and at.page == page else []
        pale = [(span.start, span.end) for span in found if span.page == page and span != at]
        return self._image(policy_id, page, width, tuple(strong), tuple(pale))

    def place_of(self, policy_id: str, page: int, start: int, end: int) -> tuple[float, float]:
        """Return where on the page a stretch of its text begins: fractions of its width and height.

        (0, 0), the top left, for files that have no pages to draw.
        """
        data = self._store.file(policy_id)
        if not documents.looks_like_pdf(data):
            return 0.0, 0.0
        first = next(iter(documents.boxes(data, page, start, end)), None)
        return (first.left, first.top) if first else (0.0, 0.0)

    def outline(self, policy_id: str) -> tuple[Heading, ...]:
        """Return the file's bookmarks."""
        return self._store.outline(policy_id)

    def headings(self, policy_id: str) -> tuple[Heading, ...]:
        """Return a policy's table of contents: its bookmarks, or else its clauses' headings."""
        return self._headings(policy_id)

    def find_words(self, policy_id: str, wanted: str) -> tuple[Span, ...]:
        """Return where words stand in a policy's pages, in reading order."""
        return find_words(self._store.pages(policy_id), wanted)

    def compare(self, old_id: str, new_id: str) -> tuple[Change, ...]:
        """Return what differs between two policies, or two versions of one, in the new one's order."""
        return self._changes(old_id, new_id)

    def cite_sentence(self, policy_id: str, worded: Worded) -> Citation:
        """Cite one sentence of a policy, so that its page can be shown with it lit.

        Raises:
            QuoteMismatch: its words are not the ones on its page.
        """
        policy = self._store.policy(policy_id)
        return cite(policy, worded.clause, [worded.passage], self._pages_of(policy_id))

    def clauses_on(self, policy_id: str, page: int) -> tuple[Clause, ...]:
        """Return the clauses that begin on a page, in reading order."""
        return tuple(clause for clause in self._store.clauses(policy_id) if clause.page == page)

    def _fill_cache(self, policy: Policy) -> None:
        self._cache.add(policy.id, self._store.vectors(policy.id), self._store.clause_pages(policy.id))

    def _read_headings(self, policy_id: str) -> tuple[Heading, ...]:
        bookmarks = self._store.outline(policy_id)
        enough = len(bookmarks) >= _FEWEST_BOOKMARKS
        return bookmarks if enough else contents(self._store.clauses(policy_id))

    def _compare(self, old_id: str, new_id: str) -> tuple[Change, ...]:
        return compare_clauses(self._store.clauses(old_id), self._store.clauses(new_id))

    def _draw(self, policy_id: str, page: int, width: int, lit: _Ranges, faint: _Ranges = ()) -> bytes | None:
        data = self._store.file(policy_id)
        if not documents.looks_like_pdf(data):
            return None
        return documents.page_image(data, page, width=width, lit=lit, faint=faint)


def _ranges(policy_id: str, page: int, citations: Sequence[Citation]) -> list[tuple[int, int]]:
    """Return where these citations stand on a page of their policy, as offsets into its text."""
    spans = [span for citation in citations if citation.policy_id == policy_id for span in citation.spans]
    return [(span.start, span.end) for span in spans if span.page == page]
