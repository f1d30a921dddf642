"""PDF files: text by PDFium, structure by pypdf.

PDFium reads a page in 4 to 8 ms, pypdf in 45 to 176; only PDFium's text is ever used. pypdf is asked
for the bookmarks, the title and the page labels, and a file that it can't parse goes without them.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_raw  # type: ignore[import-untyped]

from intelliclaim.documents.content import Content, choose_title
from intelliclaim.errors import PasswordNeeded, UnreadablePolicy
from intelliclaim.types import Page

if TYPE_CHECKING:
    import pypdf

_log = logging.getLogger(__name__)

PDFIUM = threading.RLock()
"""PDFium is not thread-safe: whoever calls it, in the whole process, holds this."""

_HEAD = 1024  # where readers look for the mark; some producers put bytes before it


def looks_like_pdf(data: bytes) -> bool:
    """Whether `data` begins as a PDF does."""
    return b"%PDF-" in data[:_HEAD]


def read_pdf(
    data: bytes, filename: str, *, password: str = "", on_progress: Callable[[int, int], None] | None = None
) -> Content:
    """Read a PDF's pages and structure; raises as `documents.read` does."""
    with opened(data, filename, password) as (document, opener):
        with PDFIUM:
            total = len(document)
            encrypted = pdfium_raw.FPDF_GetSecurityHandlerRevision(document) >= 0
        if total == 0:
            raise UnreadablePolicy(f"{filename} is a PDF without pages. Export or download it again.")
        texts = []
        for index in range(total):
            texts.append(_read_page(document, index, filename))
            if on_progress:
                on_progress(index + 1, total)
    structure = _read_structure(data, opener)
    labels = structure.labels if len(structure.labels) == total else ("",) * total
    return Content(
        title=choose_title(structure.title, filename, " ".join(texts[:2])),
        pages=tuple(
            Page(number, text, label)
            for number, (text, label) in enumerate(zip(texts, labels, strict=True), start=1)
        ),
        outline=tuple(mark for mark in structure.outline if mark[1] <= total),
        encrypted=encrypted,
    )


def unlocked(data: bytes, password: str) -> bytes:
    """Return the PDF without its encryption, so that later readers need no password.

    Raises:
        PasswordNeeded: the password is wrong.
        UnreadablePolicy: not a PDF that can be opened.
    """
    with opened(data, "The file", password) as (document, _), PDFIUM:
        plain = BytesIO()
        document.save(plain, flags=pdfium_raw.FPDF_REMOVE_SECURITY)
        return plain.getvalue()


@contextmanager
def opened(data: bytes, filename: str, password: str = "") -> Iterator[tuple[pdfium.PdfDocument, str]]:
    """Open a PDF in PDFium and yield it with the password that opened it; close it afterwards.

    The lock isn't held between: take `PDFIUM` around each use, so that a page can be drawn for
    somebody while a long file is being read.
    """
    document, opener = _open(data, filename, password)
    try:
        yield document, opener
    finally:
        with PDFIUM:
            document.close()


def _open(data: bytes, filename: str, password: str) -> tuple[pdfium.PdfDocument, str]:
    for attempt in dict.fromkeys(("", password)):
        with PDFIUM:
            try:
                return pdfium.PdfDocument(data, password=attempt or None), attempt
            except pdfium.PdfiumError as error:
                if getattr(error, "err_code", None) != pdfium_raw.FPDF_ERR_PASSWORD:
                    raise UnreadablePolicy(_fault(data, filename, error)) from error
    if password:
        raise PasswordNeeded(f"The password given does not open {filename}. Check it and try again.")
    raise PasswordNeeded(f"{filename} is protected by a password. Enter it to read the file.")


def _fault(data: bytes, filename: str, error: pdfium.PdfiumError) -> str:
    code = getattr(error, "err_code", None)
    if code == pdfium_raw.FPDF_ERR_SECURITY:
        return f"{filename} is encrypted in a way that cannot be read. Save it without protection first."
    if b"%%EOF" not in data[-2048:]:
        return f"{filename} is cut off: the end of the PDF is missing. Download or export it again."
    return f"{filename} is damaged and cannot be opened ({error}). Download or export it again."


def _read_page(document: pdfium.PdfDocument, index: int, filename: str) -> str:
    with PDFIUM:
        try:
            page = document[index]
        except pdfium.PdfiumError as error:
            raise UnreadablePolicy(
                f"Page {index + 1} of {filename} is damaged and cannot be read ({error}). "
                "Download or export the file again."
            ) from error
        try:
            textpage = page.get_textpage()
            try:
                return page_text(textpage)
            finally:
                textpage.close()
        finally:
            page.close()


def page_text(textpage: pdfium.PdfTextPage) -> str:
    r"""Return the page's text, in PDFium's order, lines ended by `\n`; this is what offsets point into."""
    text: str = textpage.get_text_range()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")


@dataclass(frozen=True, slots=True)
class _Structure:
    title: str = ""
    outline: tuple[tuple[str, int, int], ...] = ()
    labels: tuple[str, ...] = ()


def _read_structure(data: bytes, password: str) -> _Structure:
    """Ask pypdf for title, bookmarks and page labels; nothing where it can't parse the file."""
    import pypdf  # 20 MB that only an ingest needs

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every oddity that it mends

    try:
        reader = pypdf.PdfReader(BytesIO(data), password=password if password else None)
        if reader.is_encrypted and not password:
            reader.decrypt("")
        title = (reader.metadata.title if reader.metadata else "") or ""
        labels = tuple(reader.page_labels) if "/PageLabels" in reader.root_object else ()
        outline = tuple(_bookmarks(reader, reader.outline))
    except Exception as error:  # noqa: BLE001 - pypdf raises whatever its parsing runs into
        _log.info("no bookmarks or page labels: pypdf failed with %s", type(error).__name__)
        return _Structure()
    return _Structure(str(title), outline, labels)


def _bookmarks(
    reader: pypdf.PdfReader, entries: Sequence[object], depth: int = 0
) -> Iterator[tuple[str, int, int]]:
    """Yield title, 1-based page and depth; pypdf puts what is under a bookmark into a list after it."""
    from pypdf.generic import Destination

    for entry in entries:
        if isinstance(entry, list):
            yield from _bookmarks(reader, entry, depth + 1)
        elif isinstance(entry, Destination):
            number = reader.get_destination_page_number(entry)
            title = re.sub(r"\s+", " ", str(entry.title or "")).strip()
            if title and number is not None and number >= 0:
                yield title, number + 1, depth
