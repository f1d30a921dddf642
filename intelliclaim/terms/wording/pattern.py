"""How the tables of phrases are written: alternatives, in any case."""

from __future__ import annotations

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    """Compile alternatives into one pattern that takes no notice of capitals."""
    return re.compile("|".join(patterns), re.I)
