"""What the points of exercise 5.4 say, compared with the pages: texts, vectors, hashes."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from include.course.recipe import OF_THE_BUNDLE
from include.course.scenario import Scenario

SAME = 0.99
"""Cosine similarity of a vector to the one that the model makes of the text, with room for rounding."""


@dataclass(frozen=True, slots=True)
class Strange:
    """A chunk whose point is not what it should be."""

    document: str
    what: str
    """`text`, `vector` or `sha256`."""
    text: str
    """Of the chunk, its beginning."""
    found: str
    """In its place."""


def strange_points(scenario: Scenario, names: Collection[str] = ()) -> tuple[Strange, ...]:
    """Chunks of the check's pages whose points have another text, vector or hash; not of pages without any points.

    Args:
        names: of pages, as the check knows them; without them all.
    """
    pages, published = scenario.pages(), scenario.workshop.tables().get("published", {})
    own = {f"{scenario.engine.pages}/{name}".lstrip("/") for name in names}
    strange: list[Strange] = []
    with scenario.workshop.collection() as collection:
        stored = {str(payload.get("document")) for payload in collection.points().values()}
        for name, text in pages.items():
            if name not in stored or (own and name not in own):
                continue
            chunks = OF_THE_BUNDLE.chunks(name, text)
            hashes = {sha256(text.encode()).hexdigest(), _hash_of(published.get(name))}
            for chunk, vector in zip(chunks, OF_THE_BUNDLE.encode(chunks), strict=True):
                hits = collection.search(vector, collection.count())
                mine = [hit for hit in hits if hit.payload.get("document") == name]
                strange += _strange(name, chunk, hashes, [(hit.score, dict(hit.payload)) for hit in mine])
    return tuple(strange)


def _hash_of(row: object) -> str:
    """That of a row of `published`, which may be nothing but a hash."""
    return str(row.get("sha256") if isinstance(row, dict) else row)


def _strange(name: str, chunk: str, hashes: set[str], hits: list[tuple[float, dict[str, object]]]) -> list[Strange]:
    same = [(score, payload) for score, payload in hits if payload.get("text") == chunk]
    if not same:
        texts = "; ".join(f"“{str(payload.get('text'))[:40]}”" for _, payload in hits) or "none"
        return [Strange(name, "text", chunk[:60], texts)]
    score, payload = max(same, key=lambda item: item[0])
    if score < SAME:
        return [Strange(name, "vector", chunk[:60], f"a similarity of {score:.2f}")]
    if str(payload.get("sha256")) not in hashes:
        return [Strange(name, "sha256", chunk[:60], str(payload.get("sha256")))]
    return []
