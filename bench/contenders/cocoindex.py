"""CocoIndex: points declared per file, memoised functions, its own state in an embedded LMDB."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.contenders.shared import COLLECTION, DIMENSION, model_folder, split


@contextmanager
def opened(source: Path, state: Path) -> Iterator[Callable[[], None]]:
    os.environ["COCOINDEX_DB"] = str(state / "state.db")
    import cocoindex as coco  # type: ignore[import-not-found]
    import numpy as np
    from cocoindex.connectors import localfs, qdrant  # type: ignore[import-not-found]
    from cocoindex.ops.sentence_transformers import SentenceTransformerEmbedder  # type: ignore[import-not-found]
    from cocoindex.resources.id import UuidGenerator  # type: ignore[import-not-found]
    from cocoindex.resources.schema import VectorSchema  # type: ignore[import-not-found]
    from qdrant_client import QdrantClient

    client_key = coco.ContextKey("qdrant")
    embedder = SentenceTransformerEmbedder(model_folder(), device="cpu")
    client = QdrantClient(path=str(state / "qdrant"))

    @coco.lifespan
    async def lifespan(builder: coco.EnvironmentBuilder) -> AsyncIterator[None]:
        builder.provide(client_key, client)
        yield

    async def write_chunk(text: str, document: str, ids: UuidGenerator, target: qdrant.CollectionTarget) -> None:
        vector = await embedder.embed(text)
        payload = {"document": document, "text": text}
        target.declare_point(qdrant.PointStruct(id=str(ids.next_uuid(text)), vector=vector.tolist(), payload=payload))

    @coco.fn(memo=True)
    async def write_file(file: localfs.File, target: qdrant.CollectionTarget) -> None:
        document = Path(file.file_path.resolve()).relative_to(source).as_posix()
        await coco.map(write_chunk, split(await file.read_text()), document, UuidGenerator(document), target)

    @coco.fn
    async def main(folder: Path) -> None:
        vectors = qdrant.QdrantVectorDef(schema=VectorSchema(dtype=np.dtype(np.float32), size=DIMENSION))
        schema = await qdrant.CollectionSchema.create(vectors=vectors)
        target = await qdrant.mount_collection_target(client_key, COLLECTION, schema)
        await coco.mount_each(write_file, localfs.walk_dir(folder, recursive=True).items(), target)

    app = coco.App(coco.AppConfig(name="bench"), main, source)
    yield app.update_blocking
    client.close()
