"""A claim gone through: checks in order, the search for what speaks against it, a recommendation.

Everything here is a rule over facts and terms that others read; nothing is decided by a model, and
nothing is rejected on a term that was not found and quoted.
"""

from intelliclaim.assess.assess import RULES, assess

__all__ = ["RULES", "assess"]
