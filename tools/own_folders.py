"""Folders that a command of ours made: those alone it may empty, whatever DEMO_FOLDER says.

A mark lies in each. Where a person is invited to edit, the mark says what every file was when we wrote it last: a file
that somebody has written or changed since is never deleted, its folder is kept aside.
"""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from include.embedding.file_hash import file_sha256
from tools.airflow_settings import PROJECT

MARK = ".made-by-this-project"
"""Hidden, so it is never a document."""


class NotOursError(Exception):
    """What is there was not made by us; the message says what to do in one line."""


def make(folder: Path) -> Path:
    """Returns a fresh folder of ours, with nothing in it but its mark."""
    folder.mkdir(parents=True)
    (folder / MARK).write_text("{}", "utf-8")
    return folder


def note_files(folder: Path) -> None:
    """Remember the files of a folder of ours as they are: so we wrote them."""
    _note(folder, {_name(folder, path): _content(path) for path in _files(folder)})


def note_file(folder: Path, file: Path) -> None:
    """Remember one file as we have just written it."""
    _note(folder, _noted(folder) | {_name(folder, file): _content(file)})


def is_ours(folder: Path) -> bool:
    """Says whether we made a folder; one that a link leads to is somebody else's."""
    return not folder.is_symlink() and (folder / MARK).is_file()


def was_edited(folder: Path) -> bool:
    """Says whether a folder of ours has a file that we did not write so."""
    noted = _noted(folder)
    return any(noted.get(_name(folder, path)) != _content(path) for path in _files(folder))


def retire(folder: Path, tell: Callable[[Path], None], editable: bool = False, keep: bool = False) -> None:
    """Make place for a new folder of that name.

    What we made is deleted. Kept aside is what somebody edited, what `keep` says, and below the project's own folders
    whatever else is there; `tell` is told where.

    Args:
        editable: a person may have put own files into it, and ours were noted.
        keep: do not delete it in any case.

    Raises:
        NotOursError: it is not ours.
        OSError: it cannot be removed or moved.
    """
    if not folder.is_symlink() and not folder.exists():
        return
    ours = is_ours(folder)
    if ours and not keep and not (editable and was_edited(folder)):
        shutil.rmtree(folder)
        return
    if not folder.is_symlink() and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        return
    if not ours and not _is_in_the_project(folder):
        raise NotOursError(f"{folder} was not made by this project, so it stays: move it away, or use another folder")
    aside = folder.with_name(f"{folder.name}-{datetime.now(UTC):%Y%m%dT%H%M%S_%f}")
    folder.rename(aside)
    tell(aside)


def _is_in_the_project(folder: Path) -> bool:
    """Below `.demo` or `.cluster`, which are there for nothing else."""
    return any(folder.absolute().is_relative_to(PROJECT / name) for name in (".demo", ".cluster"))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path != folder / MARK and (path.is_symlink() or not path.is_dir())]


def _name(folder: Path, file: Path) -> str:
    return file.relative_to(folder).as_posix()


def _noted(folder: Path) -> dict[str, str]:
    try:
        noted: dict[str, str] = json.loads((folder / MARK).read_text("utf-8"))
    except ValueError:  # killed while writing: then every file counts as somebody's
        return {}
    return noted


def _note(folder: Path, files: dict[str, str]) -> None:
    (folder / MARK).write_text(json.dumps(files), "utf-8")


def _content(path: Path) -> str:
    try:
        return file_sha256(path) if path.is_file() and not path.is_symlink() else "no file"
    except OSError as error:
        return f"unreadable: {error.errno}"
