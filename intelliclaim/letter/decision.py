"""The letter that tells a claimant what a person decided: paid, turned down, or what is still missing.

Plain and polite; the policy is only quoted, never retold. What the software cannot know (names,
addresses, the insurer's own complaints desk) is left open in square brackets.
"""

from __future__ import annotations

from collections.abc import Iterator

from intelliclaim.errors import NothingDecided, QuoteMismatch
from intelliclaim.letter.figures import claimed_total, day, ledger_table, money
from intelliclaim.letter.paper import Block, Bullets, Heading, Paper, Paragraph, Quote, Signatures, Table
from intelliclaim.letter.quoting import Wording, quoted
from intelliclaim.types import (
    Assessment,
    Check,
    Citation,
    Decision,
    LedgerLine,
    Outcome,
    Recommendation,
    Step,
    Worksheet,
)

_SUBJECTS = {
    Recommendation.APPROVE: "Your claim: our decision",
    Recommendation.REJECT: "Your claim: our decision",
    Recommendation.REFER: "Your claim: what we still need",
}


def compose_letter(assessment: Assessment, wording: Wording) -> Paper:
    """Compose the letter for the decision that a person took.

    Raises:
        NothingDecided: no person has decided yet.
        QuoteMismatch: a rejection for which the worksheet quotes no condition.
    """
    decision = assessment.decision
    if decision is None:
        raise NothingDecided(
            f"Claim {assessment.reference or assessment.id}: nobody has decided on it yet, so there is no"
            " letter to write. Record a decision first."
        )
    sheet = assessment.worksheet
    bodies = {
        Recommendation.APPROVE: _approval,
        Recommendation.REJECT: _rejection,
        Recommendation.REFER: _request,
    }
    title = _SUBJECTS[decision.decision]
    blocks = [
        *_opening(assessment, decision, title),
        *bodies[decision.decision](sheet, decision, wording),
        *_closing(decision),
    ]
    return Paper(title, f"Claim {reference(assessment)}", decision.decided_at, tuple(blocks))


def reference(assessment: Assessment) -> str:
    """Return the claim's reference, or the assessment's number where the handler typed none."""
    return assessment.reference.strip() or f"no. {assessment.id}"


def _opening(assessment: Assessment, decision: Decision, title: str) -> Iterator[Block]:
    sheet = assessment.worksheet
    yield Paragraph("[Insurer's name and address]")
    yield Paragraph("[Claimant's name and address]")
    yield Paragraph(day(decision.decided_at, sheet.ledger.currency))
    yield Heading(title, level=1)
    facts, currency = sheet.facts, sheet.ledger.currency
    rows = [
        ("Reference", reference(assessment)),
        ("Policy", f"{sheet.policy_name}, version {sheet.policy_version}"),
    ]
    if facts.event:
        rows.append(("What the claim is for", facts.event.value))
    if facts.loss_date:
        rows.append(("Date of the event", day(facts.loss_date.value, currency)))
    claimed = facts.claimed.value if facts.claimed else claimed_total(sheet.ledger)
    if claimed:
        rows.append(("Amount claimed", money(claimed, currency)))
    yield Table(tuple(rows), (28, 72))
    yield Paragraph("Dear [claimant's name],")
    if decision.decision is not Recommendation.REFER:
        yield Paragraph("Thank you for your claim. We have looked at it carefully against your policy.")


def _approval(sheet: Worksheet, decision: Decision, wording: Wording) -> Iterator[Block]:
    ledger = sheet.ledger
    if ledger.payable is None:
        yield Paragraph("We accept your claim.", bold=True)
        missing = f" We still need this to work it out: {ledger.open}" if ledger.open.strip() else ""
        yield Paragraph(f"We cannot tell you yet how much we will pay.{missing}")
    elif ledger.payable > 0:
        yield Paragraph(
            f"We accept your claim and will pay {money(ledger.payable, ledger.currency)}.", bold=True
        )
    else:
        yield Paragraph("We accept your claim, but nothing is left to pay on it, as shown below.", bold=True)
    lines = (*ledger.lines, *ledger.steps)
    if not lines:
        return
    yield Heading("How we worked out the amount")
    yield ledger_table(ledger)
    cut = [line for line in lines if line.disallowed > 0]
    if cut:
        yield Heading("What we do not pay, and why")
    for line in cut:
        yield from _disallowed(line, ledger.currency, wording)


def _disallowed(line: LedgerLine, currency: str, wording: Wording) -> Iterator[Block]:
    yield Paragraph(f"{line.label}: {money(line.disallowed, currency)}", bold=True)
    if line.formula.strip():
        yield Paragraph(_sentence(line.formula))
    if line.citation:
        yield quoted(line.citation, wording)
    elif line.term is None:
        yield Paragraph(
            "This follows from what is agreed in your schedule and known of your claim.", small=True
        )


