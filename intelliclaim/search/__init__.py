"""Question to clauses, best first: keyword and vector candidates, ranked by a few fitted signals.

    keywords   terms and synonyms of a question, FTS5 expression, coverage of its words
    question   what kind of thing is asked for, and whether a clause has it
    shelf      the clauses and vectors of the policies last asked about, held in memory
    ranker     the signals' fitted weights
    passages   which passages of the clauses found hold the answer

Search finds and orders. Whether a clause answers is for `answer` to say.
"""

from intelliclaim.search.passages import PASSAGE_SIGNALS
from intelliclaim.search.ranker import SIGNALS, Weights, load_weights
from intelliclaim.search.searcher import Searcher
from intelliclaim.search.shelf import passage_starts, reading_text

__all__ = [
    "PASSAGE_SIGNALS",
    "SIGNALS",
    "Searcher",
    "Weights",
    "load_weights",
    "passage_starts",
    "reading_text",
]
