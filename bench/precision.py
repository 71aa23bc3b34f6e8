"""What half the precision would cost and save: `python -m bench.precision`. One thread, the sample documents.

Encodes every chunk in fp32 and in bf16, the arithmetic that newer CPUs have in hardware (AMX, AVX-512 BF16), and prints
the cosine of the two vectors of a text, how many of the ten nearest neighbours are the same, and the CPU seconds.
"""

import json
import time
from pathlib import Path

import numpy as np

from include.embedding.model import EmbeddingModel, find_model
from include.embedding.openvino_encoder import OpenVinoEncoder, converted
from include.errors import UnreadableDocument
from include.settings import SAMPLE_DOCUMENTS, Settings
from include.sources.documents import open_source
from include.sources.extraction import extract

NEIGHBOURS = 10


def main() -> None:
    settings = Settings.from_environment()
    model = find_model(settings.embedding_model)
    texts = sample_chunks(model, settings)
    graph, inputs = converted(model, Path(settings.model_cache))
    vectors, seconds = {}, {}
    for precision in ("f32", "bf16"):
        encoder = OpenVinoEncoder(graph, model, inputs, 1, precision)
        encoder.encode(texts[:8])
        begun = time.process_time()
        vectors[precision] = encoder.encode(texts)
        seconds[precision] = time.process_time() - begun
    exact, half = vectors["f32"], vectors["bf16"]
    cosines = (exact * half).sum(axis=1)
    pairs = zip(_nearest(exact, exact), _nearest(half, half), strict=True)
    shared = [len(set(one) & set(other)) for one, other in pairs]
    print(
        json.dumps(
            {
                "chunks": len(texts),
                "cosine_mean": float(cosines.mean()),
                "cosine_least": float(cosines.min()),
                "largest_difference": float(np.abs(exact - half).max()),
                "neighbours_agree": sum(shared) / NEIGHBOURS / len(texts),
                "chunks_with_the_same_neighbours": sum(count == NEIGHBOURS for count in shared) / len(texts),
                "cpu_seconds": seconds,
                "times_as_fast": seconds["f32"] / seconds["bf16"],
            }
        )
    )


def sample_chunks(model: EmbeddingModel, settings: Settings) -> list[str]:
    """Texts of the sample documents, as they are embedded."""
    source, chunker = open_source(str(SAMPLE_DOCUMENTS), settings.max_document_bytes), model.chunker()
    texts: list[str] = []
    for item in source.list():
        try:
            document = extract(source.read(item.id), item.id)
        except UnreadableDocument:
            continue
        texts += [piece.text for piece in chunker.split(document.text, document.markup)]
    return texts


def _nearest(queries: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Rows of the nearest other vectors, of shape (queries, NEIGHBOURS)."""
    similarity = queries @ vectors.T
    np.fill_diagonal(similarity, -1)
    return np.argsort(-similarity, axis=1)[:, :NEIGHBOURS]


if __name__ == "__main__":
    main()
