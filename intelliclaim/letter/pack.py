"""The claim pack: all that a claim's file needs, from the facts to the pages quoted and the log.

It shows what the worksheet and the log hold and adds nothing. Every quote is printed in full where it
is first cited, under its number, and by that number after that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from intelliclaim.letter.decision import reference
from intelliclaim.letter.facts import facts_blocks
from intelliclaim.letter.figures import ledger_table, moment, money
from intelliclaim.letter.paper import Block, Bullets, Heading, Image, PageBreak, Paper, Paragraph, Table
from intelliclaim.letter.quoting import Wording, cited, quoted
from intelliclaim.types import (
    Assessment,
    Check,
    Citation,
    Decision,
    LedgerLine,
    LogEntry,
    Span,
    Worksheet,
)

PageImage = Callable[[Citation], bytes | None]

_LONGEST_DETAIL = 240  # characters of a log entry's detail; a worksheet's runs to many pages


@dataclass(slots=True)
class _Sources:
    """The claim's citations by number, and which of them are printed in full already."""

    numbers: dict[Citation, int]
    wording: Wording
    printed: set[Citation] = field(default_factory=set)

    def name(self, citation: Citation) -> str:
        return f"[{self.numbers[citation]}] page {citation.page}"

    def blocks(self, citations: Sequence[Citation]) -> Iterator[Block]:
        again = [citation for citation in citations if citation in self.printed]
        for citation in citations:
            if citation not in self.printed:
                self.printed.add(citation)
                yield quoted(citation, self.wording, f"[{self.numbers[citation]}] ")
        if again:
            yield Paragraph("Quoted above: " + ", ".join(map(self.name, again)), small=True)


def compose_pack(
    assessment: Assessment, log: Sequence[LogEntry], page_image: PageImage, wording: Wording
) -> Paper:
    """Compose the pack; a claim without a decision has one too, marked as undecided."""
    sheet, decision = assessment.worksheet, assessment.decision
    sources = _Sources({citation: at for at, citation in enumerate(cited(sheet), 1)}, wording)
    blocks = [
        *_cover(assessment),
        *_recommendation(sheet, sources),
        *facts_blocks(sheet.facts, sheet.ledger.currency),
        *_checks(sheet, sources),
        *_counter_search(sheet, sources),
        *_ledger(sheet, sources),
        *_decision(sheet, decision),
        *_versions(sheet),
        *_log(log),
        *_pages(sources, page_image),
    ]
    made_at = decision.decided_at if decision else sheet.made_at
    return Paper("Claim pack", f"Claim {reference(assessment)}", made_at, tuple(blocks))


def _cover(assessment: Assessment) -> Iterator[Block]:
    sheet, decision = assessment.worksheet, assessment.decision
    yield Heading("Claim pack", level=1)
    payable = sheet.ledger.payable
    yield Table(
        (
            ("Reference", reference(assessment)),
            ("Assessment", f"no. {assessment.id}, made {moment(sheet.made_at)}"),
            ("Policy", f"{sheet.policy_name}, version {sheet.policy_version}"),
            ("Recommended", sheet.recommendation.value),
            ("Decided", _decided(decision)),
            ("Payable", "open" if payable is None else money(payable, sheet.ledger.currency)),
        ),
        (28, 72),
    )
    yield Paragraph("The software recommends, a person decides; quotes are the policy's words.", small=True)


def _decided(decision: Decision | None) -> str:
    if decision is None:
        return "not decided yet"
    second = f" and {decision.second}" if decision.second.strip() else ""
    return f"{decision.decision.value}, by {decision.by}{second}, {moment(decision.decided_at)}"


def _recommendation(sheet: Worksheet, sources: _Sources) -> Iterator[Block]:
    yield Heading("What is recommended, and why")
    yield Paragraph(sheet.recommendation.value.capitalize(), bold=True)
    yield Bullets(sheet.reasons or ("The worksheet names no reason.",))
    yield from sources.blocks(sheet.citations)


def _checks(sheet: Worksheet, sources: _Sources) -> Iterator[Block]:
    yield Heading("Checks, in order")
    if not sheet.checks:
        yield Paragraph("No check was made.")
        return
    yield Table(
        tuple(
            (
                str(number),
                _named(check),
                check.outcome.value,
                ", ".join(map(sources.name, check.citations)),
            )
            for number, check in enumerate(sheet.checks, 1)
        ),
        (6, 50, 14, 30),
        ("No.", "Check", "Outcome", "Quotes"),
    )
    for number, check in enumerate(sheet.checks, 1):
        yield Heading(f"{number}. {check.title}: {check.outcome.value}", level=3)
        yield Paragraph(check.reason)
        if check.ask:
            yield Paragraph(f"To ask for: {check.ask}")
        yield from sources.blocks(check.citations)


