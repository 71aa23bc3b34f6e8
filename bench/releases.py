"""Texts to embed over 65 patch releases of a documentation that nobody here wrote: `python -m bench.releases`.

Each text that was not seen before in its series costs an embedding, here as with LangChain's cache; what is counted are
those after the first load of a series. Ours cuts with its own chunker, the peer with LangChain's splitter (`make bench`
makes what that needs, bench/venv). The 69 source distributions, some 700 MB, stay in `bench/work`.
"""

import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from bench.history import FULL, Files, documents

SERIES = {"4.2": 27, "5.0": 14, "5.1": 15, "5.2": 9}
"""The last patch release of each."""
CACHE = Path(__file__).parent / "work"
PEER = "langchain"

Split = Callable[[str, bytes], list[str]]
"""From path and content of a document to its texts."""


def main() -> None:
    if sys.argv[1:] == [PEER]:
        _tell("LangChain + cache", _as_langchain())
        return
    print("| | first loads | 65 patch releases | without those that changed line ends alone |\n|---|---:|---:|---:|")
    _tell("ours", _as_ours())
    from bench.runs import PYTHON  # not in bench/venv, where the peer is counted

    subprocess.run([PYTHON, "-m", "bench.releases", PEER], check=True)  # noqa: S603 - the project's own command


def _tell(name: str, split: Split) -> None:
    first, later, worded = 0, 0, 0
    for series, last in SERIES.items():
        releases = [series, *(f"{series}.{number}" for number in range(1, last + 1))]
        states = [documents(release, FULL, CACHE) for release in releases]
        seen: set[str] = set()
        first += _new_texts(states[0], split, seen)
        for before, after in pairwise(states):
            changed = {name: text for name, text in after.items() if before.get(name) != text}
            new = _new_texts(changed, split, seen)
            later += new
            worded += 0 if changed and _same_lines(before, changed) else new
    print(f"| {name} | {first:,} | {later:,} | {worded:,} |", flush=True)


def _new_texts(files: Files, split: Split, seen: set[str]) -> int:
    """How many texts of some documents were not seen before; they are from now on."""
    known = len(seen)
    for name, data in files.items():
        seen.update(split(name, data))
    return len(seen) - known


def _same_lines(before: Files, after: Files) -> bool:
    """Whether nearly all that changed are line ends, as when somebody else packs a release."""
    same = sum(data.splitlines() == before.get(name, b"").splitlines() for name, data in after.items())
    return same > 0.9 * len(after)


def _as_ours() -> Split:
    from include.embedding.model import find_model
    from include.settings import Settings
    from include.sources.extraction import extract

    chunker = find_model(Settings.from_environment().embedding_model).chunker()

    def split(name: str, data: bytes) -> list[str]:
        document = extract(data, name)
        return [chunk.text for chunk in chunker.split(document.text, document.markup)]

    return split


def _as_langchain() -> Split:
    from bench.contenders.shared import splitter

    cut = splitter()  # made once: it compiles its separators
    return lambda _name, data: cut.split_text(data.decode())


if __name__ == "__main__":
    main()
