"""An assessment made again with what is in force today, and in what the two differ. No streamlit here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intelliclaim.types import Check, Ledger, Worksheet
from intelliclaim.ui.figures import money


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was; '' where it was not there."""

    what: str
    then: str
    now: str


def differences(then: Worksheet, now: Worksheet) -> Iterator[Difference]:
    """Yield what differs: recommendation, amounts, outcomes, versions; when it was made is none."""
    pairs = [
        ("Recommendation", str(then.recommendation), str(now.recommendation)),
        ("Payable", _payable(then.ledger), _payable(now.ledger)),
        *_paired("Amount", _amounts(then.ledger), _amounts(now.ledger)),
        *_paired("Check", _outcomes(then.checks), _outcomes(now.checks)),
        ("Policy’s file", then.versions.policy_sha256[:12], now.versions.policy_sha256[:12]),
        ("Terms", then.versions.terms, now.versions.terms),
        ("Rules", then.versions.rules, now.versions.rules),
        ("Model", then.versions.model, now.versions.model),
    ]
    yield from (Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _payable(ledger: Ledger) -> str:
    return "open" if ledger.payable is None else money(ledger.payable, ledger.currency)


def _amounts(ledger: Ledger) -> list[tuple[str, str]]:
    lines = (*ledger.lines, *ledger.steps)
    return [(line.label, money(line.payable, ledger.currency)) for line in lines]


def _outcomes(checks: tuple[Check, ...]) -> list[tuple[str, str]]:
    return [(f"{check.step}: {check.title}", str(check.outcome)) for check in checks]


def _paired(
    kind: str, then: list[tuple[str, str]], now: list[tuple[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Pair the rows of one name, in order: two lines of a bill may be called the same."""
    before, after = _counted(then), _counted(now)
    for name, nth in dict.fromkeys([*before, *after]):
        yield f"{kind}, {name}", before.get((name, nth), ""), after.get((name, nth), "")


def _counted(rows: list[tuple[str, str]]) -> dict[tuple[str, int], str]:
    counted: dict[tuple[str, int], str] = {}
    for name, value in rows:
        nth = 0
        while (name, nth) in counted:
            nth += 1
        counted[name, nth] = value
    return counted
