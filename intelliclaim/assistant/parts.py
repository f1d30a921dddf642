"""What an assistant is made of, and the few steps that more than one of its faces takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from intelliclaim.assistant.precedence import Precedence
from intelliclaim.cite import check_quote
from intelliclaim.errors import UnknownPolicy
from intelliclaim.models import Embedder, Reader
from intelliclaim.search import Searcher, Weights, load_weights, reading_text
from intelliclaim.settings import Settings
from intelliclaim.store import Store
from intelliclaim.types import Citation, Clause, OnProgress, Page, Policy, Progress, Stage
from intelliclaim.vectors import VectorCache

# Clauses whose token vectors are held until the reader has narrowed them: 100 kB each. All of a long
# policy's at once took 140 MB.
ENCODED_AT_ONCE = 128


class Parts:
    """The opened parts; what can be asked of them is in the classes that stand on this one."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        cache: VectorCache,
        embedder: Embedder,
        reader: Reader | None,
    ) -> None:
        self.settings = settings
        self._store = store
        self._cache = cache
        self._embedder = embedder
        self._reader = reader
        self._precedence = Precedence()
        # What a reader keeps of a clause is of no use to another: a new reader needs a re-index too.
        self._model = f"{embedder.name}+{reader.name}" if reader else embedder.name
        self.use_weights(load_weights(with_reader=reader is not None))

    def use_weights(self, weights: Weights) -> None:
        """Rank, and abstain, by these weights from now on."""
        self.weights = weights
        self._threshold = weights.threshold
        self._searcher = Searcher(self._store, self._cache, self._embedder, self._reader, weights)

    def close(self) -> None:
        """Close the store and the cache; the assistant may not be used afterwards."""
        self._cache.close()
        self._store.close()

    def policies(self) -> tuple[Policy, ...]:
        """Return the policies by name, current versions before replaced ones."""
        return tuple(sorted(self._store.policies(), key=lambda policy: policy.replaced_by is not None))

    def policy_named(self, name: str) -> Policy:
        """Return the policy with this id, name or file name; of several, a current one.

        Raises:
            UnknownPolicy: there is none.
        """
        for policy in self.policies():
            if name in (policy.id, policy.name, policy.filename):
                return policy
        raise UnknownPolicy(f"There is no policy {name!r}. List them: python -m intelliclaim policies")

    def page(self, policy_id: str, number: int) -> Page:
        """Return a page's text."""
        return self._store.page(policy_id, number)

    def _pages_of(self, policy_id: str) -> Callable[[int], Page]:
        """Return the pages of one policy by number, each read once."""
        return cache(lambda number: self._store.page(policy_id, number))

    def _encode(
        self, clauses: Sequence[Clause], tell: OnProgress
    ) -> tuple[npt.NDArray[np.float32], list[npt.NDArray[np.int8]] | None]:
        """Return what is kept of clauses: their vectors, and the reader's bytes where there is a reader."""
        texts = [reading_text(clause) for clause in clauses]
        tell(Progress(Stage.EMBEDDING, 0, len(texts)))  # the model may have to be loaded first
        pooled: list[npt.NDArray[np.float32]] = []
        tokens: list[npt.NDArray[np.int8]] = []
        for start in range(0, len(texts), ENCODED_AT_ONCE):

            def told(done: int, of: int, before: int = start) -> None:
                tell(Progress(Stage.EMBEDDING, before + done, len(texts)))
                self._precedence.give_way()

            for one in self._embedder.encode(texts[start : start + ENCODED_AT_ONCE], told):
                pooled.append(one.pooled)
                if self._reader:
                    tokens.append(self._reader.keep(one))
        return np.stack(pooled), tokens if self._reader else None

    def _check(self, citations: Sequence[Citation]) -> None:
        """Compare citations with the pages as they are stored.

        Raises:
            QuoteMismatch: a quote is not on its page.
            UnknownPolicy: its policy is gone.
        """
        for citation in citations:
            check_quote(citation, self._store.page(citation.policy_id, citation.page))


def whole_characters(text: str) -> str:
    """Return a text without half characters, which a shell or a file may hand in and no store takes."""
    return text.encode("utf-8", "replace").decode()
