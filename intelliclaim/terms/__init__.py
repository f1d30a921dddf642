"""A policy's terms: what its clauses do to a claim, read by rules from their wording and structure.

A term points at the passages that state it; it is read, never completed. What cannot be read with
certainty (a table's columns, a number's meaning) is left out.
"""

from intelliclaim.terms.find import find_terms, plan_names

__all__ = ["find_terms", "plan_names"]
