"""What is payable, line by line, by rules in decimal money. No model touches a number."""

from intelliclaim.ledger.compute import compute
from intelliclaim.ledger.items import kind_of

__all__ = ["compute", "kind_of"]
