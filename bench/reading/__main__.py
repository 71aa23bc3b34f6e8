"""`python -m bench.reading [html docx …]`: readers side by side, on small documents whose words are known.

For each reader: words lost and invented, documents whose headings are right, documents it could not read; CPU seconds
and peak MB for all of them in a process of its own, and for each larger document. `--each` names the documents that
differ. A reader whose library is not installed is passed over.
"""

import argparse
import contextlib
import importlib
import json
import pkgutil
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from types import ModuleType

from bench.reading import sets
from bench.reading.case import Case, Difference, Reader, difference
from include.settings import PROJECT

LARGEST_SECONDS = 30
"""CPU seconds after which a reader is not waited for."""


@dataclass(frozen=True, slots=True)
class Score:
    """Of one reader on all small documents of a type."""

    lost: int = 0
    invented: int = 0
    headings_right: int = 0
    refused: int = 0
    different: str = ""
    """A line for each document that differs, with what does."""


def main() -> None:
    kinds = [module.name for module in pkgutil.iter_modules(sets.__path__)]
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description="Readers of documents, side by side.")
    parser.add_argument("kinds", nargs="*", help=f"of {', '.join(kinds)}; all by default")
    parser.add_argument("--each", action="store_true", help="name the documents that differ")
    parser.add_argument("--only", nargs=2, metavar=("READER", "WHAT"), help="in this process, as JSON")
    asked = parser.parse_args()
    for kind in asked.kinds or kinds:
        documents = importlib.import_module(f"bench.reading.sets.{kind}")
        if asked.only:
            print(json.dumps(_measure(documents, *asked.only)))
        else:
            _compare(kind, documents, each=asked.each)


def _compare(kind: str, documents: ModuleType, *, each: bool) -> None:
    """Print a table in Markdown: a row for each reader."""
    large = list(documents.LARGE)
    columns = ["lost", "invented", "headings right", "not read", "s", "MB", *(f"{name}: s, MB" for name in large)]
    words = sum(len(case.words.split()) for case in documents.CASES)
    print(f"\n{kind}: {len(documents.CASES)} documents, {words} words\n")
    print(f"| reader | {' | '.join(columns)} |\n|{' --- |' * (len(columns) + 1)}", flush=True)
    different = []
    for name in documents.READERS:
        found = _in_a_process(kind, name, "")
        if "lost" not in found:
            print(f"| {name} | {found['failed']} |")
            continue
        cells = [*(found[key] for key in ("lost", "invented", "headings_right", "refused", "seconds", "mb"))]
        for what in large:
            took = _in_a_process(kind, name, what)
            cells.append(took.get("failed") or f"{took['seconds']}, {took['mb']}")
        print(f"| {name} | {' | '.join(map(str, cells))} |", flush=True)
        different += [f"\n{name}\n{found['different']}"] if found["different"] else []
    if each:
        print("\n".join(different))


def _in_a_process(kind: str, reader: str, what: str) -> dict[str, str | int | float]:
    """What `--only` prints, or why it does not."""
    command = [sys.executable, "-m", "bench.reading", kind, "--only", reader, what]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603
    if not done.returncode:
        return dict(json.loads(done.stdout))
    if done.returncode < 0:
        return {"failed": f"ended after {LARGEST_SECONDS} s"}
    return {"failed": (done.stderr.strip().splitlines() or ["failed"])[-1][:60]}


def _measure(documents: ModuleType, reader: str, what: str) -> dict[str, str | int | float]:
    """Read in this process: one of the larger documents, or all small ones; without what importing costs."""
    resource.setrlimit(resource.RLIMIT_CPU, (LARGEST_SECONDS, LARGEST_SECONDS))
    read: Reader = documents.READERS[reader]
    first = documents.CASES[0]
    with contextlib.suppress(Exception):  # for what it imports
        read(first.data)
    data = documents.LARGE[what]() if what else b""
    megabytes, begun = _peak(), time.process_time()
    if what:
        read(data)
    else:
        scored = _score(documents.CASES, read)
    took: dict[str, str | int | float] = {"seconds": round(time.process_time() - begun, 2), "mb": _peak() - megabytes}
    return took if what else {**took, **asdict(scored)}


def _score(cases: tuple[Case, ...], read: Reader) -> Score:
    lost = invented = right = refused = 0
    lines = []
    for case in cases:
        try:
            found = difference(case, read(case.data))
        except Exception as error:  # readers raise what they like; all words are lost then
            found = Difference(tuple(case.words.split()), (), headings_right=False)
            refused += 1
            lines.append(f"  {case.name}: {type(error).__name__}: {' '.join(str(error).split())[:100]}")
        lost, invented, right = lost + len(found.lost), invented + len(found.invented), right + found.headings_right
        if found != Difference((), (), headings_right=True):
            marks = "" if found.headings_right else " headings"
            lines.append(f"  {case.name}: lost {' '.join(found.lost)!r} invented {' '.join(found.invented)!r}{marks}")
    return Score(lost, invented, right, refused, "\n".join(lines))


def _peak() -> int:
    """Largest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "linux" else 1024**2)


if __name__ == "__main__":
    main()
