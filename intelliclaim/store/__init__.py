"""The truth: policies, pages, clauses, vectors and conversation in SQLite, with the files beside it.

Whatever else IntelliClaim keeps (the vector cache, page images) can be rebuilt from here. This
package does not read files' contents, does not encode text, and does not rank beyond BM25.

    store       what may be asked of the store, in the records of `types`
    database    one SQLite connection: locking, transactions, errors that say what to do
    schema      the tables, as numbered migrations
    insert, lookup, conversation, rows    writing, finding, questions and answers, records <-> rows
    files       policy files by SHA-256, written whole or not at all
"""

from intelliclaim.store.rows import fts_phrase
from intelliclaim.store.store import KEYWORD_WEIGHTS, Store

__all__ = ["KEYWORD_WEIGHTS", "Store", "fts_phrase"]
