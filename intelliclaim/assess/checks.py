"""The checks, one function a step, in the order in which a claim is gone through.

A check is 'not met' only on a term that was found and can be quoted, with the fact that fails it;
whatever hangs on a fact that was not told is 'unknown' and says what to ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from intelliclaim.assess.bill import conditional_co_pays
from intelliclaim.assess.case import Case, day
from intelliclaim.assess.evidence import GENERIC, STOPS, Bearing, stems
from intelliclaim.assess.recommend import MISSING, SPOKEN_OF
from intelliclaim.assess.thresholds import verdict
from intelliclaim.assess.waiting import waiting_periods
from intelliclaim.terms.wording import EXCLUDES
from intelliclaim.types import Check, Ledger, Outcome, Step, TermKind

# How likely a term must bear on the claim (`Bearing.strength`) ...
APPLIES = 0.6  # ... to decide it
TOUCHES = 0.6  # ... to keep the claim from being approved
SHOWN_FROM = 0.35  # ... to be shown at all
MEASURED = 0.25  # ... to decide it where the claim's own measure is within the clause's bound
NOT_PART = 0.5  # ... for a benefit that the claim's plan does not have
COVERS = 0.37  # the best clause's chance to answer, for a cover to be found in the wording alone
# An exclusion decides only where it names what happened: nearly all the words of one of its items are the
# claim's, the two read alike (late interaction), and the reader takes it for an answer or much rare
# wording is shared. Looser rules were tried on claims over 14 wordings: half of their rejections were wrong.
NAMES, ALIKE, ANSWERS, MUCH_SHARED = 0.9, 0.48, 1.0, 1.8
# What follows is the condition of an exclusion, and the share of its words that the claim must tell.
CONDITION, CONDITION_TOLD = re.compile(r"\b(?:while|whilst|when|where|if|during)\b", re.I), 0.5
# An exception that stands elsewhere: 'except to the extent provided for under Section B'.
ELSEWHERE = re.compile(
    r"\b(?:provided|covered|stated|specified|described|set out|mentioned|shown|insured)\b[^.;]{0,30}"
    r"\b(?:under|in|by)\b|\b(?:section|clause|endorsement|extension|optional cover)\b",
    re.I,
)
DEADLINE = re.compile(
    r"\bnot (?:be )?(?:reported|notified|made|submitted|told|given)\b[^.;]{0,60}\bwithin\b", re.I
)
REPORTING = re.compile(r"\b(?:report|notif|inform|submit|police)|\b(?:told|tell)\b", re.I)
# What an exclusion of all but the first says, where it is short enough to say no more; and what answers it.
REPEATED = re.compile(r"\bmore than (?:one|once)\b|\bonly\b[^.;]{0,60}\bonce\b", re.I)
LONGEST_REPEATED = 25  # words
FIRST = re.compile(
    r"\bfirst[- ](?:ever|time|claim|delivery|birth|child|pregnancy|event|episode|occurrence|attack)\b", re.I
)
SHOWN = 6  # exclusions, at most
# Words of a clause that leave the matter to somebody's judgement.
DISCRETION = re.compile(
    r"\b(?:discretion|condone[ds]?|on merits?|may (?:at our|consider|waive|agree|accept)|"
    r"unless (?:we|the company) (?:agree|accept))",
    re.I,
)


def all_checks(case: Case, ledger: Ledger) -> tuple[Check, ...]:
    """Make every check, in order."""
    return (
        in_force(case),
        *insured(case),
        cover(case),
        *exclusions(case),
        *waiting_periods(case),
        *conditions(case),
        *gaps(case),
        *limits(case, ledger),
    )


def in_force(case: Case) -> Check:
    """Was the policy in force at the date of loss? Only the start is known from a claim."""
    start, loss = case.facts.policy_start, case.facts.loss_date
    if not start or not loss:
        missing = " and ".join(
            name for name, fact in (("the policy's first day", start), ("the date of loss", loss)) if not fact
        )
        reason = f"The claim does not give {missing}: confirm from the policy record."
        return Check(Step.IN_FORCE, "Policy in force", Outcome.UNKNOWN, reason, ask=missing)
    arithmetic = f"policy from {day(start.value)}, loss on {day(loss.value)}"
    if loss.value < start.value:
        return Check(
            Step.IN_FORCE,
            "Policy in force",
            Outcome.UNKNOWN,
            f"The loss is before the policy's first day as given ({arithmetic}): check both dates.",
            ask="the policy's first day and the date of loss",
            deciding=True,
        )
    return Check(Step.IN_FORCE, "Policy in force", Outcome.MET, f"The loss is after the start: {arithmetic}.")


def insured(case: Case) -> Iterator[Check]:
    """Is the insured person's age within the age limits that bear on the claim?"""
    age = case.facts.age
    for bearing in case.bearings(TermKind.AGE_LIMIT):
        if bearing.strength >= TOUCHES:
            told = f"the age is {age.value}" if age else "the age is not told"
            yield Check(
                Step.INSURED,
                f"Age: {bearing.term.subject}",
                Outcome.UNKNOWN,
                f"An age limit may apply; {told}.",
                (case.cite(bearing.term),),
                ask="" if age else "the insured person's age",
            )


