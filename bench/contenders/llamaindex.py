"""LlamaIndex's IngestionPipeline: docstore with upserts and deletes, cache, both persisted between runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.contenders.shared import COLLECTION, documents, model_folder, splitter

IMPORTS = (
    "langchain_text_splitters",
    "llama_index.core.ingestion",
    "llama_index.embeddings.huggingface",
    "llama_index.vector_stores.qdrant",
    "qdrant_client",
)


@contextmanager
def opened(source: Path, state: Path) -> Iterator[Callable[[], None]]:
    from llama_index.core import Document  # type: ignore[import-not-found]
    from llama_index.core.ingestion import (  # type: ignore[import-not-found]
        DocstoreStrategy,
        IngestionCache,
        IngestionPipeline,
    )
    from llama_index.core.node_parser import LangchainNodeParser  # type: ignore[import-not-found]
    from llama_index.core.storage.docstore import SimpleDocumentStore  # type: ignore[import-not-found]
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # type: ignore[import-not-found]
    from llama_index.vector_stores.qdrant import QdrantVectorStore  # type: ignore[import-not-found]
    from qdrant_client import QdrantClient

    client = QdrantClient(path=str(state / "qdrant"))
    embedding = HuggingFaceEmbedding(model_name=model_folder(), device="cpu")
    kept = state / "pipeline"

    def run() -> None:
        pipeline = IngestionPipeline(
            transformations=[LangchainNodeParser(splitter()), embedding],
            vector_store=QdrantVectorStore(COLLECTION, client=client),
            docstore=SimpleDocumentStore(),
            docstore_strategy=DocstoreStrategy.UPSERTS_AND_DELETE,
            cache=IngestionCache(),
        )
        if kept.exists():
            pipeline.load(str(kept))
        # The path is kept out of the embedded text: by default a rename would change every vector.
        apart = {"excluded_embed_metadata_keys": ["document"]}
        whole = documents(source).items()
        pipeline.run(
            documents=[Document(text=text, doc_id=name, metadata={"document": name}, **apart) for name, text in whole]
        )
        pipeline.persist(str(kept))

    yield run
    client.close()
