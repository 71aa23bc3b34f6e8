"""Step 2 compares what the change feed names, and everything where the feed cannot tell."""

from pathlib import Path

import pytest

from include.embedding.model import find_model
from include.lake.queries import commits
from include.pipeline.scope import Scope, changed_documents
from include.pipeline.steps import generate_embeddings, maintain_tables, publish_documents
from include.provenance import Provenance
from include.verify.verification import verify
from tests.conftest import Workplace


def scope(workplace: Workplace) -> Scope:
    model = find_model(workplace.settings.embedding_model)
    return changed_documents(workplace.lake.open("chunks"), workplace.lake.open("documents"), model)


def publish(workplace: Workplace) -> None:
    publish_documents(workplace.settings, workplace.lake, Provenance())


def generate(workplace: Workplace) -> None:
    generate_embeddings(workplace.settings, workplace.lake, Provenance())


def assert_true(workplace: Workplace) -> None:
    workplace.sync()
    found = verify(workplace.settings, workplace.lake)
    assert found.clean, found


def test_after_a_sync_nothing_is_compared(synced: Workplace) -> None:
    assert scope(synced) == Scope({}, {}, 4)


def test_only_what_changed_is_compared(synced: Workplace) -> None:
    synced.write("notes.txt", "Changed.\n")
    (synced.documents / "guide.rst").unlink()
    publish(synced)
    found = scope(synced)
    assert found.documents.keys() == {"notes.txt"}
    assert {row["document"] for row in found.chunks.values()} == {"notes.txt", "guide.rst"}
    assert found.rest == 2
    assert_true(synced)


def test_upkeep_does_not_hide_how_far_chunks_are(synced: Workplace) -> None:
    for name in ("a.md", "b.md"):
        synced.write(name, f"# {name}\n\nText of {name}.\n")
        synced.sync()
    maintain_tables(synced.lake)
    assert commits(synced.lake.open("chunks"), 1)[0]["operation"].startswith(("OPTIMIZE", "VACUUM"))
    assert scope(synced).rest == 6


def test_a_document_that_failed_is_compared_again_though_it_did_not_change(workplace: Workplace) -> None:
    published = (workplace.documents / "notes.txt").read_text()
    workplace.sync()
    workplace.write("notes.txt", "Second text.\n")
    workplace.write("new.md", "# New\n\nA page.\n")
    publish(workplace)
    workplace.write("notes.txt", "Third text, which nobody published.\n")
    generate(workplace)
    workplace.write("notes.txt", "Second text.\n")
    generate(workplace)
    assert published != "Second text.\n"
    assert_true(workplace)
    assert scope(workplace).rest == 5


def test_rows_removed_by_somebody_else_are_made_again(synced: Workplace) -> None:
    table = synced.lake.open("chunks")
    assert table
    table.delete("document = 'notes.txt'")
    assert scope(synced).rest == 0
    generate(synced)
    assert_true(synced)


def test_a_feed_that_was_cleaned_up_means_everything(synced: Workplace) -> None:
    for text in ("One.\n", "Two.\n"):
        synced.write("notes.txt", text)
        publish(synced)
    table = synced.lake.open("documents")
    assert table
    table.create_checkpoint()
    for version in range(table.version()):
        (Path(synced.lake.uri) / "documents" / "_delta_log" / f"{version:020}.json").unlink()
    assert len(scope(synced).documents) == 4
    assert_true(synced)


def test_many_changes_mean_everything(synced: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("include.pipeline.scope.LARGEST_CONDITION", 1)
    for name in ("a.md", "b.md"):
        synced.write(name, f"# {name}\n\nText of {name}.\n")
    publish(synced)
    assert scope(synced).rest == 0
    assert_true(synced)


def test_another_model_means_everything(synced: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("include.embedding.model.LARGEST_CHUNK_TOKENS", 40)
    assert len(scope(synced).documents) == 4


def test_a_rename_and_the_old_name_used_again_keep_every_point_apart(synced: Workplace) -> None:
    old, text = synced.documents / "notes.txt", (synced.documents / "notes.txt").read_text()
    old.rename(synced.documents / "renamed.txt")
    synced.sync()
    synced.write("notes.txt", text)
    publish(synced)
    assert scope(synced).documents.keys() == {"notes.txt"}
    assert_true(synced)
    table = synced.lake.open("chunks")
    assert table
    assert table.count() == 5
