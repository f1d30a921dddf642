"""An assistant with the real one's methods and no store, model or PDF: the pages are tested against it."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import UTC, datetime

from fake_claims import FakeClaims
from fake_quality import FakeQuality
from PIL import Image

from intelliclaim.errors import PasswordNeeded, UnknownPolicy, UnreadablePolicy
from intelliclaim.types import (
    Answer,
    Citation,
    Clause,
    ClauseKind,
    Exchange,
    Finding,
    Health,
    Ingested,
    Page,
    Passage,
    Policy,
    Progress,
    Span,
    Stage,
)
from intelliclaim.types.viewing import Change, ChangeKind, Heading, Worded

WAITING = (
    "Expenses for cataract surgery are payable after a waiting period of 24 months, up to $1,500 per eye."
)
SILENT = "space travel"


def citation(
    policy: Policy, page: int, quote: str, heading: tuple[str, ...] = ("Exclusions", "4.2 Waiting periods")
) -> Citation:
    """A citation of `quote` at the start of a page."""
    return Citation(policy.id, policy.name, policy.version, page, 0, len(quote), quote, heading)


class FakeAssistant(FakeQuality, FakeClaims):
    """Keeps its policies in a dict. A file called locked* wants the password 'secret'; broken* fails."""

    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[str, Policy] = {}
        self.asked: list[Exchange] = []
        self.lit: list[Citation] = []
        self.silent: tuple[Citation, ...] = ()  # the nearest clauses of an abstention; () for the usual
        self.rebuilt = 0

    def policies(self) -> tuple[Policy, ...]:
        return tuple(reversed(self.stored.values()))

    def ingest(self, data, filename, *, password="", name="", replaces=None, on_progress=None, by=""):
        if filename.startswith("locked") and password != "secret":
            raise PasswordNeeded(f"{filename} is protected: give its password.")
        if filename.startswith("broken"):
            raise UnreadablePolicy(f"{filename} is not a PDF: its $first$ bytes are wrong. Export it again.")
        for known in self.stored.values():
            if known.sha256 == str(hash(data)):
                return Ingested(known, known=True)
        for stage, total in ((Stage.READING, 12), (Stage.EMBEDDING, 90), (Stage.SAVING, 1)):
            if on_progress:
                on_progress(Progress(stage, total, total))
        old = self.stored.get(replaces or "")
        policy = Policy(
            id=f"p{len(self.stored) + 1}",
            name=name or (old.name if old else filename.rsplit(".", 1)[0]),
            version=old.version + 1 if old else 1,
            sha256=str(hash(data)),
            filename=filename,
            n_pages=12,
            n_clauses=90,
            added_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
            health=Health(
                12, (11,) if "scan" in filename else (), (12,) if "scan" in filename else (), "en", 3
            ),
        )
        self.stored[policy.id] = policy
        if old:
            self.stored[old.id] = replace(old, replaced_by=policy.id)
        return Ingested(policy, known=False)

    def rename(self, policy_id, name):
        self.stored[policy_id] = replace(self._policy(policy_id), name=name)

    def delete(self, policy_id, by=""):
        self._policy(policy_id)
        del self.stored[policy_id]

    def ask(self, question, policy_ids):
        policy = self._policy(policy_ids[0])
        found = (
            citation(policy, 7, WAITING),
            citation(policy, 3, "The sum insured is shown in the schedule."),
        )
        if SILENT in question:
            answer = Answer(question, "", (), self.silent or found, 0.12, 0.08)
        else:
            answer = Answer(question, WAITING, found, (), 0.34, 0.93)
        exchange = Exchange(
            len(self.asked) + 1, tuple(policy_ids), datetime(2026, 11, 24, 10, tzinfo=UTC), answer
        )
        self.asked.append(exchange)
        return exchange

    def exchanges(self) -> tuple[Exchange, ...]:
        return tuple(self.asked)

    def clear_exchanges(self):
        self.asked.clear()

    def page_image(self, policy_id, page, *, width, lit=(), found=(), at=None):
        if self._policy(policy_id).filename.endswith(".txt"):
            return None
        lit = [citation for citation in lit if citation.page == page]
        if not threading.current_thread().name.startswith("page-ahead"):  # that page is not on show
            self.lit = lit
        image = Image.new("RGB", (60, 85), "yellow" if lit else "white")  # small: every run draws one
        out = io.BytesIO()
        image.save(out, "PNG")
        return out.getvalue()

    def page(self, policy_id, number):
        return Page(number, f"{WAITING}\nPage {number} of *{self._policy(policy_id).name}* <b>goes on</b>.")

    def place_of(self, policy_id, page, start, end):
        return (0.1, 0.5)

    def headings(self, policy_id):
        return (Heading("Cover", 1), Heading("4.2 Waiting periods", 7, 1), Heading("Claims", 10))

    def find_words(self, policy_id, wanted):
        return (
            tuple(Span(page, 0, 8) for page in (2, 7, 9)) if wanted.casefold() in WAITING.casefold() else ()
        )

    def compare(self, old_id, new_id):
        clause = self.clauses_on(old_id, 4)[0]
        old, new = clause.passages[0], Passage(WAITING.replace("24", "36"), (Span(5, 0, len(WAITING)),))
        return (
            Change(ChangeKind.REWORDED, Worded(clause, old), Worded(clause, new)),
            Change(ChangeKind.ADDED, None, Worded(clause, new)),
        )

    def cite_sentence(self, policy_id, worded):
        return citation(self._policy(policy_id), worded.page, worded.passage.text)

    def outline(self, policy_id):
        return (Heading("1 Definitions", 2), Heading("2 Covers", 4), Heading("2.1 Theft", 5, 1))

    def clauses_on(self, policy_id, page):
        return (
            Clause(0, "1", ("Covers",), ClauseKind.TEXT, (Passage(WAITING, (Span(page, 0, len(WAITING)),)),)),
        )

    def load_samples(self, on_progress=None):
        return tuple(
            self.ingest(name.encode(), name, on_progress=on_progress) for name in ("health.pdf", "motor.pdf")
        )

    def sample_questions(self):
        return ("Is cataract surgery covered?", "What is the excess for theft?")

    def doctor(self):
        return (
            Finding("Model", True, "all-MiniLM-L6-v2, 384 dimensions"),
            Finding("Vector cache", False, "3 clauses are missing: run `python -m intelliclaim reindex`."),
        )

    def reindex(self, on_progress=None):
        self.rebuilt += 1
        if on_progress:
            on_progress(Progress(Stage.EMBEDDING, 90, 90))

    def _policy(self, policy_id) -> Policy:
        if policy_id not in self.stored:
            raise UnknownPolicy(f"There is no policy {policy_id!r}.")
        return self.stored[policy_id]
