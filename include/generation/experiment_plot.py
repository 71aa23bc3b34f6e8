"""Experiments as a picture: a line for each pair of essay template and writer, from run to run. SVG with no script."""

from collections.abc import Sequence

from markupsafe import Markup

from include.generation.experiments import Experiment
from include.lake.report_page import drawn, shortened

BEST = 10
WIDTH, HEIGHT, LEFT, ROW = 640, 240, 28, 18
"""Pixels; `ROW` is the height of a line of text, below the picture stands a line for each pair."""
LONGEST_NAME = 80
COLOURS = ("#3b82f6", "#f59e0b", "#10b981", "#ef4444", "#8b5cf6", "#6b7280")
"""So many pairs are drawn; the table beside it has all."""


def runs_of(found: Sequence[Experiment]) -> list[str]:
    """Returns the runs in the order in which they ended."""
    return list(dict.fromkeys(one.run for one in found))


def plot_experiments(found: Sequence[Experiment]) -> Markup:
    """Returns the picture; nothing where fewer than two runs were judged."""
    runs = runs_of(found)
    if len(runs) < 2:
        return Markup()
    lines = []
    for colour, pair in zip(COLOURS, sorted({one.pair for one in found}), strict=False):
        points = [
            (LEFT + runs.index(one.run) * (WIDTH - LEFT - 20) / (len(runs) - 1), _height(one.mean), one.mean)
            for one in found
            if one.pair == pair and one.mean is not None
        ]
        lines.append((colour, shortened(" · ".join(pair), LONGEST_NAME), points))
    height = HEIGHT + ROW * (len(lines) + 1)
    marks = [(score, _height(score)) for score in range(0, BEST + 1, 2)]
    return drawn("experiments.svg", width=WIDTH, height=height, below=HEIGHT + ROW, row=ROW, left=LEFT, marks=marks,
                 lines=lines)  # fmt: skip


def _height(score: float) -> float:
    """Pixels from the top."""
    return 10 + (BEST - score) * (HEIGHT - 20) / BEST
