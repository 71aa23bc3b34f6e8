"""A file that stays as it was is not read again, also by the next process; one that changed always is."""

import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from include.pipeline.publish import plan_documents, seen_files
from include.pipeline.steps import publish_documents
from include.provenance import Provenance
from include.sources import seen_files as module
from include.verify.verification import verify
from tests.conftest import PAGES, Workplace


@pytest.fixture
def place(workplace: Workplace, reads: list[str], monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """Published long after its files were written."""
    monkeypatch.setattr(module, "YOUNG_NS", 0)
    publish(workplace)
    assert sorted(reads) == sorted(PAGES)
    reads.clear()
    return workplace


def publish(place: Workplace) -> tuple[int, int, int]:
    """What a publication added and changed, and the version it left."""
    report = publish_documents(place.settings, place.lake, Provenance())
    return report.plan.added, report.plan.changed, report.version


def test_what_stays_is_not_read_again_and_nothing_is_committed(place: Workplace, reads: list[str]) -> None:
    version = place.lake.version("documents")
    assert publish(place) == (0, 0, version)
    plan_documents(
        place.settings, {row["id"]: row for row in place.lake.rows("documents")}, seen=seen_files(place.settings)
    )
    assert reads == []


def test_an_edit_that_keeps_the_size_and_sets_the_time_back_is_found(place: Workplace, reads: list[str]) -> None:
    path = place.documents / "notes.txt"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"green", b"brown"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert publish(place)[:2] == (0, 1)
    assert reads == ["notes.txt"]


def test_a_touch_is_read_once_and_is_no_change(place: Workplace, reads: list[str]) -> None:
    version = place.lake.version("documents")
    os.utime(place.documents / "notes.txt")
    assert publish(place) == publish(place) == (0, 0, version)
    assert reads == ["notes.txt"]


def test_another_file_under_the_name_is_read_though_its_time_and_size_are_the_same(place: Workplace) -> None:
    path = place.documents / "notes.txt"
    status, other = path.stat(), place.folder / "other"
    other.write_bytes(path.read_bytes().replace(b"green", b"brown"))
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)
    assert publish(place)[:2] == (0, 1)


def test_a_file_written_just_before_it_was_read_is_read_again(workplace: Workplace, reads: list[str]) -> None:
    publish(workplace)
    publish(workplace)
    assert len(reads) == 2 * len(PAGES)


def test_what_lies_where_times_cannot_be_believed_is_read_each_time(
    place: Workplace, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "OWN_CLOCK", frozenset({"nfs4"}))
    publish(place)
    assert len(reads) == len(PAGES)


@pytest.mark.skipif(not module.MOUNTS.exists(), reason="this system has no such list")
@pytest.mark.parametrize("folder", ["/proc/self", str(Path(__file__).parent)])
def test_the_kernel_tells_the_file_system_that_psutil_tells(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setattr(module, "MOUNTS", Path("/nonexistent"))
        told_by_psutil = module.file_system(folder)
    monkeypatch.setitem(sys.modules, "psutil", None)  # to import it would fail
    assert module.file_system(folder) == told_by_psutil != ""


def test_it_can_be_turned_off(place: Workplace, reads: list[str]) -> None:
    place.environment["SEEN_FILES"] = "off"
    publish(place)
    assert len(reads) == len(PAGES)


def test_verify_reads_everything(place: Workplace, reads: list[str]) -> None:
    verify(place.settings, place.lake)
    assert len(reads) == len(PAGES)


def test_a_broken_or_a_locked_away_memory_costs_reading_and_nothing_else(place: Workplace, reads: list[str]) -> None:
    (file,) = Path(place.settings.seen_files).iterdir()
    file.write_bytes(b"no database, and longer than the header of one would be: " * 20)
    assert publish(place)[:2] == (0, 0)
    assert len(reads) == len(PAGES)
    publish(place)  # makes it anew
    reads.clear()
    publish(place)
    assert reads == []


def test_what_is_gone_is_forgotten_and_nobody_else_can_read_the_names(place: Workplace) -> None:
    (file,) = Path(place.settings.seen_files).iterdir()
    assert not stat.S_IMODE(file.stat().st_mode) & 0o077
    (place.documents / "notes.txt").unlink()
    publish(place)
    with sqlite3.connect(file) as connection:
        kept = {
            os.path.relpath(location, place.documents)
            for (location,) in connection.execute("SELECT location FROM files")
        }
    assert kept == set(PAGES) - {"notes.txt"}
