"""Writing a policy's rows and reading its vectors, over a connection whose transaction the caller holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from intelliclaim.store.rows import POLICY_COLUMNS, clause_row, to_json
from intelliclaim.types import Clause, Document, Policy

Float32 = npt.NDArray[np.float32]
Int8 = npt.NDArray[np.int8]


def insert_policy(
    connection: sqlite3.Connection,
    policy: Policy,
    document: Document,
    clauses: Sequence[Clause],
    model: str,
) -> None:
    """Insert a policy with its pages and clauses; triggers keep the keyword index."""
    connection.execute(
        f"""INSERT INTO policy ({POLICY_COLUMNS}, title, outline, model)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            policy.id,
            policy.name,
            policy.version,
            policy.sha256,
            policy.filename,
            policy.n_pages,
            policy.n_clauses,
            policy.added_at.isoformat(),
            to_json(policy.health),
            policy.replaced_by,
            document.title,
            to_json(document.outline),
            model,
        ),
    )
    connection.executemany(
        "INSERT INTO page (policy_id, number, label, text) VALUES (?, ?, ?, ?)",
        ((policy.id, page.number, page.label, page.text) for page in document.pages),
    )
    connection.executemany(
        """INSERT INTO clause (policy_id, ordinal, page, heading, lead_in, text, body)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (clause_row(policy.id, clause) for clause in clauses),
    )


def insert_vectors(
    connection: sqlite3.Connection,
    policy_id: str,
    vectors: Float32,
    token_vectors: Sequence[Int8] | None,
) -> None:
    """Insert one vector, and where given one token matrix, for each clause that has been inserted.

    Raises:
        ValueError: there is not one of them per clause.
    """
    clause_ids = [
        clause_id
        for (clause_id,) in connection.execute(
            "SELECT id FROM clause WHERE policy_id = ? ORDER BY ordinal", (policy_id,)
        )
    ]
    if len(vectors) != len(clause_ids) or (clause_ids and vectors.ndim != 2):
        raise ValueError(f"{len(clause_ids)} clauses, but vectors of shape {vectors.shape}")
    if token_vectors is not None and len(token_vectors) != len(clause_ids):
        raise ValueError(f"{len(clause_ids)} clauses, but token vectors for {len(token_vectors)}")
    tokens = [None] * len(clause_ids) if token_vectors is None else token_vectors
    connection.executemany(
        "INSERT INTO vector (clause_id, embedding, n_tokens, token_dim, tokens) VALUES (?, ?, ?, ?, ?)",
        (
            (clause_id, vector.astype("<f4").tobytes(), *_token_columns(matrix))
            for clause_id, vector, matrix in zip(clause_ids, vectors, tokens, strict=True)
        ),
    )


def _token_columns(matrix: Int8 | None) -> tuple[int | None, int | None, bytes | None]:
    if matrix is None:
        return None, None, None
    if matrix.dtype != np.int8 or matrix.ndim != 2:
        raise ValueError(f"token vectors are (n_tokens, k) int8, not {matrix.shape} {matrix.dtype}")
    n_tokens, dim = matrix.shape
    return n_tokens, dim, matrix.tobytes()


def _tokens_from(n_tokens: int, dim: int, blob: bytes) -> Int8:
    """Make a token matrix, (n_tokens, dim), of its columns."""
    return np.frombuffer(blob, np.int8).reshape(n_tokens, dim)


def read_vectors(connection: sqlite3.Connection, policy_id: str) -> Float32:
    """Return a policy's vectors: (n_clauses, dim), in order of the ordinals; (0, 0) for no clauses."""
    rows = connection.execute(
        """SELECT embedding FROM vector JOIN clause ON clause.id = clause_id
           WHERE policy_id = ? ORDER BY ordinal""",
        (policy_id,),
    ).fetchall()
    if not rows:
        return np.empty((0, 0), np.float32)
    return np.frombuffer(b"".join(blob for (blob,) in rows), "<f4").reshape(len(rows), -1)


def read_tokens(
    connection: sqlite3.Connection, policy_id: str, ordinals: Collection[int] | None
) -> tuple[Int8, ...] | None:
    """Return the token vectors of all clauses or of those named; None where a clause has none."""
    rows = connection.execute(
        """SELECT n_tokens, token_dim, tokens FROM vector JOIN clause ON clause.id = clause_id
           WHERE policy_id = ?1
             AND (?2 IS NULL OR ordinal IN (SELECT value FROM json_each(?2))) ORDER BY ordinal""",
        (policy_id, None if ordinals is None else to_json(sorted(ordinals))),
    ).fetchall()
    if any(tokens is None for _, _, tokens in rows):
        return None
    return tuple(_tokens_from(*row) for row in rows)
