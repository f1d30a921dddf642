"""A citation as a block of the paper, and the refusal of one that quotes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from intelliclaim.errors import QuoteMismatch
from intelliclaim.letter.characters import reflowed
from intelliclaim.letter.paper import Quote
from intelliclaim.types import Citation, Worksheet

Wording = Callable[
    [Citation], str
]  # a citation's words in full, with the lead-in that stands apart from them


def quote_alone(citation: Citation) -> str:
    """Return the quote itself: what is in `also` needs the pages, which the caller has."""
    return citation.quote


def quoted(citation: Citation, wording: Wording, mark: str = "") -> Quote:
    """Return the block that quotes a citation, with its policy, heading and page below."""
    return Quote(f"{mark}“{reflowed(wording(citation))}”", place(citation))


def place(citation: Citation) -> str:
    """Return 'Exclusions › 4.2 Waiting periods, page 12 of <policy>, version 1'."""
    heading = " › ".join(" ".join(part.split()) for part in citation.heading)
    page = f"page {citation.page} of {citation.policy_name}, version {citation.version}"
    return f"{heading}, {page}" if heading else page[0].upper() + page[1:]


def cited(sheet: Worksheet) -> tuple[Citation, ...]:
    """Return what a worksheet cites, each once, in the order in which its parts follow one another."""
    return tuple(dict.fromkeys(_all(sheet)))


def _all(sheet: Worksheet) -> Iterator[Citation]:
    yield from sheet.citations
    for check in sheet.checks:
        yield from check.citations
    for search in sheet.counter:
        yield from search.found
    for line in (*sheet.ledger.lines, *sheet.ledger.steps):
        if line.citation:
            yield line.citation


def refuse_blank(citations: Sequence[Citation]) -> None:
    """Refuse to print a citation without words.

    Raises:
        QuoteMismatch: a citation's quote is blank.
    """
    for citation in citations:
        if not reflowed(citation.quote):
            raise QuoteMismatch(
                f"{citation.policy_name}, page {citation.page}: a citation of this claim quotes nothing,"
                " so that no letter or pack can be made of it. Assess the claim again."
            )
