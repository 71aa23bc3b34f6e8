"""What a component said before it ended."""

import re
from pathlib import Path

TAIL_BYTES = 1 << 16
LOCKED = "database is locked"
"""SQLite has one writer; on a busy machine another one gives up after 5 s, and a component may end of that."""
RAISED = re.compile(r"^[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Warning)\b.*$")
LONGEST = 160


def last_words(log: Path, begun_bytes: int) -> str:
    """Says why it ended, in a few words; empty where its log does not tell.

    Args:
        begun_bytes: size of the log when this process began.
    """
    try:
        with log.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(begun_bytes, size - TAIL_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    raised = [line for line in lines if RAISED.match(line)]
    if any(LOCKED in line for line in raised[-3:]):
        return LOCKED
    return raised[-1][:LONGEST] if raised else ""
