"""Vectors that checks have made, kept for the next: the same pages are embedded in each, by the same models."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from include.settings import PROJECT

if TYPE_CHECKING:
    import numpy as np

FOLDER = PROJECT / ".data" / "vectors_of_checks"
VARIABLE = "COURSE_VECTORS"
"""Set where they are to be used: in checks, and nowhere else."""


def encoded(
    texts: Sequence[str], model: str, encode: "Callable[[Sequence[str]], Iterable[np.ndarray]]"
) -> "list[np.ndarray]":
    """Vectors of texts, in their order; those that are known are not made again.

    Args:
        model: fingerprint of the one that makes them.
        encode: makes the others.
    """
    if not (folder := os.environ.get(VARIABLE)):
        return list(encode(texts)) if texts else []
    files = [Path(folder) / model / f"{sha256(text.encode()).hexdigest()}.npy" for text in texts]
    vectors = [_known(file) for file in files]
    missing = [place for place, vector in enumerate(vectors) if vector is None]
    for place, vector in zip(missing, encode([texts[place] for place in missing]) if missing else (), strict=True):
        vectors[place] = vector
        _keep(files[place], vector)
    return [vector for vector in vectors if vector is not None]


def _known(file: Path) -> "np.ndarray | None":
    import numpy as np

    try:
        vector: np.ndarray = np.load(file)
    except (OSError, ValueError):
        return None
    return vector


def _keep(file: Path, vector: "np.ndarray") -> None:
    """It is there when it is whole; a project that may only be read makes it again each time."""
    import numpy as np

    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent, delete=False) as fresh:
            np.save(fresh, vector)
        Path(fresh.name).replace(file)
