"""Draws `results.png`, with the python of `bench/venv`: `python -m bench.plot RESULTS.json PICTURE.png`.

Left: embeddings of each step, a line a contender (symmetric logarithmic scale, so that 0 is there). Right: CPU seconds
of a run with the real model.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

OURS = "ours"
COLORS = {
    "CocoIndex": "tab:blue",
    "LangChain full": "tab:orange",
    "LangChain full + cache": "tab:green",
    "LangChain incremental": "tab:red",
    "LlamaIndex": "tab:purple",
    "naive": "tab:brown",
}


def main() -> None:
    import matplotlib as mpl  # type: ignore[import-not-found]

    mpl.use("Agg")
    from matplotlib import pyplot

    found = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(15, 6), width_ratios=(3, 2), layout="constrained")
    _embeddings(left, found["replay"])
    _seconds(right, found["timed"])
    figure.savefig(sys.argv[2], dpi=110)
    print(json.dumps({"picture": sys.argv[2]}))


def _embeddings(axes: Any, replay: Sequence[dict[str, Any]]) -> None:
    steps = list(dict.fromkeys(run["step"] for run in replay))
    for title in dict.fromkeys(run["contender"] for run in replay):
        counts = [run["embedded"] for run in replay if run["contender"] == title]
        # Lines lie on each other: those below are broader.
        width = 2 + 0.8 * list(COLORS).index(title) if title in COLORS else 2.5
        style = {"linewidth": width, "color": COLORS.get(title, "black"), "zorder": 10 - width}
        style |= {"zorder": 20} if title == OURS else {"alpha": 0.7}
        axes.plot(range(len(steps)), counts, marker="o", label=title, **style)
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(bottom=-0.3)
    axes.set_xticks(range(len(steps)), steps, rotation=40, ha="right")
    axes.set_title("Embeddings computed (fewer is better)")
    axes.grid(visible=True, alpha=0.3)
    axes.legend()


def _seconds(axes: Any, timed: Sequence[dict[str, Any]]) -> None:
    steps = list(dict.fromkeys(run["step"] for run in timed))
    titles = list(dict.fromkeys(run["contender"] for run in timed))
    width = 0.8 / len(titles)
    for number, title in enumerate(titles):
        runs = {run["step"]: run["cost"]["cpu_seconds"] for run in timed if run["contender"] == title}
        seconds = [runs.get(step, next(iter(runs.values()))) for step in steps]
        color = COLORS.get(title, "black")
        bars = axes.bar(
            [place + number * width for place in range(len(steps))], seconds, width, label=title, color=color
        )
        axes.bar_label(bars, fmt="%.1f", fontsize=7)
    axes.set_yscale("log")
    axes.set_xticks([place + 0.4 - width / 2 for place in range(len(steps))], steps)
    axes.set_title("CPU seconds of a run, real model (fewer is better)")


if __name__ == "__main__":
    main()
