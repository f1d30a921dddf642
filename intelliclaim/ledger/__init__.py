"""What is payable, line by line, by rules in decimal money. No model touches a number."""

from intelliclaim.ledger.compute import compute

__all__ = ["compute"]
