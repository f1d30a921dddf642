"""Decision letters and the claim pack, as PDF and DOCX.

Both are composed once, of neutral blocks (`paper`), and written by one of two writers. The caller has
compared the quotes with their pages; here a citation without words is refused, and nothing is quoted
that the worksheet does not cite.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from intelliclaim.letter.decision import compose_letter
from intelliclaim.letter.pack import PageImage, compose_pack
from intelliclaim.letter.paper import Paper
from intelliclaim.letter.quoting import Wording, cited, quote_alone, refuse_blank
from intelliclaim.types import Assessment, LogEntry

Format = Literal["pdf", "docx"]

__all__ = ["Format", "PageImage", "Wording", "claim_pack", "decision_letter"]


def decision_letter(assessment: Assessment, format: Format, *, wording: Wording = quote_alone) -> bytes:
    """Write the letter to the claimant for the decision that a person took.

    An approval states the amount and what is not paid; a rejection quotes the condition relied on; for a
    referral the letter asks for what is missing. `wording` gives a citation's words with what `also`
    points to (a list's lead-in); without it the quote stands alone.

    Raises:
        NothingDecided: no person has decided on the claim.
        QuoteMismatch: a quote is blank, or a rejection has no condition to quote.
    """
    refuse_blank(cited(assessment.worksheet))
    return _write(compose_letter(assessment, wording), format)


def claim_pack(
    assessment: Assessment,
    log: Sequence[LogEntry],
    page_image: PageImage,
    format: Format,
    *,
    wording: Wording = quote_alone,
) -> bytes:
    """Write the file on a claim: worksheet, ledger, decision, versions, log extract and quoted pages.

    `page_image` is called once for each cited page; where a page has several quotes, the citation it
    is called with has the others among its `also`, so that all are highlighted. None: no such image.

    Raises:
        QuoteMismatch: a quote is blank.
    """
    refuse_blank(cited(assessment.worksheet))
    return _write(compose_pack(assessment, log, page_image, wording), format)


def _write(paper: Paper, format: Format) -> bytes:
    # The PDF library takes a quarter of a second to import and the DOCX library a tenth: only when asked for.
    if format == "pdf":
        from intelliclaim.letter.pdf import write_pdf

        return write_pdf(paper)
    from intelliclaim.letter.word import write_docx

    return write_docx(paper)