def cover(case: Case) -> Check:
    """Find the clause that grants the cover."""
    benefits = case.bearings(TermKind.BENEFIT, TermKind.LIMIT)
    found = case.evidence.found["told"]
    if benefits and benefits[0].strength >= TOUCHES:
        return Check(
            Step.COVER,
            f"Cover: {benefits[0].term.subject}",
            Outcome.MET,
            "The policy has a cover for this.",
            (case.cite(benefits[0].term),),
            deciding=True,
        )
    nearest = tuple(case.cite_hit(hit) for hit in found.hits[:2])
    if found.answerable >= COVERS and nearest:
        return Check(
            Step.COVER, SPOKEN_OF, Outcome.MET, "The policy speaks of this in:", nearest, deciding=True
        )
    return Check(
        Step.COVER,
        SPOKEN_OF,
        Outcome.UNKNOWN,
        "No clause was found that plainly grants this.",
        nearest,
        ask="the section of the policy that the claim is made under",
        deciding=True,
    )


def exclusions(case: Case) -> Iterator[Check]:
    """Hold the claim against every exclusion that may touch it, the likeliest first."""
    shown: set[tuple[int, tuple[int, ...]]] = set()
    for bearing in case.bearings(TermKind.EXCLUSION):
        place = bearing.term.clause, bearing.term.passages
        if bearing.strength < MEASURED or len(shown) == SHOWN:
            break
        if bearing.strength < SHOWN_FROM and not verdict(case.wording(bearing.term), case.told):
            continue
        if place not in shown:
            shown.add(place)
            yield _exclusion(case, bearing)


def _exclusion(case: Case, bearing: Bearing) -> Check:
    term, cited = bearing.term, (case.cite(bearing.term),)
    title = f"Exclusion: {term.subject}"
    wording = case.wording(term)
    compared = verdict(wording, case.told)
    late = DEADLINE.search(wording) is not None  # 'not reported within': it applies beyond the bound
    if compared and compared[0] == late:
        _, threshold, told = compared
        reason = f"The claim says '{told.words}', and the exclusion says '{threshold.measure.words}'."
        return Check(Step.EXCLUSION, title, Outcome.MET, reason, cited)
    arithmetic = f" ('{compared[2].words}' against '{compared[1].measure.words}')" if compared else ""
    first = FIRST.search(case.text)
    if first and REPEATED.search(term.subject) and len(term.subject.split()) <= LONGEST_REPEATED:
        reason = f"The claim says '{first.group()}', and the exclusion is for what comes again."
        return Check(Step.EXCLUSION, title, Outcome.MET, reason, cited)
    told_enough = compared is not None or not late
    applies = told_enough and _applies(bearing, measured=compared is not None)
    if applies and _condition_told(case, term.subject) and not _lifted(case, bearing):
        reason = f"What happened falls under this exclusion{arithmetic}."
        return Check(Step.EXCLUSION, title, Outcome.NOT_MET, reason, cited, deciding=True)
    reason = f"This exclusion may touch the claim{arithmetic}; a person must judge."
    unspoken = late and not REPORTING.search(case.text)  # a deadline that nobody says was missed
    touches = bearing.strength >= TOUCHES and not unspoken
    return Check(
        Step.EXCLUSION, title, Outcome.UNKNOWN, reason, cited, ask="whether this applies", deciding=touches
    )


def _applies(bearing: Bearing, *, measured: bool) -> bool:
    """Say whether an exclusion plainly applies: likely by every sign, in words that the claim says too."""
    if measured:
        return bearing.strength >= MEASURED
    told = bearing.of("answers") >= ANSWERS or bearing.of("shared") >= MUCH_SHARED
    named = bearing.of("item") >= NAMES and bearing.of("late") >= ALIKE
    return bearing.strength >= APPLIES and named and told


