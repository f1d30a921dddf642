"""The PDF's typefaces: Lato, and WenQuanYi Micro Hei for what it lacks (Chinese, Japanese, Korean, signs).

Both may be embedded and passed on (SIL OFL 1.1; Apache 2.0) and come as Python packages, so that a PDF
looks the same on every machine. Lato has figures of one width and a true rupee sign (some typefaces
draw a rouble there). Scripts whose letters join or reorder (Arabic, Devanagari) are in
neither: their characters are printed as code points, never as empty boxes.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from intelliclaim.letter.characters import code_point, printable

TEXT, BOLD = "Lato", "Lato-Bold"
_FALLBACK = "WenQuanYiMicroHei"
_FILES = {
    TEXT: ("fontpkg_lato", "files/Lato-Regular.ttf"),
    BOLD: ("fontpkg_lato", "files/Lato-Bold.ttf"),
    _FALLBACK: ("paperang_p2_fonts_cjk", "fonts/wqy-microhei.ttc"),
}


@cache
def load_fonts() -> None:
    """Register the typefaces; once a process."""
    for name, (package, path) in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(files(package) / path)))
    pdfmetrics.registerFontFamily(TEXT, normal=TEXT, bold=BOLD, italic=TEXT, boldItalic=BOLD)


def markup(text: str) -> str:
    """Return a text as the PDF library's mark-up, each character in a typeface that has it."""
    runs = groupby(_drawable(printable(text)), key=_needs_fallback)
    parts = ((fallback, escape("".join(run)).replace("\n", "<br/>")) for fallback, run in runs)
    return "".join(
        f'<font name="{_FALLBACK}">{part}</font>' if fallback else part for fallback, part in parts
    )


def _drawable(text: str) -> str:
    return "".join(map(_draw, text))


def _draw(character: str) -> str:
    if character == "\n" or _has(TEXT, character) or _has(_FALLBACK, character):
        return character
    if unicodedata.category(character) == "Cf":  # joiners and direction marks, which have no shape
        return ""
    return " " if character.isspace() else code_point(character)


def _needs_fallback(character: str) -> bool:
    return character != "\n" and not _has(TEXT, character)


@cache
def _characters(font: str) -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(font).face.charToGlyph)  # type: ignore[attr-defined]  # a TTFont's


def _has(font: str, character: str) -> bool:
    return ord(character) in _characters(font)
