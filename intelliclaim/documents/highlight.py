"""Where a stretch of a page's text stands on the page, and a picture of the page with it lit."""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import SequenceMatcher
from io import BytesIO

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_raw  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageDraw

from intelliclaim.documents.pdf import PDFIUM, opened, page_text
from intelliclaim.errors import UnreadablePolicy
from intelliclaim.types import Box

_LIT = (255, 222, 89)
_FAINT = (255, 243, 196)
_GRID = 100_000  # device units to a page's side when boxes are measured


def boxes(data: bytes, page: int, start: int, end: int) -> tuple[Box, ...]:
    """Return a box for each line that `Page.text[start:end]` of 1-based `page` stands on.

    `data` is a PDF that opens without a password (see `unlocked`).

    Raises:
        UnreadablePolicy: the file can't be opened, or has no such page.
    """
    with _opened_page(data, page) as (pdf_page, textpage):
        return _boxes(pdf_page, textpage, ((start, end),))


def page_image(
    data: bytes,
    page: int,
    *,
    width: int,
    lit: Sequence[tuple[int, int]] = (),
    faint: Sequence[tuple[int, int]] = (),
) -> bytes:
    """Draw 1-based `page`, `width` pixels wide, as a PNG, as if marked with a highlighter.

    `lit` and `faint` are offset ranges of `Page.text`, marked strong and pale.

    Raises:
        UnreadablePolicy: the file can't be opened, or has no such page.
    """
    with _opened_page(data, page) as (pdf_page, textpage):
        picture = pdf_page.render(scale=width / pdf_page.get_width()).to_pil().convert("RGB")
        pale = _boxes(pdf_page, textpage, faint)
        strong = _boxes(pdf_page, textpage, lit)
    if pale or strong:
        marks = Image.new("RGB", picture.size, "white")
        pen = ImageDraw.Draw(marks)
        for colour, group in ((_FAINT, pale), (_LIT, strong)):
            for box in group:
                pen.rounded_rectangle(_pixels(box, picture.size), radius=3, fill=colour)
        picture = ImageChops.multiply(picture, marks)  # as ink on paper: the letters stay black
    png = BytesIO()
    picture.save(png, "PNG", compress_level=4)
    return png.getvalue()


def _pixels(box: Box, size: tuple[int, int]) -> tuple[float, float, float, float]:
    width, height = size
    return (box.left * width - 2, box.top * height - 1, box.right * width + 2, box.bottom * height + 1)


@contextmanager
def _opened_page(data: bytes, number: int) -> Iterator[tuple[pdfium.PdfPage, pdfium.PdfTextPage]]:
    with PDFIUM, opened(data, "The policy's file") as (document, _):
        if not 1 <= number <= len(document):
            raise UnreadablePolicy(f"There is no page {number}: the file has {len(document)} pages.")
        page = document[number - 1]
        textpage = page.get_textpage()
        try:
            yield page, textpage
        finally:
            textpage.close()
            page.close()


def _boxes(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, ranges: Sequence[tuple[int, int]]
) -> tuple[Box, ...]:
    if not ranges:
        return ()
    text = page_text(textpage)
    places = [i for i, char in enumerate(text) if char.isalnum()]
    indices = _char_indices(text, places, textpage)
    found: list[Box] = []
    for start, end in ranges:
        chars = [c for c in indices[bisect_left(places, start) : bisect_left(places, end)] if c >= 0]
        if chars:
            count = textpage.count_rects(chars[0], chars[-1] - chars[0] + 1)
            found += [_box(page, textpage.get_rect(i)) for i in range(count)]
    return tuple(_join_lines(found))


def _char_indices(text: str, places: Sequence[int], textpage: pdfium.PdfTextPage) -> list[int]:
    """Return PDFium's char index for each of `places` in `text`, -1 where there is none.

    PDFium's text and its list of chars differ by line ends, hyphens and generated blanks, but
    letters and digits come in the same order in both; they are counted off against each other.
    """
    chars: list[tuple[str, int]] = []
    for index in range(textpage.count_chars()):
        char = chr(pdfium_raw.FPDFText_GetUnicode(textpage, index))
        if char.isalnum():
            chars.append((char, index))
    wanted = [text[place] for place in places]
    if [char for char, _ in chars] == wanted:
        return [index for _, index in chars]
    indices = [-1] * len(places)
    matcher = SequenceMatcher(None, wanted, [char for char, _ in chars], autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        indices[a : a + size] = [index for _, index in chars[b : b + size]]
    return indices


def _box(page: pdfium.PdfPage, rect: tuple[float, float, float, float]) -> Box:
    left, bottom, right, top = rect
    (x1, y1), (x2, y2) = _to_device(page, left, top), _to_device(page, right, bottom)
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _to_device(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    column, row = ctypes.c_int(), ctypes.c_int()
    pdfium_raw.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, column, row)
    return column.value / _GRID, row.value / _GRID


def _join_lines(found: Sequence[Box]) -> Iterator[Box]:
    """Join boxes that follow one another on a line: PDFium gives one for each run of a font."""
    current: Box | None = None
    for box in found:
        if box.right - box.left <= 0 or box.bottom - box.top <= 0:
            continue
        if current is None:
            current = box
            continue
        height = min(current.bottom - current.top, box.bottom - box.top)
        overlap = min(current.bottom, box.bottom) - max(current.top, box.top)
        if overlap > 0.5 * height and -0.01 < box.left - current.right < 0.03:
            current = Box(
                min(current.left, box.left),
                min(current.top, box.top),
                max(current.right, box.right),
                max(current.bottom, box.bottom),
            )
        else:
            yield current
            current = box
    if current is not None:
        yield current
