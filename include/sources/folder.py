"""The document source in a folder: listed, read and written."""

import errno
import os
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from include.errors import DocumentNameError, SourceError, SourceRefused, UnreadableDocument, is_refusal
from include.sources.left_out import DEEP_FOLDERS, HIDDEN_FOLDERS, LINKED_FOLDERS, LeftOut
from include.sources.listing import Listed, Wanted, distinct, too_large
from include.sources.names import check_path, control_problem, is_document, is_text
from include.sources.seen_files import stamp_of

NOT_A_FILE = "it is not a regular file"


class FolderSource:
    """Documents in a folder and its sub-folders."""

    def __init__(self, root: Path, largest_bytes: int, wanted: Wanted | None = None) -> None:
        if not root.is_dir():
            raise SourceRefused(f"the document source {root} is not a folder; set DOCUMENTS_URI to one that exists")
        self._root = root.resolve()
        self._device = self._root.stat().st_dev
        self._largest = largest_bytes
        self._wanted = wanted or is_document
        self._left_out = LeftOut()

    @property
    def left_out(self) -> Mapping[str, int]:
        return self._left_out.counts

    def list(self) -> list[Listed]:
        found: list[Listed] = []
        self._left_out = LeftOut()
        root = str(self._root)
        for folder, folders, files in os.walk(root, onerror=self._refuse):
            folders[:] = sorted(name for name in folders if self._enters(folder, name))
            below = folder[len(root) :].strip("/")
            for file in files:
                name = f"{below}/{file}" if below else file
                if self._wanted(name):
                    found.append(self._describe(name, f"{folder}/{file}"))
                else:
                    self._left_out.file(name)
        return distinct(found)

    def _enters(self, folder: str, name: str) -> bool:
        if name.startswith("."):
            self._left_out.folder(HIDDEN_FOLDERS)
            return False
        with suppress(OSError):  # of a path that is too long `os.walk` tells when it looks into it
            if Path(folder, name).is_symlink():  # it does not follow it
                self._left_out.folder(LINKED_FOLDERS)
        return True

    def _refuse(self, error: OSError) -> None:
        if error.errno == errno.ENAMETOOLONG:  # no document below it was ever read
            self._left_out.folder(DEEP_FOLDERS)
            return
        if error.errno in (errno.ENOENT, errno.ENOTDIR) and str(error.filename) != str(self._root):
            return  # it was removed while its parent was listed
        # A folder that cannot be listed must not look like a folder whose documents were all removed.
        shown = os.fsencode(error.filename).decode("utf-8", "backslashreplace")
        raise _kind(error)(f"the folder {shown} cannot be listed: {error.strerror}; make it readable") from error

    def _describe(self, name: str, path: str) -> Listed:
        if not (name.isascii() and name.isprintable()):
            if not is_text(name):
                shown = os.fsencode(name).decode("utf-8", "backslashreplace")
                return Listed(shown, path, 0, problem="the file name is not valid UTF-8; rename it")
            if problem := control_problem(name):
                return Listed(name, path, 0, problem=problem)
        try:
            status = os.lstat(path)
            if stat.S_ISLNK(status.st_mode):
                if not Path(path).resolve().is_relative_to(self._root):
                    return Listed(name, path, 0, problem="it is a symbolic link that leads out of the source")
                status = os.stat(path)  # noqa: PTH116 - of 100,000 files
        except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, up to Python 3.12
            reason = getattr(error, "strerror", None) or "its links lead in a circle"
            return Listed(name, path, 0, problem=f"it cannot be read: {reason}")
        size = status.st_size
        problem = too_large(size, self._largest) if stat.S_ISREG(status.st_mode) else NOT_A_FILE
        # Of a file on another file system than the source's nobody knows whether its times can be believed.
        mounted = status.st_dev != self._device
        stamp = () if mounted else stamp_of(status)
        return Listed(name, path, size, problem=problem, stamp=stamp)

    def read(self, document: str) -> bytes:
        try:
            path = self._path(document)
            if not path.resolve().is_relative_to(self._root):
                raise UnreadableDocument("it is a symbolic link that leads out of the source")
            with _opened(path) as file:
                data = file.read(self._largest + 1)
        except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, up to Python 3.12
            raise UnreadableDocument(
                f"it cannot be read: {getattr(error, 'strerror', None) or 'its links lead in a circle'}"
            ) from error
        if problem := too_large(len(data), self._largest):
            raise UnreadableDocument(problem)
        return data

    def write(self, document: str, data: bytes) -> None:
        path = self._path(check_path(document))
        part = path.with_name(f".{uuid4().hex}.part")
        self._stay_inside(document, path)
        try:
            self._make_folder(path.parent)
            if path.exists():  # who could not read it before cannot read it now
                part.touch(mode=0o600)
                part.write_bytes(data)
                shutil.copymode(path, part)
            else:
                part.write_bytes(data)
            _open_to_writers(part, path.parent)
            part.replace(path)  # A reader sees the old text or the new one, never half of it.
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            line = f"{document} cannot be written to {self._root}: {error.strerror}{_permission_hint(error)}"
            raise _kind(error)(line) from error

    def remove(self, document: str) -> None:
        try:
            path = self._path(check_path(document))
            self._stay_inside(document, path)
            path.unlink()
        except FileNotFoundError:
            raise SourceRefused(f"there is no document {document!r} in {self._root}; nothing was removed") from None
        except OSError as error:
            line = f"{document} cannot be removed from {self._root}: {error.strerror}{_permission_hint(error)}"
            raise _kind(error)(line) from error

    def _make_folder(self, folder: Path) -> None:
        """With its parents, each as open to writers as the one above it."""
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
            _open_to_writers(folder, folder.parent)

    def _stay_inside(self, document: str, path: Path) -> None:
        if not path.parent.resolve().is_relative_to(self._root):
            raise DocumentNameError(f"document name {document!r}: its folder leads out of the source")

    def _path(self, document: str) -> Path:
        """The file of a document; the name on the disk may be composed differently from the id."""
        path = self._root / document
        if document.isascii() or path.exists():
            return path
        return next((Path(item.location) for item in self.list() if item.id == document), path)


def _opened(path: Path) -> BinaryIO:
    """A file, open for reading; a pipe or a device is not waited for.

    Raises:
        OSError: it cannot be opened.
        UnreadableDocument: it is no file.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableDocument(NOT_A_FILE)
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0)), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # another one has taken its place
        file.close()
        raise UnreadableDocument(NOT_A_FILE)
    return file


def _open_to_writers(path: Path, folder: Path) -> None:
    """Who may read this and may write in its folder may write this, too: in a container a task has another user.

    A folder where nobody may touch the files of others, such as /tmp, says otherwise.
    """
    rights, mode = folder.stat().st_mode, stat.S_IMODE(path.stat().st_mode)
    writers = rights & (stat.S_IWGRP | stat.S_IWOTH) & (mode >> 1)
    if writers & ~mode and not rights & stat.S_ISVTX:
        path.chmod(mode | writers)


def _permission_hint(error: OSError) -> str:
    """What to do where the user of a container, which is not the host's, may not write into a folder of the host."""
    if error.errno not in (errno.EACCES, errno.EPERM):
        return ""
    return f"; user {os.geteuid()} writes here: give it the right to (in containers: chmod -R a+rwX, on the host)"


def _kind(error: OSError) -> type[SourceError]:
    return SourceRefused if is_refusal(error) else SourceError
