"""What models gave in checks, kept for the next one: each asks the same models for the same vectors and replies."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

from include.settings import PROJECT

if TYPE_CHECKING:
    import numpy as np

FOLDER = PROJECT / ".data" / "answers_of_models"
VARIABLE = "COURSE_ANSWERS"
"""Set where they are to be used: in checks, and nowhere else."""


def is_kept() -> bool:
    """Says whether this process keeps what models give."""
    return bool(os.environ.get(VARIABLE))


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


def replied(prompt: str, model: str, ask: Callable[[], str]) -> str:
    """The reply to a prompt; one that is known is not asked for again.

    Args:
        model: whatever the reply depends on beside the prompt.
    """
    if not (folder := os.environ.get(VARIABLE)):
        return ask()
    asked = sha256("\n".join([model, prompt]).encode()).hexdigest()
    file = Path(folder) / "replies" / f"{asked}.txt"
    with suppress(OSError):
        return file.read_text("utf-8")
    reply = ask()
    _put(file, lambda fresh: fresh.write(reply.encode()))
    return reply


def _known(file: Path) -> "np.ndarray | None":
    import numpy as np

    try:
        vector: np.ndarray = np.load(file)
    except (OSError, ValueError):
        return None
    return vector


def _keep(file: Path, vector: "np.ndarray") -> None:
    import numpy as np

    _put(file, lambda fresh: np.save(fresh, vector))


def _put(file: Path, write: Callable[[BinaryIO], object]) -> None:
    """It is there when it is whole; in a project that may only be read the model is asked each time."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent, delete=False) as fresh:
            write(cast("BinaryIO", fresh))
        Path(fresh.name).replace(file)
