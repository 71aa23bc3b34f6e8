"""The four steps on a small source: exactly what changed is done, and nothing else."""

import shutil
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from include.errors import SettingsError, StoreError, UnreadableDocument
from include.lake.known_documents import known_documents
from include.lake.queries import commits
from include.pipeline.approval.deletions import Consent
from include.pipeline.golden import golden_questions
from include.pipeline.scope import chunk_rows
from include.pipeline.steps import (
    OPEN,
    embed_shard,
    generate_embeddings,
    hand_out,
    planned_work,
    publish_documents,
    rebuild_search_index,
    split,
)
from include.pipeline.store import update_vector_store
from include.provenance import Provenance
from include.settings import SAMPLE_DOCUMENTS
from include.sources.names import MEDIA_TYPES
from include.sync.run import plan
from include.vector_store.store import open_store
from tests.conftest import Workplace
from tests.pipeline.agreement import assert_true, counts, vectors

LONG = "# Long\n\n" + "\n\n".join(
    f"## Part {n}\n\n" + " ".join(f"Sentence {n}.{i} speaks of matter {n * 31 + i}." for i in range(20))
    for n in range(12)
)


def payloads(workplace: Workplace) -> list[dict]:
    with open_store(workplace.settings) as store:
        return [dict(point.payload) for point in store.points("documents")]


def test_first_sync_embeds_each_distinct_text_once(workplace: Workplace) -> None:
    workplace.write("copy.txt", (workplace.documents / "notes.txt").read_bytes())
    result = workplace.sync()
    assert counts(result, "documents", "added", "changed", "removed", "unchanged", "total") == (5, 0, 0, 0, 5)
    assert counts(result, "chunks", "total", "embedded", "reused") == (5, 4, 1)
    assert counts(result, "vectors", "upserted", "deleted", "total") == (5, 0, 5)
    assert_true(workplace)


def test_second_sync_with_no_change_does_nothing(synced: Workplace) -> None:
    versions = [synced.lake.version(name) for name in ("documents", "chunks", "embeddings")]
    result = synced.sync()
    assert counts(result, "documents", "added", "changed", "removed", "unchanged") == (0, 0, 0, 4)
    assert counts(result, "chunks", "embedded", "reused") == (0, 0)
    assert counts(result, "vectors", "upserted", "updated_payload", "deleted", "total") == (0, 0, 0, 4)
    assert [synced.lake.version(name) for name in ("documents", "chunks", "embeddings")] == versions


def test_a_touched_file_is_not_a_change(synced: Workplace) -> None:
    for path in synced.documents.rglob("*.*"):
        path.touch()
    assert counts(synced.sync(), "documents", "changed", "unchanged") == (0, 4)


def test_an_edit_embeds_only_the_chunk_it_touches(empty: Workplace) -> None:
    path = empty.write("long.md", LONG)
    first = empty.sync()
    before = vectors(empty)
    path.write_text(LONG.replace("Sentence 5.3", "Remark 5.3"), "utf-8")
    result = empty.sync()
    total = first["chunks"]["total"]
    assert total > 10
    assert counts(result, "chunks", "total", "embedded", "reused") == (total, 1, total - 1)
    assert counts(result, "vectors", "upserted", "deleted", "total") == (1, 1, total)
    assert len(vectors(empty).keys() & before.keys()) == total - 1
    assert_true(empty)


def test_a_rename_embeds_nothing_and_sends_no_vector(synced: Workplace) -> None:
    before = vectors(synced)
    (synced.documents / "handbook/leave.md").rename(synced.documents / "handbook/holidays.md")
    result = synced.sync()
    assert counts(result, "documents", "added", "removed") == (1, 1)
    assert counts(result, "chunks", "embedded", "reused") == (0, 1)
    assert counts(result, "vectors", "upserted", "updated_payload", "deleted") == (0, 1, 0)
    assert vectors(synced) == before
    assert {payload["document"] for payload in payloads(synced)} >= {"handbook/holidays.md"}
    assert_true(synced)


