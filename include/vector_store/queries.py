"""What a server is asked for a question: what is nearest in meaning, what has its words, or both in one order."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from include.vector_store.fusion import DEPTH, IDENTIFIERS, RARE, fuse, nearer, rare, sure_score
from include.vector_store.points import sparse_vector
from include.vector_store.protocol import Hit
from include.vector_store.sparse import NAME, AskedWords, SparseVector
from include.vector_store.stored_point import stored_point

if TYPE_CHECKING:
    import numpy as np
    from qdrant_client import QdrantClient


@dataclass(frozen=True, slots=True)
class Ranked:
    """Ids and scores for a question, best first."""

    meaning: list[tuple[str, float]] = field(default_factory=list)
    words: list[tuple[str, float]] = field(default_factory=list)
    named: list[list[str]] = field(default_factory=list)
    """Of each identifier the points that have it; `RARE` + 1 at most."""
    sure: float = 0.0
    """From which score of its words a passage is sure to be meant."""


def nearest(client: "QdrantClient", collection: str, vector: "np.ndarray", limit: int, only: Any) -> list[Hit]:
    """Returns the points nearest to a vector, best first; of those that meet a filter, if there is one."""
    found = client.query_points(collection, query=vector.tolist(), limit=limit, with_payload=True, query_filter=only)
    return [Hit(point.score, point.payload or {}) for point in found.points]


def asked(client: "QdrantClient", collection: str, vector: "np.ndarray | None", words: AskedWords, only: Any) -> Ranked:
    """Returns what is nearest to a vector, where there is one, and what has the words; all of it is asked at once.

    Then what is nearest is asked once more, a little nearer to the best of all.

    Args:
        only: a filter; None: all points.
    """
    from qdrant_client import models

    def request(query: Any, depth: int, using: str | None = NAME) -> Any:
        return models.QueryRequest(query=query, using=using, filter=only, limit=depth, with_payload=False)

    def answers_of(*requests: Any) -> list[list[tuple[str, float]]]:
        found = client.query_batch_points(collection, list(requests))
        return [[(str(point.id), float(point.score)) for point in answer.points] for answer in found]

    requests = [] if vector is None else [request(vector.tolist(), DEPTH, None)]
    requests.append(request(sparse_vector(words.terms), DEPTH))
    terms = (SparseVector((index,), (1.0,)) for index in words.identifiers[:IDENTIFIERS])
    requests += [request(sparse_vector(term), RARE + 1) for term in terms]
    answers = answers_of(*requests)
    if vector is None:  # words alone are in the order of their scores, however many points there are
        return Ranked([], answers[0], [[id_ for id_, _ in answer] for answer in answers[1:]])
    named = [[id_ for id_, _ in answer] for answer in answers[2:]]
    sure = sure_score(client.count(collection).count, len(words.terms.indices))
    ranked = Ranked(answers[0], answers[1], named, sure)
    for record in client.retrieve(collection, _first(ranked, 1), with_payload=False, with_vectors=True):
        if best := stored_point(record).vector:
            (ranked_again,) = answers_of(request(nearer(vector, best).tolist(), DEPTH, None))
            ranked = replace(ranked, meaning=ranked_again)
    return ranked


def _first(ranked: Ranked, limit: int) -> list[str]:
    """Ids of the best points."""
    return fuse(ranked.meaning, ranked.words, ranked.named, limit, ranked.sure)


def hits(client: "QdrantClient", collection: str, vector: "np.ndarray | None", ranked: Ranked, limit: int) -> list[Hit]:
    """Returns the points in one order, each with how near it is to the vector, where there is one."""
    best = _first(ranked, limit)
    scores, having = dict(ranked.words), set(rare(ranked.named))
    records = {str(record.id): record for record in client.retrieve(collection, best, True, vector is not None)}
    found = []
    for id_ in best:
        if id_ in records:  # not deleted meanwhile
            score = scores.get(id_, 0.0) if vector is None else _cosine(vector, stored_point(records[id_]).vector)
            found.append(Hit(score, records[id_].payload or {}, id_ in having))
    return found


def _cosine(vector: "np.ndarray", stored: Sequence[float]) -> float:
    """How near a point is; 0 where it is somebody else's and has no such vector."""
    return float(vector @ stored) if stored else 0.0
