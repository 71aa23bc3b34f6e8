"""LangChain's indexing API: `index()` with a record manager, in the clean-up mode `full` or `incremental`.

With `cached` the embeddings go through CacheBackedEmbeddings, the one way it has not to embed a known text again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.contenders.shared import COLLECTION, DIMENSION, documents, model_folder, splitter

IMPORTS = (
    "langchain_classic.embeddings",
    "langchain_classic.indexes",
    "langchain_classic.storage",
    "langchain_core.indexing",
    "langchain_huggingface",
    "langchain_qdrant",
    "langchain_text_splitters",
    "qdrant_client",
    "sentence_transformers",
)


@contextmanager
def opened(source: Path, state: Path, cleanup: str = "full", cached: str = "") -> Iterator[Callable[[], None]]:
    from langchain_classic.indexes import SQLRecordManager  # type: ignore[import-not-found]
    from langchain_core.documents import Document  # type: ignore[import-not-found]
    from langchain_core.indexing import index  # type: ignore[import-not-found]
    from langchain_qdrant import QdrantVectorStore  # type: ignore[import-not-found]
    from qdrant_client import QdrantClient, models

    embeddings = _cached(model(), state) if cached else model()
    client = QdrantClient(path=str(state / "qdrant"))
    if not client.collection_exists(COLLECTION):
        size = models.VectorParams(size=DIMENSION, distance=models.Distance.COSINE)
        client.create_collection(COLLECTION, vectors_config=size)
    # Checking the collection's configuration would embed one text each run.
    store = QdrantVectorStore(client, COLLECTION, embeddings, validate_collection_config=False)
    records = SQLRecordManager(COLLECTION, db_url=f"sqlite:///{state / 'records.sqlite'}")
    records.create_schema()

    def run() -> None:
        whole = [Document(text, metadata={"source": document}) for document, text in documents(source).items()]
        chunks = splitter().split_documents(whole)
        # key_encoder stays at its default: sha256 and the like make ids that Qdrant refuses (langchain #39046).
        index(chunks, records, store, cleanup=cleanup, source_id_key="source")

    yield run
    client.close()


def model() -> Any:
    """The model that ours has, as LangChain calls it."""
    from langchain_huggingface import HuggingFaceEmbeddings  # type: ignore[import-not-found]

    return HuggingFaceEmbeddings(
        model_name=model_folder(), model_kwargs={"device": "cpu"}, encode_kwargs={"normalize_embeddings": True}
    )


def _cached(embeddings: Any, state: Path) -> Any:
    from langchain_classic.embeddings import CacheBackedEmbeddings  # type: ignore[import-not-found]
    from langchain_classic.storage import LocalFileStore  # type: ignore[import-not-found]

    return CacheBackedEmbeddings.from_bytes_store(embeddings, LocalFileStore(state / "cache"), namespace="minilm")
