"""IntelliClaim: insurance policies in, answers in the policy's own words out."""

__version__ = "0.1.0"
