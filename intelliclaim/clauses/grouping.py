"""Blocks to clauses: the heading path, the lead-in of each list, and pieces of a size to be cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from intelliclaim.clauses.blocks import Block, Role
from intelliclaim.clauses.cells import tells_value
from intelliclaim.clauses.lines import ENDS
from intelliclaim.clauses.outline import Outline
from intelliclaim.clauses.passages import Mender, count_words, passages
from intelliclaim.types import Clause, ClauseKind, Page, Passage

_FULL = 90  # words: a clause takes no further passage that would bring it above this
_FULL_OF_TERMS = 40  # words: the same among definitions, where a clause of several is near none of them
_ENOUGH = 20  # words: below this a clause takes one more
_LONGEST_LEAD_IN = 60  # words

_TERM = r"[“\"‘'*]?[^\W\d_][^.:;]{0,70}?[”\"’'*]?"
_DEFINES = re.compile(
    rf"^{_TERM}\s*(?:[:\-–—]\s*)?"
    r"(?:shall mean|means?|refers? to|is defined as|has the meaning|se entiende por|significa)\b",
    re.I,
)
_TERM_AND_SIGN = re.compile(r"^[^.;:]{2,60}(?::|\s[-–—])\s+\S")
# What stands before a list of definitions says nothing about any one of them.
_PREAMBLE = re.compile(
    r"\b(?:words?|terms?|expressions?|definitions?|expresiones|palabras)\b.*\b(?:meanings?|mean|apply|significado)\b",
    re.I | re.S,
)
# A heading that gives the items of a list below it their meaning, as a lead-in does.
_LEADS = re.compile(
    r"\bnot (?:be )?(?:covered|insured|included|pay)|(?:won.t|don.t|do not|cannot) (?:cover|insure|pay)|"
    r"\bexclu(?:sions?|siones|ded)\b|\bwaiting periods?\b",
    re.I,
)
_DEFINITIONS = re.compile(r"defin|meaning|glossar|interpretation", re.I)


@dataclass(slots=True)
class _List:
    """A list that is open: its items' style, the last one's ordinal, and what led into it."""

    style: str
    ordinal: int
    lead_in: Passage | None


@dataclass(slots=True)
class _Open:
    """The clause being filled."""

    kind: ClauseKind
    number: str
    heading: tuple[str, ...]
    lead_in: Passage | None
    begins_with_item: bool
    passages: list[Passage] = field(default_factory=list)

    @property
    def words(self) -> int:
        return sum(count_words(passage.text) for passage in self.passages)


def group(blocks: Sequence[Block], pages: Sequence[Page]) -> tuple[Clause, ...]:
    """Group the blocks' passages into clauses, in order."""
    writer = _Writer(pages)
    for index, block in enumerate(blocks):
        writer.take(block, blocks[index + 1] if index + 1 < len(blocks) else None)
    return writer.finish()


