"""A paper as a PDF: A4, table headers repeated on every page, reference and page number at the foot."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, SimpleDocTemplate, Spacer
from reportlab.platypus import Image as Picture
from reportlab.platypus import PageBreak as NewPage
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from intelliclaim.letter.fonts import BOLD, TEXT, load_fonts, markup
from intelliclaim.letter.paper import (
    Block,
    Bullets,
    Heading,
    Image,
    PageBreak,
    Paper,
    Paragraph,
    Quote,
    Signatures,
    Table,
)

_MARGIN, _FOOT = 22 * mm, 25 * mm
_WIDTH, _HEIGHT = A4[0] - 2 * _MARGIN, A4[1] - _MARGIN - _FOOT
_INK, _GREY, _RULE, _SHADE = (
    HexColor("#1a1a1a"),
    HexColor("#5c5c5c"),
    HexColor("#c4c4c4"),
    HexColor("#f1f1ee"),
)

_BODY = ParagraphStyle(
    "body", fontName=TEXT, fontSize=10, leading=14, textColor=_INK, spaceAfter=6, splitLongWords=1
)
_STRONG = ParagraphStyle("strong", _BODY, fontName=BOLD, spaceBefore=3, keepWithNext=0)
_SMALL = ParagraphStyle("small", _BODY, fontSize=8.5, leading=11.5, textColor=_GREY)
_QUOTE = ParagraphStyle("quote", _BODY, leftIndent=12, rightIndent=6, spaceAfter=0)
_SOURCE = ParagraphStyle("source", _SMALL, leftIndent=12, rightIndent=6, spaceAfter=8)
_BULLET = ParagraphStyle("bullet", _BODY, leftIndent=12, bulletIndent=1, spaceAfter=3)
_HEADINGS = {
    1: ParagraphStyle("title", _BODY, fontName=BOLD, fontSize=17, leading=21, spaceBefore=8, spaceAfter=10),
    2: ParagraphStyle("heading", _BODY, fontName=BOLD, fontSize=12, leading=15, spaceBefore=10, spaceAfter=5),
    3: ParagraphStyle("subheading", _BODY, fontName=BOLD, spaceBefore=7, spaceAfter=3),
}
_CELL = ParagraphStyle("cell", _BODY, fontSize=9, leading=12, spaceAfter=0)
_FIGURE = ParagraphStyle("figure", _CELL, alignment=TA_RIGHT)
_CODE = ParagraphStyle("code", _CELL, fontSize=7.5, leading=9.5)
_BOLD_CELL = ParagraphStyle("bold-cell", _CELL, fontName=BOLD)
_BOLD_FIGURE = ParagraphStyle("bold-figure", _FIGURE, fontName=BOLD)


def write_pdf(paper: Paper) -> bytes:
    """Write the paper as a PDF file; the same paper gives the same bytes."""
    load_fonts()
    out = io.BytesIO()
    template = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_MARGIN - 6,  # the library's frames pad by 6 points
        rightMargin=_MARGIN - 6,
        topMargin=_MARGIN,
        bottomMargin=_FOOT,
        title=f"{paper.title}: {paper.footer}",
        author="IntelliClaim",
        lang="en",
        invariant=1,
    )
    story = [flowable for block in paper.blocks for flowable in _flow(block)]
    template.build(story, canvasmaker=_canvas_with(paper.footer))
    return out.getvalue()


def _canvas_with(footer: str) -> type[Canvas]:
    """Return a canvas that writes the foot of each page at the end, when the number of pages is known."""

    class Numbered(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # passed through
            super().__init__(*args, **kwargs)
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  # the library's name
            self._kept.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # the stubs leave it out

        def save(self) -> None:
            for number, state in enumerate(self._kept, 1):
                self.__dict__.update(state)
                _draw_foot(self, footer, f"Page {number} of {len(self._kept)}")
                super().showPage()
            super().save()

    return Numbered


def _draw_foot(canvas: Canvas, footer: str, page: str) -> None:
    right = ParagraphStyle("page", _SMALL, alignment=TA_RIGHT)
    longest = 80  # characters that fit beside the page number
    shown = footer if len(footer) <= longest else f"{footer[: longest - 1]}…"
    for text, style, left, width in (
        (shown, _SMALL, _MARGIN, _WIDTH - 25 * mm),
        (page, right, _MARGIN + _WIDTH - 24 * mm, 24 * mm),
    ):
        line = Text(markup(text), style)
        _, height = line.wrapOn(canvas, width, _FOOT)
        line.drawOn(canvas, left, 16 * mm - height + style.leading)


class _Quoted(Text):
    """A paragraph with a bar along its left side, on each page that it runs over."""

    def draw(self) -> None:
        self.canv.setStrokeColor(_RULE)
        self.canv.setLineWidth(2)
        self.canv.line(3, 0, 3, self.height)
        super().draw()


@singledispatch
def _flow(block: Block) -> Iterator[Flowable]:
    raise TypeError(f"no way to draw {type(block).__name__}")


@_flow.register
def _(block: Heading) -> Iterator[Flowable]:
    if block.level > 1:
        yield CondPageBreak(32 * mm)  # no heading alone at the foot of a page
    yield Text(markup(block.text), _HEADINGS[block.level])


@_flow.register
def _(block: Paragraph) -> Iterator[Flowable]:
    if block.bold:
        yield CondPageBreak(18 * mm)
    yield Text(markup(block.text), _STRONG if block.bold else _SMALL if block.small else _BODY)


@_flow.register
def _(block: Bullets) -> Iterator[Flowable]:
    for item in block.items:
        yield Text(markup(item), _BULLET, bulletText="•")
    yield Spacer(1, 3)


@_flow.register
def _(block: Quote) -> Iterator[Flowable]:
    yield CondPageBreak(20 * mm)
    yield _Quoted(markup(block.text), _QUOTE)
    yield _Quoted(markup(block.source), _SOURCE)


@_flow.register
def _(block: Table) -> Iterator[Flowable]:
    header = [_cells(block, block.header, bold=True)] if block.header else []
    rows = [_cells(block, row, bold=number in block.bold) for number, row in enumerate(block.rows)]
    if not block.header:  # labels and values
        for row in rows:
            row[0].style = ParagraphStyle("label", _CELL, textColor=_GREY)
    first = len(header)
    looks: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, _RULE),
        *_padding(left=4, right=4, top=3, bottom=4),
        *((("BACKGROUND", (0, 0), (-1, 0), _SHADE),) if first else ()),
        *(("BACKGROUND", (0, row + first), (-1, row + first), _SHADE) for row in block.bold),
    ]
    widths = [_WIDTH * share / sum(block.widths) for share in block.widths]
    yield Grid(header + rows, widths, repeatRows=first, style=looks, splitInRow=1, hAlign="LEFT")
    yield Spacer(1, 9)


def _padding(**points: int) -> list[Any]:
    return [(f"{side.upper()}PADDING", (0, 0), (-1, -1), width) for side, width in points.items()]


def _cells(table: Table, texts: tuple[str, ...], *, bold: bool) -> list[Text]:
    return [Text(markup(text), _style(table, column, bold=bold)) for column, text in enumerate(texts)]


def _style(table: Table, column: int, *, bold: bool) -> ParagraphStyle:
    if column in table.figures:
        return _BOLD_FIGURE if bold else _FIGURE
    if column in table.code and not bold:
        return _CODE
    return _BOLD_CELL if bold else _CELL


@_flow.register
def _(block: Image) -> Iterator[Flowable]:
    caption = Text(markup(block.caption), _SMALL)
    _, taken = caption.wrap(_WIDTH, _HEIGHT)
    picture = Picture(io.BytesIO(block.data), hAlign="LEFT")
    scale = min(_WIDTH / picture.imageWidth, (_HEIGHT - taken - 24) / picture.imageHeight)
    picture.drawWidth, picture.drawHeight = picture.imageWidth * scale, picture.imageHeight * scale
    framed = Grid([[picture]], [picture.drawWidth], hAlign="LEFT")
    framed.setStyle([("BOX", (0, 0), (-1, -1), 0.5, _RULE), *_padding(left=0, right=0, top=0, bottom=0)])
    yield KeepTogether([caption, framed])


@_flow.register
def _(block: Signatures) -> Iterator[Flowable]:
    lines = [[Text(markup(f"{role}\n{name}"), _CELL), ""] for role, name in block.people]
    cells = [cell for pair in lines for cell in pair]
    widths = [_WIDTH * share for _ in block.people for share in (0.42, 0.06)]
    signed = Grid([cells], widths, hAlign="LEFT")
    over = [("LINEABOVE", (2 * at, 0), (2 * at, 0), 0.7, _INK) for at in range(len(block.people))]
    signed.setStyle([*over, ("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(left=0, right=0)])
    yield KeepTogether([Spacer(1, 16 * mm), signed])


@_flow.register
def _(block: PageBreak) -> Iterator[Flowable]:
    yield NewPage()
