"""Claims: the term sheet, worksheets, a person's decisions, files of claims, and the log of all that."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from intelliclaim import assess as rules
from intelliclaim.assistant.deciding import take_decision
from intelliclaim.assistant.forms import SHEET_COLUMNS, read_form, sheet_row
from intelliclaim.assistant.parts import Parts, whole_characters
from intelliclaim.cite import cite
from intelliclaim.errors import AssessmentFailed, DecisionRefused, IntelliClaimError, UnreadableClaim
from intelliclaim.facts import read_facts
from intelliclaim.terms import plan_names
from intelliclaim.types import (
    Assessment,
    Citation,
    Facts,
    Form,
    LogEntry,
    Recommendation,
    Term,
    Versions,
    Worksheet,
)

log = logging.getLogger(__name__)

EMPTY = Form()
TERMS_DIGITS = 12  # of the terms' SHA-256, in a worksheet's versions


class Claims(Parts):
    """Claims in, worksheets out; a person decides, and the log keeps what both saw."""

    # --- terms

    def terms(self, policy_id: str) -> tuple[Term, ...]:
        """Return a policy's terms in force, in reading order: as a person edited them, where one did."""
        return self._store.claims.terms(policy_id)

    def currency(self, policy_id: str) -> str:
        """Return the currency that most of a policy's terms are in, '' where none is: it says its country."""
        counted = Counter(term.currency for term in self.terms(policy_id) if term.currency)
        return max(counted, key=counted.__getitem__, default="")

    def edit_term(self, policy_id: str, index: int, term: Term, by: str) -> None:
        """Put a person's reading of a term in place of the software's; `index` is its place in `terms`.

        The term as it was read is kept beside it. Clause and passages stay what they were.

        Raises:
            ValueError: there is no such term, or nobody is named.
        """
        self._store.claims.edit_term(policy_id, index, term, by)

    def term_citation(self, policy_id: str, term: Term) -> Citation:
        """Cite the passages that state a term.

        Raises:
            QuoteMismatch: the stored clause does not match its page.
        """
        clause = self._searcher.shelf.get(policy_id).clauses[term.clause]
        passages = [clause.passages[at] for at in term.passages]
        return cite(self._store.policy(policy_id), clause, passages, self._pages_of(policy_id))

    # --- worksheets

    def facts(self, policy_id: str, text: str, form: Form = EMPTY) -> Facts:
        """Read a claim's facts from its text and form; the form wins."""
        return read_facts(whole_characters(text), form, plans=plan_names(self.terms(policy_id)))

    def worksheet(self, policy_id: str, text: str, form: Form = EMPTY) -> Worksheet:
        """Go through a claim under one policy; nothing is kept.

        Raises:
            UnknownPolicy: the policy is not in the store.
            QuoteMismatch: a stored clause does not match its page.
            AssessmentFailed: a rule met a claim or a wording that it cannot handle.
        """
        try:
            with self._precedence.first():
                return self._worksheet(policy_id, text, form)
        except (ArithmeticError, LookupError, ValueError) as fault:
            log.error("a claim could not be assessed under %s: %s", policy_id, type(fault).__name__)
            raise AssessmentFailed(
                f"This claim could not be gone through ({fault!r}). Give it to a person; report the fault."
            ) from fault

    def _worksheet(self, policy_id: str, text: str, form: Form) -> Worksheet:
        begun = time.perf_counter()
        policy = self._store.policy(policy_id)
        terms, version = self._store.claims.terms_and_version(policy_id)
        sheet = rules.assess(
            read_facts(whole_characters(text), form, plans=plan_names(terms)),
            policy,
            self._searcher.shelf.get(policy_id).clauses,
            terms,
            lambda question, limit: self._searcher.search(question, [policy_id], limit=limit),
            self._pages_of(policy_id),
            Versions(policy.sha256, self._model, rules.RULES, version[:TERMS_DIGITS]),
        )
        log.info("assessed in %.0f ms: %s", 1000 * (time.perf_counter() - begun), sheet.recommendation)
        return sheet

    def assess(
        self,
        policy_id: str,
        text: str,
        form: Form = EMPTY,
        reference: str = "",
        by: str = "",
        folder: int = 0,
    ) -> Assessment:
        """Go through a claim under one policy, and keep and log the worksheet, in its folder if it has one.

        Raises:
            UnknownPolicy: the policy is not in the store.
            QuoteMismatch: a stored clause does not match its page.
        """
        sheet = self.worksheet(policy_id, text, form)
        return self._store.claims.save_assessment(reference.strip(), form, sheet, by, folder)

    def assessment(self, id: int) -> Assessment:
        """Return a kept assessment.

        Raises:
            UnknownAssessment: there is none with this id.
        """
        return self._store.claims.assessment(id)

    def assessments(self) -> tuple[Assessment, ...]:
        """Return the kept assessments, newest first."""
        return self._store.claims.assessments()

    def decide(
        self, id: int, decision: Recommendation, by: str, reason: str = "", second: str = ""
    ) -> Assessment:
        """Keep a person's decision on an assessment, for good; both are frozen with it.

        Raises:
            UnknownAssessment: there is none with this id.
            DecisionRefused: nobody is named; it overrides the recommendation without a reason; it
                rejects without a second, other person; or the claim is decided already.
        """
        taken = take_decision(self.assessment(id), decision, by, reason, second)
        try:
            return self._store.claims.save_decision(id, taken)
        except ValueError as error:  # by someone else, in between
            raise DecisionRefused(f"{error} Assess it anew to decide again.") from error

    def replay(self, id: int) -> Worksheet:
        """Go through a kept claim again, with the policy, terms, rules and model of today; nothing is kept.

        Raises:
            UnknownAssessment: there is none with this id.
            UnknownPolicy: its policy was deleted.
        """
        kept = self.assessment(id)
        return self.worksheet(kept.worksheet.policy_id, kept.worksheet.facts.text, kept.form)

    def assess_batch(
        self,
        rows: Iterable[Mapping[str, str]],
        on_done: Callable[[int], object] | None = None,
        by: str = "",
    ) -> Iterator[dict[str, str]]:
        """Assess and keep a claim a row, and yield its worksheet as a row with `SHEET_COLUMNS`.

        `policy` is an id, a name or a file name; `claim` (or `text`) is the claim as told, and the
        form's fields may stand beside it. A row that can't be assessed has its `error`, and the rest
        goes on. `on_done` gets the number of rows done.
        """
        for number, row in enumerate(rows, 1):
            cells = {name: (value or "").strip() for name, value in row.items()}
            named = {"reference": cells.get("reference", ""), "policy": cells.get("policy", "")}
            try:
                sheet = self._assess_row(cells, by)
            except IntelliClaimError as error:
                sheet = {"error": str(error)}
            yield dict.fromkeys(SHEET_COLUMNS, "") | named | sheet
            if on_done:
                on_done(number)

    def _assess_row(self, cells: Mapping[str, str], by: str) -> dict[str, str]:
        text = cells.get("claim") or cells.get("text", "")
        if cells.get(""):  # what a CSV reader makes of cells beyond the header
            raise UnreadableClaim("The row has more cells than the header: quote texts that have commas.")
        form = read_form(cells)
        if not text and form == EMPTY:
            raise UnreadableClaim("The row tells no claim: fill in `claim`.")
        policy = self.policy_named(cells.get("policy", ""))
        done = self.assess(policy.id, text, form, cells.get("reference", ""), by)
        return {"assessment": str(done.id)} | sheet_row(done.worksheet)

    # --- log

    def log(self, kind: str = "") -> tuple[LogEntry, ...]:
        """Return the log's entries, of one kind where it is given, newest first."""
        return self._store.claims.log(kind)

    def verify_log(self) -> LogEntry | None:
        """Return the first entry of the log that does not hold, or None where all do."""
        return self._store.claims.verify_log()
