"""Mean scores as a picture: a bar for each pair of essay template and model. SVG within a page, with no script."""

from collections.abc import Mapping

from markupsafe import Markup

from include.lake.report_page import drawn, shortened

BEST = 10
WIDTH, ROW, NAMES = 640, 24, 300
"""Pixels; `NAMES` is the part left of the bars."""
LONGEST_NAME = 44
SHOWN = 60


def plot(means: Mapping[tuple[str, str], float]) -> Markup:
    """Returns the picture; nothing where nobody has judged.

    Args:
        means: score from 1 to 10 by essay template and model.
    """
    if not means:
        return Markup()
    shown = list(means.items())[:SHOWN]
    bars = [(shortened(" · ".join(pair), LONGEST_NAME), mean) for pair, mean in shown]
    marks = range(0, BEST + 1, 2)
    return drawn("scores.svg", width=WIDTH, height=ROW * (len(shown) + 1), row=ROW, marks=marks, bars=bars, at=_at)


def _at(score: float) -> float:
    """Pixels from the left; some are left on the right for the number of a full bar."""
    return NAMES + score * (WIDTH - NAMES - 36) / BEST
