"""The models: text to vectors, and question with clauses to scores. On the CPU, offline.

    embedder   all-MiniLM-L6-v2 (packaged), or another model by folder
    reader     a small trained head over MiniLM's token vectors: ranks clauses, marks the words
               that answer, and says where none does
    cross_encoder
               MiniLM trained further to read a question and a clause in one: for the best clauses

The only importer of torch, transformers and sentence-transformers. A model ranks and finds here;
it never writes, decides, counts or quotes.
"""

from intelliclaim.models.cross_encoder import CrossEncoder
from intelliclaim.models.embedder import Embedder, Encoded, load_embedder, packaged_model, passage_of
from intelliclaim.models.reader import Read, Reader, Reading, load_reader

__all__ = [
    "CrossEncoder",
    "Embedder",
    "Encoded",
    "Read",
    "Reader",
    "Reading",
    "load_embedder",
    "load_reader",
    "packaged_model",
    "passage_of",
]