def test_a_renamed_document_keeps_its_points_when_it_is_edited_and_its_old_name_is_used_again(
    synced: Workplace,
) -> None:
    old, new = synced.documents / "handbook/travel.md", synced.documents / "journeys.md"
    old.rename(new)
    synced.sync()
    shutil.copy(new, old)
    result = synced.sync()
    assert counts(result, "chunks", "embedded") == (0,)
    assert counts(result, "vectors", "upserted", "deleted", "total") == (1, 0, 5)
    assert_true(synced)
    new.write_text(new.read_text() + "\n## Hotels\n\nUp to 140 euros.\n")
    synced.sync()
    assert_true(synced)


def test_a_copy_embeds_nothing(synced: Workplace) -> None:
    shutil.copy(synced.documents / "guide.rst", synced.documents / "guide-2.rst")
    result = synced.sync()
    assert counts(result, "chunks", "embedded", "reused") == (0, 1)
    assert counts(result, "vectors", "upserted", "total") == (1, 5)
    assert_true(synced)


def test_a_reverted_edit_embeds_nothing(synced: Workplace) -> None:
    path = synced.documents / "notes.txt"
    text = path.read_text()
    before = vectors(synced)
    path.write_text("The door is blue now.\n")
    assert counts(synced.sync(), "chunks", "embedded") == (1,)
    path.write_text(text)
    result = synced.sync()
    assert counts(result, "chunks", "embedded", "reused") == (0, 1)
    assert vectors(synced) == before
    assert_true(synced)


def test_a_removed_document_loses_its_points(synced: Workplace) -> None:
    (synced.documents / "handbook/leave.md").unlink()
    result = synced.sync()
    assert counts(result, "documents", "removed", "total") == (1, 3)
    assert counts(result, "vectors", "upserted", "deleted", "total") == (0, 1, 3)
    assert "handbook/leave.md" not in {payload["document"] for payload in payloads(synced)}
    assert_true(synced)


