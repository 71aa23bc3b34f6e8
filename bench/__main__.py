"""`python -m bench [--quick]`: this project and its peers on the same documents, side by side.

Needs `bench/venv` (`make bench` makes it). Writes `bench/RESULTS.md` and `bench/results.png`.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from deltalake import DeltaTable

from bench import history, measure, report, runs
from bench.contenders import ours
from include.settings import PROJECT

BENCH = PROJECT / "bench"
WORK = BENCH / "work"
PRINTED = BENCH / "printed"
"""What the other commands of the bench printed last, a page for each; they stand behind the comparison."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="This project and its peers, side by side.")
    parser.add_argument("--quick", action="store_true", help="a part of the documents, five minutes on two cores")
    quick = parser.parse_args().quick
    extent = history.QUICK if quick else history.FULL
    begun = time.monotonic()

    def progress(what: str) -> None:
        print(f"bench: {time.monotonic() - begun:5.0f} s  {what}", file=sys.stderr, flush=True)

    workers = os.cpu_count() or 1
    arena = runs.Arena(WORK / "runs", WORK / "models", workers)
    try:
        steps = history.steps(extent, WORK / "releases")
        timed_steps = history.timed_steps(extent, WORK / "releases")
        progress(f"{len(steps)} states of {len(steps[0].files)} documents and more")
        conversion = arena.convert()
        arena.warm_up(steps[0])
        progress("model converted")
        replay = arena.replay(steps, progress)
        commits = arena.commits([contender for contender in runs.TIMED[extent.name] if contender is not runs.OURS])
        progress("small commits")
        timed = arena.time(timed_steps, runs.TIMED[extent.name], progress)
    finally:
        arena.close()
    alone = {"conversion": asdict(conversion), "commits": commits, **_ours_alone()}
    progress("ours alone")
    found = report.sections(replay, timed, alone)
    report.show(found)
    facts = _facts(extent, steps, timed_steps, time.monotonic() - begun)
    results = {"replay": [asdict(run) for run in replay], "timed": [asdict(run) for run in timed], "alone": alone}
    (WORK / "results.json").write_text(json.dumps(results | {"facts": facts}), "utf-8")
    measure.run((runs.PYTHON, "-m", "bench.plot", str(WORK / "results.json"), str(BENCH / "results.png")), {})
    pages = (page.read_text("utf-8") for page in sorted(PRINTED.glob("*.md")))
    text = "".join([report.markdown(found, facts, extent.name), *pages])
    (BENCH / "RESULTS.md").write_text(text, "utf-8")
    progress("bench/RESULTS.md and bench/results.png written")


def _ours_alone() -> dict[str, Any]:
    """What has no counterpart among the peers: measured on a copy of the replay's end."""
    place = WORK / "runs" / "replay"
    copy = WORK / "runs" / "alone"
    shutil.copytree(place / "source", copy / "source")
    shutil.copytree(place / runs.OURS.folder, copy / "state")
    environment = ours.environment(copy / "source", copy / "state", WORK / "models")
    work, _ = measure.run((sys.executable, "-m", "bench.sync_alone"), environment)
    encoder, _ = measure.run((sys.executable, "-m", "bench.encoder_peak"), environment)
    precision, _ = measure.run((sys.executable, "-m", "bench.precision"), environment)
    state = _own_bytes(copy / "state" / "lake")
    return {"sync_alone": work, "encoder": encoder, "precision": precision, "state": state}


def _own_bytes(lake: Path) -> dict[str, int]:
    """Chunks, and the bytes of the newest version of the tables that keep neither text nor vectors, with their log."""
    size = 0
    for name in ("documents", "chunks"):
        size += sum(path.stat().st_size for path in (lake / name / "_delta_log").glob("*"))
        size += sum(Path(unquote(urlsplit(uri).path)).stat().st_size for uri in DeltaTable(lake / name).file_uris())
    return {"bytes": size, "chunks": DeltaTable(lake / "chunks").count()}


def _facts(
    extent: history.Extent, steps: list[history.Step], timed: list[history.Step], seconds: float
) -> dict[str, str]:
    """What a reader needs to judge or repeat the numbers."""
    folders = ", ".join(extent.folders) or "all of it"
    size = sum(map(len, steps[0].files.values())) / 1e6
    return {
        "extent": extent.name,
        "date": datetime.now(UTC).date().isoformat(),
        "CPU": f"{_cpu()}, {os.cpu_count()} cores, {platform.machine()}",
        "load at the end (1, 5, 15 minutes)": ", ".join(f"{load:.1f}" for load in os.getloadavg()),
        "took": f"{seconds:.0f} s",
        "documents": f"Django's documentation ({folders}), {len(steps[0].files)} files, {size:.1f} MB",
        "releases": ", ".join(extent.releases),
        "documents of the timed runs": str(len(timed[0].files)),
        **runs.versions(),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


if __name__ == "__main__":
    main()
