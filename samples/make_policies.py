"""Make the sample policies: each samples/wordings/*.md becomes samples/*.pdf of the same name.

    python samples/make_policies.py

The wordings, and the insurers in them, are invented. The PDFs are typeset as insurers typeset
theirs (running headers and footers, tables over a page's end, two columns), for they are the demo
and the tests' input. Equal sources give equal bytes: no clock, no random id, no compression
(whose output differs between zlib builds). Needs reportlab, which the application itself does not.

The markup, one block a line (a line that starts no block of its own continues the one before):

    key: value        the head of the file, up to a line '---'
    # ##              headings, listed in the contents
    1.2.3 text        a numbered clause
    (a) text          a list item; two spaces before it, or before a text, indent it
    > text            a boxed note
    | a | b |         a table row. Under the header stands a rule whose dashes give the columns'
                      relative widths; ' // ' begins a new line within a cell
    !contents         the table of contents
    !columns n        from a new page on, n columns
    !page             a new page
    **text**          bold, anywhere
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "wordings"
WIDTH, HEIGHT = A4
MARGIN, GUTTER = 22 * mm, 8 * mm
TOP, BOTTOM = 27 * mm, 24 * mm
INK, FAINT = HexColor("#1d2329"), HexColor("#6b747c")

BLOCK = re.compile(
    r"""(?P<heading>\#{1,2})\s+ | (?P<row>\|) | (?P<note>>)\s+ | !(?P<directive>[a-z]+)
      | (?P<indent>\ *)(?P<marker>\([a-z]+\)|(?:[A-Z]\.?)?\d+(?:\.\d+)+|[A-Z]\.\d+)\s+""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the markup.

    `kind` is heading, clause, item, note, table, text or a directive's name; `level` is a
    heading's depth from 1, or an item's or a text's indent from 0; `rows` are a table's
    cells, with the rule under the header left in as the second row.
    """

    kind: str
    text: str = ""
    level: int = 0
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """A policy wording as its source gives it: the head's values and the blocks in order."""

    head: dict[str, str]
    blocks: tuple[Block, ...]


def parse(source: str) -> Wording:
    """Read a wording's markup."""
    top, _, body = source.partition("\n---\n")
    head = {
        key.strip(): value.strip() for key, _, value in (line.partition(":") for line in top.splitlines())
    }
    return Wording(head, tuple(_block(lines) for lines in _groups(body.splitlines())))


def _groups(lines: list[str]) -> Iterator[list[str]]:
    """Yield each block's lines: a table's rows together, any other block with its continuation."""
    group: list[str] = []
    for line in [*lines, ""]:
        if group and not _continues(group[0], line):
            yield group
            group = []
        if line.strip():
            group.append(line)


def _continues(first: str, line: str) -> bool:
    """Tell whether a line belongs to the block that `first` began."""
    if begins := BLOCK.match(line):
        return bool(begins["row"]) and first.startswith("|")
    return bool(line.strip()) and not first.startswith(("#", "!", "|"))


def _block(lines: list[str]) -> Block:
    begins = BLOCK.match(lines[0])
    if not begins:
        indent = len(lines[0]) - len(lines[0].lstrip())
        return Block("text", " ".join(line.strip() for line in lines), level=indent // 2)
    if begins["row"]:
        return Block(
            "table", rows=tuple(tuple(c.strip() for c in ln.strip().strip("|").split("|")) for ln in lines)
        )
    rest = " ".join([lines[0][begins.end() :].strip(), *(line.strip() for line in lines[1:])])
    if begins["heading"]:
        return Block("heading", rest, level=len(begins["heading"]))
    if begins["note"]:
        return Block("note", rest)
    if begins["directive"]:
        return Block(begins["directive"], rest)
    kind = "item" if begins["marker"].startswith("(") else "clause"
    return Block(kind, rest, level=len(begins["indent"]) // 2, marker=begins["marker"])


class Heading(Paragraph):
    """A heading that knows its level and the bookmark that the contents point to."""

    def __init__(self, block: Block, style: ParagraphStyle, key: str) -> None:
        super().__init__(_inline(block.text), style)
        self.level, self.title, self.key = block.level, block.text, key


class Typesetter:
    """Turns blocks into flowables; keeps the number of columns, which fixes a table's width."""

    def __init__(self, head: dict[str, str]) -> None:
        self.accent: Color = HexColor(head["accent"])
        self.plain, self.bold = head["font"], head["bold"]
        self.size = float(head["size"])
        self.columns = 1
        self.headings = 0

    def style(self, **changes: object) -> ParagraphStyle:
        """Return the body style with some of its attributes changed."""
        base: dict[str, object] = {
            "fontName": self.plain,
            "fontSize": self.size,
            "leading": self.size * 1.36,
            "textColor": INK,
            "alignment": TA_LEFT,
            "spaceBefore": self.size * 0.55,
            "spaceAfter": self.size * 0.55,
        }
        return ParagraphStyle("text", **(base | changes))

    def flow(self, block: Block) -> list[Flowable]:
        """Return what stands on the page for one block."""
        return list(getattr(self, f"_{block.kind}")(block))

    def _text(self, block: Block) -> Iterator[Flowable]:
        # A lead-in such as 'We will not pay for:' must not be parted from its first item.
        style = self.style(leftIndent=34 * block.level, keepWithNext=block.text.endswith(":"))
        yield Paragraph(_inline(block.text), style)

    def _heading(self, block: Block) -> Iterator[Flowable]:
        size = self.size + (7.0, 2.5)[block.level - 1]
        style = self.style(
            fontName="Helvetica-Bold",
            fontSize=size,
            leading=size * 1.25,
            textColor=self.accent,
            spaceBefore=(14, 9)[block.level - 1],
            spaceAfter=(7, 4)[block.level - 1],
            keepWithNext=True,
        )
        self.headings += 1
        yield Heading(block, style, f"heading-{self.headings}")

    def _clause(self, block: Block) -> Iterator[Flowable]:
        style = self.style(leftIndent=34, bulletIndent=0, bulletFontName=self.bold, bulletFontSize=self.size)
        style.keepWithNext = block.text.endswith(":")
        yield Paragraph(_inline(block.text), style, bulletText=block.marker)

    def _item(self, block: Block) -> Iterator[Flowable]:
        at = 34 * block.level
        style = self.style(
            leftIndent=at + 19, bulletIndent=at, bulletFontName=self.plain, bulletFontSize=self.size,
            spaceBefore=0, spaceAfter=self.size * 0.35,
        )  # fmt: skip
        yield Paragraph(_inline(block.text), style, bulletText=block.marker)

    def _note(self, block: Block) -> Iterator[Flowable]:
        box = self.style(
            backColor=_tint(self.accent), borderPadding=(6, 8, 6, 8), leftIndent=8, rightIndent=8,
            spaceBefore=10, spaceAfter=14,
        )  # fmt: skip
        yield Paragraph(_inline(block.text), box)

    def _table(self, block: Block) -> Iterator[Flowable]:
        header, rule, *rows = block.rows
        width = (WIDTH - 2 * MARGIN - (self.columns - 1) * GUTTER) / self.columns
        shares = [len(dashes) for dashes in rule]
        small = {
            "fontSize": self.size - 1,
            "leading": (self.size - 1) * 1.3,
            "spaceBefore": 0,
            "spaceAfter": 0,
        }
        body = self.style(**small)
        dark = self.style(**small, fontName="Helvetica-Bold")
        dark.textColor = white
        cells = [[Paragraph(_inline(cell), dark) for cell in header]]
        cells += [
            [[Paragraph(_inline(line), body) for line in cell.split(" // ")] for cell in row] for row in rows
        ]
        yield Table(
            cells,
            colWidths=[width * share / sum(shares) for share in shares],
            repeatRows=1,
            spaceBefore=4,
            spaceAfter=10,
            style=TableStyle(
                [
                    ("BACKGROUND", (0, 0), (-1, 0), self.accent),
                    ("ROWBACKGROUNDS", (0, 1), (-1, -1), [white, _tint(self.accent)]),
                    ("LINEBELOW", (0, 0), (-1, -1), 0.4, FAINT),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("TOPPADDING", (0, 0), (-1, -1), 3.5),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
                ]
            ),
        )

    def _contents(self, block: Block) -> Iterator[Flowable]:
        yield Paragraph(
            "Contents", self.style(fontName="Helvetica-Bold", fontSize=18, leading=24, spaceAfter=10)
        )
        yield TableOfContents(
            dotsMinLevel=0,
            levelStyles=[
                self.style(fontName="Helvetica-Bold", fontSize=9, leading=13, spaceBefore=3, spaceAfter=0),
                self.style(fontSize=9, leading=12.5, leftIndent=14, spaceBefore=0, spaceAfter=0),
            ],
            tableStyle=TableStyle(
                [
                    ("LEFTPADDING", (0, 0), (-1, -1), 0),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 0),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
                ]
            ),
        )

    def _columns(self, block: Block) -> Iterator[Flowable]:
        self.columns = int(block.text)
        yield NextPageTemplate(f"columns{self.columns}")
        yield PageBreak()

    def _page(self, block: Block) -> Iterator[Flowable]:
        yield PageBreak()


class PolicyDocument(BaseDocTemplate):
    """The pages around the text: cover, running header and footer, bookmarks and contents entries."""

    def __init__(self, file: io.BytesIO, head: dict[str, str]) -> None:
        super().__init__(
            file, pagesize=A4, title=head["title"], author=head["insurer"], subject=head["kind"],
            invariant=1, pageCompression=0,
        )  # fmt: skip
        self.head = head
        self.total = 0  # pages, as the pass before this one counted them
        self.addPageTemplates(
            [
                PageTemplate("cover", [self._frame(0, 1)], onPage=self._draw_cover),
                PageTemplate("columns1", [self._frame(0, 1)], onPage=self._draw_furniture),
                PageTemplate("columns2", [self._frame(i, 2) for i in (0, 1)], onPage=self._draw_furniture),
            ]
        )

    @staticmethod
    def _frame(index: int, columns: int) -> Frame:
        width = (WIDTH - 2 * MARGIN - (columns - 1) * GUTTER) / columns
        left = MARGIN + index * (width + GUTTER)
        return Frame(left, BOTTOM, width, HEIGHT - TOP - BOTTOM, 0, 0, 0, 0)

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (reportlab's hook)
        """List a heading in the contents and among the bookmarks."""
        if isinstance(flowable, Heading):
            depth = flowable.level - 1
            self.canv.bookmarkPage(flowable.key)
            self.canv.addOutlineEntry(flowable.title, flowable.key, depth, closed=depth == 0)
            self.notify("TOCEntry", (depth, _inline(flowable.title), self.page, flowable.key))

    def afterPage(self) -> None:  # noqa: N802 (reportlab's hook)
        """Remember how many pages there are, for 'Page 3 of 11' on the next pass."""
        self.total = max(self.total, self.page)

    def _draw_furniture(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        right = WIDTH - MARGIN
        canvas.setFillColor(FAINT)
        canvas.setStrokeColor(HexColor(self.head["accent"]))
        canvas.setLineWidth(0.6)
        canvas.setFont("Helvetica", 8)
        canvas.line(MARGIN, HEIGHT - 19 * mm, right, HEIGHT - 19 * mm)
        canvas.drawString(MARGIN, HEIGHT - 17 * mm, self.head["title"])
        canvas.drawRightString(right, HEIGHT - 17 * mm, self.head["kind"])
        canvas.drawString(MARGIN, 13 * mm, f"{self.head['insurer']}  |  {self.head['reference']}")
        canvas.drawRightString(right, 13 * mm, f"Page {canvas.getPageNumber()} of {self.total}")

    def _draw_cover(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFillColor(HexColor(self.head["accent"]))
        canvas.rect(0, HEIGHT * 0.55, WIDTH, HEIGHT * 0.45, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.setFont("Helvetica-Bold", 13)
        canvas.drawString(MARGIN, HEIGHT - 32 * mm, self.head["insurer"])
        canvas.setFont("Helvetica-Bold", 30)
        lines = self.head["cover"].split(" // ")
        for index, line in enumerate(lines):
            canvas.drawString(MARGIN, HEIGHT * 0.55 + 22 * mm + (len(lines) - index) * 13 * mm, line)
        canvas.setFont("Helvetica", 15)
        canvas.drawString(MARGIN, HEIGHT * 0.55 + 18 * mm, self.head["kind"])
        canvas.setFillColor(INK)
        canvas.setFont("Helvetica", 10)
        for index, line in enumerate(self.head["imprint"].split(" // ")):
            canvas.drawString(MARGIN, HEIGHT * 0.55 - 16 * mm - index * 6 * mm, line)
        canvas.setFillColor(FAINT)
        canvas.drawString(MARGIN, 28 * mm, self.head["reference"])
        canvas.drawString(
            MARGIN,
            22 * mm,
            "Specimen for demonstration. The insurer, the product and its terms are invented.",
        )


def _inline(text: str) -> str:
    """Return reportlab's markup for a text: bold, and the quotation marks that printers use."""
    curled = re.sub(r"(?<!\w)'(?=\w)", "\u2018", escape(text)).replace("'", "\u2019")
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", curled)


def _tint(colour: Color) -> Color:
    """Return the colour at 7% on white, without transparency."""
    return Color(*(1 - 0.07 * (1 - part) for part in colour.rgb()))


def make_pdf(source: Path) -> bytes:
    """Typeset one wording. Equal sources give equal bytes."""
    wording = parse(source.read_text(encoding="utf-8"))
    file = io.BytesIO()
    typesetter = Typesetter(wording.head)
    story: list[Flowable] = [NextPageTemplate("columns1"), PageBreak()]
    for block in wording.blocks:
        story += typesetter.flow(block)
    PolicyDocument(file, wording.head).multiBuild(story)
    return file.getvalue()


def main() -> None:
    """Write every policy's PDF."""
    for source in sorted(SOURCES.glob("*.md")):
        target = HERE / f"{source.stem}.pdf"
        target.write_bytes(make_pdf(source))
        print(f"{target.name}: {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
