"""What most tutorials do: empty the collection, embed everything, write everything."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.contenders.shared import COLLECTION, DIMENSION, documents, model_folder, split

IMPORTS = ("qdrant_client", "sentence_transformers")


@contextmanager
def opened(source: Path, state: Path) -> Iterator[Callable[[], None]]:
    from qdrant_client import QdrantClient, models
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(model_folder())
    client = QdrantClient(path=str(state / "qdrant"))
    size = models.VectorParams(size=DIMENSION, distance=models.Distance.COSINE)

    def run() -> None:
        chunks = [(document, text) for document, whole in documents(source).items() for text in split(whole)]
        vectors = model.encode([text for _, text in chunks], normalize_embeddings=True, show_progress_bar=False)
        if client.collection_exists(COLLECTION):
            client.delete_collection(COLLECTION)
        client.create_collection(COLLECTION, vectors_config=size)
        points = [
            models.PointStruct(
                id=str(uuid.uuid4()), vector=vector.tolist(), payload={"document": document, "text": text}
            )
            for (document, text), vector in zip(chunks, vectors, strict=True)
        ]
        client.upsert(COLLECTION, points)

    yield run
    client.close()
