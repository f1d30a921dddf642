"""What kind of expense a line or a limit is about, so that a room's limit never cuts a surgeon's bill.

Data: the words that bills and wordings use for the same expense. A line that none of them names has
no kind, and only limits without a kind reach it.
"""

from __future__ import annotations

import re

KINDS = {
    "intensive care": r"\bICU\b|\bICCU\b|intensive (?:care|cardiac)|\bHDU\b",
    "room": r"\broom\b|\bward\b|\bbed\b|boarding|overnight stay|accommodation in hospital",
    "pharmacy": r"medicines?|pharmac|drugs?\b|consumables?|medication",
    "diagnostics": r"diagnos|lab(?:oratory)?\b|tests?\b|x-?rays?|scans?\b|imaging|MRI|CT\b|patholog",
    "implant": r"implants?|prosthe|medical devices?|stents?\b|intraocular|pacemaker",
    "surgeon": r"surgeons?|surgery|an(?:a)?esthe|theatre|operat(?:ion|ing)|consultant|doctor|specialist|nursing",
    "ambulance": r"ambulance",
    "transport": r"taxis?|transport|travel(?:ling)? (?:cost|expense)|fares?\b|towing|tow\b|petrol|mileage",
    "fees": r"(?:form|admin\w*|registration|certificate|report) (?:fee|charge)|filling in|completing (?:a|our|the) form|"
    r"administration fee|clinic charged",
    "debris": r"debris|cart(?:ed|ing)? away|clear(?:ing|ance) (?:up|away|of)",
    "keys": r"\bkeys?\b|\blocks?\b|locksmith|recode",
    "alternative accommodation": r"alternative accommodation|hotel|temporary (?:home|accommodation)|rent\b",
    "dental": r"dental|tooth|teeth|dentist",
    "money": r"\bcash\b|\bmoney\b|banknotes?",
}
# The expenses that a higher room rate does not make dearer: rules on proportionate deduction name
# them as exceptions (IRDAI's guidelines on standard health insurance, 2020).
NEVER_PROPORTIONATE = frozenset({"pharmacy", "diagnostics", "implant", "ambulance"})
_PATTERNS = {kind: re.compile(pattern, re.I) for kind, pattern in KINDS.items()}


def kind_of(text: str) -> str:
    """Return the kind of expense that a label names first; '' for none."""
    found = [(match.start(), kind) for kind, p in _PATTERNS.items() if (match := p.search(text))]
    return min(found)[1] if found else ""
