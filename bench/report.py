"""One table out of all measurements, for a terminal, a pipe or `bench/RESULTS.md`."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.runs import CONTENDERS, OURS, Run

PARTS = (
    "First load: the runs with the real model above. Encoder: against OpenVINO's matrix product. Sync without import "
    "and model: median of ten commits in a warm process after the replay; encoding is taken off ours, the peers have "
    "the stub; all keep the vector store open."
)
FIRST_LOAD = 0.4
"""Goal: the share of naive's CPU seconds."""
LEVEL = 1.03
"""CPU seconds and megabytes within this ratio are level: they vary by more than that from run to run."""
STEADY = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, what each contender has, how we stand."""

    name: str
    values: dict[str, float]
    unit: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that share a title and how they were measured."""

    title: str
    note: str
    rows: list[Row] = field(default_factory=list)


def sections(replay: Sequence[Run], timed: Sequence[Run], alone: dict[str, Any]) -> list[Section]:
    """Everything that is shown, in order."""
    return [
        Section(
            "Embeddings computed",
            "Replay of the releases, then of ordinary events. Peers cut with LangChain's splitter (Markdown, 1000/100 "
            "characters) and embed with a counting stub; ours cuts with its own chunker and has the real model.",
            list(_embedding_rows(replay)),
        ),
        Section(
            "The store against the source",
            "After each step; missing + stale + duplicate points, summed over the steps. Ours: include.verify; "
            "peers: every point against a new split of every document.",
            list(_truth_rows(replay)),
        ),
        Section(
            "Cost of a run, the real model",
            "Each run a fresh process with one thread; user + system time, largest resident set. Naive does the same "
            "work every time, so its first run stands for all.",
            list(_cost_rows(timed)),
        ),
        Section("Ours in parts", PARTS, list(_alone_rows(replay, timed, alone))),
    ]


def _embedding_rows(replay: Sequence[Run]) -> Iterator[Row]:
    share = _chunks(replay)
    yield Row("chunks of the last release", share, "", "")
    first = next(run.step for run in replay)
    yield _compared(f"{first}, first load", _of(replay, first, lambda run: run.embedded), share)
    releases = list(dict.fromkeys(run.step for run in replay if run.is_release and run.step != first))
    patches = {
        title: sum(run.embedded for run in replay if run.contender == title and run.step in releases)
        for title in _titles(replay)
    }
    yield _compared(f"{len(releases)} patch releases to {releases[-1]}", patches, share)
    for step in dict.fromkeys(run.step for run in replay if not run.is_release):
        yield _compared(step, _of(replay, step, lambda run: run.embedded), share)


def _truth_rows(replay: Sequence[Run]) -> Iterator[Row]:
    for name, kind in (("missing", _missing), ("stale", _stale), ("duplicate", _duplicate)):
        sums = {title: sum(kind(run) for run in replay if run.contender == title) for title in _titles(replay)}
        yield _compared(f"{name} points, all steps", sums, {})


def _missing(run: Run) -> int:
    return run.missing


def _stale(run: Run) -> int:
    return run.stale


def _duplicate(run: Run) -> int:
    return run.duplicate


def _cost_rows(timed: Sequence[Run]) -> Iterator[Row]:
    shares = {run.contender: float(run.chunks) for run in timed}
    yield Row("chunks", shares, "", "")
    all_again = {title for title in _titles(timed) if sum(run.contender == title for run in timed) == 1}
    for step in dict.fromkeys(run.step for run in timed):
        for unit, kind in (("CPU s", _seconds), ("peak MB", _megabytes)):
            values = _of(timed, step, kind)
            values |= {run.contender: kind(run) for run in timed if run.contender in all_again}
            yield _compared(step, values, shares if unit == "CPU s" else {}, unit, LEVEL)


def _seconds(run: Run) -> float:
    return run.cost.cpu_seconds if run.cost else 0.0


def _megabytes(run: Run) -> float:
    return run.cost.peak_megabytes if run.cost else 0.0


def _alone_rows(replay: Sequence[Run], timed: Sequence[Run], alone: dict[str, Any]) -> Iterator[Row]:
    def row(name: str, value: float, unit: str = "", verdict: str = "") -> Row:
        return Row(name, {OURS.title: value}, unit, verdict)

    first = {run.contender: run for run in reversed(timed) if run.cost}
    ratio = _seconds(first[OURS.title]) / _seconds(first["naive"])
    tokens = alone["encoder"]
    yield row("first load against naive, same files", ratio, "x", _first_load(ratio, 100 * tokens["share"]))
    yield row("encoder, one thread", tokens["encoder_gflops"], "GFLOP/s")
    yield row("matrix product of this CPU, one thread", tokens["peak_gflops"], "GFLOP/s")
    yield row("encoder against it", 100 * tokens["share"], "%")
    yield row(f"texts of {tokens['tokens_per_text']:.0f} tokens", tokens["texts_per_cpu_second"], "/CPU s")
    precision = alone["precision"]
    yield row("bf16 in place of fp32, not used: texts /CPU s", precision["times_as_fast"], "x")
    yield row("  of its ten nearest neighbours the same", 100 * precision["neighbours_agree"], "%")
    yield row("  least cosine of a text's two vectors", precision["cosine_least"])
    state = alone["state"]
    yield row(f"own state of {state['chunks']:,} chunks, texts and vectors apart", state["bytes"] / 1e6, "MB")
    work = alone["sync_alone"]
    commits = alone["commits"] | {OURS.title: work["cpu"]["total"]}
    yield _compared("sync of 1 to 3 documents, no import, no model", commits, {}, "CPU s", LEVEL)
    for name in ("publish", "embed", "store", "index"):
        yield row(f"  of it {name}", work["cpu"][name], "CPU s")
    yield row("the same by the clock", work["clock"]["total"], "s")
    yield row("conversion of the model, once a machine", alone["conversion"]["cpu_seconds"], "CPU s")
    yield row("conversion of the model, once a machine", alone["conversion"]["peak_megabytes"], "peak MB")
    load = next(run for run in replay if run.contender == OURS.title)
    yield row(f"first load of the replay, {load.embedded} embeddings", _seconds(load), "CPU s")


