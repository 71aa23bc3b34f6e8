"""What vectors have in common, whichever encoder made them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


CPU_COMMIT, GPU_COMMIT = 64, 2048
"""Texts whose vectors are kept in one commit: what a crash costs at most, some 2 s of work."""


def normalised(vectors: "np.ndarray") -> "np.ndarray":
    """Returns vectors of length 1, of shape (texts, dimension); a zero vector stays one."""
    import numpy as np

    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: np.ndarray = vectors / np.maximum(norms, np.finfo(np.float32).tiny)
    return unit
