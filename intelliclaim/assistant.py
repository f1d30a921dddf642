"""The one object that the app and the command line talk to: it opens the parts and joins them.

It holds no rule of its own on reading, searching, answering or citing; those are their modules'.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from intelliclaim import answer, documents
from intelliclaim.cite import check_quote
from intelliclaim.clauses import split_clauses
from intelliclaim.errors import IntelliClaimError, StoreError, UnknownPolicy, UnreadablePolicy
from intelliclaim.models import Embedder, Reader, load_embedder, load_reader
from intelliclaim.search import Searcher, load_weights, reading_text
from intelliclaim.settings import Settings
from intelliclaim.store import Store
from intelliclaim.types import (
    Answer,
    Citation,
    Clause,
    Exchange,
    Finding,
    Ingested,
    OnProgress,
    Page,
    Policy,
    Progress,
    Stage,
)
from intelliclaim.vectors import VectorCache

log = logging.getLogger(__name__)

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
IMAGES_HELD = 64  # page images, about 200 kB each


class Assistant:
    """Policies in, cited answers out. Threads may share one; two processes may not share a folder."""

    def __init__(
        self, settings: Settings, store: Store, cache: VectorCache, embedder: Embedder, reader: Reader | None
    ) -> None:
        self.settings = settings
        self._store = store
        self._cache = cache
        self._embedder = embedder
        self._reader = reader
        # What a reader keeps of a clause is of no use to another: a new reader needs a re-index too.
        self._model = f"{embedder.name}+{reader.name}" if reader else embedder.name
        weights = load_weights(with_reader=reader is not None)
        self._threshold = weights.threshold
        self._searcher = Searcher(store, cache, embedder, reader, weights)
        self._image = lru_cache(maxsize=IMAGES_HELD)(self._draw)

    def close(self) -> None:
        """Close the store and the cache; the assistant may not be used afterwards."""
        self._cache.close()
        self._store.close()

    # --- policies

    def policies(self) -> tuple[Policy, ...]:
        """Return the policies by name, current versions before replaced ones."""
        return tuple(sorted(self._store.policies(), key=lambda policy: policy.replaced_by is not None))

    def ingest(
        self,
        data: bytes,
        filename: str,
        *,
        password: str = "",
        name: str = "",
        replaces: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Ingested:
        """Read a policy file, cut it into clauses, encode them and keep everything, or nothing.

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

    def delete(self, policy_id: str) -> None:
        """Delete a policy with everything that was made of it, answers that show its words included."""
        self._store.delete(policy_id)
        self._cache.delete(policy_id)
        self._searcher.shelf.drop(policy_id)
        self._image.cache_clear()

    def load_samples(self, on_progress: OnProgress | None = None) -> tuple[Ingested, ...]:
        """Ingest the sample policies that come with the project.

        Raises:
            UnreadablePolicy: they are not there.
        """
        files = sorted(SAMPLES.glob("*.pdf"))
        if not files:
            raise UnreadablePolicy("The sample policies are not there (samples/*.pdf): restore the folder.")
        return tuple(self.ingest(file.read_bytes(), file.name, on_progress=on_progress) for file in files)

    # --- questions

    def ask(self, question: str, policy_ids: Sequence[str]) -> Exchange:
        """Answer a question from these policies alone, and keep the exchange.

        Raises:
            UnknownPolicy: one of them is not in the store.
        """
        exchange = self._store.save_exchange(policy_ids, self.answer(question, policy_ids))
        try:
            for policy_id in policy_ids:
                self._store.policy(policy_id)
        except UnknownPolicy:  # deleted meanwhile: its words must not be kept
            self._store.delete_exchanges(policy_ids)
            raise
        return exchange

    def answer(self, question: str, policy_ids: Sequence[str]) -> Answer:
        """Answer a question from these policies alone; nothing is kept."""
        begun = time.perf_counter()
        question = question.encode("utf-8", "replace").decode()  # a shell may hand in half a character
        policies = {policy_id: self._store.policy(policy_id) for policy_id in policy_ids}
        found = self._searcher.search(question, policy_ids)
        said = answer.compose(question, found, self._threshold, policies, self._store.page)
        self._check(said)
        seconds = time.perf_counter() - begun
        log.info("answered in %.0f ms: %d citations", 1000 * seconds, len(said.citations))
        return replace(said, seconds=seconds)

    def exchanges(self) -> tuple[Exchange, ...]:
        """Return the conversation, oldest first, without what no longer stands on its page."""
        return tuple(exchange for exchange in self._store.exchanges() if self._holds(exchange.answer))

    def clear_exchanges(self) -> None:
        """Forget the conversation."""
        self._store.delete_exchanges()

    def sample_questions(self) -> tuple[str, ...]:
        """Return example questions for a start without a conversation."""
        file = SAMPLES / "examples.json"
        return tuple(json.loads(file.read_text("utf-8"))) if file.is_file() else ()

    # --- pages

    def page(self, policy_id: str, number: int) -> Page:
        """Return a page's text."""
        return self._store.page(policy_id, number)

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

    # --- upkeep

    def reindex(self, on_progress: OnProgress | None = None) -> None:
        """Encode every policy's clauses anew with the model that is loaded, and rebuild the vector cache."""
        tell = on_progress or (lambda progress: None)
        self._cache.clear()  # first: a half-done re-index must leave no vector of the old model in it
        for policy in self._store.policies():
            vectors, tokens = self._encode(self._store.clauses(policy.id), tell)
            self._store.replace_vectors(policy.id, vectors, self._model, token_vectors=tokens)
            self._searcher.shelf.drop(policy.id)
        self.fill_cache()

    def fill_cache(self) -> None:
        """Bring the vector cache in line with the store: what is missing is added, what is gone removed."""
        expected = {policy.id: policy.n_clauses for policy in self._store.policies()}
        self._cache.reconcile(expected, lambda id_: (self._store.vectors(id_), self._store.clause_pages(id_)))

    def stale_policies(self) -> tuple[Policy, ...]:
        """Return the policies whose vectors were made by another model: they must be re-indexed."""
        return tuple(p for p in self._store.policies() if self._store.vector_model(p.id) != self._model)

    def doctor(self) -> tuple[Finding, ...]:
        """Look at the model, the store, the vector cache and every policy, and say what is wrong."""
        return tuple(self._findings())

    def _findings(self) -> Iterable[Finding]:
        policies = self._store.policies()
        yield Finding("Model", True, f"{self._embedder.name}, {self._embedder.dim} dimensions")
        yield Finding(
            "Reader", True, self._reader.name if self._reader else "none: it is for the packaged model"
        )
        yield Finding("Store", True, f"{len(policies)} policies in {self.settings.data}")
        counts = self._cache.counts()
        wrong = [policy.name for policy in policies if counts.get(policy.id, 0) != policy.n_clauses]
        yield Finding(
            "Vector cache",
            not wrong,
            f"re-index: differs for {', '.join(wrong)}" if wrong else f"{sum(counts.values())} vectors",
        )
        for policy in policies:
            if policy.health.unread:
                pages = ", ".join(map(str, policy.health.unread))
                yield Finding(
                    policy.name, False, f"pages that could not be read: {pages}. Answers may be missing."
                )

    def _encode(
        self, clauses: Sequence[Clause], tell: OnProgress
    ) -> tuple[npt.NDArray[np.float32], list[npt.NDArray[np.int8]] | None]:
        """Return what is kept of clauses: their vectors, and the reader's bytes where there is a reader."""
        texts = [reading_text(clause) for clause in clauses]
        encoded = self._embedder.encode(texts, lambda done, of: tell(Progress(Stage.EMBEDDING, done, of)))
        tokens = [self._reader.keep(one) for one in encoded] if self._reader else None
        return np.stack([one.pooled for one in encoded]), tokens

    def _fill_cache(self, policy: Policy) -> None:
        self._cache.add(policy.id, self._store.vectors(policy.id), self._store.clause_pages(policy.id))

    def _draw(
        self, policy_id: str, page: int, width: int, ranges: tuple[tuple[int, int], ...]
    ) -> bytes | None:
        data = self._store.file(policy_id)
        if not documents.looks_like_pdf(data):
            return None
        return documents.page_image(data, page, width=width, lit=ranges)

    def _holds(self, said: Answer) -> bool:
        try:
            self._check(said)
        except IntelliClaimError:
            return False
        return True

    def _check(self, said: Answer) -> None:
        for citation in (*said.citations, *said.nearest):
            check_quote(citation, self._store.page(citation.policy_id, citation.page))


def open_assistant(settings: Settings) -> Assistant:
    """Open the store, the vector cache and the models under the settings' data folder.

    Raises:
        StoreError: the folder cannot be used, or another process uses it.
        ModelUnavailable: the model's files are missing or changed.
    """
    embedder = load_embedder(settings)
    assistant = Assistant(
        settings,
        Store(settings.data),
        VectorCache(settings.data / "vectors", embedder.dim),
        embedder,
        load_reader(embedder),
    )
    if assistant.stale_policies():
        assistant.reindex()
    else:
        assistant.fill_cache()
    return assistant
