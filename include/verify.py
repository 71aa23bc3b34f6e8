"""Do source, tables and vector store agree? `python -m include.verify`; `--repair` mends what does not."""

import argparse
import json

from include import command_line
from include.pipeline.repair import forget_lost_files, repair
from include.pipeline.verification import Verification, verify
from include.provenance import Provenance
from include.settings import Settings
from include.tables import Lake

SHOWN = 20


def _counts(found: Verification) -> dict[str, int]:
    return {
        "documents": found.documents,
        "chunks": found.chunks,
        "points": found.points,
        "missing": len(found.missing),
        "stale": len(found.stale),
        "duplicate": len(found.duplicate),
    }


def _show(found: Verification) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(*_counts(found))
    table.add_row(*(f"{count:,}" for count in _counts(found).values()))
    console.print(table)
    for kind in ("missing", "stale", "duplicate"):
        names = getattr(found, kind)
        for name in names[:SHOWN]:
            console.print(f"{kind}: {name}", markup=False, highlight=False)
        if len(names) > SHOWN:
            console.print(f"{kind}: and {len(names) - SHOWN:,} more")
    for document, reason in found.quarantined.items():
        console.print(f"quarantined: {document}: {reason}", markup=False, highlight=False)
    console.print("all agree" if found.clean else "they do not agree; --repair mends exactly this")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m include.verify", description="Compare source, tables and vector store."
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--repair", action="store_true", help="mend what is missing, stale or doubled")
    arguments = parser.parse_args()
    settings = Settings.from_environment()
    lake = Lake(settings.lake_uri)
    if arguments.repair:
        forget_lost_files(lake)
    found = verify(settings, lake)
    if arguments.repair and not found.clean:
        repair(settings, lake, found, Provenance(run="verify --repair"))
        found = verify(settings, lake)
    if arguments.json:
        print(json.dumps(_counts(found)))
    else:
        _show(found)
    return 0 if found.clean else 1


if __name__ == "__main__":
    command_line.run(main)
