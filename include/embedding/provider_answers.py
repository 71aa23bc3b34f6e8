"""What a provider sends is not believed: as many vectors as texts, each of the same length, of finite numbers.

How long the vectors of a model are is remembered in MODEL_CACHE, so that another model under the same name is noticed,
and nobody asks for it twice.
"""

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from include.embedding.vectors import normalised
from include.errors import ModelError, ModelRefused
from include.model_names import ModelName

if TYPE_CHECKING:
    import numpy as np

log = logging.getLogger(__name__)


class Passing(ModelError):
    """A provider has not answered, or not well; the next call may end otherwise.

    Args:
        seconds: that the provider asks to wait; 0: it asks for none.
    """

    def __init__(self, line: str, seconds: float = 0.0) -> None:
        super().__init__(line)
        self.seconds = seconds


class ProviderAnswers:
    """Checks the vectors of one model.

    Args:
        name: of the model.
        seen: file that says how long its vectors were; it need not be there.
    """

    def __init__(self, name: ModelName, seen: Path) -> None:
        self._name, self._seen = name, seen
        self.dimension = name.dimensions or _read(seen)
        """Length of a vector; 0: nobody has seen any here."""

    def checked(self, vectors: Sequence[Sequence[float]], texts: int) -> "np.ndarray":
        """Returns normalised vectors: float32 of shape (texts, dimension).

        Raises:
            Passing: there are not as many as texts, or some are none.
            ModelRefused: they are of another length than was asked for, or than they were.
        """
        import numpy as np

        if len(vectors) != texts:
            raise Passing(f"model {self._name}: it sent {len(vectors)} vectors for {texts} texts")
        lengths = sorted({len(vector) for vector in vectors})
        if len(lengths) > 1:
            sent = " and ".join(map(str, lengths))
            raise Passing(f"model {self._name}: it sent vectors of {sent} numbers in one answer")
        self._require(lengths[0])
        made = np.asarray(vectors, np.float32)
        if not np.isfinite(made).all() or not made.any(axis=1).all():
            raise Passing(f"model {self._name}: it sent a vector that is none: of zeros, or with NaN or infinity in it")
        if not self.dimension:
            self.dimension = lengths[0]
            _keep(self._seen, self.dimension)
        return normalised(made)

    def _require(self, length: int) -> None:
        """See that vectors are as long as was asked for, or as they were."""
        if self._name.dimensions not in (0, length):
            raise ModelRefused(
                f"model {self._name}: it sent vectors of {length} numbers, not of EMBEDDING_DIMENSIONS; it makes no "
                "others, so unset that"
            )
        if self.dimension not in (0, length):
            raise ModelRefused(
                f"model {self._name}: it sent vectors of {length} numbers, and of {self.dimension} before, so it is "
                f"another model under the same name; to embed with that one, set EMBEDDING_DIMENSIONS={length}"
            )


def _read(path: Path) -> int:
    try:
        return int(json.loads(path.read_text("utf-8"))["dimension"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _keep(path: Path, dimension: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps({"dimension": dimension}), "utf-8")
        part.replace(path)
    except OSError as error:
        log.info("MODEL_CACHE cannot be written, so the length of a vector will be asked for again: %s", error)
