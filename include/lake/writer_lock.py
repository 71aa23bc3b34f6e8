"""One writer at a time, where the tables are on a disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from include.errors import LakeError
from include.lake.errors import error_kind
from include.lake.tables import Lake
from include.private_files import privately


@contextmanager
def writer_lock(lake: Lake, name: str = "writer", seconds: float = 3600) -> Iterator[None]:
    """One writer of that name at a time where the lake is on a disk, so that two runs never embed the same text twice.

    On S3 commits are optimistic only: the loser plans again.

    Raises:
        LakeError: the other run did not finish in time, or the folder cannot be written.
    """
    if lake.uri.startswith("s3://"):
        yield
        return
    from filelock import FileLock, Timeout

    try:
        with privately():
            Path(lake.uri).mkdir(parents=True, exist_ok=True)
            lock = FileLock(f"{lake.uri}/.{name}.lock", timeout=seconds)
            lock.acquire()
    except Timeout:
        raise LakeError(
            f"another run has been writing to {lake.uri} for {seconds:.0f} s; wait for it or stop it"
        ) from None
    except OSError as error:
        raise error_kind(error)(
            f"the lake {lake.uri} cannot be written: {error.strerror}; check LAKE_URI and its permissions"
        ) from error
    try:
        yield
    finally:
        lock.release()
