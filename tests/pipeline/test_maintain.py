"""Maintenance of the tables: their files become few, and nobody notices."""

from types import SimpleNamespace
from typing import cast

import pytest

from include.embedding.encoder import Encoder, open_encoder
from include.embedding.model import EmbeddingModel
from include.pipeline.steps import maintain_tables, rebuild_search_index
from include.pipeline.store import update_vector_store
from include.provenance import Provenance
from include.settings import Settings
from tests.conftest import Workplace
from tests.pipeline.agreement import assert_true, counts, vectors


def test_a_compaction_wakes_nobody(synced: Workplace) -> None:
    for number in range(3):
        synced.write(f"{number}.md", f"# Page {number}\n\nText {number}.\n")
        synced.sync()
    before = synced.lake.version("chunks")
    maintain_tables(synced.lake)
    assert synced.lake.version("chunks") > before
    assert not update_vector_store(synced.settings, synced.lake, Provenance()).worked
    assert not rebuild_search_index(synced.settings, synced.lake, Provenance()).worked
    synced.write("0.md", "# Page 0\n\nAnother text.\n")
    assert counts(synced.sync(), "vectors", "upserted", "deleted") == (1, 1)
    assert not rebuild_search_index(synced.settings, synced.lake, Provenance()).worked  # `sync` has done it
    assert_true(synced)


def test_maintenance_leaves_few_files_and_changes_nothing_else(
    empty: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_by_one(model: EmbeddingModel, settings: Settings) -> Encoder:
        encode = open_encoder(model, settings).encode
        return cast("Encoder", SimpleNamespace(commit_texts=1, billed_tokens=0, encode=encode))

    monkeypatch.setattr("include.pipeline.embed_texts.open_encoder", one_by_one)
    for number in range(12):
        empty.write(f"{number}.md", f"# Page {number}\n\nText {number}.\n")
    empty.sync()
    before = vectors(empty)
    files = len(empty.lake.open("embeddings").file_uris())
    report = maintain_tables(empty.lake)
    assert files > 10
    assert report["embeddings"].files_after == len(empty.lake.open("embeddings").file_uris()) == 1
    again = empty.sync()
    assert counts(again, "vectors", "upserted", "updated_payload", "deleted") == (0, 0, 0)
    assert counts(again, "chunks", "embedded") == (0,)
    assert vectors(empty) == before
    assert not update_vector_store(empty.settings, empty.lake, Provenance()).worked
    assert_true(empty)
