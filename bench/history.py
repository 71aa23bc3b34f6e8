"""A history of documents that nobody here wrote: the documentation in successive patch releases of Django.

Each release is taken from its source distribution, through pip as it is configured; what is fetched stays in
`bench/work`. On top of the last release come seven states that say how a sync treats the ordinary events of a folder.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

Files = Mapping[str, bytes]
"""Contents by path relative to the source."""

PROJECT = "Django"
WORD = "zeppelin"
"""Put into one document; it is in none of them."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of the history is replayed."""

    name: str
    releases: tuple[str, ...]
    folders: tuple[str, ...]
    """Folders of the documentation; none: all of it."""
    renamed: int
    copied: int
    deleted: int
    timed: int
    """Documents in the runs with the real model, spread over all."""


FULL = Extent(
    "full",
    releases=tuple(f"5.2.{number}" for number in range(1, 9)),
    folders=(),
    renamed=50,
    copied=20,
    deleted=5,
    timed=40,
)
QUICK = Extent(
    "QUICK",
    releases=("5.2.1", "5.2.3", "5.2.6", "5.2.8"),
    folders=("howto", "intro"),
    renamed=20,
    copied=10,
    deleted=5,
    timed=6,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A state of the source, and how to tell it from the one before."""

    name: str
    files: Files
    is_release: bool = False
    touch: bool = False
    """Give every file a new time of change."""


def steps(extent: Extent, cache: Path) -> list[Step]:
    """The states to replay, in order: the releases, then the seven others.

    Args:
        extent: which part of the history.
        cache: folder for what is downloaded.
    """
    found = [Step(release, documents(release, extent, cache), is_release=True) for release in extent.releases]
    return found + list(_others(found[-1].files, extent))


def timed_steps(extent: Extent, cache: Path) -> list[Step]:
    """A part of the last release for the runs with the real model: first load, nothing new, one word."""
    last = documents(extent.releases[-1], extent, cache)
    names = sorted(last)
    files = {name: last[name] for name in names[:: max(1, len(names) // extent.timed)][: extent.timed]}
    return [Step("first load", files), Step("no-op", files), Step("one word", _one_word(files))]


def lay_out(step: Step, folder: Path) -> None:
    """Make a folder hold exactly the files of a step; a file that stays is not written again."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in step.files:
            path.unlink()
    for name, data in step.files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        elif step.touch:
            os.utime(path)


def _others(last: Files, extent: Extent) -> Iterator[Step]:
    """Nothing, new times, one word, that word taken back, renamed, copied and deleted files."""
    yield Step("no-op", last)
    yield Step("all times touched", last, touch=True)
    yield Step("one word", _one_word(last))
    yield Step("word taken back", last)
    names = _spread(last, extent.renamed)
    renamed = {_moved(name) if name in names else name: data for name, data in last.items()}
    yield Step(f"{len(names)} renamed", renamed)
    names = _spread(renamed, extent.copied)
    copied = dict(renamed) | {f"copies/{name}": renamed[name] for name in names}
    yield Step(f"{len(names)} copied", copied)
    names = _spread(last.keys() & copied.keys(), extent.deleted)
    yield Step(f"{len(names)} deleted", {name: data for name, data in copied.items() if name not in names})


def _spread(names: Files | set[str], count: int) -> set[str]:
    """`count` of the names, evenly spread."""
    every = sorted(names)
    return set(every[:: max(1, len(every) // count)][:count])


def _moved(name: str) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}-moved{path.suffix}"))


def _one_word(files: Files) -> Files:
    """One word more in the middle of the longest document."""
    name = max(sorted(files), key=lambda name: len(files[name]))
    words = files[name].split(b" ")
    words.insert(len(words) // 2, WORD.encode())
    return dict(files) | {name: b" ".join(words)}


def documents(release: str, extent: Extent, cache: Path) -> Files:
    """Returns what a release documents, by path."""
    wanted = _of_folders(extent.folders)
    found: dict[str, bytes] = {}
    with tarfile.open(_download(release, cache)) as archive:
        for member in archive:
            _, _, name = member.name.partition("/docs/")
            content = (
                archive.extractfile(member) if member.isfile() and name.endswith(".txt") and wanted(name) else None
            )
            if content is not None and (data := content.read()).strip():
                found[name] = data
    return dict(sorted(found.items()))


def _of_folders(folders: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda name: not folders or name.startswith(tuple(f"{folder}/" for folder in folders))


def _download(release: str, cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    pattern = f"[dD]jango-{release}.tar.gz"
    if not (found := next(cache.glob(pattern), None)):
        part = cache / f"{release}.part"
        shutil.rmtree(part, ignore_errors=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--no-binary", ":all:", "--dest", str(part), f"{PROJECT}=={release}"]
        subprocess.run(command, check=True)  # noqa: S603 - pip and names from this file
        found = next(part.glob(pattern)).replace(cache / f"django-{release}.tar.gz")
        shutil.rmtree(part)
    return found
