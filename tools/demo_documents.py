"""The documents of the demo: a copy of somebody's, which nobody's file is lost for."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.markup import escape

from include.settings import SAMPLE_DOCUMENTS
from include.sources.names import MEDIA_TYPES, is_document, is_hidden
from tools.own_folders import note_files
from tools.stage import DemoError, console, fresh, typed_folder

NAME = "documents"
PART = "documents.part"
"""The copy while it is made: what was there before stays until it is complete, it may be the source itself."""
NAMED = 3


@dataclass(slots=True)
class _Copy:
    """What was copied, and what was not, with why."""

    count: int = 0
    left: list[str] = field(default_factory=list)


def source_folder(demo: Path) -> Path:
    """Returns what SOURCE names; without it the sample handbook.

    Raises:
        DemoError: it is no folder that can be copied into the demo's.
    """
    source = typed_folder("SOURCE") or SAMPLE_DOCUMENTS
    try:
        if not source.is_dir():
            raise DemoError(f"SOURCE={source} is not a folder" + ("" if source.exists() else ": nothing is there"))
        next(source.iterdir(), None)
        is_the_demo = source.resolve() == demo.resolve()
    except OSError as error:
        raise DemoError(f"SOURCE={source} cannot be read: {error.strerror}") from None
    if is_the_demo:
        raise DemoError(f"SOURCE={source} is the demo's own folder; its documents are in SOURCE={source / NAME}")
    return source


def copy_documents(demo: Path, own_text: str) -> Path:
    """Returns a fresh folder with the documents of the source; whatever somebody wrote into the former one is kept.

    Args:
        demo: folder of the demo.
        own_text: which an earlier demo added to a document; the copy is without it, so the story is the same again.

    Raises:
        DemoError: there is no document, or no such source.
        NotOursError: somebody else's documents lie where the copy should.
    """
    source = source_folder(demo)
    part = fresh(demo, PART)
    try:
        copied = _copy(source, part, demo, own_text)
        if copied.left:
            others = f" and {len(copied.left) - NAMED} more" if len(copied.left) > NAMED else ""
            console.print(f"  left out: {_shown(copied.left[:NAMED])}{others}")
        if not copied.count:
            kinds = " ".join(MEDIA_TYPES)
            raise DemoError(f"SOURCE={source} has no document that can be read ({kinds}; hidden files do not count)")
        note_files(part)
        is_inside = source.resolve().is_relative_to((demo / NAME).resolve())
        fresh(demo, NAME, editable=True, keep=is_inside)
        shutil.rmtree(demo / NAME)  # our own, just made
        return part.rename(demo / NAME)
    finally:
        if part.exists():
            shutil.rmtree(part)


def _shown(names: list[str]) -> str:
    """Names for a line on the console; what is no text in one has question marks."""
    return escape(", ".join(names).encode("utf-8", "replace").decode())


def _copy(source: Path, target: Path, demo: Path, own_text: str) -> _Copy:
    done = _Copy()
    for path in _files(source, demo, done):
        name = path.relative_to(source).as_posix()
        if not is_document(name):
            continue
        if why := _refusal(path, source):
            done.left.append(f"{name} ({why})")
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            data = path.read_bytes()
        except OSError as error:
            done.left.append(f"{name} ({error.strerror})")
            continue
        (target / name).write_bytes(data.replace(own_text.encode(), b""))  # its owner and rights are those of the demo
        done.count += 1
    return done


def _files(source: Path, demo: Path, done: _Copy) -> Iterator[Path]:
    """All files below the source, sorted; but for what the demo itself keeps, where the source holds the demo."""

    def refused(error: OSError) -> None:
        done.left.append(f"{Path(error.filename).relative_to(source)}/ ({error.strerror})")

    inside = source.resolve().is_relative_to(demo.resolve())
    for folder, folders, files in os.walk(source, onerror=refused):
        here = Path(folder)
        folders[:] = sorted(
            name for name in folders if not is_hidden(name) and (inside or (here / name).resolve() != demo.resolve())
        )
        yield from (here / name for name in sorted(files))


def _refusal(path: Path, source: Path) -> str:
    """Why a file is not copied; empty when it is."""
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(source.resolve()):
            return "a link that leads out of the folder"
    except (OSError, RuntimeError):
        return "a link to nothing"
    return "" if path.is_file() else "not a file"
