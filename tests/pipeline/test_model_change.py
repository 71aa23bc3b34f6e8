"""Another model of the same dimension: asked for, filled beside the served collection, served, rolled back, dropped."""

import importlib.resources
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from include.embedding.model import find_model
from include.errors import SettingsError
from include.lake.queries import read_rows
from include.pipeline.approval.recipe import recipe_key
from include.pipeline.plan import EmbeddingPlan
from include.pipeline.steps import (
    OPEN,
    Gate,
    collection_before,
    drop_old_collections,
    generate_embeddings,
    planned_work,
    publish_documents,
    question,
    rebuild_search_index,
    roll_back,
    update_vector_store,
)
from include.provenance import Provenance
from include.search.query import search
from include.settings import Settings
from include.vector_store.state import peek
from include.vector_store.store import open_store
from include.verify.verification import verify
from tests.conftest import Workplace

OTHER = str(Path(str(importlib.resources.files("sre_embedding_model"))) / "model_weights")
WARY = Gate(threshold=100, recipe=False)


def changed(workplace: Workplace) -> Settings:
    """The settings with the other model."""
    return replace(workplace.settings, embedding_model=OTHER)


def run(workplace: Workplace, settings: Settings, gate: Gate) -> None:
    """The four steps."""
    publish_documents(settings, workplace.lake, Provenance())
    generate_embeddings(settings, workplace.lake, Provenance(), gate=gate)
    update_vector_store(settings, workplace.lake, Provenance())
    rebuild_search_index(settings, workplace.lake, Provenance())


def found(workplace: Workplace, settings: Settings, query: str) -> str:
    return search(settings, query, limit=1)[0].document


def no_progress(_what: str, _done: int, _total: int) -> None:
    return


def test_a_change_of_model_waits_and_small_changes_go_on_with_the_old_one(synced: Workplace) -> None:
    settings, before = changed(synced), peek(synced.settings).served
    assert find_model(OTHER).dimension == find_model(synced.settings.embedding_model).dimension
    planned = planned_work(settings, synced.lake, WARY)
    asked = question(planned, settings, synced.lake)
    assert asked is not None
    assert asked.key == recipe_key(find_model(OTHER))
    assert "Change the embedding model" in asked.subject
    assert "4 |" in asked.body

    synced.write("new.md", "# Parking\n\nBicycles are parked behind the house.\n")
    run(synced, settings, WARY)
    assert set(peek(settings).collections) == {before}
    assert found(synced, settings, "where can I park my bike") == "new.md"
    assert verify(settings, synced.lake).clean


def test_after_the_decision_a_new_collection_is_served_and_the_old_one_is_kept(synced: Workplace) -> None:
    settings, before = changed(synced), peek(synced.settings).served
    run(synced, settings, replace(WARY, approved=frozenset({recipe_key(find_model(OTHER))})))
    state = peek(settings)
    assert state.served != before
    assert state.collections[before].notes.retired_at
    assert {state.collections[name].points for name in (before, state.served)} == {4}
    assert found(synced, settings, "27 days of holiday for everybody") == "handbook/leave.md"
    assert verify(settings, synced.lake).clean
    assert planned_work(settings, synced.lake, WARY).keys == frozenset()


def test_rollback_serves_the_former_collection_with_what_changed_since(synced: Workplace) -> None:
    settings, before = changed(synced), peek(synced.settings).served
    run(synced, settings, OPEN)
    synced.write("new.md", "# Parking\n\nBicycles are parked behind the house.\n")
    (synced.documents / "notes.txt").unlink()
    run(synced, settings, OPEN)
    after = peek(settings).served

    report = roll_back(settings, synced.lake, Provenance(), no_progress)
    assert (report.collection, report.former, peek(settings).served) == (before, after, before)
    assert report.embedded.plan.embedded == 1
    update_vector_store(settings, synced.lake, Provenance())
    rebuild_search_index(settings, synced.lake, Provenance())
    assert peek(settings).served == before
    assert found(synced, settings, "where can I park my bike") == "new.md"
    assert verify(settings, synced.lake).clean

    for gate in (WARY, OPEN):  # it is neither asked for again nor taken without asking
        work = planned_work(settings, synced.lake, gate)
        assert (work.keys, work.plan.changed) == (frozenset(), ())