def _first_load(ratio: float, share: float) -> str:
    if ratio <= FIRST_LOAD:
        return "goal reached"
    return (
        f"goal {FIRST_LOAD} missed: nearly all of it is the encoder, which is at {share:.0f} % of this CPU's fp32 peak"
    )


def _compared(
    name: str, values: dict[str, float] | dict[str, int], share: dict[str, float], unit: str = "", level: float = STEADY
) -> Row:
    """A row with our place in it: the best of the others is what we are held against."""
    others = {title: float(value) for title, value in values.items() if title != OURS.title}
    mine, best = float(values[OURS.title]), min(others.values())
    row = Row(name, {title: float(value) for title, value in values.items()}, unit)
    if mine <= best * level:
        return row
    leader = min(others, key=lambda title: others[title])
    return Row(row.name, row.values, unit, f"behind {leader}{_reason(mine, best, leader, share)}")


def _reason(mine: float, best: float, leader: str, share: dict[str, float]) -> str:
    """Why, where the numbers themselves say it: more chunks of the same documents."""
    if not share or not best:
        return ""
    ours, theirs = mine / share[OURS.title], best / share[leader]
    more = share[OURS.title] / share[leader]
    if ours <= theirs * LEVEL:
        return f": our chunker cuts the same files into {more:.2f} x as many chunks; per chunk level or ahead"
    return f": our chunker cuts {more:.2f} x as many chunks; per chunk still {ours / theirs:.2f} x"


def _chunks(replay: Sequence[Run]) -> dict[str, float]:
    last = [run.step for run in replay if run.is_release][-1]
    return {run.contender: float(run.chunks) for run in replay if run.step == last}


def _of(runs: Sequence[Run], step: str, value: Callable[[Run], float]) -> dict[str, float]:
    return {run.contender: value(run) for run in runs if run.step == step}


def _titles(runs: Sequence[Run]) -> list[str]:
    present = {run.contender for run in runs}
    return [contender.title for contender in CONTENDERS if contender.title in present]


def _cell(row: Row, title: str) -> str:
    value = row.values.get(title)
    if value is None:
        return ""
    if row.unit in ("", "peak MB"):
        return f"{value:,.0f}"
    return f"{value:.3f}" if value < 1 else f"{value:,.1f}"


HEADINGS = ("", *(contender.title for contender in CONTENDERS), "how we stand")


def _cells(row: Row) -> list[str]:
    unit = f", {row.unit}" if row.unit and row.unit != "x" else ""
    standing = row.verdict if len(row.values) == 1 or row.name.startswith("chunks") else row.verdict or "ahead or level"
    return [f"{row.name}{unit}", *(_cell(row, contender.title) for contender in CONTENDERS), standing]


def show(found: Sequence[Section]) -> None:
    """On a terminal a table, into a pipe tab-separated lines."""
    if not sys.stdout.isatty():
        for section in found:
            print(f"# {section.title}. {section.note}")
            for line in (list(HEADINGS), *(_cells(row) for row in section.rows)):
                print("\t".join(line).rstrip("\t"))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for section in found:
        table = Table(title=section.title, caption=section.note, title_justify="left", caption_justify="left")
        for number, heading in enumerate(HEADINGS):
            table.add_column(heading, justify="left" if number in (0, len(HEADINGS) - 1) else "right")
        for row in section.rows:
            table.add_row(*_cells(row), style="yellow" if row.verdict else "")
        console.print(table)


def markdown(found: Sequence[Section], facts: dict[str, str], extent: str) -> str:
    """The whole of RESULTS.md."""
    command = "make bench QUICK=1" if extent == "QUICK" else "make bench"
    lines = [
        "# Side by side with the peers",
        "",
        f"Made by `{command}` ({extent}); nothing here is typed by hand. Counts are exact; CPU seconds and memory are "
        "those of one run on a shared machine.",
        "",
        "![embeddings and CPU seconds of every contender](results.png)",
    ]
    for section in found:
        lines += ["", f"## {section.title}", "", section.note, ""]
        lines += [_line(HEADINGS), _line(["---", *["---:"] * len(CONTENDERS), "---"])]
        lines += [_line(_cells(row)) for row in section.rows]
    lines += ["", "## What it was measured with", "", _line(("", "")), _line(("---", "---"))]
    lines += [_line(item) for item in facts.items()]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
