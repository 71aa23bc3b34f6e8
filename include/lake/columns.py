"""Makes columns of a table out of what Python and numpy have."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from arro3.core import Array, DataType, list_array

if TYPE_CHECKING:
    import numpy as np

_TEXT = DataType.string()


def column(values: Sequence[Any], type_: DataType) -> Array:
    """Returns a column; of vectors, each a list of numbers, those that are None are empty."""
    is_vector = bool(DataType.is_list(type_))
    if not is_vector:
        return Array(values, type=type_)
    import numpy as np

    offsets = np.cumsum([0, *(len(value or ()) for value in values)], dtype=np.int32)
    numbers = np.array([number for value in values for number in value or ()], dtype=np.float32)
    return list_array(Array.from_numpy(offsets), Array.from_numpy(numbers))


def embedding_columns(
    model: str, hashes: Sequence[str], texts: Sequence[str], vectors: "np.ndarray"
) -> dict[str, Array]:
    """Returns columns of `embeddings` for vectors of shape (texts, dimension)."""
    import numpy as np

    offsets = np.arange(len(hashes) + 1, dtype=np.int32) * vectors.shape[1]
    return {
        "chunk_hash": Array(list(hashes), type=_TEXT),
        "model": Array([model] * len(hashes), type=_TEXT),
        "text": Array(list(texts), type=_TEXT),
        "vector": list_array(
            Array.from_numpy(offsets), Array.from_numpy(np.ascontiguousarray(vectors, np.float32).ravel())
        ),
    }
