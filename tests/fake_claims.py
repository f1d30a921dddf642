"""The claims' half of the fake assistant: worksheets of fixed content, kept in lists, with a log."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal as D

from fake_casework import FakeCasework

from intelliclaim.errors import IntelliClaimError, QuoteMismatch
from intelliclaim.types import (
    Assessment,
    Check,
    Citation,
    ClaimLine,
    CounterSearch,
    Decision,
    Fact,
    Facts,
    Gap,
    Ledger,
    LedgerLine,
    LogEntry,
    Outcome,
    Quantity,
    Recommendation,
    Source,
    Step,
    Term,
    TermKind,
    Unit,
    Versions,
    Worksheet,
)

KNEE = (
    "46M, knee replacement in Pune on 03/03/2026, policy since 12 Dec 2025, bill 2,40,000 "
    "(room 4 days at 6,000, surgeon 80,000, implant 1,36,000), sum insured 5 lakh"
)
JOINTS = "Replacement of a joint is not payable until the policy has run for 24 months without a break."
ROOM = "We pay room charges up to 1% of the sum insured for each day."
MADE = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)

TERMS = (
    Term(
        TermKind.WAITING_PERIOD,
        "Listed operations",
        0,
        (0,),
        duration=Quantity(D(24), Unit.MONTH),
        since="inception",
        items=(
            "Cataract",
            "Hernia",
            "Replacement of a joint",
            "Piles",
            "Sinusitis",
            "Stones",
            "Varicose veins",
        ),
        exceptions="does not apply to an operation needed after an accident",
    ),
    Term(
        TermKind.WAITING_PERIOD,
        "Any illness",
        1,
        (0,),
        duration=Quantity(D(30), Unit.DAY),
        since="inception",
    ),
    Term(
        TermKind.LIMIT,
        "Room charges",
        2,
        (0,),
        percent=D(1),
        of="sum insured",
        amount=D(10000),
        currency="INR",
        lower=True,
        per=Unit.DAY,
        plan="Silver",
        band=(D(300000), D(500000)),
    ),
    Term(TermKind.CO_PAY, "Insured persons of 61 and over", 3, (0,), percent=D(20), of="claim"),
)


def fact(value, words, note="", source=Source.TEXT):
    """A fact as it was read."""
    return Fact(value, source, words, note)


class FakeClaims(FakeCasework):
    """Reads the knee's facts in every text with 'knee' in it, and assesses every claim alike.

    Refers a claim, or rejects one with '<reject>' and approves one with '<approve>' in its text.
    """

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Assessment] = []
        self.entries: list[LogEntry] = []
        self.sheet: dict[str, list[Term]] = {}
        self.currencies: dict[str, str] = {}
        self.altered = False
        self.rules = "2026.11"
        self.exported: list[str] = []

    # --- terms

    def terms(self, policy_id):
        return tuple(self.sheet.setdefault(policy_id, list(TERMS)))

    def currency(self, policy_id):
        return self.currencies.get(policy_id, "INR")

    def edit_term(self, policy_id, index, term, by):
        if by == "Nobody":
            raise IntelliClaimError("Nobody may not edit: ask a supervisor.")
        self.sheet.setdefault(policy_id, list(TERMS))[index] = replace(term, edited_by=by)
        self._log(by, "edit", policy_id, {"term": index})

    def term_citation(self, policy_id, term):
        page = {0: 7, 1: 7, 2: 4, 3: 9}[term.clause]
        return self._citation(self._policy(policy_id), page, JOINTS if term.clause == 0 else ROOM)

    # --- claims

    def facts(self, policy_id, text, form):
        read = Facts(text)
        if "knee" in text:
            read = Facts(
                text,
                event=fact("knee replacement", "knee replacement"),
                policy_start=fact(date(2025, 12, 12), "12 Dec 2025"),
                loss_date=fact(
                    date(2026, 3, 3), "03/03/2026", "Day and month are the same here: 3 Mar 2026 either way."
                ),
                held_months=fact(2, "12 Dec 2025 to 3 Mar 2026", source=Source.DERIVED),
                age=fact(46, "46M"),
                sex=fact("M", "46M"),
                place=fact("Pune", "in Pune"),
                sum_insured=fact(D(500000), "5 lakh"),
                claimed=fact(D(240000), "2,40,000"),
                currency=fact("INR", "lakh", "Rupees: the only currency that is counted in lakh."),
                lines=(
                    ClaimLine("Room", D(24000), Quantity(D(4), Unit.DAY), D(6000)),
                    ClaimLine("Surgeon", D(80000)),
                    ClaimLine("Implant", D(136000)),
                ),
                quantities=(Quantity(D(4), Unit.DAY, "of room"),),
                gaps=(Gap("no discharge summary on file", "discharge summary"),),
            )
        typed = {
            name: Fact(value, Source.FORM, name)
            for name in ("policy_start", "loss_date", "age", "event", "place", "sum_insured", "excess")
            if (value := getattr(form, name))
        }
        return replace(read, **typed)

    def assess(self, policy_id, text, form, reference, by, folder=0):
        if "broken" in text:
            raise IntelliClaimError("The terms of *this* policy can't be read: re-index it.")
        sheet = self._worksheet(self._policy(policy_id), self.facts(policy_id, text, form))
        assessment = Assessment(len(self.kept) + 1, reference, form, sheet)
        self.kept.append(assessment)
        if folder:
            if before := self.filed[folder].assessment:
                self.earlier.add(before.id)
            self.filed[folder] = replace(self.filed[folder], assessment=assessment, begun=None)
        self._log(by, "assessment", str(assessment.id), {"policy": policy_id})
        return assessment

    def assessment(self, id):
        if not 1 <= id <= len(self.kept):
            raise IntelliClaimError(f"There is no claim {id}: choose one on the left.")
        return self.kept[id - 1]

    def assessments(self):
        return tuple(reversed(self.kept))

    def decide(self, id, decision, by, reason, second):
        if not by:
            raise IntelliClaimError("A decision needs your name.")
        if decision is Recommendation.REJECT and not second:
            raise IntelliClaimError("A rejection needs a second name.")
        if decision is not self.assessment(id).worksheet.recommendation and not reason:
            raise IntelliClaimError("Give a reason: you decide against the recommendation.")
        decided = replace(self.assessment(id), decision=Decision(decision, by, reason, second, MADE))
        self.kept[id - 1] = decided
        self._log(by, "decision", str(id), {"decision": decision})
        return decided

    def replay(self, id):
        old = self.assessment(id).worksheet
        checks = old.checks
        if self.rules != old.versions.rules:
            checks = (replace(checks[0], outcome=Outcome.UNKNOWN), *checks[1:])
        return replace(old, checks=checks, versions=replace(old.versions, rules=self.rules))

    def log(self, kind=""):
        return tuple(entry for entry in self.entries if kind in ("", entry.kind))

    def verify_log(self):
        return self.entries[1] if self.altered else None

    def record_export(self, kind_of_file, id=0, by="", made=b""):
        self._log(by, "export", str(id) if id else "", {"file": kind_of_file})

    def letter(self, id, kind, by=""):
        if self.altered:
            raise QuoteMismatch("The quote on page 7 of *health* is no longer on its page: assess again.")
        self.exported.append(f"letter.{kind}")
        return b"letter"

    def claim_pack(self, id, kind, by=""):
        self.exported.append(f"pack.{kind}")
        return b"pack"

    def assess_batch(self, rows, on_done=None, by=""):
        for row in rows:
            self.batched_by = by
            yield {
                "reference": row.get("reference", ""),
                "policy": row["policy"],
                "recommendation": "refer",
                "amount": "100000",
                "currency": "INR",
            }

    # --- the worksheet

    def _worksheet(self, policy, facts):
        joints = self._citation(policy, 7, JOINTS)
        room = self._citation(policy, 4, ROOM, ("Cover", "2.1 In hospital"))
        advice = Recommendation.REFER
        for each in (Recommendation.REJECT, Recommendation.APPROVE):
            if f"<{each}>" in facts.text:
                advice = each
        return Worksheet(
            policy.id,
            policy.name,
            policy.version,
            facts,
            _checks(joints, room),
            (
                CounterSearch("Exclusions of knee replacement", 38, (joints,)),
                CounterSearch("Limits on the age of the insured person", 12, ()),
            ),
            _ledger(room),
            advice,
            (
                f"The policy has run for 2 months at the date of loss; it says: “{JOINTS}”",
                "Whether an accident made the operation necessary is not told <b>yet</b>.",
            ),
            (joints, room),
            Versions(policy.sha256, "all-MiniLM-L6-v2", "2026.11", "0123456789ab"),
            MADE,
            0.42,
        )

    def _citation(self, policy, page, quote, heading=("Exclusions", "4.2 Waiting periods")):
        return Citation(policy.id, policy.name, policy.version, page, 0, len(quote), quote, heading)

    def _log(self, by, kind, subject, detail):
        number = len(self.entries) + 1
        self.entries.append(
            LogEntry(
                number,
                MADE,
                by,
                kind,
                subject,
                json.dumps(detail),
                f"{number - 1:064x}",
                f"{number:064x}",
            )
        )


def _checks(joints, room):
    return (
        Check(
            Step.IN_FORCE,
            "The policy was in force at the date of loss",
            Outcome.MET,
            "3 Mar 2026 lies between 12 Dec 2025 and 11 Dec 2026.",
        ),
        Check(
            Step.INSURED,
            "The insured person is of an age that is insured",
            Outcome.MET,
            "46 is between 18 and 65.",
        ),
        Check(
            Step.COVER,
            "Hospital treatment is covered",
            Outcome.MET,
            "“We pay room charges” covers a stay in hospital.",
            (room,),
            deciding=True,
        ),
        Check(
            Step.EXCLUSION,
            "Cosmetic treatment is excluded",
            Outcome.MET,
            "A knee replacement is no cosmetic treatment.",
        ),
        Check(
            Step.EXCLUSION,
            "War is excluded",
            Outcome.MET,
            "Nothing of the kind is told.",
        ),
        Check(
            Step.WAITING_PERIOD,
            "Any illness: 30 days from inception",
            Outcome.MET,
            "12 Dec 2025 + 30 days = 11 Jan 2026; the loss was on 3 Mar 2026, 51 days later.",
            (joints,),
        ),
        Check(
            Step.WAITING_PERIOD,
            "Replacement of a joint: 24 months from inception",
            Outcome.NOT_MET,
            "12 Dec 2025 + 24 months = 12 Dec 2027; the loss was on 3 Mar 2026, 2 months after inception.",
            (joints,),
            deciding=True,
        ),
        Check(
            Step.WAITING_PERIOD,
            "Exception: an accident",
            Outcome.UNKNOWN,
            "The wait does not apply after an accident; the claim does not say what made it necessary.",
            (joints,),
            ask="the cause of the operation: an illness or an accident, and its date",
            deciding=True,
        ),
        Check(
            Step.CONDITION,
            "Papers within 15 days of discharge",
            Outcome.UNKNOWN,
            "The day of discharge is not told.",
            ask="the day of discharge and the day when the papers came in",
        ),
        Check(Step.LIMIT, "Room charges", Outcome.NOT_MET, "6,000 a day is above 5,000 a day.", (room,)),
    )


def _ledger(room):
    return Ledger(
        "INR",
        (
            LedgerLine(
                "Room",
                D(24000),
                D(20000),
                D(4000),
                "4 days × the lower of 6,000 and 1% of 5,00,000 = 5,000",
                TERMS[2],
                room,
            ),
            LedgerLine("Surgeon", D(80000), D(80000), D(0), "no limit applies"),
            LedgerLine("Implant", D(136000), D(136000), D(0), "no limit applies"),
        ),
        (
            LedgerLine(
                "Co-pay", D(236000), D(236000), D(0), "none: 46 is below the age of 61", TERMS[3], room
            ),
        ),
        D(236000),
        "whether the excess of the schedule is zero",
    )
