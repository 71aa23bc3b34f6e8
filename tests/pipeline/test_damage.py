"""What is lost, changed or doubled behind the back of the steps is noticed and made good."""

from collections.abc import Callable

import pytest

from include.lake.queries import read_rows
from include.provenance import Provenance
from include.vector_store.protocol import DocumentChange
from include.vector_store.store import open_store
from include.verify.repair import repair
from include.verify.verification import verify
from tests.conftest import Workplace
from tests.pipeline.agreement import assert_true, counts, vectors


def test_a_dropped_collection_is_filled_again_without_embedding(synced: Workplace) -> None:
    with open_store(synced.settings) as store:
        store.drop(store.state().served)
    result = synced.sync()
    assert counts(result, "chunks", "embedded") == (0,)
    assert counts(result, "vectors", "upserted", "total") == (4, 4)
    assert_true(synced)


def _lose(store, collection: str, ids: list[str]) -> None:
    store.write(collection, [DocumentChange(deletes=ids)])


def _falsify(store, collection: str, ids: list[str]) -> None:
    store.write(collection, [DocumentChange(payloads={id_: {"heading": "wrong"} for id_ in ids})])


def _double(store, collection: str, ids: list[str]) -> None:
    point = next(point for point in store.points(collection) if point.id in ids)
    copy = {"id": "00000000-0000-0000-0000-000000000001", "vector": point.vector, "payload": point.payload}
    store.write(collection, [DocumentChange(upserts=[copy])])


@pytest.mark.parametrize(("damage", "kind"), [(_lose, "missing"), (_falsify, "stale"), (_double, "duplicate")])
def test_damage_to_the_store_is_found_and_repaired(synced: Workplace, damage: Callable, kind: str) -> None:
    before = vectors(synced)
    with open_store(synced.settings) as store:
        damage(store, store.state().served, [next(iter(before))])
    found = verify(synced.settings, synced.lake)
    assert {name: len(getattr(found, name)) for name in ("missing", "stale", "duplicate")} == {
        "missing": 0,
        "stale": 0,
        "duplicate": 0,
    } | {kind: 1}
    repair(synced.settings, synced.lake, found, Provenance())
    assert_true(synced)
    assert vectors(synced) == before


def test_lost_points_are_noticed_by_the_next_sync(synced: Workplace) -> None:
    with open_store(synced.settings) as store:
        _lose(store, store.state().served, list(vectors_of(store))[:2])
    assert counts(synced.sync(), "vectors", "upserted", "total") == (2, 4)
    assert_true(synced)


def vectors_of(store) -> dict:
    return store.payloads(store.state().served)


def test_a_lost_embedding_is_found_and_made_again(synced: Workplace) -> None:
    synced.lake.open("embeddings").delete(
        f"chunk_hash = '{read_rows(synced.lake.open('chunks'), 'chunk_hash')[0]['chunk_hash']}'"
    )
    found = verify(synced.settings, synced.lake)
    assert len(found.missing) == 1
    repair(synced.settings, synced.lake, found, Provenance())
    assert_true(synced)


def test_verify_sees_a_source_that_moved_on(synced: Workplace) -> None:
    synced.write("new.md", "# New\n\nNot published yet.\n")
    synced.write("notes.txt", "Edited.\n")
    (synced.documents / "guide.rst").unlink()
    found = verify(synced.settings, synced.lake)
    assert (found.missing, found.stale) == (("new.md",), ("guide.rst", "notes.txt"))
