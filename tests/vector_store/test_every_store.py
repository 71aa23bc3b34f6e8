"""What every vector store does alike; another implementation is another row of `KINDS`."""

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from include.embedding.words import asked_words, words_vector
from include.errors import StoreRefused
from include.search.passage import Filters
from include.search.replica import About, Replica
from include.search.replica_writer import Point, write_replica
from include.settings import Settings
from include.vector_store.collection import CollectionState, Notes, StoreState
from include.vector_store.protocol import DocumentChange, VectorStore
from include.vector_store.server import collection_options
from include.vector_store.sparse import idf
from include.vector_store.state import peek
from include.vector_store.store import open_store
from tests.search.replica_content import content_of_file, content_of_points
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


def test_what_changed_since_somebody_looked_is_told_and_nothing_else(store: VectorStore) -> None:
    collection = filled(store)
    first = store.difference(collection, {})
    known = {digest: each.id for digest, each in first.points}
    assert (sorted(known.values()), first.gone) == ([A, B, C], set())
    same = store.difference(collection, known)
    assert ([*same.points], same.gone) == ([], set())
    store.write(collection, [DocumentChange(payloads={A: {"ordinal": 7}}, deletes=[C])])
    store.write(collection, [DocumentChange(upserts=[point("4" * 8 + C[8:], "d.md", 1, 0)])])
    then = store.difference(collection, known)
    told = {(each.payload["document"], each.payload.get("ordinal")) for _, each in then.points}
    assert told == {("a.md", 7), ("d.md", None)}
    assert then.gone == {C}


def test_points_are_written_changed_and_deleted_and_the_text_stays(store: VectorStore) -> None:
    collection = filled(store)
    new = DocumentChange(payloads={A: {"document": "c.md", "ordinal": 5}}, deletes=[B, str(uuid.UUID(int=9))])
    store.write(collection, [new, DocumentChange()])
    assert store.count(collection) == state_of(store, collection).points == 2
    assert store.payloads(collection) == {A: {"document": "c.md", "ordinal": 5}, C: {"document": "b.md"}}
    found = {point.id: (point.payload["text"], list(point.vector)) for point in store.points(collection)}
    assert found == {A: ("text of a.md", [1, 0]), C: ("text of b.md", [0, 1])}
    assert [point.id for point in store.points(collection, ["b.md", "none.md"])] == [C]


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
    assert sorted(store.payloads(collection)) == sorted(each.id for each in store.points(collection)) == [A, B, C]


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


def test_a_collection_is_made_once_and_another_dimension_is_refused(settings: Settings) -> None:
    with open_store(settings) as store:
        collection = filled(store)
        store.create(collection, 2)
        assert store.count(collection) == 3
    with open_store(settings) as again, pytest.raises(StoreRefused, match="dimension 2, the model makes 3"):
        again.create(collection, 3)


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


TEXTS = {
    "a.md": "Days of holiday: everybody has twenty-seven days, and holidays are entered early.",
    "b.md": "The train is better than the plane. Enter your travel days.",
    "c.md": "An error E1042 says that the plane was late.",
    "d.md": "A green door, and a bell that nobody hears.",
}
IDS = {document: str(uuid.UUID(int=number)) for number, document in enumerate(TEXTS, 11)}


def worded(store: VectorStore, texts: Mapping[str, str] = TEXTS) -> str:
    collection = store.prefix + "m1_c1"
    store.create(collection, 2)
    angles = np.linspace(0, np.pi / 2, len(texts))
    points = [
        {
            **point(str(uuid.UUID(int=number)), document, float(np.cos(angle)), float(np.sin(angle))),
            "words": words_vector(text, "en"),
        }
        for number, ((document, text), angle) in enumerate(zip(texts.items(), angles, strict=True), 11)
    ]
    store.write(collection, [DocumentChange(upserts=points)])
    return collection


def found(
    store: VectorStore, collection: str, question: str, vector: Sequence[float] | None = None, **options: Any
) -> list[str]:
    asked = None if vector is None else np.array(vector, np.float32)
    hits = store.search(collection, asked, 4, words=asked_words(question, ["en"]), **options)
    return [str(hit.payload["document"]) for hit in hits]


def test_by_words_those_that_have_them_are_found_and_rare_ones_weigh_more(store: VectorStore) -> None:
    collection = worded(store)
    assert found(store, collection, "holiday days") == ["a.md", "b.md"]
    assert found(store, collection, "the days of the train") == ["b.md", "a.md"]
    assert found(store, collection, "the") == ["b.md", "c.md"]
    assert found(store, collection, "bicycle") == []
    assert found(store, collection, "...") == []
    assert found(store, collection, "holiday days", documents=["b.md", "d.md"]) == ["b.md"]


def test_by_words_the_score_is_bm25_with_the_idf_of_qdrant(store: VectorStore) -> None:
    collection = worded(store)
    (hit,) = store.search(collection, None, 1, words=asked_words("bell", ["en"]))
    (weight,) = asked_words("bell", ["en"]).terms.indices
    told = words_vector(TEXTS["d.md"], "en")
    assert hit.score == pytest.approx(idf(4, 1) * told.values[told.indices.index(weight)], rel=1e-5)


