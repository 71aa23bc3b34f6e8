"""What a read replica has in its file, point by point, and that nothing is left in it of any other point."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from include.vector_store.stored_point import StoredPoint

Content = dict[str, tuple[Any, ...]]
"""By id: document, title, ordinal and text, the vector, and weights by term."""


def content_of_file(path: Path) -> Content:
    """Returns what a replica has of each point."""
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute("SELECT row, id, document, title, ordinal, text FROM points").fetchall()
        data = file.execute("SELECT row, data FROM vectors").fetchall()
        words: dict[int, dict[int, float]] = defaultdict(dict)
        for term, places, weights in file.execute("SELECT * FROM words"):
            assert places, "a term that no point has"
            for row, weight in zip(np.frombuffer(places, "<i4"), np.frombuffer(weights, "<f4"), strict=True):
                assert term not in words[row], "a point has a term twice"
                words[int(row)][term] = float(weight)
    vectors = {row: tuple(np.frombuffer(vector, "<f4").tolist()) for row, vector in data}
    numbers = {row for row, *_ in rows}
    assert numbers == vectors.keys()
    assert words.keys() <= numbers
    return {id_: (*told, vectors[row], words.get(row, {})) for row, id_, *told in rows}


def content_of_points(points: Iterable[StoredPoint]) -> Content:
    """Returns what a replica of these points should have."""
    return {
        point.id: (
            *(point.payload[name] for name in ("document", "title", "ordinal", "text")),
            tuple(np.array(point.vector, np.float32).tolist()),
            dict(zip(point.words.indices, np.array(point.words.values, np.float32).tolist(), strict=True)),
        )
        for point in points
        if "version" in point.payload
    }
