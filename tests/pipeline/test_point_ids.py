"""Ids of points: as the formula has them, at the cost of one id for each chunk."""

import uuid
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.embedding.chunking import Chunk
from include.embedding.model import EmbeddingModel, find_model
from include.lake.queries import Row
from include.pipeline import point_ids
from include.pipeline.point_ids import POINTS, rows_of_document

MODEL: EmbeddingModel = find_model("all-MiniLM-L6-v2")
DOCUMENT: Row = {"id": "log.txt", "title": "Log", "sha256": "s"}


def pieces(texts: str) -> list[Chunk]:
    """A chunk for each letter."""
    return [Chunk(number, "", text, f"hash of {text}") for number, text in enumerate(texts)]


def point(text: str, occurrence: int) -> str:
    return str(uuid.uuid5(POINTS, f"log.txt\x1fhash of {text}\x1f{occurrence}"))


def plainly(texts: str, old: list[Row], taken: set[str]) -> list[str]:
    """Ids found by trying all from the first on."""
    ids: list[str] = []
    for text in texts:
        kept = [row["point_id"] for row in old if row["chunk_hash"] == f"hash of {text}" and row["point_id"] not in ids]
        free = (id_ for id_ in (point(text, number) for number in count()) if id_ not in taken and id_ not in ids)
        ids.append(kept[0] if kept else next(free))
    return ids


@given(
    st.text("ab", max_size=12),
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9)), unique=True),
    st.sets(st.tuples(st.sampled_from("ab"), st.integers(0, 9))),
)
def test_ids_are_those_of_the_formula(texts: str, before: list[tuple[str, int]], others: set[tuple[str, int]]) -> None:
    old = [
        {"point_id": point(text, occurrence), "chunk_hash": f"hash of {text}", "ordinal": ordinal}
        for ordinal, (text, occurrence) in enumerate(before)
    ]
    taken = {point(*other) for other in others} | {row["point_id"] for row in old}
    found = [row["point_id"] for row in rows_of_document(DOCUMENT, pieces(texts), old, taken, MODEL)]
    assert found == plainly(texts, old, taken)


@pytest.mark.parametrize("chunks", [50, 100])
def test_a_text_that_comes_again_and_again_costs_one_id_each_time(chunks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(namespace: uuid.UUID, name: str) -> uuid.UUID:
        made.append(name)
        return uuid.uuid3(namespace, name)

    monkeypatch.setattr(point_ids.uuid, "uuid5", counted)
    rows: list[Any] = rows_of_document(DOCUMENT, pieces("a" * chunks), (), set(), MODEL)
    assert (len({row["point_id"] for row in rows}), len(made)) == (chunks, chunks)
