"""Which content each file had when it was read last: one that stays as it was is not read again.

The rule is that of git's index: size, inode, time of modification and of change (nanoseconds) stay only if the content
does, unless the file was written so shortly before it was read that a clock had not ticked. The time of change is the
file system's own: nobody sets it back.
"""

import logging
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from include.private_files import private_folder
from include.sources.listing import Listed

log = logging.getLogger(__name__)

YOUNG_NS = 2_000_000_000
"""A file written this recently may be written again within the clock's tick, with equal times (git: "racy")."""
OWN_CLOCK = frozenset(
    ["apfs", "bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "hfs", "overlay", "tmpfs", "xfs", "zfs"]
)
"""File systems of this machine whose time of change can be believed. Network mounts and folders that a virtual machine
shares may show old times and old sizes for a while, and FAT has no time of change."""
MOUNTS = Path("/proc/self/mountinfo")
Stamp = tuple[int, ...]
_TABLE = "CREATE TABLE IF NOT EXISTS files (location TEXT PRIMARY KEY, stamp TEXT, sha256 TEXT) WITHOUT ROWID"


def stamp_of(status: os.stat_result) -> Stamp:
    """Returns what stays while the content does: `Listed` says in which order."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


class SeenFiles:
    """Hashes of files by where they lie, each with the stamp it was read under.

    Args:
        before: what was seen in the look before.
    """

    def __init__(self, before: "Mapping[str, tuple[Stamp, str]] | None" = None) -> None:
        self.before = before or {}
        self.now: dict[str, tuple[Stamp, str]] = {}
        """What was seen in this look."""

    def sha256(self, item: Listed) -> str:
        """Returns the hash of a file's content; empty where it has to be read."""
        seen = self.before.get(item.location)
        if seen is None or not item.stamp or seen[0] != item.stamp:
            return ""
        self.now[item.location] = seen
        return seen[1]

    def note(self, item: Listed, sha256: str, begun_ns: int) -> None:
        """Remember what was read of a file.

        Args:
            begun_ns: when the reading began, nanoseconds since 1970.
        """
        # Each time alone: one that lies far in the future would hide how young the other is.
        if item.stamp and all(abs(begun_ns - time_ns) >= YOUNG_NS for time_ns in item.stamp[:2]):
            self.now[item.location] = (item.stamp, sha256)


def read_seen(folder: str, root: str) -> SeenFiles:
    """Returns what was seen of a source in earlier processes; nothing where its file system is not to be believed.

    Args:
        folder: where it is kept; empty: nowhere.
        root: folder of the source.
    """
    if not folder or not has_own_clock(root):
        return SeenFiles()
    try:
        with closing(sqlite3.connect(f"{_file(folder, root).as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT location, stamp, sha256 FROM files").fetchall()
        return SeenFiles({place: (tuple(map(int, stamp.split())), hash_) for place, stamp, hash_ in rows})
    except (sqlite3.Error, ValueError, AttributeError) as error:
        log.debug("%s is read anew: %s", root, error)
        return SeenFiles()


def keep_seen(folder: str, root: str, seen: SeenFiles) -> None:
    """Keep what was seen for later processes; only what differs from before is written.

    A file that cannot be written costs time and nothing else, so it is a warning.
    """
    changed = [(place, *kept) for place, kept in seen.now.items() if seen.before.get(place) != kept]
    gone = [(place,) for place in seen.before.keys() - seen.now.keys()]
    if not folder or not (changed or gone) or not has_own_clock(root):
        return
    file = _file(folder, root)
    try:
        with private_folder(file.parent), closing(sqlite3.connect(file, timeout=10)) as connection, connection:
            connection.execute(_TABLE)
            connection.executemany("DELETE FROM files WHERE location = ?", gone)
            rows = ((place, " ".join(map(str, stamp)), hash_) for place, stamp, hash_ in changed)
            connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", rows)
    except (sqlite3.Error, OSError) as error:
        log.warning("%s cannot be written, so files are read again next time: %s", file, error)
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):  # it is broken
            file.unlink(missing_ok=True)


def has_own_clock(root: str) -> bool:
    """Says whether a folder lies on a file system of this machine, see `OWN_CLOCK`; not where that cannot be told."""
    return file_system(root) in OWN_CLOCK


def file_system(root: str) -> str:
    """Returns the type of the file system that a folder lies on, such as `ext4`; empty where it cannot be told.

    Linux has a list of them by number; elsewhere, and for a volume within a file system, psutil is asked, whose import
    takes 20 ms.
    """
    try:
        device = os.stat(root).st_dev  # noqa: PTH116 - of a text
        wanted = f"{os.major(device)}:{os.minor(device)}"
        for line in MOUNTS.read_text("utf-8", "replace").splitlines() if MOUNTS.exists() else ():
            mount, _, kind = line.partition(" - ")
            if mount.split(" ")[2] == wanted:
                return kind.split(" ")[0]
    except OSError:
        return ""
    return _told_by_psutil(os.path.realpath(root))


def _told_by_psutil(place: str) -> str:
    import psutil

    try:
        mounts = psutil.disk_partitions(all=True)
    except (OSError, psutil.Error):
        return ""
    above = [mount for mount in mounts if Path(place).is_relative_to(mount.mountpoint)]
    return max(above, key=lambda mount: len(mount.mountpoint)).fstype if above else ""


def _file(folder: str, root: str) -> Path:
    return Path(folder).absolute() / f"{sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:16]}.sqlite"
