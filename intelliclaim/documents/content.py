"""What every reader returns, before its health is examined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from intelliclaim.types import Page


@dataclass(frozen=True, slots=True)
class Content:
    """A file's pages and what the file says about itself."""

    title: str
    pages: tuple[Page, ...]
    outline: tuple[tuple[str, int, int], ...] = ()
    encrypted: bool = False


_NO_TITLE = re.compile(
    r"^(untitled|layout|microsoft|powerpoint|document|slide|print|title)\b|\.\w{2,5}$|[_\\/]", re.I
)


def choose_title(declared: str, filename: str, opening: str) -> str:
    """Return the title that the file declares, or the file's name in words where that can't be trusted.

    It is trusted where all its words stand in `opening`, the text of the first pages: producers fill
    the field with 'Microsoft Word - final_v3.doc', 'Layout 1' or the title of the product that the
    file was once copied from.
    """
    title = " ".join(declared.split())
    words = {word.lower() for word in re.findall(r"[^\W\d_]{2,}", title)}
    said = {word.lower() for word in re.findall(r"[^\W\d_]{2,}", opening)}
    if len(words) >= 2 and len(title) <= 80 and words <= said and not _NO_TITLE.search(title):
        return title
    return " ".join(re.sub(r"[-_]+", " ", PurePath(filename).stem).split())
