"""The recommendation: a rule over the checks, and the sentences that say why.

a deciding check unknown               -> refer
else a deciding check plainly not met  -> reject, where it quotes a clause
else the cover found                   -> approve
else                                   -> refer
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intelliclaim.assess.case import Case
from intelliclaim.ledger import EXCESS
from intelliclaim.types import Check, Citation, Ledger, Outcome, Recommendation, Step

MAX_CITATIONS = 3
DECISIVE = 2  # of them kept for the clauses that decide
BORNE_OUT = 3  # conditions said to be met
NOT_GIVEN = re.compile(r"\bnot (?:covered|available|applicable)\b|\bnil\b|\bN\.?A\b", re.I)  # to some plan
SPOKEN_OF = "Cover"  # the title of the check on a cover that the wording speaks of, where no clause grants it
MISSING = "Missing on file"  # the title of a check on what the claim says is not known


@dataclass(frozen=True, slots=True)
class Verdict:
    """A recommendation with its reasons, the weightiest first, and what they rest on, best first."""

    recommendation: Recommendation
    reasons: tuple[str, ...]
    citations: tuple[Citation, ...]


def recommend(case: Case, checks: Sequence[Check], ledger: Ledger) -> Verdict:
    """Recommend, from the checks alone; `case` lends the clauses nearest to the claim as evidence."""
    deciding = [check for check in checks if check.deciding]
    unknown = [check for check in deciding if check.outcome is Outcome.UNKNOWN]
    missing = [check for check in unknown if check.title == MISSING or check.step is Step.IN_FORCE]
    failed = [check for check in deciding if check.outcome is Outcome.NOT_MET and check.citations]
    covered = [check for check in deciding if check.step is Step.COVER and check.outcome is Outcome.MET]
    limits = [check for check in checks if check.step is Step.LIMIT and check.citations]
    granted = any(check.title != SPOKEN_OF for check in covered)
    applied = _applied(case, ledger, granted=granted)
    if failed and not missing:
        recommendation, weighty = Recommendation.REJECT, failed
    elif unknown or failed or not covered or not (applied or len(case.facts.affirmed) >= BORNE_OUT):
        recommendation, weighty = Recommendation.REFER, [*missing, *unknown, *failed, *covered]
    else:
        recommendation, weighty = Recommendation.APPROVE, [*limits, *covered]
    weighty = list(dict.fromkeys(weighty))
    reasons = tuple(reason(check) for check in weighty)
    if recommendation is Recommendation.APPROVE:
        reasons = (payable(ledger), *reasons)
    return Verdict(recommendation, reasons, _citations(case, weighty, recommendation))


def _applied(case: Case, ledger: Ledger, *, granted: bool) -> bool:
    """Say whether a term was applied to the amount, or gave it: a benefit of so much a day or a block.

    An excess alone shows nothing of the cover; it counts only where a clause was found that grants it.
    """
    of_terms = [line for line in (*ledger.lines, *ledger.steps) if line.citation]
    if any(line.disallowed and (granted or line.label != EXCESS) for line in of_terms):
        return True
    given = not case.facts.claimed and not case.facts.lines and ledger.payable is not None
    withheld = any(line.citation and NOT_GIVEN.search(line.citation.quote) for line in of_terms)
    return bool(of_terms) and given and not withheld


def reason(check: Check) -> str:
    """Write a check as a sentence with the words that it rests on."""
    quote = " ".join(check.citations[0].quote.split()) if check.citations else ""
    cited = f" “{quote}” (page {check.citations[0].page})" if quote else ""
    ask = f" Ask for: {check.ask}." if check.ask else ""
    return f"{check.title}: {check.reason}{cited}{ask}"


def payable(ledger: Ledger) -> str:
    """Say what is payable, or what is missing to compute it."""
    if ledger.payable is None:
        return f"The amount is open: {ledger.open or 'no amount is claimed'}."
    return f"Payable: {ledger.currency} {ledger.payable:,}".replace("  ", " ") + "."


def _citations(case: Case, weighty: Sequence[Check], recommendation: Recommendation) -> tuple[Citation, ...]:
    """Return what the recommendation rests on, one citation a page.

    Where a check decides, its clauses come first. Where nothing does, the pages that the searches
    agree on come first, for a person to read.
    """
    cited = [citation for check in weighty for citation in check.citations]
    own = {citation.page: citation for citation in reversed(cited)}
    pages = list(dict.fromkeys(citation.page for citation in cited))
    chosen = (
        {page: own[page] for page in pages[:DECISIVE]} if recommendation is not Recommendation.REFER else {}
    )
    for hit in case.evidence.nearest(pages):
        if len(chosen) == MAX_CITATIONS:
            break
        citation = own.get(hit.clause.page) or case.cite_hit(hit)
        chosen.setdefault(citation.page, citation)  # a clause may run on to the page that decides
    return tuple(chosen.values())
