"""Small PDF files made on the spot, so that a test says what is on its pages."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence

import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw


def make_pdf(*pages: Sequence[str]) -> bytes:
    """A PDF with these lines on these pages, in 12 point Helvetica."""
    document = pdfium.PdfDocument.new()
    for lines in pages:
        page = document.new_page(595, 842)
        for row, line in enumerate(lines):
            text = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", ctypes.c_float(12))
            letters = (line + "\0").encode("utf-16-le")
            buffer = ctypes.create_string_buffer(letters)
            raw.FPDFText_SetText(text, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
            raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 72, 770 - 16 * row)
            raw.FPDFPage_InsertObject(page, text)
        page.gen_content()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def lock(data: bytes, password: str) -> bytes:
    """The PDF, encrypted by AES-256."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
