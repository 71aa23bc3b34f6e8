"""What the watch costs while nothing changes, and how fast it sees an edit: `python -m bench.watching [FILES]`.

The observer runs as in the triggerer, on a folder of small pages; its CPU time is that of this process.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from contextlib import aclosing, suppress
from pathlib import Path

from include.observation import Observation
from include.observer import Observer

FILES, FOLDERS = 10_000, 100
IDLE_SECONDS = 120.0
EDITS = 10
PAUSE_SECONDS = 3.0


def main() -> None:
    """Measure and print one JSON object."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    with tempfile.TemporaryDirectory() as folder:
        pages = _write(Path(folder), files)
        print(json.dumps({"files": files, **asyncio.run(_watch(folder, pages))}))


def _write(root: Path, files: int) -> list[Path]:
    pages = [root / f"part{number % FOLDERS:03}" / f"page{number:06}.md" for number in range(files)]
    for folder in {page.parent for page in pages}:
        folder.mkdir()
    for page in pages:
        page.write_text(f"# {page.stem}\n\n" + "A line of text on this page. " * 100)
    return pages


async def _watch(root: str, pages: list[Path]) -> dict[str, float]:
    observer = Observer(root, Observation(root, 10**7), scan_seconds=30)
    async with aclosing(observer.looks()) as looks:
        first = await anext(looks)
        # The pages grow older than the clock's tick, so that they need not be read a second time.
        await anext(looks)
    return (
        {"first_look_cpu_seconds": round(first.cpu_seconds, 2)} | await _idle(observer) | await _edit(observer, pages)
    )


async def _idle(observer: Observer) -> dict[str, float]:
    """What nothing costs; the scans of that time are part of it."""
    begun, cpu, scans = time.monotonic(), time.process_time(), 0
    with suppress(TimeoutError):
        async with asyncio.timeout(IDLE_SECONDS), aclosing(observer.looks()) as looks:
            async for _ in looks:
                scans += 1
    seconds = time.monotonic() - begun
    percent = 100 * (time.process_time() - cpu) / seconds
    return {"idle_seconds": round(seconds), "scans": scans, "idle_percent_of_a_core": round(percent, 2)}


async def _edit(observer: Observer, pages: list[Path]) -> dict[str, float]:
    """How long an edit takes until it is seen, one at a time."""
    seconds = []
    async with aclosing(observer.looks()) as looks:
        last = (await anext(looks)).fingerprint
        for page in pages[:EDITS]:
            with page.open("a") as file:
                file.write("\nOne more line.\n")
            begun = time.monotonic()
            while (now := (await anext(looks)).fingerprint) == last:
                pass
            last = now
            seconds.append(time.monotonic() - begun)
            await asyncio.sleep(PAUSE_SECONDS)
    return {"seen_p50_seconds": round(statistics.median(seconds), 2), "seen_max_seconds": round(max(seconds), 2)}


if __name__ == "__main__":
    main()
