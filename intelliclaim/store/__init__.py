"""The truth: policies, text, vectors, conversation, claims and the log in SQLite, the files beside it.

Whatever else IntelliClaim keeps (the vector cache, page images) can be rebuilt from here. This
package does not read files' contents, does not encode text, and does not rank beyond BM25.

    store       what may be asked of the store, in the records of `types`
    database    one SQLite connection: locking, transactions, errors that say what to do
    schema      the tables, as numbered migrations
    insert, lookup, conversation, rows    writing, finding, questions and answers, records <-> rows
    claim_file  what may be asked of it about claims
    folders     what may be asked of it about claims’ folders: drafts, diaries, attachments
    quality     what may be asked of it about marks and runs on test questions
    term_sheet, assessments, log, records    terms and edits, worksheets and decisions, the chain, JSON
    files       policy files by SHA-256, written whole or not at all
"""

from intelliclaim.store.claim_file import ClaimFile
from intelliclaim.store.log import entry_hash
from intelliclaim.store.quality import RUNS_KEPT, QualityFile
from intelliclaim.store.records import write_record
from intelliclaim.store.rows import fts_phrase
from intelliclaim.store.store import KEYWORD_WEIGHTS, Store

__all__ = [
    "KEYWORD_WEIGHTS",
    "RUNS_KEPT",
    "ClaimFile",
    "QualityFile",
    "Store",
    "entry_hash",
    "fts_phrase",
    "write_record",
]