def _rejection(sheet: Worksheet, decision: Decision, wording: Wording) -> Iterator[Block]:
    grounds = _grounds(sheet)
    if not grounds:
        raise QuoteMismatch(
            "A rejection must quote the condition that it relies on, and this worksheet quotes none that"
            " speaks against the claim. Correct the facts, assess the claim again, and decide on that."
        )
    yield Paragraph("We are sorry, but we cannot pay this claim.", bold=True)
    yield Heading("What your policy says")
    one = len({citation for check in grounds for citation in check.citations}) == 1
    yield Paragraph(f"Our decision relies on {'this part' if one else 'these parts'} of your policy:")
    seen: set[Quote] = set()
    for check in grounds:
        for quote in (quoted(citation, wording) for citation in check.citations):
            if quote not in seen:
                yield quote
            seen.add(quote)
    yield Heading("How it applies to your claim")
    if sheet.recommendation is not Recommendation.REJECT and decision.reason.strip():
        yield Paragraph(decision.reason)
    else:
        for reason in dict.fromkeys(check.reason for check in grounds):
            yield Paragraph(reason)
    rows = _facts_relied_on(sheet)
    if rows:
        yield Paragraph("These are the facts that we have. If one of them is wrong, please tell us.")
        yield Table(rows, (28, 72))


def _grounds(sheet: Worksheet) -> list[Check]:
    """Return the checks that a rejection stands on: failed and deciding ones before others.

    Where a person rejects what the software referred, the ground is a check that was open then: the
    policy's words are there, and the person's reason says how the matter was settled.
    """
    quoting = [check for check in sheet.checks if check.citations]
    failed = [check for check in quoting if check.outcome is Outcome.NOT_MET]
    deciding = [check for check in failed if check.deciding]
    still_open = [check for check in quoting if check.outcome is Outcome.UNKNOWN and check.deciding]
    if deciding or failed or still_open:
        return deciding or failed or still_open
    if sheet.recommendation is Recommendation.REJECT and sheet.citations:
        reason = " ".join(sheet.reasons)
        return [Check(Step.COVER, "", Outcome.NOT_MET, reason, citations=sheet.citations, deciding=True)]
    return []


def _facts_relied_on(sheet: Worksheet) -> tuple[tuple[str, str], ...]:
    facts, currency, rows = sheet.facts, sheet.ledger.currency, list[tuple[str, str]]()
    if facts.policy_start:
        rows.append(("Start of the policy", day(facts.policy_start.value, currency)))
    if facts.loss_date:
        rows.append(("Date of the event", day(facts.loss_date.value, currency)))
    if facts.held_months:
        rows.append(("Policy held for", _months(facts.held_months.value)))
    if facts.age:
        rows.append(("Age", str(facts.age.value)))
    for label, fact in (("What happened", facts.event), ("Where", facts.place), ("Plan", facts.plan)):
        if fact:
            rows.append((label, fact.value))
    return tuple(rows)


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


def _request(sheet: Worksheet, decision: Decision, wording: Wording) -> Iterator[Block]:
    asks = {check.ask.strip(): check for check in reversed(sheet.checks) if check.ask.strip()}
    missing = sheet.ledger.open.strip()
    if not (asks or missing):
        yield Paragraph("Thank you for your claim. We are looking at it further.", bold=True)
        yield Paragraph("We need nothing more from you for now, and will write again when we have decided.")
        return
    yield Paragraph("Thank you for your claim. To decide on it, we need the following from you.", bold=True)
    said: set[Citation] = set()
    for number, (ask, check) in enumerate(reversed(asks.items()), 1):
        yield Paragraph(f"{number}. {_sentence(ask)}", bold=True)
        if check.citations and check.citations[0] not in said:
            yield Paragraph("We ask because your policy says:")
            yield quoted(check.citations[0], wording)
            said.add(check.citations[0])
    if missing and missing not in asks:
        yield Paragraph(f"{len(asks) + 1}. {_sentence(missing)}", bold=True)
    yield Paragraph(
        "Please send it to [insurer's address or e-mail] by [date], with the reference above. If you cannot"
        " get one of these, tell us why, and we will see what else can help. Nothing is decided against"
        " you in the meantime."
    )


def _sentence(text: str) -> str:
    closed = text if text[-1] in ".?!" else f"{text}."
    return closed[0].upper() + closed[1:]


def _closing(decision: Decision) -> Iterator[Block]:
    if decision.decision is not Recommendation.REFER:
        yield Heading("If you disagree")
        yield Paragraph(
            "Please tell us what you think we got wrong and send us anything that we have not seen, and we"
            " will look at it again. You can also turn to the ombudsman."
        )
        yield Bullets(
            (
                "Our complaints desk: [grievance officer's name, address, telephone, e-mail]",
                "Ombudsman: [name, address, website, and the time limit for complaints]",
            )
        )
        confirmed = f" and confirmed by {decision.second}" if decision.second.strip() else ""
        yield Paragraph(
            f"This decision was taken by a person, {decision.by}{confirmed}. Software helped to find the"
            " parts of the policy and to add up the amounts; it did not decide."
        )
    else:
        yield Paragraph(f"{decision.by} has gone through your claim; a person will decide on it.")
    yield Paragraph("Yours sincerely,")
    if decision.decision is Recommendation.REFER:
        yield Signatures((("Handled by", decision.by),))
    else:
        second = (("Confirmed by", decision.second),) if decision.second.strip() else ()
        yield Signatures((("Decided by", decision.by), *second))
