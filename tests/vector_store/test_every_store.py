"""What every vector store does alike; another implementation is another row of `KINDS`."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from include.errors import StoreRefused
from include.settings import Settings
from include.vector_store.collection import CollectionState, Notes
from include.vector_store.protocol import DocumentChange, VectorStore
from include.vector_store.state import StoreState, peek
from include.vector_store.store import open_store
from tests.vector_store.qdrant_grpc_server import serving_grpc
from tests.vector_store.qdrant_server import serving_qdrant

KINDS = ("embedded", "http", "grpc")
A, B, C = (str(uuid.UUID(int=number)) for number in (1, 2, 3))
TIME = "2026-11-30T01:00:00+00:00"


@pytest.fixture(params=KINDS)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    if request.param == "embedded":
        yield Settings.from_environment({"QDRANT_PATH": str(tmp_path / "qdrant")})
        return
    with ExitStack() as stack:
        url, state = stack.enter_context(serving_qdrant("the key"))
        told = {"QDRANT_URL": url, "QDRANT_API_KEY": "the key"}
        if request.param == "grpc":
            told["QDRANT_GRPC_PORT"] = str(stack.enter_context(serving_grpc(state)))
        yield Settings.from_environment(told)
        assert state.wrong == []


@pytest.fixture
def store(settings: Settings) -> Iterator[VectorStore]:
    with open_store(settings) as opened:
        yield opened


def point(id_: str, document: str, *vector: float, **payload: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "vector": list(vector),
        "payload": {"document": document, "text": f"text of {document}"} | payload,
    }


def filled(store: VectorStore, name: str = "m1_c1") -> str:
    collection = store.prefix + name
    store.create(collection, 2)
    points = [point(A, "a.md", 1, 0, ordinal=0), point(B, "a.md", 0.6, 0.8, ordinal=1), point(C, "b.md", 0, 1)]
    store.write(collection, [DocumentChange(upserts=points)])
    return collection


def state_of(store: VectorStore, collection: str) -> CollectionState:
    return store.state().collections[collection]


def test_a_new_store_is_empty(store: VectorStore) -> None:
    assert (store.state(), store.collections()) == (StoreState(), [])


def test_points_are_written_changed_and_deleted_and_the_text_stays(store: VectorStore) -> None:
    collection = filled(store)
    new = DocumentChange(payloads={A: {"document": "c.md", "ordinal": 5}}, deletes=[B, str(uuid.UUID(int=9))])
    store.write(collection, [new, DocumentChange()])
    assert store.count(collection) == state_of(store, collection).points == 2
    assert store.payloads(collection) == {A: {"document": "c.md", "ordinal": 5}, C: {"document": "b.md"}}
    found = {id_: (payload["text"], list(vector)) for id_, payload, vector in store.points(collection)}
    assert found == {A: ("text of a.md", [1, 0]), C: ("text of b.md", [0, 1])}
    assert [id_ for id_, _, _ in store.points(collection, ["b.md", "none.md"])] == [C]


def test_a_point_that_is_written_again_is_overwritten_and_not_doubled(store: VectorStore) -> None:
    collection = filled(store)
    store.write(collection, [DocumentChange(upserts=[point(A, "new.md", 0, 1)])])
    assert (store.count(collection), store.payloads(collection)[A]) == (3, {"document": "new.md"})


def test_the_nearest_are_found_best_first_with_their_cosine(store: VectorStore) -> None:
    collection = filled(store)
    hits = store.search(collection, np.array([1, 0], np.float32), 2)
    assert [(hit.payload["text"], round(hit.score, 3)) for hit in hits] == [("text of a.md", 1), ("text of a.md", 0.6)]
    assert [hit.payload["document"] for hit in store.search(collection, np.array([1, 0]), 5, ["b.md"])] == ["b.md"]


def test_more_points_than_one_page_are_all_told_once(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("include.vector_store.qdrant.SCROLL_POINTS", 2)
    collection = filled(store)
    assert sorted(store.payloads(collection)) == sorted(id_ for id_, _, _ in store.points(collection)) == [A, B, C]


def test_what_is_noted_is_kept_and_added_to(store: VectorStore, settings: Settings) -> None:
    collection = filled(store)
    assert state_of(store, collection).notes == Notes(made_for=settings.qdrant_alias)
    event = {"vectors_upserted": 3, "collection": collection, "recall": 0.5}
    store.note(collection, version=2**40, recall=1, event=event, unfinished=True)
    store.note(collection, unfinished=False)
    wanted = Notes(made_for=settings.qdrant_alias, version=2**40, recall=1.0, event=event)
    assert state_of(store, collection) == CollectionState(3, wanted, 2, "Cosine")
    with pytest.raises(TypeError, match="verzion"):
        store.note(collection, verzion=1)


def test_one_collection_is_served_and_the_former_says_since_when_it_is_not(store: VectorStore) -> None:
    first, second = filled(store), filled(store, "m2_c1")
    store.serve(first, TIME)
    store.serve(second, TIME)
    state = store.state()
    assert (state.served, state.found) == (second, state.collections[second])
    assert [state.collections[name].notes.retired_at for name in (first, second)] == [TIME, ""]
    store.serve(first, TIME)
    assert state_of(store, first).notes.retired_at == ""


def test_a_collection_is_made_once_and_another_dimension_is_refused(settings: Settings, store: VectorStore) -> None:
    collection = filled(store)
    store.create(collection, 2)
    assert store.count(collection) == 3
    other = type(store)(store._client, settings)
    with pytest.raises(StoreRefused, match="dimension 2, the model makes 3"):
        other.create(collection, 3)


def test_a_collection_that_is_dropped_is_gone_and_the_others_stay(store: VectorStore) -> None:
    first, second = filled(store), filled(store, "m2_c1")
    store.compact(first)
    store.drop(first)
    assert (store.collections(store.prefix), list(store.state().collections)) == ([second], [second])
    assert store.collections("other") == []


def test_what_is_seen_without_opening_it_is_what_the_open_store_says(settings: Settings) -> None:
    assert peek(settings) == StoreState()
    with open_store(settings) as store:
        collection = filled(store)
        store.note(collection, version=3, indexed_version=3, event={"version": 3})
        store.serve(collection, TIME)
        assert store.is_ready(collection)
        opened = store.state()
    assert peek(settings) == opened
    assert opened.found
    assert opened.found.notes.is_indexed


def test_what_others_have_put_among_the_notes_is_passed_over() -> None:
    odd = dict.fromkeys((one.name for one in fields(Notes)), (1,))
    assert Notes.of(odd | {"more": 1}) == Notes.of({"version": None, "run": None}) == Notes()
    assert Notes.of(asdict(Notes(version=3, event={"a": 1})) | {"version": 3.0}) == Notes(version=3, event={"a": 1})
