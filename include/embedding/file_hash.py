"""Hashes files that several steps ask for, in one process or in many: weights have 90 MB, and each task asks."""

import hashlib
import time
from functools import lru_cache
from pathlib import Path

from include.settings import seen_folder
from include.sources.listing import Listed
from include.sources.seen_files import Stamp, keep_seen, read_seen, stamp_of

LARGE_BYTES = 1 << 20
"""What is smaller is read faster than its hash is looked up."""


def file_sha256(path: Path) -> str:
    """Returns the hash of a file's content, read once while size, inode and times stay; see `sources.seen_files`."""
    status = path.stat()
    return _sha256(path, status.st_size, stamp_of(status))


@lru_cache(maxsize=64)
def _sha256(path: Path, size_bytes: int, stamp: Stamp) -> str:
    if size_bytes < LARGE_BYTES:
        return _read(path)
    folder, item = seen_folder(), Listed(path.name, str(path), size_bytes, stamp=stamp)
    seen = read_seen(folder, str(path))
    if known := seen.sha256(item):
        return known
    begun = time.time_ns()
    found = _read(path)
    seen.note(item, found, begun)
    keep_seen(folder, str(path), seen)
    return found


def _read(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
