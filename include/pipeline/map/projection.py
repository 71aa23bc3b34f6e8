"""Puts vectors on a map: neighbours stay neighbours, and what did not change stays where it was.

Few points are laid out by their principal components, more by t-SNE: on the 232 passages of the sample it keeps 45 %
of the 10 nearest neighbours beside one another, principal components keep 19 %. t-SNE started anew would turn and
mirror the map at each edit. So a few new points are only put beside those that they are like, and when there are many
it goes on from where the points are (`start`), without the exaggeration that would tear them apart, and what comes out
is turned back onto that.
"""

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    import numpy as np

    from include.pipeline.map.embedding_map import EmbeddingMap

FEW = 30
"""With fewer points t-SNE has no neighbourhoods to keep."""
PERPLEXITY = 30
"""How many neighbours a point looks at; of few points, a third."""
NEIGHBOURS = 5
SHARPNESS = 0.05
"""Difference of cosine similarity that makes a neighbour count e times less."""
APART = 0.004
"""Share of the map by which equal passages are put apart, so that each can be seen."""
DIGITS = 4


def is_continued(before: "EmbeddingMap", points: int) -> bool:
    """Says whether a map of so many points can be laid out from the one before; few points are laid out otherwise."""
    return bool(before.points) and (len(before.points) < FEW) == (points < FEW)


def place_beside(vectors: "np.ndarray", ids: list[str], known: "np.ndarray", places: "np.ndarray") -> "np.ndarray":
    """Returns places for new points, each among the known ones that it is most like.

    Args:
        vectors: of the new points, normalised, shape (new, dimension).
        ids: theirs; they decide in which direction a point gives way to others.
        known: vectors of the known points, shape (known, dimension).
        places: theirs, shape (known, 2).

    Returns:
        Places of shape (new, 2).
    """
    import numpy as np

    similarity = vectors @ known.T
    nearest = np.argsort(-similarity, axis=1, kind="stable")[:, :NEIGHBOURS]
    near = np.take_along_axis(similarity, nearest, axis=1)
    weights = np.exp((near - near.max(axis=1, keepdims=True)) / SHARPNESS)
    middle = (places[nearest] * (weights / weights.sum(axis=1, keepdims=True))[:, :, None]).sum(axis=1)
    angles = np.array([UUID(id_).int % 360 for id_ in ids]) * (2 * np.pi / 360)
    aside = APART * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.asarray(np.clip(middle + aside, 0, 1), np.float64)


def lay_out(
    vectors: "np.ndarray", start: "np.ndarray | None" = None, span: tuple[float, float] = (1.0, 1.0)
) -> "tuple[np.ndarray, tuple[float, float]]":
    """Returns places for all points.

    Args:
        vectors: normalised, shape (points, dimension).
        start: where the points are now, shape (points, 2); None: nowhere.
        span: of the map on which they are there.

    Returns:
        Places in the unit square, shape (points, 2), and the span.
    """
    import numpy as np

    if start is None:
        return _framed(_reduced(vectors, None), (0.0, 0.0))
    before = (start - 0.5) * np.array(span)
    return _framed(_turned(_reduced(vectors, before), before), span)


def _reduced(vectors: "np.ndarray", start: "np.ndarray | None") -> "np.ndarray":
    """Two numbers for each point, in units of the method's own."""
    import numpy as np

    if len(vectors) < FEW:
        return _principal(vectors)
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    if start is None:
        components = _principal(vectors)
        begun = components / max(float(components[:, 0].std()), 1e-9) * 1e-4
    else:
        begun = start
    method = TSNE(
        init=begun.astype(np.float32),
        perplexity=min(PERPLEXITY, (len(vectors) - 1) / 3),
        early_exaggeration=12 if start is None else 1,
        random_state=0,
        n_jobs=1,
    )
    # 232 points: 0.5 s with one thread; as many as there are cores get in one another's way and take 5 s.
    with threadpool_limits(1):
        return np.asarray(method.fit_transform(vectors), np.float64)


def _principal(vectors: "np.ndarray") -> "np.ndarray":
    """Two principal components; the sign of each is such that its largest weight is positive."""
    import numpy as np

    centred = np.asarray(vectors - vectors.mean(axis=0), np.float64)
    axes = np.linalg.eigh(centred.T @ centred)[1][:, -1:-3:-1]
    return np.asarray(centred @ (axes * np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])))


def _turned(places: "np.ndarray", onto: "np.ndarray") -> "np.ndarray":
    """Turned, mirrored and moved as little as lets them lie on others (Schönemann's orthogonal Procrustes problem)."""
    import numpy as np

    middle, wanted = places.mean(axis=0), onto.mean(axis=0)
    left, _, right = np.linalg.svd((places - middle).T @ (onto - wanted))
    return np.asarray((places - middle) @ (left @ right) + wanted)


def _framed(places: "np.ndarray", span: tuple[float, float]) -> "tuple[np.ndarray, tuple[float, float]]":
    """Places in the unit square; the span grows where they do not fit into it."""
    import numpy as np

    if not any(span):
        places = places - (places.min(axis=0) + places.max(axis=0)) / 2
    # A span is never nothing: one point alone lies in the middle.
    grown = np.maximum(np.maximum(2 * np.abs(places).max(axis=0), np.array(span)), 1e-6)
    return np.round(places / grown + 0.5, DIGITS), (float(grown[0]), float(grown[1]))
