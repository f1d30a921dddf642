"""The records of policies, search and answers.

Offsets are 0-based and end-exclusive, counted in characters of `Page.text`. Page numbers are
1-based, as a PDF viewer counts them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Page:
    """One page's text as the PDF library reads it; every offset in the project points into `text`."""

    number: int
    text: str
    label: str = ""  # the page number printed in the file's own numbering, where it has one


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one page's text: `pages[page].text[start:end]`."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, list item or table row.

    `text` is what a person reads and search sees: white space collapsed, ligatures and broken
    words mended. `spans` are where it stands (more than one where it runs over a page's end or
    around a removed footer); a quote is always sliced from them, never taken from `text`.
    """

    text: str
    spans: tuple[Span, ...]


class ClauseKind(StrEnum):
    """What a clause is in the document's structure."""

    TEXT = "text"
    LIST = "list"
    TABLE = "table"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Clause:
    """The unit that is searched and cited: about 20 to 110 words that belong together.

    `heading` is the path of headings above it, outermost first. `lead_in` is what gives a
    list's items their meaning, a sentence ('We will not pay for:') or a heading ('What is not
    covered'), where it is not itself among `passages`. `ordinal` counts from 0 in reading order within
    the document.
    """

    ordinal: int
    number: str
    heading: tuple[str, ...]
    kind: ClauseKind
    passages: tuple[Passage, ...]
    lead_in: Passage | None = None

    @property
    def text(self) -> str:
        """The passages' readable text, joined by single spaces."""
        return " ".join(passage.text for passage in self.passages)

    @property
    def page(self) -> int:
        """The page that the clause begins on."""
        return self.passages[0].spans[0].page


@dataclass(frozen=True, slots=True)
class Health:
    """What reading a file showed: whether answers from it can be trusted to be complete."""

    n_pages: int
    pages_without_text: tuple[int, ...]
    suspect_pages: tuple[int, ...]  # legacy fonts, or almost no words
    language: str  # ISO 639-1 code, or '' where it cannot be told
    n_tables: int
    encrypted: bool = False

    @property
    def unread(self) -> tuple[int, ...]:
        """Pages whose text may be missing or wrong, in order."""
        return tuple(sorted({*self.pages_without_text, *self.suspect_pages}))


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: what `documents.read` returns."""

    title: str
    pages: tuple[Page, ...]
    outline: tuple[tuple[str, int, int], ...]  # bookmarks: title, page, depth from 0, the outermost
    health: Health


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy in the store. A newer version is a policy of its own that names the one it replaces."""

    id: str
    name: str
    version: int
    sha256: str
    filename: str
    n_pages: int
    n_clauses: int
    added_at: datetime  # UTC
    health: Health
    replaced_by: str | None = None  # the id of the newer version, where there is one


class Stage(StrEnum):
    """The steps of an ingest, or of a run on test questions, that take long enough to be shown."""

    READING = "reading"
    EMBEDDING = "embedding"
    SAVING = "saving"
    ASKING = "asking"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: `done` of `total` pages (reading), clauses (embedding) or questions (asking)."""

    stage: Stage
    done: int
    total: int


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Ingested:
    """The outcome of an ingest: `known` where this very file was in the store already."""

    policy: Policy
    known: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that search found.

    `score` orders the hits of one question and means nothing beyond that; `signals` are the named
    parts that made it. For each passage, 0 to 1: `marks`, the reader's word on whether the answer stands
    in it, given that the clause has it; `chances`, how likely it does, given all that was found.
    """

    policy_id: str
    clause: Clause
    score: float
    marks: tuple[float, ...] = ()
    signals: tuple[tuple[str, float], ...] = ()
    chances: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What search found, best first, and the calibrated probability, 0 to 1, that the best ones answer."""

    hits: tuple[Hit, ...]
    answerable: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and where it stands: `page.text[start:end] == quote` for that page's text.

    `also`: what belongs to the quote but stands apart from it, on this page or another: the lead-in
    of a list, or the rest of a sentence that runs over a page's end.
    """

    policy_id: str
    policy_name: str
    version: int
    page: int
    start: int
    end: int
    quote: str
    heading: tuple[str, ...] = ()
    also: tuple[Span, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the quote stands, and then what belongs to it."""
        return (Span(self.page, self.start, self.end), *self.also)


@dataclass(frozen=True, slots=True)
class Answer:
    """The policy's own words on a question, or the statement that it does not say.

    `text` is made of passages of the cited clauses and nothing else; it is empty where the
    answer abstains. `citations`: at most three, best first. `nearest`: where it abstains, the
    clauses that came closest, shown as 'not an answer'. `likeliest`: the passage of `text` that is likeliest
    to hold what was asked; '' where that is not known.
    """

    question: str
    text: str
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    seconds: float
    score: float  # the calibrated probability, 0 to 1, that the policy answers this
    likeliest: str = ""

    @property
    def abstained(self) -> bool:
        """True where the policy does not say."""
        return not self.citations


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer as the store keeps them; `policy_ids` is what was searched."""

    id: int
    policy_ids: tuple[str, ...]
    asked_at: datetime  # UTC
    answer: Answer


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report: what was looked at, whether it is well, and what to do."""

    subject: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: fractions of its width and height, origin at the top left."""

    left: float
    top: float
    right: float
    bottom: float
