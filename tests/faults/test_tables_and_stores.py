"""Data that is gone, full disks, clocks that go backwards, two runs at once: truth is restored, or a line says how."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from include.errors import LakeError
from include.pipeline.steps import generate_embeddings, publish_documents, rebuild_search_index, update_vector_store
from include.provenance import Provenance
from include.settings import PROJECT
from include.sources.folder import FolderSource
from include.vector_store.protocol import DocumentChange
from include.vector_store.store import open_store
from tests.faults.conftest import Handbook, Points, assert_true, embedded_texts, points

slow = pytest.mark.slow_fault
STEPS = (publish_documents, generate_embeddings, update_vector_store, rebuild_search_index)


def test_a_dropped_collection_is_filled_again_and_nothing_is_embedded(edited: Handbook, undisturbed: Points) -> None:
    edited.sync()
    embedded = len(embedded_texts(edited))
    with open_store(edited.settings) as store:
        store.drop(store.state().served)
    edited.sync()
    assert_true(edited, undisturbed)
    assert len(embedded_texts(edited)) == embedded


def test_fifty_points_deleted_behind_its_back_come_back(edited: Handbook, undisturbed: Points) -> None:
    with open_store(edited.settings) as store:
        served = store.state().served
        store.write(served, [DocumentChange(deletes=sorted(store.payloads(served))[:50])])
    edited.sync()
    assert_true(edited, undisturbed)


def command(handbook: Handbook, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=PROJECT,
        env=handbook.process_environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "table", ["chunks", pytest.param("embeddings", marks=slow), pytest.param("documents", marks=slow)]
)
@pytest.mark.parametrize("file", [pytest.param("newest"), pytest.param("oldest", marks=slow)])
def test_a_lost_data_file_is_one_line_that_names_the_repair_and_the_repair_works(
    edited: Handbook, undisturbed: Points, table: str, file: str
) -> None:
    edited.sync()
    opened = edited.lake.open(table)
    assert opened
    files = sorted((Path(uri) for uri in opened.file_uris()), key=lambda path: path.stat().st_mtime_ns)
    files[-1 if file == "newest" else 0].unlink()

    edited.write("new/page-150.md", "# Page 150\n\nThis is the last edition of page 150.\n")
    for name in ("include.sync", "include.verify"):
        refused = command(edited, name)
        line = refused.stderr.strip()
        assert refused.returncode == 2, (refused.stdout, refused.stderr)
        assert "\n" not in line
        assert f"/{table} " in line
        assert "python -m include.verify --repair" in line
    edited.edit()
    repaired = command(edited, "include.verify", "--repair")
    assert repaired.returncode == 0, repaired.stderr
    assert repaired.stdout.count("all agree") == 1
    # That a renamed document kept its points was known to the lost rows alone.
    renumbered = "part-3/renamed.md" if table == "chunks" else ""
    assert_true(edited, undisturbed, renumbered)
    edited.sync()
    assert_true(edited, undisturbed, renumbered)


def assert_refused(done: "subprocess.CompletedProcess[str]") -> None:
    """One line for a person; the table library's threads may complain beside it, also while they are shut down."""
    assert done.returncode in (1, 2), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert "run again" in line


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB."""
    folder = tmp_path / "small-disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("only root on Linux can mount a small disk; the limit on file sizes is tested everywhere")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("what", ["LAKE_URI", pytest.param("QDRANT_PATH", marks=slow)])
@pytest.mark.parametrize("free_kilobytes", [pytest.param(0, marks=slow), 60, pytest.param(200, marks=slow)])
def test_a_full_disk_is_one_line_and_loses_nothing(
    edited: Handbook, undisturbed: Points, small_disk: Path, what: str, free_kilobytes: int
) -> None:
    place = small_disk / "here"
    Path(edited.environment[what]).rename(edited.folder / "moved")
    subprocess.run(["cp", "-a", str(edited.folder / "moved"), str(place)], check=True)
    edited.environment[what] = str(place)
    ballast = small_disk / "ballast"
    free = os.statvfs(small_disk)
    ballast.write_bytes(b"x" * max(0, free.f_bavail * free.f_bsize - free_kilobytes * 1024))
    refused = command(edited, "include.sync")
    assert_refused(refused)
    ballast.unlink()
    edited.sync()
    assert_true(edited, undisturbed)


@pytest.mark.parametrize("largest", [pytest.param(20_000, marks=slow), pytest.param(4_000, marks=slow)])
def test_a_file_that_may_not_grow_is_one_line_and_loses_nothing(
    edited: Handbook, undisturbed: Points, largest: int
) -> None:
    """What a quota or a limit of the process does."""
    code = (
        "import resource, runpy, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({largest}, {largest})); "
        "runpy.run_module('include.sync', run_name='__main__')"
    )
    refused = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env=edited.process_environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert_refused(refused)
    edited.sync()
    assert_true(edited, undisturbed)


def test_two_syncs_at_once_do_the_work_once(edited: Handbook, undisturbed: Points) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "include.sync", "--json"],
            cwd=PROJECT,
            env=edited.process_environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in running:
        _, errors = process.communicate(timeout=1200)
        assert process.returncode == 0, errors
    assert_true(edited, undisturbed)


def test_a_clock_that_is_set_back_changes_no_result(handbook: Handbook, undisturbed: Points) -> None:
    future, past = datetime.now(UTC) + timedelta(days=4000), datetime(1999, 12, 31, tzinfo=UTC)
    handbook.write("part-0/page-000.md", "# Soon gone\n\nWritten in the future.\n")
    for time in (future, past):
        for step in STEPS:
            report = step(handbook.settings, handbook.lake, Provenance(time=time))
        handbook.edit()
    assert report.worked
    assert_true(handbook, undisturbed)
    assert not any(
        step(handbook.settings, handbook.lake, Provenance(time=time)).worked
        for step in STEPS
        for time in (future, past)
    )


def test_a_document_that_changes_while_it_is_read_waits_and_none_is_half(
    edited: Handbook, undisturbed: Points, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between listing and reading, and between publishing and cutting."""
    victim = edited.documents / "part-0/page-000.md"
    final, read = victim.read_text(), FolderSource.read

    def changing(source: FolderSource, document: str) -> bytes:
        data = read(source, document)
        if document == "part-0/page-000.md":
            victim.write_text(f"{victim.read_text()}\nOne more line.\n")
        return data

    with monkeypatch.context() as patch:
        patch.setattr(FolderSource, "read", changing)
        edited.sync()
    served = points(edited)
    present = [payload for _, payload in served.values() if payload["document"] == "part-0/page-000.md"]
    assert "first edition" in present[0]["text"]  # what it said before, whole
    victim.write_text(final)
    edited.sync()
    assert_true(edited, undisturbed)


def test_a_table_that_cannot_be_repaired_says_so(handbook: Handbook) -> None:
    for commit in (Path(handbook.environment["LAKE_URI"]) / "chunks/_delta_log").iterdir():
        commit.write_text("no JSON")
    with pytest.raises(LakeError) as caught:
        handbook.lake.open("chunks")
    assert "\n" not in str(caught.value)
