"""Texts fit for print: what a PDF's text layer has in place of blanks, bullets and hyphens is mended.

No letter, digit or sign is changed or left out here; what a font lacks is the writers' matter.
"""

from __future__ import annotations

import re
import unicodedata

# Word processors set list marks in Symbol and Wingdings, whose glyphs come out of a PDF as private codes.
_MARKS = dict.fromkeys(map(ord, "\uf0b7\uf0a7\uf0a8\uf076\uf06e\uf06c\uf09f\uf0d8"), "•") | {
    ord("\uf020"): " ",
    ord("\uf0e0"): "→",
    ord("\uf0fc"): "✓",
}
_HYPHEN_AT_BREAK = re.compile(r"[\ufffe\x02](?=\s*\w)")  # how PDF libraries hand over a broken word's hyphen
_ITEM = re.compile(r"\s*\n\s*(?=(?:[•●○■▪◦➢✓–-]|\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)])\s)")
_ITEM_BEGINS = "\x1e"


def printable(text: str) -> str:
    """Return the text composed (NFC) and without control characters; line breaks stay."""
    text = unicodedata.normalize("NFC", _HYPHEN_AT_BREAK.sub("-", _with_marks(text)))
    return "".join(map(_print, text))


def reflowed(quote: str) -> str:
    """Undo the page's own line breaks in a quote, but for those that begin a list item."""
    parts = _ITEM.sub(_ITEM_BEGINS, _with_marks(quote)).split(_ITEM_BEGINS)
    lines = (" ".join(printable(part).split()) for part in parts)
    return "\n".join(line for line in lines if line)


def code_point(character: str) -> str:
    """Name a character that cannot be drawn, so that a reader sees that something stands there."""
    return f"[U+{ord(character):04X}]"


def _with_marks(text: str) -> str:
    return text.translate(_MARKS).replace("\r\n", "\n").replace("\r", "\n")


def _print(character: str) -> str:
    if character in "\n\t":
        return character.replace("\t", " ")
    if unicodedata.category(character) == "Cs":  # half of a pair: neither font nor XML can hold it
        return code_point(character)
    return "" if unicodedata.category(character) == "Cc" or character in "\ufffe\uffff" else character
