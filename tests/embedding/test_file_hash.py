"""A large file that stays as it was is read by one process alone; one that changed is read by the next."""

import hashlib
import importlib
import os
from pathlib import Path
from typing import Any

import pytest

from include.embedding import file_hash
from include.sources import seen_files


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A large file, written long ago."""
    monkeypatch.setenv("SEEN_FILES", str(tmp_path / "seen"))
    monkeypatch.setattr(seen_files, "YOUNG_NS", 0)
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"weights " * file_hash.LARGE_BYTES)
    return path


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Files that were read, in order."""
    found: list[Path] = []
    digest = hashlib.file_digest

    def noted(file: Any, kind: str) -> Any:
        found.append(Path(file.name))
        return digest(file, kind)

    monkeypatch.setattr(hashlib, "file_digest", noted)
    return found


def of_another_process(path: Path) -> str:
    return str(importlib.reload(file_hash).file_sha256(path))


def test_weights_are_read_once_by_all_processes(weights: Path, reads: list[Path]) -> None:
    expected = hashlib.sha256(weights.read_bytes()).hexdigest()
    assert [of_another_process(weights) for _ in range(3)] == [expected] * 3
    assert reads == [weights]


def test_weights_of_the_same_size_and_time_are_read_again(weights: Path, reads: list[Path]) -> None:
    before, status = of_another_process(weights), weights.stat()
    with weights.open("r+b") as file:
        file.write(b"W")
    os.utime(weights, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file_hash.file_sha256(weights) != before
    assert of_another_process(weights) == hashlib.sha256(weights.read_bytes()).hexdigest()
    assert len(reads) == 2


def test_where_nothing_is_kept_each_process_reads(
    weights: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEEN_FILES", "off")
    of_another_process(weights)
    of_another_process(weights)
    assert len(reads) == 2


def test_weights_written_just_now_are_read_again(
    weights: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen_files, "YOUNG_NS", 3_600_000_000_000)
    of_another_process(weights)
    of_another_process(weights)
    assert len(reads) == 2
