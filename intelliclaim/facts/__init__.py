"""A claim as it was told, and its form, to facts; each says where it was read, and none is guessed."""

from intelliclaim.facts.amounts import parse_amount
from intelliclaim.facts.dates import months_between, parse_date
from intelliclaim.facts.papers import find_in_paper
from intelliclaim.facts.read import read_facts

__all__ = ["find_in_paper", "months_between", "parse_amount", "parse_date", "read_facts"]
