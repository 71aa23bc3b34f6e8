"""What only a Qdrant server has: an address, gRPC, quantisation, vectors on disk, payload indexes."""

import warnings
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from include.proxy import is_this_machine
from include.settings import Settings
from include.vector_store.sparse import NAME

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

INDEXED = ("document",)
"""Payload fields that a server may be asked to filter by; in strict mode it refuses others."""


def open_client(settings: Settings) -> "QdrantClient":
    """Returns a client of the server at QDRANT_URL; with QDRANT_GRPC_PORT it asks over gRPC."""
    from qdrant_client import QdrantClient

    here = is_this_machine(settings.qdrant_url)  # a proxy knows another machine by this address
    if here or "." not in (urlsplit(settings.qdrant_url).hostname or ""):
        # A name without a dot is one of a network of containers: the key does not leave this machine.
        warnings.filterwarnings("ignore", "Api key is used with an insecure connection")
    return QdrantClient(
        url=settings.qdrant_url,
        api_key=settings.qdrant_api_key or None,
        timeout=settings.qdrant_timeout,
        prefer_grpc=bool(settings.qdrant_grpc_port),
        grpc_port=settings.qdrant_grpc_port or 6334,
        trust_env=not here,
        check_compatibility=not here,  # it asks as the environment says, whatever it is told
    )


def address(settings: Settings) -> str:
    """Says where the client asks, for a person."""
    return settings.qdrant_url + (f", gRPC port {settings.qdrant_grpc_port}" if settings.qdrant_grpc_port else "")


def collection_options(settings: Settings, dimension: int) -> dict[str, Any]:
    """Returns arguments of a new collection: cosine similarity, and how its vectors are kept."""
    from qdrant_client import models

    vectors = models.VectorParams(
        size=dimension, distance=models.Distance.COSINE, on_disk=settings.qdrant_on_disk or None
    )
    return {"vectors_config": vectors, "quantization_config": _quantization(settings.qdrant_quantization)}


def words_options(settings: Settings) -> dict[str, Any]:
    """Returns how words are kept: the store weighs them by how rare they are among the points (IDF)."""
    from qdrant_client import models

    index = models.SparseIndexParams(on_disk=settings.qdrant_on_disk or None)
    return {NAME: models.SparseVectorParams(modifier=models.Modifier.IDF, index=index)}


def add_words(client: "QdrantClient", collection: str) -> None:
    """Give a collection of an older release room for words; its points stay as they are."""
    from qdrant_client import models

    config = models.SparseVectorConfig(modifier=models.Modifier.IDF)
    client.create_vector_name(collection, NAME, models.SparseVectorNameConfig(sparse=config))


def index_payload(client: "QdrantClient", collection: str) -> None:
    """Index the fields that are filtered by."""
    from qdrant_client import models

    for field in INDEXED:
        client.create_payload_index(collection, field, models.PayloadSchemaType.KEYWORD, wait=True)


def _quantization(kind: str) -> Any:
    from qdrant_client import models

    if kind == "scalar":
        # The smaller copy is what is searched, so it stays in memory; the top hits are scored again with the vectors.
        scalar = models.ScalarQuantizationConfig(type=models.ScalarType.INT8, quantile=0.99, always_ram=True)
        return models.ScalarQuantization(scalar=scalar)
    if kind == "binary":
        return models.BinaryQuantization(binary=models.BinaryQuantizationConfig(always_ram=True))
    return None