def test_documents_of_a_type_that_is_read_no_more_leave_as_if_they_were_deleted(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(MEDIA_TYPES, ".rst")
    assert counts(synced.sync(), "vectors", "deleted", "total") == (1, 3)
    assert_true(synced)


def test_removing_every_document_leaves_an_empty_store_when_somebody_agrees(synced: Workplace) -> None:
    shutil.rmtree(synced.documents)
    synced.documents.mkdir()
    assert counts(synced.sync(), "vectors", "deleted", "total") == (0, 4)
    assert counts(synced.sync(Consent(everything=True)), "vectors", "deleted", "total") == (4, 0)
    assert_true(synced)
    synced.write("new.md", "# New\n\nA fresh start.\n")
    assert counts(synced.sync(), "vectors", "upserted", "total") == (1, 1)
    assert_true(synced)


def test_the_same_paragraph_twice_in_one_document_is_two_points_and_one_embedding(empty: Workplace) -> None:
    part = "## Note\n\n" + " ".join(f"Word{i} and more of it." for i in range(40))
    empty.write("twice.md", f"# Twice\n\n{part}\n\n{part}\n")
    result = empty.sync()
    assert result["chunks"]["embedded"] < result["chunks"]["total"] == result["vectors"]["total"]
    assert_true(empty)


def test_payload_holds_what_searchers_rely_on(synced: Workplace) -> None:
    fields = {"document", "title", "heading", "ordinal", "text", "chunk_hash", "model", "version", "place"}
    assert all(payload.keys() == fields for payload in payloads(synced))


def test_a_new_title_changes_payloads_but_no_other_vector(empty: Workplace) -> None:
    path = empty.write("long.md", LONG)
    total = empty.sync()["chunks"]["total"]
    path.write_text(LONG.replace("# Long", "# Longer", 1), "utf-8")
    result = empty.sync()
    assert counts(result, "chunks", "embedded") == (1,)
    assert counts(result, "vectors", "upserted", "updated_payload") == (1, total - 1)
    assert {payload["title"] for payload in payloads(empty)} == {"Longer"}
    assert_true(empty)


def test_one_unreadable_document_does_not_stop_the_others(workplace: Workplace) -> None:
    workplace.write("broken.md", b"caf\xe9")
    workplace.write("empty.md", "")
    result = workplace.sync()
    assert counts(result, "documents", "quarantined", "total") == (2, 6)
    assert result["chunks"]["total"] == 4
    reasons = {id_: row["reason"] for id_, row in known_documents(workplace.lake.open("documents")).items()}
    assert "UTF-8" in reasons["broken.md"]
    assert "empty" in reasons["empty.md"]
    assert_true(workplace)


def test_a_document_that_becomes_unreadable_is_served_as_it_was_read_last(synced: Workplace) -> None:
    path = synced.documents / "notes.txt"
    good = path.read_bytes()
    path.write_bytes(b"\xff\xff")
    assert counts(synced.sync(), "vectors", "deleted", "total") == (0, 4)
    assert_true(synced)
    path.write_bytes(good)
    result = synced.sync()
    assert counts(result, "chunks", "embedded") == (0,)
    assert counts(result, "vectors", "upserted", "total") == (0, 4)
    assert_true(synced)


def test_a_quarantined_document_is_read_again_on_request_only(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(SAMPLE_DOCUMENTS / "people" / "equipment.docx", workplace.documents)
    with monkeypatch.context() as patch:
        patch.setattr(
            "include.embedding.bounded_reader.ReaderProcess",
            Mock(side_effect=UnreadableDocument("a limit that is raised later")),
        )
        workplace.sync()
        again = publish_documents(workplace.settings, workplace.lake, Provenance(), retry_quarantined=True)
        assert not again.worked  # the reason is the same: nobody is woken
    assert counts(workplace.sync(), "documents", "changed", "quarantined") == (0, 1)
    again = publish_documents(workplace.settings, workplace.lake, Provenance(), retry_quarantined=True)
    assert (again.event["documents_changed"], again.event["documents_quarantined"]) == (1, 0)
    assert workplace.sync()["chunks"]["total"] > 4
    assert_true(workplace)


def test_a_document_that_changes_after_it_was_published_waits_for_the_next_batch(workplace: Workplace) -> None:
    publish_documents(workplace.settings, workplace.lake, Provenance())
    workplace.write("notes.txt", "Changed in between.\n")
    report = generate_embeddings(workplace.settings, workplace.lake, Provenance())
    assert report.event["embeddings_failed"] == 1
    assert workplace.sync()["chunks"]["total"] == 4
    assert_true(workplace)


def test_each_commit_names_its_run_and_its_batches(workplace: Workplace) -> None:
    publish_documents(workplace.settings, workplace.lake, Provenance(run="first"))
    workplace.write("more.md", "# More\n\nAnother page.\n")
    publish_documents(workplace.settings, workplace.lake, Provenance(run="second"))
    report = generate_embeddings(workplace.settings, workplace.lake, Provenance(run="third"))
    assert report.event["batch_ids"] == "batch-000001, batch-000002"
    newest = commits(workplace.lake.open("chunks"))[0]
    assert (newest["run"], newest["batch_ids"]) == ("third", "batch-000001, batch-000002")


def test_a_run_that_dies_before_it_commits_loses_no_embedding(workplace: Workplace) -> None:
    publish_documents(workplace.settings, workplace.lake, Provenance())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("include.lake.tables.Lake.change", _die)
        with pytest.raises(ZeroDivisionError):
            generate_embeddings(workplace.settings, workplace.lake, Provenance())
    assert counts(workplace.sync(), "chunks", "embedded", "reused") == (0, 4)
    assert_true(workplace)


def _die(*_arguments: object, **_named: object) -> int:
    raise ZeroDivisionError


def test_a_dry_run_tells_what_sync_will_do_and_writes_nothing(synced: Workplace) -> None:
    synced.write("new.md", "# New\n\nA page.\n")
    (synced.documents / "guide.rst").unlink()
    planned = plan(synced.settings)
    assert synced.lake.version("documents") == 1
    done = synced.sync()
    for part in ("documents", "chunks", "vectors"):
        assert planned[part] == done[part]


def test_a_dry_run_on_nothing_creates_nothing(workplace: Workplace) -> None:
    planned = plan(workplace.settings)
    assert counts(planned, "vectors", "upserted") == (4,)
    assert sorted(path.name for path in workplace.folder.iterdir()) == ["documents"]


def test_a_changed_window_makes_a_new_collection_and_serves_it(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = collection(synced)
    monkeypatch.setattr("include.embedding.model.LARGEST_CHUNK_TOKENS", 40)
    result = synced.sync()
    assert collection(synced) != served
    assert result["vectors"]["upserted"] == result["chunks"]["total"]
    assert_true(synced)


def collection(workplace: Workplace) -> str:
    with open_store(workplace.settings) as store:
        return store.state().served


def test_a_new_collection_that_answers_badly_is_not_served(synced: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    served = collection(synced)
    monkeypatch.setattr("include.embedding.model.LARGEST_CHUNK_TOKENS", 40)
    monkeypatch.setattr("include.pipeline.promotion._recall", lambda *_: 0.1)
    with pytest.raises(Exception, match="stays in service"):
        synced.sync()
    assert collection(synced) == served


def test_a_collection_that_does_not_become_ready_fails_with_one_line_and_what_is_served_stays(
    synced: Workplace,
) -> None:
    served = collection(synced)
    synced.write("new.md", "# New\n\nA page.\n")
    publish_documents(synced.settings, synced.lake, Provenance())
    generate_embeddings(synced.settings, synced.lake, Provenance())
    update_vector_store(synced.settings, synced.lake, Provenance())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("include.pipeline.golden.READY_SECONDS", 0)
        patch.setattr("include.vector_store.folder_store.FolderStore.is_ready", lambda *_: False)
        with pytest.raises(StoreError, match="was not ready after 0 s; its status in Qdrant says why"):
            rebuild_search_index(synced.settings, synced.lake, Provenance())
    assert collection(synced) == served
    assert rebuild_search_index(synced.settings, synced.lake, Provenance()).worked


def test_golden_questions_that_cannot_be_read_are_named_in_one_line(synced: Workplace, tmp_path: Path) -> None:
    for text, says in (("[1]", "a JSON list of question and document is needed"), ("null", "a JSON list")):
        file = tmp_path / "questions.json"
        file.write_text(text, "utf-8")
        with pytest.raises(SettingsError, match=says):
            golden_questions(replace(synced.settings, golden_questions=str(file)), synced.lake)


def test_a_step_that_runs_again_after_its_store_write_was_not_noted_repeats_nothing(synced: Workplace) -> None:
    synced.write("new.md", "# New\n\nA page.\n")
    publish_documents(synced.settings, synced.lake, Provenance())
    generate_embeddings(synced.settings, synced.lake, Provenance())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("include.vector_store.folder_store.FolderStore.note", _die)
        with pytest.raises(ZeroDivisionError):
            update_vector_store(synced.settings, synced.lake, Provenance())
    again = update_vector_store(synced.settings, synced.lake, Provenance())
    assert (again.worked, again.total) == (True, 5)
    assert rebuild_search_index(synced.settings, synced.lake, Provenance()).worked
    assert_true(synced)
    assert len(chunk_rows(synced.lake.open("chunks"))) == 5


def test_shards_embed_every_text_once_and_the_commit_finds_them_done(
    empty: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.pipeline.shards.SHARD_TEXTS", 3)
    empty.write("long.md", LONG)
    settings, lake = replace(empty.settings, embedding_shards=3), empty.lake
    publish_documents(settings, lake, Provenance())
    run = Provenance(run="one run")
    shards = hand_out(lake, planned_work(settings, lake, OPEN).plan, settings, run.time)
    assert len(shards) == 3
    done = [embed_shard(settings, lake, shard, run) for shard in shards]
    assert [embed_shard(settings, lake, shard, run) for shard in shards] == [0, 0, 0]
    report = generate_embeddings(settings, lake, run)
    assert report.plan.embedded == 0
    assert sum(done) == report.event["embeddings_generated"] == report.plan.total
    assert split(planned_work(settings, lake, OPEN).plan, settings) == []
    empty.sync()
    assert_true(empty)


def test_little_work_is_not_split(workplace: Workplace) -> None:
    publish_documents(workplace.settings, workplace.lake, Provenance())
    assert split(planned_work(workplace.settings, workplace.lake, OPEN).plan, workplace.settings) == []


def test_a_run_that_died_before_its_event_was_sent_sends_it_when_it_is_tried_again(workplace: Workplace) -> None:
    """The same run, started again by Airflow, finds nothing to do but must still wake the next DAG."""
    steps = (publish_documents, generate_embeddings, update_vector_store, rebuild_search_index)
    for number, step in enumerate(steps):
        run = Provenance(run=f"run {number}")
        first = step(workplace.settings, workplace.lake, run)
        again = step(workplace.settings, workplace.lake, run)
        assert again.worked
        assert again.event == first.event
        assert not step(workplace.settings, workplace.lake, Provenance(run="another run")).worked
