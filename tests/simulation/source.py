"""The source of a simulation: files in a folder, and beside them what they hold in plain words.

Numbers that an operation names choose among what is there, so a story stays playable when a part of it is left out.
"""

import random
import shutil
from collections.abc import Iterable
from pathlib import Path

from include.sources.s3_client import open_s3

LINK, BYTES, EMPTY = "\0link", "\0bytes", "\0empty"
"""Contents that cannot be read: a link to nowhere, bytes that are no text, nothing at all."""
UNREADABLE = (LINK, BYTES, EMPTY)
FOLDERS = ("", "x/", "y/", "y/z/")
STEMS = ("a", "b", "c", "d", "e", "é")
NAMES = tuple(
    f"{folder}{stem}{'.md' if number % 3 else '.txt'}" for folder in FOLDERS for number, stem in enumerate(STEMS)
)
SYLLABLES = ("ba", "do", "ki", "lu", "me", "no", "ra", "su"), ("ten", "mir", "lok", "pas")
WORDS = tuple(first + last for first in SYLLABLES[0] for last in SYLLABLES[1])


def paragraph(number: int) -> str:
    """Returns some 20 words under a heading, always the same for a number."""
    chosen = random.Random(number)
    return f"## Part {number}\n\n{' '.join(chosen.choice(WORDS) for _ in range(12 + number % 9))}."


def is_readable(content: str) -> bool:
    return content not in UNREADABLE


def data_of(content: str) -> bytes:
    return {LINK: b"\xff", BYTES: b"\xff\x81\x80", EMPTY: b" \n"}.get(content, content.encode())


class Source:
    """Documents in a folder.

    Args:
        folder: where; made here.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, str] = {}
        self._former: dict[str, str] = {}
        self._stash: dict[str, str] = {}
        folder.mkdir(parents=True)

    @property
    def is_away(self) -> bool:
        return not self.folder.exists()

    def _put(self, name: str, content: str) -> None:
        self._write(name, content)
        self._former[name] = self.files.get(name, "")
        self.files[name] = content

    def _write(self, name: str, content: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if content == LINK:
            path.symlink_to(self.folder / "nowhere")
        else:
            path.write_bytes(data_of(content))

    def _remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def _take(self, name: str) -> str:
        self._remove(name)
        self._former[name] = self.files[name]
        return self.files.pop(name)

    def _pick(self, number: int) -> str:
        names = sorted(self.files)
        return names[number % len(names)] if names else ""

    def _text(self, number: int) -> tuple[str, list[str]]:
        """Name and parts of a document that can be read; an empty name where there is none."""
        names = sorted(name for name, content in self.files.items() if is_readable(content))
        if not names:
            return "", []
        name = names[number % len(names)]
        return name, self.files[name].split("\n\n## ")

    def write(self, name: int, parts: Iterable[int]) -> None:
        body = "\n\n".join(paragraph(part) for part in parts)
        self._put(NAMES[name % len(NAMES)], f"# Page {name % 7}\n\n{body}\n")

    def edit(self, number: int, word: int) -> None:
        name, _ = self._text(number)
        if name:
            words = self.files[name].split(" ")
            words[1 + word % (len(words) - 1)] = WORDS[word % len(WORDS)]
            self._put(name, " ".join(words))

    def grow(self, number: int, parts: Iterable[int]) -> None:
        name, _ = self._text(number)
        if name:
            self._put(name, "\n\n".join([self.files[name].rstrip(), *map(paragraph, parts)]) + "\n")

    def shorten(self, number: int) -> None:
        name, parts = self._text(number)
        if len(parts) > 2:
            self._put(name, "\n\n## ".join(parts[: len(parts) // 2 + 1]))

    def repeat(self, number: int, times: int) -> None:
        name, parts = self._text(number)
        if len(parts) > 1:
            self._put(name, "\n\n## ".join([*parts, *[parts[-1].rstrip()] * times]) + "\n")

    def rename(self, number: int, name: int) -> None:
        old, new = self._pick(number), NAMES[name % len(NAMES)]
        if old and new not in self.files:
            self._put(new, self._take(old))

    def change_case(self, number: int) -> None:
        old = self._pick(number)
        stem, _, ending = old.rpartition(".")
        folder, _, last = stem.rpartition("/")
        new = f"{folder}/{last.swapcase()}.{ending}" if folder else f"{last.swapcase()}.{ending}"
        if old and new not in self.files:
            self._put(new, self._take(old))

    def copy(self, number: int, name: int) -> None:
        old, new = self._pick(number), NAMES[name % len(NAMES)]
        if old and old != new:
            self._put(new, self.files[old])

    def move_folder(self, old: int, new: int) -> None:
        here, there = FOLDERS[1 + old % 3], FOLDERS[new % 4]
        for name in sorted(self.files):
            goal = there + name[len(here) :]
            if name.startswith(here) and goal not in self.files:
                self._put(goal, self._take(name))

    def delete(self, number: int) -> None:
        if name := self._pick(number):
            self._take(name)

    def delete_many(self, number: int, share: int) -> None:
        """Every second, third or fourth."""
        for name in sorted(self.files)[number % 3 :: 2 + share % 3]:
            self._take(name)

    def empty(self) -> None:
        if self.files:
            self._stash = dict(self.files)
            for name in list(self.files):
                self._take(name)

    def restore(self) -> None:
        for name, content in self._stash.items():
            if name not in self.files:
                self._put(name, content)

    def revert(self, number: int) -> None:
        names = sorted(name for name, content in self._former.items() if content)
        if names:
            name = names[number % len(names)]
            self._put(name, self._former[name])

    def spoil(self, number: int, how: int) -> None:
        """It cannot be read until it is reverted or written anew."""
        if name := self._pick(number):
            self._put(name, UNREADABLE[how % 3])

    def go_away(self) -> None:
        """As a mount that is not there."""
        if not self.is_away:
            shutil.move(self.folder, f"{self.folder}.away")

    def come_back(self) -> None:
        if self.is_away:
            shutil.move(f"{self.folder}.away", self.folder)


class ObjectSource(Source):
    """The same below a prefix of a bucket, where there are no links and nothing is mounted.

    Args:
        uri: `s3://bucket/prefix`; the endpoint and the credentials come from the `AWS_*` environment.
        folder: an empty one, which stands for the bucket.
    """

    def __init__(self, uri: str, folder: Path) -> None:
        super().__init__(folder)
        self._client = open_s3()
        self._bucket, _, self._prefix = uri.removeprefix("s3://").partition("/")

    def _write(self, name: str, content: str) -> None:
        self._client.put_object(Bucket=self._bucket, Key=f"{self._prefix}/{name}", Body=data_of(content))

    def _remove(self, name: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=f"{self._prefix}/{name}")

    def go_away(self) -> None:
        """A bucket stays."""
