"""Everything that can go wrong, as one tree. Abstaining and referring are results, not errors.

    IntelliClaimError
    ├── SettingsError            a setting has a value that makes no sense
    ├── UnreadablePolicy         a file that cannot become a policy
    │   ├── PasswordNeeded       encrypted, and no (or a wrong) password was given
    │   ├── NoTextLayer          pages without text: a scan
    │   └── UnsupportedFile      not a kind of file that can be read
    ├── UnknownPolicy            no policy with such an id or name
    ├── UnknownAssessment        no assessed claim with such an id
    ├── UnreadableClaim          a claim's form has a field that cannot be read
    ├── AssessmentFailed         a fault of ours in going through a claim
    ├── ModelUnavailable         the model's files are missing, or are not the ones expected
    ├── StoreError               the data folder cannot be read or written
    │   └── IndexMismatch        vectors made by another model than the one that is loaded
    ├── QuoteMismatch            a quote that is not letter for letter on its page
    ├── NothingDecided           a letter asked for before a person has decided
    └── DecisionRefused          a decision without a name, a reason or a second person where one is due

A message says what happened, to which file, and what to do next; it is fit to be shown as it is.
"""


class IntelliClaimError(Exception):
    """The root: whatever IntelliClaim raises on purpose."""


class SettingsError(IntelliClaimError):
    """A setting has a value that makes no sense."""


class UnreadablePolicy(IntelliClaimError):
    """A file that cannot become a policy."""


class PasswordNeeded(UnreadablePolicy):
    """The file is encrypted, and no password or a wrong one was given."""


class NoTextLayer(UnreadablePolicy):
    """The file has pages but no text on them: a scan."""


class UnsupportedFile(UnreadablePolicy):
    """The file is not of a kind that can be read."""


class UnknownPolicy(IntelliClaimError):
    """There is no policy with such an id or name."""


class UnknownAssessment(IntelliClaimError):
    """There is no assessed claim with such an id."""


class UnreadableClaim(IntelliClaimError):
    """A claim's form, or a row of a file of claims, has a field that cannot be read."""


class AssessmentFailed(IntelliClaimError):
    """A claim could not be gone through, by a fault of ours; the other claims of a batch go on."""


class ModelUnavailable(IntelliClaimError):
    """The model's files are missing, or are not the ones expected."""


class StoreError(IntelliClaimError):
    """The data folder cannot be read or written."""


class IndexMismatch(StoreError):
    """The stored vectors were made by another model than the one that is loaded."""


class QuoteMismatch(IntelliClaimError):
    """A quote is not letter for letter on the page that it names."""


class NothingDecided(IntelliClaimError):
    """A decision letter was asked for before a person has decided on the claim."""


class DecisionRefused(IntelliClaimError):
    """A decision lacks a name, a reason or a second person where one is due, or one was taken already."""
