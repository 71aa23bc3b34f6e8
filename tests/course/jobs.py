"""Jobs that a test has done in a process of their own."""

import os
import time

KEPT: list[int] = []


def remember(number: int) -> list[int]:
    """What this process was told so far."""
    KEPT.append(number)
    return KEPT


def hash_of(text: str) -> int:
    """Python's own, which is another in each process."""
    return hash(text)


def own_process() -> int:
    """Its number."""
    return os.getpid()


def die() -> None:
    """As when the system needs the memory."""
    print("a last word", flush=True)
    os.kill(os.getpid(), 9)


def wait() -> None:
    """Longer than anybody does."""
    time.sleep(600)