def _condition_told(case: Case, subject: str) -> bool:
    """Say whether the claim tells of the condition that an exclusion hangs on: 'theft while it is let'."""
    condition = CONDITION.split(subject, maxsplit=1)[1:]
    own = stems(" ".join(condition)) - STOPS - GENERIC
    return len(own & stems(case.text)) >= CONDITION_TOLD * len(own)


def _lifted(case: Case, bearing: Bearing) -> bool:
    """Say whether its exceptions, another section, or judgement that it leaves open may lift an exclusion."""
    exceptions = bearing.term.exceptions
    if ELSEWHERE.search(exceptions):
        return True
    named = set(re.findall(r"[a-z]{5,}", exceptions.lower())) & set(
        re.findall(r"[a-z]{5,}", case.text.lower())
    )
    return bool(named) or DISCRETION.search(case.wording(bearing.term)) is not None


def conditions(case: Case) -> Iterator[Check]:
    """Hold the claim against the deadlines for notice and papers that bear on it."""
    for bearing in case.bearings(TermKind.NOTICE, TermKind.DOCUMENTS):
        if bearing.strength < TOUCHES or not bearing.term.duration:
            continue
        wording = case.wording(bearing.term)
        compared = verdict(wording, case.told)
        if not compared:
            continue
        within, threshold, told = compared
        excludes = EXCLUDES.search(wording) and not DISCRETION.search(wording)
        # Lateness alone defeats a claim only where the wording says so: regulators ask for the reason first.
        late = Outcome.NOT_MET if excludes else Outcome.UNKNOWN
        yield Check(
            Step.CONDITION,
            f"{bearing.term.kind.capitalize()}: {bearing.term.subject}",
            Outcome.MET if within else late,
            f"The claim says '{told.words}', the policy '{threshold.measure.words}'.",
            (case.cite(bearing.term),),
            ask="" if within or excludes else "why it was late",
            deciding=not within,
        )


def gaps(case: Case) -> Iterator[Check]:
    """List what the claim itself says is missing, with the clause that it matters to: each may decide it."""
    found = case.evidence.found.get("gap")
    cited = tuple(case.cite_hit(hit) for hit in found.hits[:1]) if found else ()
    for gap in case.facts.gaps:
        yield Check(
            Step.CONDITION,
            MISSING,
            Outcome.UNKNOWN,
            f"The claim says: '{gap.words}'.",
            cited,
            ask=gap.about or gap.words,
            deciding=True,
        )


def limits(case: Case, ledger: Ledger) -> Iterator[Check]:
    """Say what limits, excesses and co-pays the ledger used, and whether anything is left to pay."""
    for line in (*ledger.lines, *ledger.steps):
        if line.citation:
            yield Check(Step.LIMIT, line.label, Outcome.MET, line.formula, (line.citation,))
    hanging = conditional_co_pays(case)[:2]
    if hanging:
        reason = "A co-pay may apply that the claim does not settle; the ledger leaves it out."
        cited = tuple(case.cite(term) for term in hanging)
        ask = "whether the condition of the co-pay is met"
        yield Check(Step.LIMIT, "Co-pay on a condition", Outcome.UNKNOWN, reason, cited, ask)
    plans = [
        one for one in case.bearings(TermKind.LIMIT) if one.term.amount == 0 and one.strength >= NOT_PART
    ]
    if plans and case.facts.plan:
        term = plans[0].term
        yield Check(
            Step.LIMIT,
            f"{term.subject}: not part of {term.plan or 'the plan'}",
            Outcome.NOT_MET,
            f"The table of benefits gives nothing for this under {term.plan or case.facts.plan.value}.",
            (case.cite(term),),
            deciding=True,
        )
    if ledger.payable == 0 and case.facts.claimed and case.facts.claimed.value > 0:
        yield Check(
            Step.LIMIT,
            "Nothing is left to pay",
            Outcome.NOT_MET,
            "; ".join(line.formula for line in ledger.steps) or "The ledger comes to nothing.",
            tuple(line.citation for line in ledger.steps if line.citation)
            or tuple(case.cite_hit(hit) for hit in case.evidence.found["limit"].hits[:1]),
            deciding=True,
        )
