"""Do source, tables and vector store agree? `python -m include.verify`; `--repair` mends what does not."""

import argparse
import json
from typing import TYPE_CHECKING

from include import command_line
from include.lake.tables import Lake
from include.provenance import Provenance
from include.settings import Settings
from include.verify.repair import forget_lost_files, repair
from include.verify.verification import KINDS, Verification, verify

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

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
    verdict = "all agree" if found.clean else "they do not agree; --repair mends exactly this"
    counts = ", ".join(f"{count:,} {what}" for what, count in _counts(found).items())
    command_line.show([counts, *_details(found), verdict], lambda: _coloured(found, verdict))


def _coloured(found: Verification, verdict: str) -> "list[RenderableType]":
    """On a terminal."""
    from rich.text import Text

    details = [Text(command_line.printable(line)) for line in _details(found)]
    return [_table(found), *details, Text(verdict, "bold green" if found.clean else "bold red")]


def _details(found: Verification) -> list[str]:
    """What does not agree, and what cannot be read, by name."""
    lines: list[str] = []
    for kind in KINDS:
        names = getattr(found, kind)
        lines += [f"{kind}: {name}" for name in names[:SHOWN]]
        if len(names) > SHOWN:
            lines.append(f"{kind}: and {len(names) - SHOWN:,} more")
    for kind, named in (
        ("quarantined", found.quarantined),
        ("kept", found.kept),
        ("candidate", found.candidates),
    ):
        lines += [f"{kind}: {document}: {reason}" for document, reason in named.items()]
    return lines


def _table(found: Verification) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.ROUNDED, header_style="dim")
    row = []
    for what, count in _counts(found).items():
        table.add_column(what, justify="right")
        style = "bold" if what not in KINDS else "bold red" if count else "green"
        row.append(f"[{style}]{count:,}[/]")
    table.add_row(*row)
    return table


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m include.verify", description="Compare source, tables and vector store."
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--repair",
        action="store_true",
        help="mend what is missing, stale or doubled, and read again what could not be read",
    )
    arguments = parser.parse_args()
    settings = Settings.from_environment()
    lake = Lake(settings.lake_uri)
    if arguments.repair:
        forget_lost_files(lake)
    found = verify(settings, lake)
    if arguments.repair and not found.as_read:
        repair(settings, lake, found, Provenance(run="verify --repair"))
        found = verify(settings, lake)
    if arguments.json:
        print(json.dumps(_counts(found)))
    else:
        _show(found)
    return 0 if found.clean else 1


if __name__ == "__main__":
    command_line.run(main)
