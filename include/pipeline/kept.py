"""Passages of documents that cannot be read now, when the model or the chunker changes: their texts are in the tables.

They are embedded with the new model as they were cut. Their rows go on naming the chunker that cut them, so the
document is due, and cut anew, as soon as it can be read.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from include.embedding.chunking import Chunk, Chunker
from include.embedding.model import EmbeddingModel
from include.lake.queries import Row, lookup, read_rows
from include.lake.tables import Lake
from include.pipeline.point_ids import rows_of_document


def kept_passages(
    lake: Lake, model: EmbeddingModel, documents: Mapping[str, Row], chunks: Mapping[str, list[Row]]
) -> tuple[dict[str, list[Row]], dict[str, str]]:
    """Returns rows of these documents for a model, and the texts in them, by chunk hash.

    Args:
        documents: rows of `documents` that could not be cut, by id.
        chunks: their rows of `chunks`; where these are of the model already, they stay as they are.
    """
    rows = {id_: chunks[id_] for id_ in documents if chunks.get(id_)}
    other = {id_: old for id_, old in rows.items() if any(row["model"] != model.fingerprint for row in old)}
    texts: dict[str, str] = {}
    if not other:
        return rows, texts
    known, chunker = _texts(lake, {row["chunk_hash"] for old in other.values() for row in old}), model.chunker()
    for id_, old in other.items():
        pieces = _pieces(old, known, chunker)
        made = rows_of_document(documents[id_], pieces, old, {row["point_id"] for row in old}, model)
        rows[id_] = [{**row, "chunker": old[0]["chunker"]} for row in made]
        texts |= {piece.hash: piece.text for piece in pieces}
    return rows, texts


def with_embedding(
    lake: Lake, model: EmbeddingModel, documents: Mapping[str, list[Row]], texts: Collection[str]
) -> dict[str, list[Row]]:
    """Returns rows of `chunks` by document, without those whose embedding is gone.

    Args:
        texts: hashes of what is going to be embedded.
    """
    if not documents:
        return {}
    known = _texts(lake, {row["chunk_hash"] for rows in documents.values() for row in rows}, model.fingerprint)
    found: dict[str, list[Row]] = {}
    for id_, rows in documents.items():
        left = [row for row in rows if row["chunk_hash"] in known or row["chunk_hash"] in texts]
        left.sort(key=lambda row: int(row["ordinal"]))
        found[id_] = [{**row, "ordinal": ordinal} for ordinal, row in enumerate(left)]
    return found


def _pieces(rows: list[Row], texts: Mapping[str, str], chunker: Chunker) -> list[Chunk]:
    """The passages in their order; one that is too long for the new model is cut again, so that nothing is lost."""
    pieces: list[Chunk] = []
    for row in sorted(rows, key=lambda row: int(row["ordinal"])):
        text = texts.get(row["chunk_hash"], "")
        whole = Chunk(0, row["heading"], text, row["chunk_hash"], row["place"] or "")
        fits = chunker.count(text) <= chunker.max_tokens
        for piece in [whole] if fits else chunker.split(text, "text/plain"):
            if piece.text:
                pieces.append(replace(piece, ordinal=len(pieces), heading=whole.heading, place=whole.place))
    return pieces


def _texts(lake: Lake, hashes: set[str], model: str = "") -> dict[str, str]:
    """Texts by chunk hash, that a model has embedded; without its fingerprint, of whatever model."""
    where = lookup("chunk_hash", hashes) + (f" AND model = '{model}'" if model else "")
    found = read_rows(lake.open("embeddings"), "chunk_hash", "text", where=where)
    return {row["chunk_hash"]: row["text"] for row in found if row["chunk_hash"] in hashes}