def test_of_two_who_ask_to_roll_back_at_once_the_second_does_not_roll_forward(synced: Workplace) -> None:
    settings, before = changed(synced), peek(synced.settings).served
    run(synced, settings, OPEN)
    after = peek(settings).served
    asked = datetime.now(UTC) + timedelta(seconds=60)
    assert collection_before(settings, asked) == before
    roll_back(settings, synced.lake, Provenance(time=asked + timedelta(seconds=5)), no_progress, before)
    assert collection_before(settings, asked + timedelta(seconds=1)) == ""
    assert collection_before(settings, asked + timedelta(seconds=10)) == after  # somebody who asks later means it


def test_nothing_to_roll_back_to_is_said_in_one_line(synced: Workplace) -> None:
    with pytest.raises(SettingsError, match="there is no collection to roll back to"):
        roll_back(synced.settings, synced.lake, Provenance(), no_progress)
    with pytest.raises(SettingsError, match="there is no collection 'typo'; there are: documents__"):
        roll_back(synced.settings, synced.lake, Provenance(), no_progress, "typo")


def test_a_collection_that_was_never_filled_is_nothing_to_roll_back_to(synced: Workplace) -> None:
    served = peek(synced.settings).served
    begun = f"{served}x"
    with open_store(synced.settings) as store:
        store.create(begun, 384)
    for collection, told in (("", f"{served} is the only one"), (begun, f"{begun} was never filled")):
        with pytest.raises(SettingsError, match=told):
            roll_back(synced.settings, synced.lake, Provenance(), no_progress, collection)
    assert peek(synced.settings).served == served


def test_a_collection_is_dropped_after_its_grace_time_and_never_the_served_one(synced: Workplace) -> None:
    settings, before = changed(synced), peek(synced.settings).served
    run(synced, settings, OPEN)
    assert drop_old_collections(settings, synced.lake, Provenance()) == []
    later = Provenance(time=datetime.now(UTC) + timedelta(days=settings.collection_grace_days + 1))
    assert drop_old_collections(settings, synced.lake, later) == [before]
    assert set(peek(settings).collections) == {peek(settings).served}
    assert found(synced, settings, "27 days of holiday for everybody") == "handbook/leave.md"
    assert drop_old_collections(settings, synced.lake, later) == []


def test_what_cannot_be_read_now_is_embedded_from_the_tables_and_cut_anew_when_it_is_back(empty: Workplace) -> None:
    def step(settings: Settings) -> EmbeddingPlan:
        publish_documents(settings, empty.lake, Provenance())
        work = generate_embeddings(settings, empty.lake, Provenance()).work
        update_vector_store(settings, empty.lake, Provenance())
        rebuild_search_index(settings, empty.lake, Provenance())
        return work.candidate or work.plan

    def texts(settings: Settings) -> set[str]:
        model = find_model(settings.embedding_model).fingerprint
        current = read_rows(empty.lake.open("chunks"), "chunk_hash", where=f"model = '{model}'")
        rows = read_rows(empty.lake.open("embeddings"), "chunk_hash", "text", where=f"model = '{model}'")
        return {row["text"] for row in rows if row["chunk_hash"] in {one["chunk_hash"] for one in current}}

    text, settings = "# Boiler\n\nThe boiler is swept in May.\n", changed(empty)
    empty.write("boiler.md", text)
    step(empty.settings)
    empty.write("boiler.md", b"\xff\xfe\xff")
    assert step(settings).failed.keys() == {"boiler.md"}
    assert texts(settings) == {text.strip()}
    assert not step(settings).changed
    empty.write("boiler.md", text)
    assert not step(settings).failed
    assert texts(settings) == {text.strip()}