class _Writer:
    def __init__(self, pages: Sequence[Page]) -> None:
        self._texts = {page.number: page.text for page in pages}
        self._mender = Mender.for_pages(pages)
        self._outline = Outline()
        self._clauses: list[Clause] = []
        self._open: _Open | None = None
        self._lists: list[_List] = []  # the lists that are open, outermost first
        self._interrupted = False  # by a paragraph, after which a list may go on
        self._pending: Passage | None = None  # a lead-in whose list is yet to begin
        self._leading: dict[tuple[str, ...], Passage] = {}  # headings that lead in, by their path

    def finish(self) -> tuple[Clause, ...]:
        self._close()
        return tuple(self._clauses)

    def take(self, block: Block, following: Block | None) -> None:
        if block.heads:
            self._head(block)
            return
        read = passages(block.spans, self._texts, self._mender, whole=block.role is Role.ROW)
        found = [passage for passage in read if any(map(str.isalnum, passage.text))]
        if not found:
            return
        style = self._style(block)
        if block.role is Role.ITEM and self._outline.pass_item(block.marker):
            self._close()
        self._enter_list(style, block)
        kind = self._kind(block, found[0].text)
        self._add(
            found, kind, block, self._lead_in() if style and kind is not ClauseKind.DEFINITION else None
        )
        self._pending = found[-1] if self._leads_in(found[-1], style, following) else None
        self._interrupted = block.role is Role.PARAGRAPH and not self._is_in_table(found)

    @property
    def _full(self) -> int:
        among_terms = any(map(_DEFINITIONS.search, self._outline.path))
        return _FULL_OF_TERMS if among_terms else _FULL

    def _head(self, block: Block) -> None:
        self._close()
        self._lists.clear()
        self._pending = None
        self._interrupted = False
        self._outline.enter(self._mender.read(self._raw(block)), block.marker)
        found = passages(block.spans, self._texts, self._mender, whole=True)
        if found and _LEADS.search(found[0].text):
            self._leading[self._outline.path] = found[0]
        if block.role is Role.STATEMENT:
            self._add(found, ClauseKind.TEXT, block, None)

    def _raw(self, block: Block) -> str:
        return "\n".join(self._texts[s.page][s.start : s.end] for s in block.spans)

    def _style(self, block: Block) -> str:
        if block.role is Role.ROW:
            return "columns" if block.names_columns else "row"
        return block.marker.style if block.marker and block.role is Role.ITEM else ""

    def _enter_list(self, style: str, block: Block) -> None:
        """Close the lists that an item of this style ends, and open its own where it is the first."""
        if not style:
            return
        ordinal = block.marker.ordinal if block.marker else 0
        depth = next((i for i, known in enumerate(self._lists) if known.style == style), None)
        goes_on = depth is not None and (
            not self._interrupted or (ordinal > 1 and ordinal == self._lists[depth].ordinal + 1)
        )
        if depth is not None and ordinal > 1 and ordinal == self._lists[depth].ordinal + 1:
            self._pending = None  # a sibling of an outer list isn't what the last item leads into
        if goes_on and depth is not None and self._pending is None:
            del self._lists[depth + 1 :]
            self._lists[depth].ordinal = ordinal
            return
        if self._interrupted:
            self._lists.clear()
        elif depth is not None:
            del self._lists[depth:]
        self._lists.append(_List(style, ordinal, self._pending))
        self._pending = None

    def _is_in_table(self, found: Sequence[Passage]) -> bool:
        """Whether a stray line stands among rows: a label without values, which ends no table."""
        is_stray = len(found) == 1 and count_words(found[0].text) <= 15 and not ENDS.search(found[0].text)
        return is_stray and bool(self._lists) and self._lists[-1].style == "row"

    def _leads_in(self, passage: Passage, style: str, following: Block | None) -> bool:
        if following is None or following.role not in (Role.ITEM, Role.ROW):
            return False
        if self._style(following) == style:
            return False
        text = passage.text
        if style == "columns":
            return True
        if _PREAMBLE.search(text) or (following.role is Role.ROW and tells_value(text)):
            return False
        if text.endswith((":", "：", ":-", "–", "—")):
            return True
        ordinal = following.marker.ordinal if following.marker else 0
        if not ordinal and any(known.style == self._style(following) for known in self._lists[:-1]):
            return False  # the outer list's bullets go on
        return not re.search(r"[.!?;]$", text) and ordinal in (0, 1)

    def _lead_in(self) -> Passage | None:
        chain: list[Passage] = []
        words = 0
        for passage in reversed([known.lead_in for known in self._lists if known.lead_in]):
            words += count_words(passage.text)
            if chain and words > _LONGEST_LEAD_IN:
                break
            chain.insert(0, passage)
        if not chain:
            return None
        return Passage(
            " ".join(passage.text for passage in chain), tuple(span for p in chain for span in p.spans)
        )

    def _kind(self, block: Block, text: str) -> ClauseKind:
        if block.role is Role.ROW:
            return ClauseKind.TABLE
        bare = text[block.marker.length :] if block.marker else text
        path = self._outline.path
        is_glossary = bool(path) and bool(_DEFINITIONS.search(path[-1]))
        is_entry = len(path) > 1 and bool(_DEFINITIONS.search(path[-2])) and len(path[-1].split()) <= 6
        if _DEFINES.match(bare) or (is_glossary and _TERM_AND_SIGN.match(bare)):
            return ClauseKind.DEFINITION
        if is_entry and not block.marker and not path[-1].isupper():
            return ClauseKind.DEFINITION
        return ClauseKind.LIST if block.role is Role.ITEM else ClauseKind.TEXT

    def _add(self, found: Sequence[Passage], kind: ClauseKind, block: Block, lead_in: Passage | None) -> None:
        words = sum(count_words(passage.text) for passage in found)
        if self._open and not self._fits(kind, words, lead_in):
            self._close()
        for passage in found:
            if (
                self._open
                and self._open.words >= _ENOUGH
                and self._open.words + count_words(passage.text) > self._full
            ):
                self._close()
            if self._open is None:
                is_item = block.role is Role.ITEM
                number = self._outline.number(block.marker if is_item else None)
                self._open = _Open(kind, number, self._outline.path, lead_in, is_item)
            elif self._open.kind is ClauseKind.TEXT:
                self._open.kind = kind  # the sentence before was the lead-in
            self._open.passages.append(passage)

    def _fits(self, kind: ClauseKind, words: int, lead_in: Passage | None) -> bool:
        """Whether what comes next belongs with what is open, and there is room for it."""
        current = self._open
        assert current is not None
        starts_list = lead_in is not None and set(lead_in.spans) & {
            s for p in current.passages for s in p.spans
        }
        same = lead_in == current.lead_in or bool(starts_list)
        if kind is ClauseKind.DEFINITION or (current.kind is ClauseKind.DEFINITION and not starts_list):
            return False
        if kind is not current.kind and not starts_list and current.words >= _ENOUGH:
            return False
        return same and current.words + words <= self._full

    def _close(self) -> None:
        if self._open is None:
            return
        current, self._open = self._open, None
        if current.begins_with_item and current.lead_in is None:
            current.lead_in = self._leading.get(current.heading)
        self._clauses.append(
            Clause(
                ordinal=len(self._clauses),
                number=current.number,
                heading=current.heading,
                kind=current.kind,
                passages=tuple(current.passages),
                lead_in=current.lead_in,
            )
        )
