"""What `sync` did, for a person: a table on a terminal, lines elsewhere."""

from typing import TYPE_CHECKING, Any

from include import command_line
from include.errors import ModelError, StoreRefused
from include.sources.left_out import left_out_words

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.table import Table

COLOURS = {
    "added": "green",
    "embedded": "green",
    "upserted": "green",
    "removed": "red",
    "deleted": "red",
    "quarantined": "bold red",
    "reused": "blue",
}
PARTS = ("documents", "chunks", "vectors")
COLUMNS: "dict[str, JustifyMethod]" = {"": "left", "now": "right", "what changed": "left", "seconds": "right"}
Result = dict[str, dict[str, Any]]
"""Counts of `documents`, `chunks` and `vectors`, and `seconds` by step."""


def require_no_problem(result: Result) -> None:
    """Raise when something could not be done, and nobody has to decide about it.

    Raises:
        StoreRefused: passages of some documents could not be written.
        ModelError: the model of the settings cannot be had, another one is in force.
    """
    problem = result.get("problem", {})
    if words := problem.get("vector_store"):
        raise StoreRefused(f"{words}; all else is done")
    if words := problem.get("model"):
        raise ModelError(f"{words}; all else is done with the model in force")


def show_result(result: Result, planned: bool) -> None:
    """Print it; a plan says that it is one."""
    hints = _hints(result, planned)
    command_line.show([*_plain(result), *hints], lambda: [_table(result, planned), *hints])


def _hints(result: Result, planned: bool) -> list[str]:
    left_out = left_out_words(result.get("left_out", {}))
    said = {
        "quarantined": result["documents"]["quarantined"],
        "unreadable now and served as they were read last": result["kept"]["unreadable"],
        "gone from the source and kept": result["kept"]["gone"],
    }
    counts = [f"{count:,} {words}" for words, count in said.items() if count and not planned]
    hints = [f"{', '.join(counts)}; `python -m include.verify` says why"] if counts else []
    hints += [f"candidate {name}: {words}" for name, words in result.get("candidates", {}).items()]
    return hints + ([f"left out of the source: {left_out}"] if left_out else [])


def _plain(result: Result) -> list[str]:
    """A line for each part, always with every number."""
    lines = [f"{part}: {_counts(result[part])}" for part in PARTS]
    seconds = sorted(result["seconds"].items(), key=lambda item: item[0] == "total")
    return [*lines, "seconds: " + ", ".join(f"{spent:.2f} {what}" for what, spent in seconds)]


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {what.replace('_', ' ')}" for what, count in counts.items())


def _table(result: Result, planned: bool) -> "Table":
    """On a terminal: how many there are, what changed, what it took."""
    from rich import box
    from rich.table import Table

    seconds = dict(result["seconds"])
    title = f"[bold]What sync {'would do' if planned else 'did'}[/]  [dim]{seconds.pop('total'):.2f} s[/]"
    table = Table(title=title, title_justify="left", title_style="", box=box.ROUNDED, header_style="dim")
    for name, justify in COLUMNS.items():
        table.add_column(name, justify=justify)
    for part in dict.fromkeys((*PARTS, *seconds)):
        counts = result[part] if part in PARTS else {}
        now = f"{counts['total']:,}" if counts else ""
        spent = f"{seconds[part]:.2f}" if part in seconds else ""
        table.add_row(f"[bold]{part}[/]", now, _changed(counts), f"[dim]{spent}[/]")
    return table


def _changed(counts: dict[str, int]) -> str:
    """What is not nought, in colour."""
    shown = {what: count for what, count in counts.items() if count and what not in ("total", "unchanged")}
    words = (f"[{COLOURS.get(what, 'cyan')}]{count:,} {what.replace('_', ' ')}[/]" for what, count in shown.items())
    return ", ".join(words) or ("[dim]nothing[/]" if counts else "")
