"""The one object that the app and the command line talk to: it opens the parts and joins them.

It holds no rule of its own on reading, searching, answering, assessing or citing; those are their
modules'. Its faces stand side by side on the same parts:

    parts       what it is made of
    policies    ingest, names, deletion, pages     | questions  answers and the conversation
    claims      terms, worksheets, decisions, log  | exports    letters and claim packs (on claims, policies)
    casework    claims’ folders: what was begun, diary, attachments and what they offer; the portfolio
    upkeep      re-index, reconcile, doctor        | opening    the whole, and how it is opened
    quality     people's marks on answers, runs on test questions, assistants to run them on
    forms       a claim's form as JSON or a CSV row, and a worksheet as a CSV row
    deciding    what a person's decision must have
"""

from intelliclaim.assistant.forms import CLAIM_COLUMNS, SHEET_COLUMNS, read_form
from intelliclaim.assistant.opening import Assistant, open_assistant
from intelliclaim.assistant.samples import SAMPLES, SampleClaim, sample_claims

__all__ = [
    "CLAIM_COLUMNS",
    "SAMPLES",
    "SHEET_COLUMNS",
    "Assistant",
    "SampleClaim",
    "open_assistant",
    "read_form",
    "sample_claims",
]
