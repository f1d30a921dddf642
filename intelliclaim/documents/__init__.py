"""Files to pages: PDF, DOCX, HTML and text in, `Document` out; and pictures of PDF pages with passages lit.

The only room that imports pypdf, pypdfium2 and langchain_community. It doesn't interpret what it
reads: cutting pages into clauses is the business of `clauses`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from intelliclaim.documents import loaders, pdf
from intelliclaim.documents.health import examine
from intelliclaim.documents.highlight import boxes, page_image
from intelliclaim.documents.papers import PAPER_KINDS, Paper, picture, picture_kind, read_paper
from intelliclaim.documents.pdf import looks_like_pdf, unlocked
from intelliclaim.errors import NoTextLayer, UnreadablePolicy, UnsupportedFile
from intelliclaim.types import Document

__all__ = [
    "KINDS",
    "PAPER_KINDS",
    "Paper",
    "boxes",
    "looks_like_pdf",
    "page_image",
    "picture",
    "picture_kind",
    "read",
    "read_paper",
    "unlocked",
]

KINDS = (".pdf", *loaders.KINDS)
"""The file name endings that can be read, lower case."""


def read(
    data: bytes,
    filename: str,
    *,
    password: str = "",
    on_progress: Callable[[int, int], None] | None = None,
) -> Document:
    """Read a file into pages, with its outline and its health.

    What the bytes say counts for more than the ending: a PDF by another name is read as a PDF.
    `on_progress` gets (pages read, pages in all) after every page, in the caller's thread. An
    encrypted PDF is tried with an empty password before `password`.

    Raises:
        PasswordNeeded: encrypted, and no password or a wrong one was given.
        NoTextLayer: not one page has text on it.
        UnsupportedFile: not a kind of file that can be read.
        UnreadablePolicy: empty, damaged, or without pages.
    """
    if not data.strip():
        raise UnreadablePolicy(f"{filename} is empty. Export or download it again.")
    kind = PurePath(filename).suffix.lower()
    if looks_like_pdf(data):
        content = pdf.read_pdf(data, filename, password=password, on_progress=on_progress)
    elif kind == ".pdf":
        raise UnreadablePolicy(
            f"{filename} is named .pdf, but what is in it is not a PDF (no %PDF- mark at its start). "
            "Export or download it again."
        )
    elif kind in loaders.KINDS:
        content = loaders.load(data, filename)
        if on_progress:
            on_progress(len(content.pages), len(content.pages))
    else:
        raise UnsupportedFile(
            f"{filename} is not a kind of file that can be read. Use one of: {', '.join(KINDS)}."
        )
    if not any(any(map(str.isalnum, page.text)) for page in content.pages):
        raise NoTextLayer(
            f"{filename} has {len(content.pages)} pages but no text on them: it is a scan. "
            "Run OCR on it first (for instance with ocrmypdf), then add the result."
        )
    return Document(
        title=content.title,
        pages=content.pages,
        outline=content.outline,
        health=examine(content.pages, encrypted=content.encrypted),
    )
