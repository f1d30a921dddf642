"""Keeping an assistant in order: re-index, reconcile the cache, read missing terms, and the doctor."""

from __future__ import annotations

from collections.abc import Iterable

from intelliclaim.assistant.parts import Parts
from intelliclaim.terms import find_terms
from intelliclaim.types import Finding, OnProgress, Policy


class Upkeep(Parts):
    """What is done to all policies, seldom, and for no claim or question in particular."""

    def reindex(self, on_progress: OnProgress | None = None) -> None:
        """Encode and read every policy's clauses anew with the model and rules of today.

        The vector cache is rebuilt. A person's edits of terms stay.
        """
        tell = on_progress or (lambda progress: None)
        self._cache.clear()  # first: a half-done re-index must leave no vector of the old model in it
        for policy in self._store.policies():
            clauses = self._store.clauses(policy.id)
            vectors, tokens = self._encode(clauses, tell)
            self._store.replace_vectors(policy.id, vectors, self._model, token_vectors=tokens)
            self._store.claims.put_terms(policy.id, find_terms(clauses))
            self._searcher.shelf.drop(policy.id)
        self.fill_cache()

    def fill_cache(self) -> None:
        """Bring the vector cache in line with the store: what is missing is added, what is gone removed."""
        expected = {policy.id: policy.n_clauses for policy in self._store.policies()}
        self._cache.reconcile(expected, lambda id_: (self._store.vectors(id_), self._store.clause_pages(id_)))

    def read_missing_terms(self) -> None:
        """Read the terms of the policies that an older release added without."""
        for policy_id in self._store.claims.unread_policies():
            self._store.claims.put_terms(policy_id, find_terms(self._store.clauses(policy_id)))

    def stale_policies(self) -> tuple[Policy, ...]:
        """Return the policies whose vectors were made by another model: they must be re-indexed."""
        return tuple(p for p in self._store.policies() if self._store.vector_model(p.id) != self._model)

    def doctor(self) -> tuple[Finding, ...]:
        """Look at the model, the store, the log, the vector cache and every policy; say what is wrong."""
        return tuple(self._findings())

    def _findings(self) -> Iterable[Finding]:
        policies = self._store.policies()
        yield Finding("Model", True, f"{self._embedder.name}, {self._embedder.dim} dimensions")
        yield Finding(
            "Reader", True, self._reader.name if self._reader else "none: it is for the packaged model"
        )
        yield Finding("Store", True, f"{len(policies)} policies in {self.settings.data}")
        broken = self._store.claims.verify_log()
        yield Finding(
            "Log",
            broken is None,
            f"entry {broken.number} does not hold: compare with a backup" if broken else "every entry holds",
        )
        yield self._look_at_cache(policies)
        for policy in policies:
            if policy.health.unread:
                pages = ", ".join(map(str, policy.health.unread))
                yield Finding(
                    policy.name, False, f"pages that could not be read: {pages}. Answers may be missing."
                )

    def _look_at_cache(self, policies: tuple[Policy, ...]) -> Finding:
        counts = self._cache.counts()
        wrong = [policy.name for policy in policies if counts.get(policy.id, 0) != policy.n_clauses]
        said = f"re-index: differs for {', '.join(wrong)}" if wrong else f"{sum(counts.values())} vectors"
        return Finding("Vector cache", not wrong, said)
