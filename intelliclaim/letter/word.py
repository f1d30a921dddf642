"""A paper as a DOCX file: the same blocks as the PDF, in styles that a person can change in a word processor.

The typeface is named, not embedded: the word processor has its own for scripts that it lacks.
"""

from __future__ import annotations

import io
from functools import singledispatch
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Text
from PIL import Image as Picture

from intelliclaim.letter.characters import printable
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

_PAGE_WIDTH, _PAGE_HEIGHT, _MARGIN = 210, 297, 22  # mm, A4
_WIDTH, _HEIGHT = _PAGE_WIDTH - 2 * _MARGIN, _PAGE_HEIGHT - 2 * _MARGIN - 15
_FONT, _EAST_ASIAN_FONT = "Arial", "Microsoft YaHei"
_INK, _GREY, _SHADE = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x5C, 0x5C, 0x5C), "F1F1EE"
_SIZES = {1: 17, 2: 12, 3: 10}


def write_docx(paper: Paper) -> bytes:
    """Write the paper as a DOCX file."""
    document = Document()
    _set_page(document, paper)
    _set_styles(document)
    for block in paper.blocks:
        _add(block, document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(document: Docx, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(_PAGE_WIDTH), Mm(_PAGE_HEIGHT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    properties = document.core_properties
    properties.title = printable(f"{paper.title}: {paper.footer}")[:255]  # as many as the format allows
    properties.author = properties.last_modified_by = "IntelliClaim"
    properties.comments = ""
    properties.created = properties.modified = paper.made_at.replace(tzinfo=None)
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(printable(f"{paper.footer}") + "\tPage ")
    _add_field(foot, "PAGE")
    foot.add_run(" of ")
    _add_field(foot, "NUMPAGES")
    for run in foot.runs:
        run.font.size, run.font.color.rgb = Pt(8.5), _GREY


def _add_field(paragraph: Text, code: str) -> None:
    """Add a field that the word processor fills in."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        paragraph.add_run()._r.append(element)


def _set_styles(document: Docx) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(10)
    normal.paragraph_format.space_after = Pt(6)
    _set_font(normal)
    for level, size in _SIZES.items():
        style = document.styles[f"Heading {level}"]
        _set_font(style)
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, _INK
        style.paragraph_format.space_before = Pt(10)
        style.paragraph_format.space_after = Pt(5)
    quote = document.styles["Quote"]
    quote.font.italic, quote.font.color.rgb = False, _INK
    quote.paragraph_format.left_indent = Mm(4)
    bar = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "16"), ("space", "6"), ("color", "C4C4C4")):
        left.set(qn(f"w:{name}"), value)
    bar.append(left)
    quote.element.get_or_add_pPr().append(bar)


def _set_font(style: Any) -> None:  # noqa: ANN401  # the library's styles have no common type
    style.font.name = _FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win over the one named
    fonts.set(qn("w:eastAsia"), _EAST_ASIAN_FONT)


@singledispatch
def _add(block: Block, document: Docx) -> None:
    raise TypeError(f"no way to write {type(block).__name__}")


@_add.register
def _(block: Heading, document: Docx) -> None:
    document.add_heading(printable(block.text), level=block.level)


@_add.register
def _(block: Paragraph, document: Docx) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(printable(block.text))
    run.bold = block.bold or None
    paragraph.paragraph_format.keep_with_next = block.bold or None
    if block.small:
        run.font.size, run.font.color.rgb = Pt(8.5), _GREY


@_add.register
def _(block: Bullets, document: Docx) -> None:
    for item in block.items:
        document.add_paragraph(printable(item), style="List Bullet").paragraph_format.space_after = Pt(3)


@_add.register
def _(block: Quote, document: Docx) -> None:
    words = document.add_paragraph(printable(block.text), style="Quote")
    words.paragraph_format.space_after = Pt(1)
    words.paragraph_format.keep_with_next = True
    source = document.add_paragraph(style="Quote").add_run(printable(block.source))
    source.font.size, source.font.color.rgb = Pt(8.5), _GREY


@_add.register
def _(block: Table, document: Docx) -> None:
    rows = ([block.header] if block.header else []) + list(block.rows)
    table = document.add_table(len(rows), len(block.widths), style="Table Grid")
    table.autofit = False
    widths = [Mm(_WIDTH * share / sum(block.widths)) for share in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    first = 1 if block.header else 0
    for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        strong = number < first or number - first in block.bold
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = widths[column]
            _fill(cell, text, bold=strong, right=column in block.figures, code=column in block.code)
            if strong:
                _mark(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=_SHADE)
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
        if number < first:
            _mark(row._tr.get_or_add_trPr(), "w:tblHeader")
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill(cell: _Cell, text: str, *, bold: bool, right: bool, code: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(printable(text))
    run.font.size, run.bold = Pt(7.5 if code and not bold else 9), bold or None
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark(properties: Any, name: str, **attributes: str) -> None:  # noqa: ANN401  # an XML element
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    properties.append(element)


@_add.register
def _(block: Image, document: Docx) -> None:
    caption = document.add_paragraph()
    run = caption.add_run(printable(block.caption))
    run.font.size, run.font.color.rgb = Pt(8.5), _GREY
    caption.paragraph_format.keep_with_next = True
    with Picture.open(io.BytesIO(block.data)) as picture:
        width = min(_WIDTH, _HEIGHT * picture.width / picture.height)
    document.add_picture(io.BytesIO(block.data), width=Mm(width))


@_add.register
def _(block: Signatures, document: Docx) -> None:
    for role, name in block.people:
        line = document.add_paragraph(printable(f"{'_' * 40}\n{role}\n{name}"))
        line.paragraph_format.space_before = Pt(36)


@_add.register
def _(block: PageBreak, document: Docx) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
