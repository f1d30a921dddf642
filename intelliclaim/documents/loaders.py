"""DOCX, HTML and plain text, by langchain-community's loaders.

They are imported where they are used: they cost 3 s and 70 MB, and most policies are PDFs. Such
files have no pages of their own; they are cut at form feeds, and every 3000 characters or so at
the end of a paragraph.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path, PurePath
from zipfile import BadZipFile

from intelliclaim.documents.content import Content, choose_title
from intelliclaim.errors import UnreadablePolicy
from intelliclaim.types import Page

KINDS = (".docx", ".html", ".htm", ".txt", ".md")
_PAGE = 3000  # characters


def load(data: bytes, filename: str) -> Content:
    """Read a DOCX, HTML, TXT or MD file.

    Raises:
        UnreadablePolicy: the file is damaged.
    """
    kind = PurePath(filename).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"policy{kind}"
        path.write_bytes(_as_utf8(data) if kind != ".docx" else data)
        try:
            text, title = _load(path, kind)
        except (BadZipFile, KeyError, SyntaxError, ValueError) as error:
            raise UnreadablePolicy(
                f"{filename} is damaged and cannot be read as {kind} ({error}). Save or download it again."
            ) from error
    return Content(
        title=choose_title(title, filename, text[:4000]),
        pages=tuple(Page(number, part) for number, part in enumerate(_cut(text), start=1)),
    )


def _as_utf8(data: bytes) -> bytes:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return data.decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1").encode()


def _load(path: Path, kind: str) -> tuple[str, str]:
    with warnings.catch_warnings():  # the package announces its own sunset at import
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_community.document_loaders import BSHTMLLoader, Docx2txtLoader, TextLoader

        if kind == ".docx":
            parts = Docx2txtLoader(str(path)).load()
        elif kind in (".html", ".htm"):
            parts = BSHTMLLoader(
                str(path),
                open_encoding="utf-8",
                bs_kwargs={"features": "html.parser"},
                get_text_separator="\n",
            ).load()
        else:
            parts = TextLoader(str(path), encoding="utf-8").load()
    text = "\f".join(part.page_content for part in parts).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x00", " "), str(parts[0].metadata.get("title", "")) if parts else ""


def _cut(text: str) -> Iterator[str]:
    for sheet in text.split("\f"):
        rest = sheet
        while len(rest) > _PAGE * 1.3:
            end = max(rest.rfind("\n\n", _PAGE // 2, _PAGE), 0) or max(rest.rfind("\n", _PAGE // 2, _PAGE), 0)
            end = end or max(rest.rfind(" ", _PAGE // 2, _PAGE), 0) or _PAGE
            yield rest[:end]
            rest = rest[end:]
        yield rest
