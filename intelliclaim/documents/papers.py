"""A claim's papers to text: invoices, letters, e-mails; pictures are recognised and have none.

Nothing is read into a policy here. A paper without text is kept all the same: a person can look at it.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import PurePath

from PIL import Image, ImageOps

from intelliclaim.documents import loaders, pdf
from intelliclaim.errors import IntelliClaimError, UnsupportedFile

PAPER_KINDS = (".pdf", ".docx", ".eml", ".txt", ".html", ".htm", ".jpg", ".jpeg", ".png", ".webp", ".gif")
"""The endings of the files that can be kept with a claim, lower case."""

_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}
_SIDE = 1400  # pixels: a picture on the screen
_DEPTH = 3  # messages within messages
_LONGEST = 200_000  # characters of text that are kept


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper says; `about` is an e-mail's sender, day and subject in one line, '' for others."""

    text: str
    about: str = ""


def picture_kind(data: bytes) -> str:
    """Return the MIME type of a picture by what its bytes say, '' for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _PICTURES.items() if data.startswith(mark)), "")


@lru_cache(maxsize=8)
def picture(data: bytes) -> bytes | None:
    """Return a picture upright and small enough for a screen, as PNG; None where it cannot be drawn."""
    try:
        with Image.open(BytesIO(data)) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGB")
            upright.thumbnail((_SIDE, _SIDE))
            out = BytesIO()
            upright.save(out, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # all that PIL raises on damage
        return None
    return out.getvalue()


def read_paper(data: bytes, filename: str) -> Paper:
    """Read a paper's text; '' where it has none, cannot be read, or wants a password.

    Raises:
        UnsupportedFile: it is not a kind of file that is kept with a claim, or is empty.
    """
    kind = PurePath(filename).suffix.lower()
    if not data.strip():
        raise UnsupportedFile(f"{filename} is empty. Save or download it again.")
    picture = picture_kind(data)
    if kind not in PAPER_KINDS or (kind in PAPER_KINDS[6:] and not picture):
        raise UnsupportedFile(f"{filename} can’t be kept with a claim. Use one of: {', '.join(PAPER_KINDS)}.")
    if picture:
        return Paper("")
    if kind == ".eml":
        return _read_message(email.message_from_bytes(data, policy=email.policy.default), 0)
    return Paper(_text(data, filename)[:_LONGEST])


def _text(data: bytes, filename: str) -> str:
    try:
        content = pdf.read_pdf(data, filename) if pdf.looks_like_pdf(data) else loaders.load(data, filename)
    except IntelliClaimError:  # damaged or locked: the file is kept for a person to open
        return ""
    return "\n".join(page.text for page in content.pages).replace("\r\n", "\n").strip()


def _read_message(message: EmailMessage, depth: int) -> Paper:
    """Read an e-mail: what it says, then the papers within it, each under its name."""
    parts = [_body(message)]
    for part in message.iter_attachments():
        name = part.get_filename() or ""
        if part.get_content_type() == "message/rfc822":
            inner = part.get_content() if depth < _DEPTH else None
            parts.append(_read_message(inner, depth + 1).text if isinstance(inner, EmailMessage) else "")
        elif PurePath(name).suffix.lower() in (".pdf", ".docx", ".txt", ".html", ".htm"):
            payload = part.get_payload(decode=True)
            said = _text(payload, name) if isinstance(payload, bytes) else ""
            parts.append(f"[{name}]\n{said}" if said else "")
    return Paper("\n\n".join(filter(None, parts))[:_LONGEST], _about(message))


def _body(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, ValueError):  # a character set that does not exist
        raw = body.get_payload(decode=True)
        text = raw.decode("latin-1") if isinstance(raw, bytes) else ""
    if body.get_content_subtype() == "html":
        text = _plain(text)
    return re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n")).strip()


def _about(message: EmailMessage) -> str:
    said = [f"from {message['from']}" if message["from"] else ""]
    try:
        sent = parsedate_to_datetime(str(message["date"]))
        said.append(f"sent {sent.day} {sent:%b %Y}")
    except (TypeError, ValueError):
        pass  # no date, or none that can be read
    said.append(f"“{message['subject']}”" if message["subject"] else "")
    return " ".join(", ".join(filter(None, said)).split())


class _Words(HTMLParser):
    """Collects the words of an HTML body, a line a block."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block, and stop listening in style and script."""
        self._hidden += tag in ("style", "script")
        if tag in ("br", "p", "div", "tr", "li", "h1", "h2", "h3"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Listen again after style and script; set cells apart."""
        self._hidden -= tag in ("style", "script") and self._hidden > 0
        if tag in ("td", "th"):
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not self._hidden:
            self.words.append(re.sub(r"\s+", " ", data))


def _plain(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.words)
