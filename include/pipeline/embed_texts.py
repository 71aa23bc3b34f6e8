"""Appends embeddings to their table, batch by batch: a run that dies has lost one batch at most."""

import time
from collections.abc import Mapping

from include.embedding.encoder import open_encoder
from include.embedding.model import EmbeddingModel
from include.embedding.vectors import batches
from include.lake.columns import embedding_columns
from include.lake.tables import Lake
from include.pipeline.due import known_hashes
from include.progress import Progress
from include.provenance import Provenance
from include.settings import Settings


def embed_missing(
    model: EmbeddingModel,
    texts: Mapping[str, str],
    lake: Lake,
    settings: Settings,
    provenance: Provenance,
    progress: Progress,
) -> int:
    """Embed those of the texts that have no embedding by now; returns how many."""
    known = known_hashes(lake, model.fingerprint, texts)
    missing = {hash_: text for hash_, text in texts.items() if hash_ not in known}
    if missing:
        embed_texts(model, missing, lake, settings, provenance, progress)
    return len(missing)


def embed_texts(
    model: EmbeddingModel,
    texts: Mapping[str, str],
    lake: Lake,
    settings: Settings,
    provenance: Provenance,
    progress: Progress,
) -> None:
    """Append an embedding for each text, batch by batch, so that a crash costs one batch at most."""
    encoder = open_encoder(model, settings)
    waiting = sorted(texts.items(), key=lambda item: len(item[1]))  # texts of one length need no padding
    for number, several in enumerate(batches(waiting, encoder.commit_texts)):
        progress("embedded", number * encoder.commit_texts, len(waiting))
        hashes, batch = zip(*several, strict=True)
        begun, billed = time.perf_counter(), encoder.billed_tokens
        columns = embedding_columns(model.fingerprint, hashes, batch, encoder.encode(batch))
        seconds = f"{time.perf_counter() - begun:.3f}"
        tokens = encoder.billed_tokens - billed or model.tokens(batch)
        told = {"run": provenance.run, "texts": str(len(batch)), "tokens": str(tokens), "seconds": seconds}
        lake.append("embeddings", columns, told)
    progress("embedded", len(waiting), len(waiting))
