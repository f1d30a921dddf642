"""Passages to citations, and the check that a quote stands on its page letter for letter.

A quote is always sliced from the page's text; nothing is ever written into one. What is compared
is letters and figures: line breaks, ligatures and hyphens may differ between a page and the readable
form of its passages, words may not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from intelliclaim.errors import QuoteMismatch
from intelliclaim.types import Citation, Clause, Page, Passage, Policy, Span

PageOf = Callable[[int], Page]  # a page of one policy, by number

_SEPARATORS = re.compile(r"(?!(?<=\d)[.,](?=\d))[\W_]")  # 10.5 is not 105


def letters(text: str) -> str:
    """Return a text's letters and digits, case folded and without compatibility forms such as ligatures."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def cite(
    policy: Policy,
    clause: Clause,
    passages: Sequence[Passage],
    page_of: PageOf,
    *,
    likeliest: Passage | None = None,
) -> Citation:
    """Cite some passages of a clause, in their order, with its lead-in beside them.

    The quote is a stretch of one page that the passages fill without a gap: the one where the
    `likeliest` of them begins, or else the longest. What they say elsewhere, and the lead-in, is in
    `also`.

    Raises:
        QuoteMismatch: a passage's words are not the ones on its page.
    """
    cited = [clause.lead_in, *passages] if clause.lead_in else list(passages)
    for passage in cited:
        check_passage(policy.name, passage, page_of)
    runs = join([span for passage in passages for span in passage.spans], page_of)
    decisive = [run for run in runs if likeliest and _within(likeliest.spans[0], run)]
    main = max(decisive or runs, key=lambda run: run.end - run.start)
    lead_in = clause.lead_in.spans if clause.lead_in else ()
    return Citation(
        policy_id=policy.id,
        policy_name=policy.name,
        version=policy.version,
        page=main.page,
        start=main.start,
        end=main.end,
        quote=page_of(main.page).text[main.start : main.end],
        heading=clause.heading,
        also=tuple(join([*lead_in, *(run for run in runs if run != main)], page_of)),
    )


def pieces(citation: Citation, page_of: PageOf) -> list[str]:
    """Return a quote and what belongs to it, in the pages' order: an item after its list's lead-in."""
    spans = sorted(citation.spans, key=lambda span: (span.page, span.start))
    return [page_of(span.page).text[span.start : span.end] for span in spans]


def join(spans: Sequence[Span], page_of: PageOf) -> list[Span]:
    """Join neighbouring spans of one page where no letter stands between them; the order is kept."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.page == span.page and last.end <= span.start:
            between = page_of(span.page).text[last.end : span.start]
            if not letters(between):
                joined[-1] = Span(span.page, last.start, span.end)
                continue
        joined.append(span)
    return joined


def _within(span: Span, run: Span) -> bool:
    return span.page == run.page and run.start <= span.start and span.end <= run.end


def check_passage(policy_name: str, passage: Passage, page_of: PageOf) -> None:
    """Compare a passage's readable words with the page's.

    Raises:
        QuoteMismatch: they differ.
    """
    on_page = "".join(page_of(span.page).text[span.start : span.end] for span in passage.spans)
    if letters(on_page) != letters(passage.text):
        raise QuoteMismatch(
            f"{policy_name}, page {passage.spans[0].page}: the stored clause no longer matches the page."
            " Delete the policy and add its file again."
        )


def check_quote(citation: Citation, page: Page) -> None:
    """Check that a citation's quote stands at its place, character for character.

    Raises:
        QuoteMismatch: it does not.
    """
    if page.text[citation.start : citation.end] != citation.quote or not citation.quote.strip():
        raise QuoteMismatch(
            f"{citation.policy_name}, page {citation.page}: the quote is not on the page as it was cited."
            " Ask the question again."
        )
