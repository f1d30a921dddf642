"""All claims and policies in figures: counted from the folders and the log, nothing estimated."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from intelliclaim.types import LogEntry, Policy, Recommendation
from intelliclaim.types.casework import Folder, Portfolio, Standing


def count_portfolio(
    policies: Sequence[Policy], folders: Sequence[Folder], questions: Sequence[LogEntry], today: date
) -> Portfolio:
    """Count; `questions` are the log's entries of that kind: an answer without a citation abstained."""
    assessed = [folder.assessment for folder in folders if folder.assessment]
    decided = [(each, each.decision) for each in assessed if each.decision]
    recommended = Counter(each.worksheet.recommendation for each in assessed)
    taken = Counter(decision.decision for _, decision in decided)
    pairs = Counter((each.worksheet.recommendation, decision.decision) for each, decision in decided)
    approved: dict[str, Decimal] = {}
    for each, decision in decided:
        ledger = each.worksheet.ledger
        if decision.decision is Recommendation.APPROVE and ledger.payable is not None:
            approved[ledger.currency] = approved.get(ledger.currency, Decimal(0)) + ledger.payable
    standing = Counter(folder.standing for folder in folders)
    at_work = [folder for folder in folders if folder.standing is not Standing.DECIDED]
    return Portfolio(
        n_policies=sum(not policy.replaced_by for policy in policies),
        n_replaced=sum(bool(policy.replaced_by) for policy in policies),
        n_claims=len(folders),
        n_begun=len(folders) - len(assessed),
        n_overdue=sum(folder.overdue(today) for folder in folders),
        standing=tuple((each, standing[each]) for each in Standing),
        recommended=tuple((each, recommended[each]) for each in Recommendation),
        decided=tuple((each, taken[each]) for each in Recommendation),
        agreed=tuple((*pair, number) for pair, number in sorted(pairs.items())),
        seconds=tuple(
            sorted(
                max(0.0, (decision.decided_at - each.worksheet.made_at).total_seconds())
                for each, decision in decided
            )
        ),
        approved=tuple(sorted(approved.items())),
        by_policy=tuple(Counter(each.worksheet.policy_name for each in assessed).most_common()),
        by_handler=tuple(Counter(folder.diary.assigned for folder in at_work).most_common()),
        n_questions=len(questions),
        n_abstained=sum(json.loads(entry.detail).get("citations") == 0 for entry in questions),
    )
