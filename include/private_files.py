"""What the bundle writes on a disk is its user's alone: files 0600, folders 0700, whatever the umask is.

Tables, reports, exports, embedded Qdrant and the search replica hold the texts of documents and what is known of
people. On S3 it is the bucket that says who may read. What lies in a folder that was opened to everybody on purpose is
another matter: see `as_open_as`.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""Rights of the group and of everybody: none of them."""
_lock = Lock()
_unchangeable: set[Path] = set()
_inside = 0
_former = 0
_open = False


def as_open_as(folder: Path) -> None:
    """From here on this process writes for everybody, where everybody may write in this folder; else nothing changes.

    For what containers and people share: there a task has another user than whoever sits at the machine, and each goes
    on with files of the other.
    """
    global _open
    with _lock:
        if not _open and folder.is_dir() and folder.stat().st_mode & stat.S_IWOTH:
            _open = True
            os.umask(0)


def opened(folder: Path) -> None:
    """Let everybody write the files in a folder, where `as_open_as` found its place open: SQLite asks no umask."""
    for path in folder.rglob("*") if _open else ():
        with suppress(OSError):  # the other user's is open already
            path.chmod(path.stat().st_mode | stat.S_IROTH | stat.S_IWOTH)


@contextmanager
def privately() -> Iterator[None]:
    """Makes what this process writes private. The umask is the whole process's, so threads share it."""
    global _inside, _former
    if _open:
        yield
        return
    with _lock:
        if not _inside:
            _former = os.umask(OTHERS)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                os.umask(_former)


@contextmanager
def private_folder(folder: Path) -> Iterator[None]:
    """Makes a folder private, with what is in it and what is written meanwhile; the folder is made if need be.

    Args:
        folder: one of the bundle's own, such as that of a table, never one that a setting names: what else somebody
            keeps in that is not ours to close.

    Raises:
        OSError: the folder cannot be made.
    """
    with privately():
        folder.mkdir(parents=True, exist_ok=True)
        if (
            not _open and _is_wide(folder) and folder not in _unchangeable
        ):  # of an earlier release, or somebody else made it
            for path in (folder, *folder.rglob("*")):
                make_private(path)
            if _is_wide(folder):  # another user's, or a mount that shows the same rights for ever
                _unchangeable.add(folder)
        yield


def make_private(path: Path) -> None:
    """Take the rights of others from a file or folder, where that can be done: not from another user's."""
    with suppress(OSError):
        if _is_wide(path) and not path.is_symlink():
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)


def _is_wide(path: Path) -> bool:
    return bool(path.lstat().st_mode & OTHERS)