def test_by_both_the_orders_are_fused_and_each_is_told_how_near_it_is(store: VectorStore) -> None:
    collection = worded(store)
    assert found(store, collection, "the green bell", [1, 0]) == ["a.md", "b.md", "d.md", "c.md"]
    hits = store.search(collection, np.array([1, 0], np.float32), 4, words=asked_words("the green bell", ["en"]))
    assert [hit.score for hit in hits] == pytest.approx([1, 0.866, 0, 0.5], abs=1e-3)
    assert found(store, collection, "...", [0, 1]) == ["d.md", "c.md", "b.md", "a.md"]
    assert found(store, collection, "days", [0, 1], documents=["b.md", "d.md"]) == ["d.md", "b.md"]


def test_by_both_what_is_like_the_best_passage_comes_nearer(store: VectorStore) -> None:
    collection = worded(store)
    between = [0.5**0.5, 0.5**0.5]  # a.md is as near to it as d.md, which is the nearer one to c.md
    assert found(store, collection, "E1042", between) == ["c.md", "b.md", "d.md", "a.md"]


def test_what_has_an_identifier_that_few_have_is_first_and_says_so(store: VectorStore) -> None:
    collection = worded(store)
    hits = store.search(collection, np.array([1, 0], np.float32), 4, words=asked_words("days of E1042", ["en"]))
    assert [(hit.payload["document"], hit.is_named) for hit in hits][:2] == [("c.md", True), ("a.md", False)]


def test_words_change_without_the_rest_of_a_point_and_what_is_gone_does_not_count(store: VectorStore) -> None:
    collection = worded(store)
    store.write(collection, [DocumentChange(words={IDS["d.md"]: words_vector("bicycle", "en")})])
    assert (found(store, collection, "bicycle"), found(store, collection, "bell")) == (["d.md"], [])
    (kept,) = store.points(collection, ["d.md"])
    assert kept.payload["text"] == "text of d.md"
    assert list(kept.vector) == pytest.approx([0, 1], abs=1e-6)
    store.write(collection, [DocumentChange(deletes=[IDS["d.md"]])])
    assert found(store, collection, "bicycle") == []


@pytest.mark.parametrize("settings", ["http", "grpc"], indirect=True)  # embedded: see test_embedded_qdrant
def test_a_collection_of_before_gets_room_for_words_and_keeps_its_points(
    settings: Settings, store: VectorStore
) -> None:
    collection = store.prefix + "m1_c1"
    store._client.create_collection(collection, **collection_options(settings, 2))  # type: ignore[attr-defined]
    store.write(collection, [DocumentChange(upserts=[point(A, "a.md", 1, 0)])])
    store.create(collection, 2)
    store.write(collection, [DocumentChange(words={A: words_vector("bicycle", "en")})])
    assert found(store, collection, "bicycle") == ["a.md"]
    assert [list(each.vector) for each in store.points(collection)] == [[1, 0]]
    with open_store(settings) as again:
        assert found(again, collection, "bicycle") == ["a.md"]


def test_the_order_is_the_same_in_every_store_and_in_the_copy_that_readers_have(
    store: VectorStore, tmp_path: Path
) -> None:
    chance = random.Random(3)
    vocabulary = ["holiday", "train", "plane", "door", "bell", "E1042", "--max-runs", "days", "travel", "green"]
    texts = {f"{number:02}.md": " ".join(chance.choices(vocabulary, k=12)) for number in range(60)}
    collection = worded(store, texts | {"60.md": texts["07.md"], "61.md": texts["07.md"]})
    points = list(store.points(collection))
    told = {"title": "", "heading": "", "ordinal": 0}
    copied = [
        Point(each.id, {**each.payload, **told}, 1, np.array(each.vector, np.float32), each.words) for each in points
    ]
    # In two goes: some that are taken away again, some with the words and the vector of another one, some that come.
    gone = replace(copied[3], id="gone")
    turned = [replace(copied[0], id=each.id) for each in copied[30:]]
    write_replica(tmp_path / "replica", About(dimension=2), [*turned, gone, *copied[:20]])
    write_replica(tmp_path / "replica", About(dimension=2), copied[20:], [gone.id], anew=False)
    wanted = [replace(each, payload={**each.payload, **told, "version": 1}) for each in points]
    assert content_of_file(tmp_path / "replica") == content_of_points(wanted)
    replica = Replica(tmp_path / "replica")
    for number in range(20):
        asked = asked_words(" ".join(chance.choices(vocabulary, k=3)), ["en"])
        angle = chance.uniform(0, 1.5)
        vector = None if number % 3 == 0 else np.array([np.cos(angle), np.sin(angle)], np.float32)
        hits = store.search(collection, vector, 10, words=asked)
        copies = replica.search(vector, 10, Filters(), asked)
        assert [hit.payload["document"] for hit in hits] == [copy.document for copy in copies]
        assert [hit.score for hit in hits] == pytest.approx([copy.score for copy in copies], abs=1e-4)
