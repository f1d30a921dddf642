"""A claim as it was told, and its form, to facts; each says where it was read, and none is guessed."""

from intelliclaim.facts.dates import months_between
from intelliclaim.facts.read import read_facts

__all__ = ["months_between", "read_facts"]
