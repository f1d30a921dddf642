"""Where in the document's outline a clause stands: its heading path and its number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intelliclaim.clauses.markers import Marker

_DEEPEST = 4
_PARTS = frozenset(
    {
        "section",
        "part",
        "chapter",
        "article",
        "artículo",
        "articulo",
        "endorsement",
        "appendix",
        "annexure",
        "annex",
        "schedule",
        "division",
    }
)
# Headings that speak of an aspect of what the heading above them names.
_ASPECT = re.compile(
    r"^(?:(?:what(?:'s|’s| is| are)?|when|things|how|we|you|your|special|specific|additional|general)\b.*\b)?"
    r"(?:not covered|covered|(?:not|won.t|will|do) (?:not )?(?:cover|pay)|cover|pays?|insured|conditions?|"
    r"exclusions?|exceptions?|limits?|notes?|coverage|important|example|excess|claims?)\b.{0,30}$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str
    style: str
    label: str
    ordinal: int


class Outline:
    """The headings that are open, outermost first."""

    def __init__(self) -> None:
        self._open: list[_Heading] = []

    @property
    def path(self) -> tuple[str, ...]:
        """The texts of the open headings."""
        return tuple(heading.text for heading in self._open)

    def enter(self, text: str, marker: Marker | None) -> None:
        """Open a heading, closing those that it stands beside or above."""
        style = _style(text, marker)
        if style == "part":
            self._open.clear()
        elif style == "caps":
            self._open = [h for h in self._open if h.style == "part"]
        else:
            # A heading without a number stands below the numbered one that it follows.
            least = 1 + max((i for i, h in enumerate(self._open) if h.label), default=-1) if not marker else 0
            for depth, heading in enumerate(self._open):
                beside = heading.style == style or (style == "title" and heading.style == "aspect")
                if depth >= least and beside:
                    del self._open[depth:]
                    break
        del self._open[_DEEPEST - 1 :]
        label = marker.label.strip("().") if marker else ""
        self._open.append(_Heading(text, style, label, marker.ordinal if marker else 0))

    def pass_item(self, marker: Marker | None) -> bool:
        """Close the heading that an item is the next sibling of, where there is one.

        After '(1) Buildings', taken for a heading, '(2) Your property, which ...' is not below it.
        """
        if marker is None or marker.style.startswith("bullet"):
            return False
        for depth, heading in enumerate(self._open):
            if heading.style == marker.style and heading.label and marker.ordinal == heading.ordinal + 1:
                del self._open[depth:]
                return True
        return False

    def number(self, marker: Marker | None) -> str:
        """Return the printed numbers from the outermost to `marker`, dots between: '4.a.2'."""
        number = ""
        labels = [heading.label for heading in self._open]
        if marker and not marker.style.startswith("bullet"):
            labels.append(marker.label.strip("()."))
        for label in filter(None, labels):
            dotted = re.fullmatch(r"[A-Z]?\s?[\d.]+\.\d+", label)
            number = label if dotted or not number else f"{number}.{label}"
        return number


def _style(text: str, marker: Marker | None) -> str:
    bare = text[marker.length :] if marker else text
    capitals = bare.isupper() and sum(map(str.isalpha, bare)) >= 4
    if marker:
        if marker.style in _PARTS:
            return "part"
        return f"{marker.style} caps" if capitals else marker.style
    if _ASPECT.match(text):
        return "aspect"
    return "caps" if capitals else "title"
