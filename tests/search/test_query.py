"""A question of the command line is answered by the searchers' copy while it is as the store is, else by the store."""

from typing import Any

import pytest

from include.pipeline.steps import generate_embeddings, publish_documents, update_vector_store
from include.provenance import Provenance
from include.search import query
from include.search.modes import Mode
from include.search.query import search, search_all
from include.search.replica import path_of
from tests.conftest import Workplace

QUESTIONS = ("paid days off", "a green door", "handbook")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Folders of stores that were opened."""
    found: list[str] = []
    open_store = query.open_store

    def noted(settings: Any, *arguments: Any) -> Any:
        found.append(settings.qdrant_path)
        return open_store(settings, *arguments)

    monkeypatch.setattr(query, "open_store", noted)
    return found


@pytest.mark.parametrize("mode", list(Mode))
def test_the_copy_answers_as_the_store_does_and_nobody_opens_that(
    synced: Workplace, opened: list[str], mode: Mode
) -> None:
    by_copy = search_all(synced.settings, QUESTIONS, mode=mode)
    assert opened == []
    path_of(synced.settings).unlink()
    by_store = search_all(synced.settings, QUESTIONS, mode=mode)
    assert len(opened) == 1
    for copied, stored in zip(by_copy, by_store, strict=True):
        assert [hit.score for hit in copied] == pytest.approx([hit.score for hit in stored])
        assert [hit.is_named for hit in copied] == [hit.is_named for hit in stored]
        for name in ("document", "heading", "text", "chunk_hash", "place"):
            assert [hit.payload[name] for hit in copied] == [hit.payload[name] for hit in stored]


def test_what_was_written_since_the_copy_is_found_in_the_store(synced: Workplace, opened: list[str]) -> None:
    synced.write("parrot.md", "The office parrot is called Kasimir.\n")
    settings, lake, run = synced.settings, synced.lake, Provenance()
    publish_documents(settings, lake, run)
    generate_embeddings(settings, lake, run)
    update_vector_store(settings, lake, run)
    assert search(synced.settings, "Kasimir")[0].document == "parrot.md"
    assert len(opened) == 1


def test_a_copy_that_cannot_be_read_leaves_the_store(synced: Workplace, opened: list[str]) -> None:
    path = path_of(synced.settings)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert search(synced.settings, "paid days off")[0].document == "handbook/leave.md"
    assert len(opened) == 1
