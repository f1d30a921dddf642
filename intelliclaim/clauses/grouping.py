"""Blocks to clauses: the heading path, the lead-in of each list, and pieces of a size to be cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from intelliclaim.clauses.blocks import Block, Role
from intelliclaim.clauses.outline import Outline
from intelliclaim.clauses.passages import Mender, count_words, passages
from intelliclaim.types import Clause, ClauseKind, Page, Passage

_FULL = 90  # words: a clause takes no further passage that would bring it above this
_ENOUGH = 20  # words: below this a clause takes one more
_LONGEST_LEAD_IN = 60  # words

_TERM = r"[“\"‘'*]?[^\W\d_][^.:;]{0,70}?[”\"’'*]?"
_DEFINES = re.compile(
    rf"^{_TERM}\s*(?:[:\-–—]\s*)?(?:shall mean|means?|refers? to|is defined as|has the meaning|se entiende por|significa)\b",
    re.I,
)
_TERM_AND_COLON = re.compile(r"^[^.;:]{2,60}:\s+\S")
_DEFINITIONS = re.compile(r"defin|meaning|glossar|interpretation", re.I)


@dataclass(slots=True)
class _Open:
    """The clause being filled."""

    kind: ClauseKind
    number: str
    heading: tuple[str, ...]
    lead_in: Passage | None
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
        self._lead_ins: list[tuple[str, Passage]] = []  # style of the list it leads into, outermost first
        self._pending: Passage | None = None  # a lead-in whose list is yet to begin

    def finish(self) -> tuple[Clause, ...]:
        self._close()
        return tuple(self._clauses)

    def take(self, block: Block, following: Block | None) -> None:
        if block.role is Role.HEADING:
            self._close()
            self._lead_ins.clear()
            self._pending = None
            self._outline.enter(self._mender.read(self._raw(block)), block.marker)
            return
        found = passages(block.spans, self._texts, self._mender, whole=block.role is Role.ROW)
        if not found:
            return
        style = self._style(block)
        self._enter_list(style)
        kind = self._kind(block, found[0].text)
        self._add(found, kind, block, lead_in=self._lead_in())
        self._pending = found[-1] if self._leads_in(found[-1], style, following) else None
        if block.role is Role.PARAGRAPH and self._pending is None:
            self._lead_ins.clear()

    def _raw(self, block: Block) -> str:
        return "\n".join(self._texts[s.page][s.start : s.end] for s in block.spans)

    def _style(self, block: Block) -> str:
        if block.role is Role.ROW:
            return "row"
        return block.marker.style if block.marker and block.role is Role.ITEM else ""

    def _enter_list(self, style: str) -> None:
        """Keep the lead-ins that hold for an item of this style: those of its list and of outer ones."""
        if not style:
            return
        for depth, (known, _) in enumerate(self._lead_ins):
            if known == style:
                del self._lead_ins[depth + 1 :]
                self._pending = None
                return
        if self._pending is not None:
            self._lead_ins.append((style, self._pending))
            self._pending = None

    def _leads_in(self, passage: Passage, style: str, following: Block | None) -> bool:
        if following is None or following.role not in (Role.ITEM, Role.ROW):
            return False
        if self._style(following) == style:
            return False
        text = passage.text
        if text.endswith((":", "：", ":-", "–", "—")):
            return True
        return not re.search(r"[.!?;]$", text) and (
            following.marker is None or following.marker.ordinal in (0, 1)
        )

    def _lead_in(self) -> Passage | None:
        chain: list[Passage] = []
        words = 0
        for _, passage in reversed(self._lead_ins):
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
        in_definitions = any(_DEFINITIONS.search(part) for part in self._outline.path)
        if _DEFINES.match(bare) or (in_definitions and (_TERM_AND_COLON.match(bare) or not block.marker)):
            return ClauseKind.DEFINITION
        return ClauseKind.LIST if block.role is Role.ITEM else ClauseKind.TEXT

    def _add(
        self, found: Sequence[Passage], kind: ClauseKind, block: Block, lead_in: Passage | None
    ) -> None:
        words = sum(count_words(passage.text) for passage in found)
        if self._open and not self._fits(kind, words, lead_in):
            self._close()
        for passage in found:
            if self._open and self._open.words >= _ENOUGH and self._open.words + count_words(passage.text) > _FULL:
                self._close()
            if self._open is None:
                shown = lead_in if lead_in is not None else None
                number = self._outline.number(block.marker if block.role is Role.ITEM else None)
                self._open = _Open(kind, number, self._outline.path, shown)
            self._open.passages.append(passage)

    def _fits(self, kind: ClauseKind, words: int, lead_in: Passage | None) -> bool:
        """Whether what comes next belongs with what is open, and there is room for it."""
        current = self._open
        assert current is not None
        starts_list = lead_in is not None and set(lead_in.spans) & {s for p in current.passages for s in p.spans}
        same = lead_in == current.lead_in or bool(starts_list)
        if kind is ClauseKind.DEFINITION or (current.kind is ClauseKind.DEFINITION and not starts_list):
            return False
        if kind is not current.kind and not starts_list and current.words >= _ENOUGH:
            return False
        return same and current.words + words <= _FULL

    def _close(self) -> None:
        if self._open is None:
            return
        current, self._open = self._open, None
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