def _named(check: Check) -> str:
    kind = check.step.value.capitalize()
    title = kind if kind.casefold() == check.title.casefold() else f"{kind}: {check.title}"
    return f"{title} (deciding)" if check.deciding else title


def _counter_search(sheet: Worksheet, sources: _Sources) -> Iterator[Block]:
    yield Heading("The search for what speaks against the claim")
    if not sheet.counter:
        yield Paragraph("No such search was made.")
    for search in sheet.counter:
        looked = f"{search.looked_at} clause{'' if search.looked_at == 1 else 's'} looked at"
        yield Paragraph(search.question, bold=True)
        found = f"{len(search.found)} found." if search.found else "nothing found."
        yield Paragraph(f"{looked}; {found}")
        yield from sources.blocks(search.found)


def _ledger(sheet: Worksheet, sources: _Sources) -> Iterator[Block]:
    yield Heading("Ledger")
    ledger = sheet.ledger

    def note(line: LedgerLine) -> str:
        edited = f"Term edited by {line.term.edited_by}." if line.term and line.term.edited_by else ""
        return "\n".join(
            filter(None, (line.formula, edited, sources.name(line.citation) if line.citation else ""))
        )

    if ledger.lines or ledger.steps:
        yield ledger_table(ledger, note)
    else:
        yield Paragraph("No amount was told.")
    if ledger.open.strip():
        yield Paragraph(f"Open: {ledger.open}")
    for line in (*ledger.lines, *ledger.steps):
        if line.citation and line.citation not in sources.printed:
            yield from sources.blocks((line.citation,))


def _decision(sheet: Worksheet, decision: Decision | None) -> Iterator[Block]:
    yield Heading("Decision")
    if decision is None:
        yield Paragraph("No person has decided on this claim yet.")
        return
    overridden = decision.decision is not sheet.recommendation
    took = f"another than the recommended {sheet.recommendation.value}" if overridden else "as recommended"
    yield Table(
        (
            ("Decision", f"{decision.decision.value} ({took})"),
            ("Reason", decision.reason.strip() or "none given"),
            ("Decided by", decision.by),
            ("Second person", decision.second.strip() or "none"),
            ("When", moment(decision.decided_at)),
        ),
        (28, 72),
    )


def _versions(sheet: Worksheet) -> Iterator[Block]:
    yield Heading("Versions")
    versions = sheet.versions
    yield Table(
        (
            ("Policy file, SHA-256", versions.policy_sha256),
            ("Policy's identity", sheet.policy_id),
            ("Terms in force, SHA-256", versions.terms),
            ("Rules", versions.rules),
            ("Model", versions.model),
            ("Time taken", f"{sheet.seconds:.1f} seconds"),
        ),
        (28, 72),
        code=frozenset({1}),
    )


def _log(log: Sequence[LogEntry]) -> Iterator[Block]:
    yield Heading("Extract of the log")
    if not log:
        yield Paragraph("The log has no entry on this claim.")
        return
    yield Paragraph("Each hash covers its entry and the hash before it.", small=True)
    yield Table(
        tuple(
            (
                str(entry.number),
                f"{entry.at:%Y-%m-%d %H:%M:%S}\n{entry.by}",
                f"{entry.kind} {entry.subject}\n{_shortened(entry.detail)}",
                f"{entry.hash}\nbefore: {entry.previous or 'none'}",
            )
            for entry in log
        ),
        (7, 22, 34, 37),
        ("No.", "When (UTC), who", "What", "Hash"),
        code=frozenset({2, 3}),
    )


def _shortened(detail: str) -> str:
    if len(detail) <= _LONGEST_DETAIL:
        return detail
    return f"{detail[:_LONGEST_DETAIL]}… ({len(detail)} characters; whole in the log)"


def _pages(sources: _Sources, page_image: PageImage) -> Iterator[Block]:
    pages: dict[tuple[str, int], list[Citation]] = {}
    for citation in sources.numbers:
        pages.setdefault((citation.policy_id, citation.page), []).append(citation)
    for _, (first, *others) in sorted(pages.items()):
        spans = [span for other in others for span in (Span(other.page, other.start, other.end), *other.also)]
        data = page_image(dataclasses.replace(first, also=(*first.also, *spans)))
        numbers = ", ".join(f"[{sources.numbers[citation]}]" for citation in (first, *others))
        caption = f"{first.policy_name}, version {first.version}, page {first.page}, quoted as {numbers}"
        if data is None:
            yield Paragraph(f"{caption}. The file has no page that can be pictured.", small=True)
        else:
            yield PageBreak()
            yield Image(data, caption)
