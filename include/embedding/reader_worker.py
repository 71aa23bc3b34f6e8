"""Reads and cuts one document after the other, in a process that may be killed: `bounded_reader` starts it.

It is asked in lines of JSON, each with the `bytes` of the document that follow, and answers in lines of JSON: `title`
or `chunks`, else `unreadable` with the reason and its `causes`. With `full` it says that it is worn out.
It ends when its parent does, also in the middle of a document, also when the parent was killed.
"""

import fcntl
import json
import os
import resource
import sys
import threading
import traceback
from dataclasses import astuple
from pathlib import Path
from typing import Any

from include.embedding.model import EmbeddingModel
from include.errors import BundleError
from include.sources.extraction import extract

OUT_OF_MEMORY = 77
"""Exit code of a worker that has no memory left."""
FULL = 0.5
"""Share of the memory after which a process is worn out."""
SHORT_OF_MEMORY = 0.8
"""Share of the memory above which a reader that fails is taken to have failed for want of memory: some hide it."""
_chunkers: dict[tuple[str, int], Any] = {}
"""By the folder of the tokenizer and the tokens of a chunk."""


def main(alive: int, memory_mb: int) -> None:
    """Serve until the parent is gone."""
    _end_with_parent(alive)
    with os.fdopen(os.dup(0), "rb") as questions, os.fdopen(os.dup(1), "wb") as answers:
        _limit(resource.RLIMIT_CORE, 0)
        if memory_mb and sys.platform == "linux":
            _limit(resource.RLIMIT_DATA, memory_mb << 20)
        _say(answers, {"ready": True})
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):  # a reader that prints must not answer
            os.dup2(nowhere, stream)
        while line := questions.readline():
            wanted = json.loads(line)
            data = questions.read(wanted["bytes"])
            answer = _answer(wanted, data, memory_mb)
            del data
            if _peak_mb() > memory_mb * FULL > 0:
                answer["full"] = True
            _say(answers, answer)


def _answer(wanted: dict[str, Any], data: bytes, memory_mb: int) -> dict[str, Any]:
    if wanted["seconds"]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + wanted["seconds"])
    try:
        return _read(wanted, data)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # there is none left for an answer, and taking down what is there can take long
    except BaseException as error:  # Rust's panics are no Exception
        if _peak_mb() > memory_mb * SHORT_OF_MEMORY > 0:
            os._exit(OUT_OF_MEMORY)
        if isinstance(error, BundleError):
            return {"unreadable": str(error), "causes": _causes(error)}
        why = f"its reader fails ({type(error).__name__})"
        return {"unreadable": why, "causes": [_told(error), *_causes(error)], "trace": traceback.format_exc()}


def _causes(error: BaseException) -> list[list[str]]:
    """What an error comes from, nearest first: a library that is missing, for one, is known by it."""
    causes = []
    while error.__cause__:
        error = error.__cause__
        causes.append(_told(error))
    return causes


def _told(error: BaseException) -> list[str]:
    """Type, text, and for an import the name of what is not there."""
    return [type(error).__name__, str(error), str(error.name or "") if isinstance(error, ImportError) else ""]


def _read(wanted: dict[str, Any], data: bytes) -> dict[str, Any]:
    extracted = extract(data, wanted["document"])
    if "model" not in wanted:
        return {"title": extracted.title}
    name, folder, tokens = wanted["model"]
    if (folder, tokens) not in _chunkers:
        _chunkers[folder, tokens] = EmbeddingModel(name, Path(folder)).chunker(tokens)
    chunks = _chunkers[folder, tokens].split(extracted.text, extracted.markup, extracted.marks)
    return {"chunks": [astuple(chunk) for chunk in chunks]}


def _say(answers: Any, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


def _limit(kind: int, most: int) -> None:
    """Lower a limit, never above what this process was given."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _peak_mb() -> float:
    """Most memory that this process has had. What `getrusage` says on Linux can be its parent's."""
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def _end_with_parent(alive: int) -> None:
    """End when the other end of a pipe is closed: by the kernel, also while a reader lets nobody else in; or nearly."""
    if sys.platform == "linux":
        fcntl.fcntl(alive, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(alive, fcntl.F_SETFL, fcntl.fcntl(alive, fcntl.F_GETFL) | os.O_ASYNC)  # SIGIO, which ends it
    threading.Thread(target=_wait_for_end, args=(alive,), daemon=True).start()


def _wait_for_end(alive: int) -> None:
    os.read(alive, 1)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
