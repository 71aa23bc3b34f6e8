"""`make clean`: remove what demos, clusters, tests and `sync` left; what a person wrote there stays, but for ALL=1."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from tools.airflow_settings import PROJECT
from tools.own_folders import is_ours, was_edited

DEMOS = ("", "generation", "knowledge", "incident")
"""Folders of the demos within `.demo`."""
EDITABLE = ("documents", "team", "conversations")
"""Folders of a demo that a person is invited to edit."""
FILES = (".lock", "qdrant.lock", "qdrant.replica.sqlite")
STORED = "s3"
"""What was put into the cluster's buckets."""
COURSE = "course"
"""A learner's attempts and pages."""


def main(project: Path = PROJECT) -> int:
    """Returns exit code 2 while something runs there, or where something cannot be removed."""
    everything = bool(os.environ.get("ALL", "").strip())
    try:
        kept = [*_clean_demos(project / ".demo", everything), *_clean_cluster(project / ".cluster", everything)]
        kept += _clean_data(project / ".data", everything)
    except Timeout as error:
        print(f"clean: something is running in {Path(error.lock_file).parent}; stop it first", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"clean: {error.filename} cannot be removed: {error.strerror}", file=sys.stderr)
        return 2
    if kept:
        names = ", ".join(str(path.relative_to(project)) for path in kept)
        print(f"clean: kept what you wrote: {names} (make clean ALL=1 removes it, too)")
    return 0


def _clean_demos(folder: Path, everything: bool) -> Iterator[Path]:
    if not folder.is_dir():
        return
    with FileLock(folder / ".lock", timeout=0):
        for place in (folder / name for name in DEMOS):
            for child in sorted(place.iterdir()) if place.is_dir() else ():
                if child.name in DEMOS or child.name == ".lock":
                    continue
                if everything or child.name in FILES or _is_only_ours(child):
                    _remove(child)
                else:
                    yield child
    _remove_empty(folder, DEMOS)


def _clean_cluster(folder: Path, everything: bool) -> Iterator[Path]:
    if not folder.is_dir():
        return
    with FileLock(folder / ".lock", timeout=0):
        for child in sorted(folder.iterdir()):
            if child.name == STORED and not everything:
                yield child
            elif child.name != ".lock":
                _remove(child)
    _remove_empty(folder)


def _clean_data(folder: Path, everything: bool) -> Iterator[Path]:
    for child in sorted(folder.iterdir()) if folder.is_dir() else ():
        if child.name == COURSE and not everything:
            yield child
        else:
            _remove(child)
    _remove_empty(folder)


def _is_only_ours(folder: Path) -> bool:
    return is_ours(folder) and not (folder.name in EDITABLE and was_edited(folder))


def _remove(path: Path) -> None:
    """A link goes, not what it leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _remove_empty(folder: Path, below: tuple[str, ...] = ("",)) -> None:
    """The folder too, once nothing is in it but the lock."""
    (folder / ".lock").unlink(missing_ok=True)
    for place in (folder / name for name in sorted(below, reverse=True)):
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()


if __name__ == "__main__":
    sys.exit(main())
