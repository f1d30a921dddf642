"""What of the history is wanted, and the rows of it that are kept: for the screen and for export alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from intelliclaim.types import Assessment, LogEntry
from intelliclaim.ui.figures import moment


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is wanted; an empty field lets everything through. Both dates are included, in UTC."""

    kinds: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()  # ids
    recommendations: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()  # of Recommendation, or 'open'
    first: date | None = None
    last: date | None = None
    text: str = ""

    def entries(self, log: Sequence[LogEntry]) -> list[LogEntry]:
        """Keep the wanted entries of the log, the newest first."""
        wanted = self.text.casefold()
        return [
            entry
            for entry in sorted(log, key=lambda entry: -entry.number)
            if (not self.kinds or entry.kind in self.kinds)
            and self._when(entry.at)
            and (not self.policies or self._names_a_policy(entry))
            and wanted in f"{entry.number} {entry.by} {entry.kind} {entry.subject} {entry.detail}".casefold()
        ]

    def assessments(self, assessments: Sequence[Assessment]) -> list[Assessment]:
        """Keep the wanted assessments, in their order."""
        wanted = self.text.casefold()
        return [
            each
            for each in assessments
            if (not self.policies or each.worksheet.policy_id in self.policies)
            and (not self.recommendations or each.worksheet.recommendation in self.recommendations)
            and (not self.decisions or decision_of(each) in self.decisions)
            and self._when(each.worksheet.made_at)
            and wanted in _words(each).casefold()
        ]

    def _when(self, at: datetime) -> bool:
        day = at.date()
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    def _names_a_policy(self, entry: LogEntry) -> bool:
        return any(policy == entry.subject or policy in entry.detail for policy in self.policies)


def decision_of(assessment: Assessment) -> str:
    """Return what was decided, or 'open'."""
    return str(assessment.decision.decision) if assessment.decision else "open"


def _words(assessment: Assessment) -> str:
    sheet, decision = assessment.worksheet, assessment.decision
    said = f"{decision.by} {decision.second} {decision.reason}" if decision else ""
    return f"{assessment.id} {assessment.reference} {sheet.policy_name} {sheet.facts.text} {said}"


def entry_row(entry: LogEntry) -> dict[str, str]:
    """Return an entry as a row for export: all of it, for the hashes are checked from all of it."""
    return {
        "number": str(entry.number),
        "at": entry.at.isoformat(),
        "by": entry.by,
        "kind": entry.kind,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def assessment_row(assessment: Assessment) -> dict[str, str]:
    """Return an assessment as a row for export."""
    sheet, decision = assessment.worksheet, assessment.decision
    payable = sheet.ledger.payable
    return {
        "claim": str(assessment.id),
        "reference": assessment.reference,
        "policy": sheet.policy_name,
        "policy_version": str(sheet.policy_version),
        "made_at": sheet.made_at.isoformat(),
        "text": sheet.facts.text,
        "recommendation": str(sheet.recommendation),
        "currency": sheet.ledger.currency,
        "payable": "" if payable is None else str(payable),
        "decision": decision_of(assessment),
        "by": decision.by if decision else "",
        "second": decision.second if decision else "",
        "reason": decision.reason if decision else "",
        "decided_at": decision.decided_at.isoformat() if decision else "",
        "terms": sheet.versions.terms,
        "rules": sheet.versions.rules,
        "model": sheet.versions.model,
    }


def described(entry: LogEntry) -> str:
    """Return an entry in one line, for a message."""
    return f"no. {entry.number} ({entry.kind} of {entry.subject}, {moment(entry.at)})"
