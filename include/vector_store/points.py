"""Points and changes as qdrant-client wants and gives them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from include.vector_store.protocol import DocumentChange
from include.vector_store.sparse import NAME, SparseVector
from include.vector_store.stored_point import DENSE


def operations_of(change: DocumentChange) -> Iterator[Any]:
    """Returns what brings a change about, in order: new points first, old ones last."""
    from qdrant_client import models

    if change.upserts:
        points = [_point(point) for point in change.upserts]
        yield models.UpsertOperation(upsert=models.PointsList(points=points))
    for id_, payload in change.payloads.items():
        yield models.SetPayloadOperation(set_payload=models.SetPayload(payload=dict(payload), points=[id_]))
    if change.words:
        vectors = [
            models.PointVectors(id=id_, vector={NAME: sparse_vector(words)}) for id_, words in change.words.items()
        ]
        yield models.UpdateVectorsOperation(update_vectors=models.UpdateVectors(points=vectors))
    if change.deletes:
        yield models.DeleteOperation(delete=models.PointIdsList(points=list(change.deletes)))


def sparse_vector(words: SparseVector) -> Any:
    """Returns words as qdrant-client has them."""
    from qdrant_client import models

    return models.SparseVector(indices=list(words.indices), values=list(words.values))


def of_documents(documents: Sequence[str]) -> Any:
    """Returns a filter: points of these documents."""
    from qdrant_client import models

    return models.Filter(must=[models.FieldCondition(key="document", match=models.MatchAny(any=list(documents)))])


def _point(point: Mapping[str, Any]) -> Any:
    from qdrant_client import models

    vector = {DENSE: point["vector"], NAME: sparse_vector(point["words"])} if "words" in point else point["vector"]
    return models.PointStruct(id=point["id"], vector=vector, payload=point["payload"])
