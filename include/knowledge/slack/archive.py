"""The zip of an export, within limits: nothing is unpacked to a disk, and no name in it is used as a path."""

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from include.errors import UnreadableDocument

LARGEST_UNPACKED_BYTES = 500 * 1024 * 1024
LARGEST_ENTRY_BYTES = 20 * 1024 * 1024
"""Of one file in it: what one channel says in a day."""
MOST_ENTRIES = 100_000
PACKED_AS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_archive(name: str) -> bool:
    """Says whether a file of an export is one of Slack's, by its name."""
    return name.lower().endswith(".zip")


class Archive:
    """An opened zip.

    Raises:
        UnreadableDocument: it is broken, or unpacks to too much.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableDocument(f"it is a broken zip archive ({error}); download the export again") from error
        self._items = {item.filename: item for item in self._zip.infolist()}
        if len(self._items) < len(self._zip.infolist()):
            raise UnreadableDocument("it has one file twice, so it is not as Slack made it; download the export again")
        if len(self._items) > MOST_ENTRIES:
            raise UnreadableDocument(f"it has {len(self._items):,} files; the limit is {MOST_ENTRIES:,}")
        unpacked = sum(item.file_size for item in self._items.values())
        if unpacked > LARGEST_UNPACKED_BYTES:
            raise UnreadableDocument(f"it unpacks to {unpacked:,} bytes; the limit is {LARGEST_UNPACKED_BYTES:,}")

    @property
    def names(self) -> list[str]:
        """Names of the files in it."""
        return [name for name in self._items if not name.endswith("/")]

    @property
    def written_at(self) -> datetime:
        """When the newest file in it was written, as far as the zip knows."""
        times = [datetime(1980, 1, 1, tzinfo=UTC)]
        for item in self._items.values():
            try:
                times.append(datetime(*item.date_time, tzinfo=UTC))
            except ValueError:  # a month 0, where no time was noted
                continue
        return max(times)

    def read(self, name: str) -> bytes:
        """Returns one file of it.

        Raises:
            UnreadableDocument: it is broken, locked, or too large.
        """
        item = self._items[name]
        if item.compress_type not in PACKED_AS or item.file_size > LARGEST_ENTRY_BYTES:
            raise UnreadableDocument(
                f"its {name!r} is packed in another way, or has over {LARGEST_ENTRY_BYTES:,} bytes"
            )
        try:
            with self._zip.open(item) as file:
                return file.read(LARGEST_ENTRY_BYTES)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
            raise UnreadableDocument(f"its {name!r} cannot be unpacked ({error})") from error

    def json(self, name: str) -> Any:
        """Returns what a JSON file of it holds.

        Raises:
            UnreadableDocument: it is missing or no JSON.
        """
        if name not in self._items:
            raise UnreadableDocument(f"it has no {name!r} at its top; is it the zip that Slack made?")
        try:
            return json.loads(self.read(name))
        except (ValueError, RecursionError) as error:
            raise UnreadableDocument(f"its {name!r} is no JSON ({type(error).__name__})") from error

    def rewritten(self, change: Callable[[str, bytes], bytes]) -> bytes:
        """Returns the same archive with every file as `change` makes it of its name and content."""
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in self.names:
                item = zipfile.ZipInfo(name, self._items[name].date_time)
                packed.writestr(item, change(name, self.read(name)), zipfile.ZIP_DEFLATED)
        return whole.getvalue()
