"""What vectors have in common, whichever encoder made them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np


CPU_COMMIT, GPU_COMMIT = 64, 2048
"""Texts whose vectors are kept in one commit: what a crash costs at most, some 2 s of work."""


Item = TypeVar("Item")


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Parts of a sequence, in order, each of so many items but the last."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def normalised(vectors: "np.ndarray") -> "np.ndarray":
    """Returns vectors of length 1, of shape (texts, dimension); a zero vector stays one."""
    import numpy as np

    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: np.ndarray = vectors / np.maximum(norms, np.finfo(np.float32).tiny)
    return unit
