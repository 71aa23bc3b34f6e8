"""Mean scores as a picture: a bar for each pair of essay template and model. SVG within a page, with no script."""

from collections.abc import Mapping
from html import escape

from include.report_page import shortened

BEST = 10
WIDTH, ROW, NAMES = 640, 24, 300
"""Pixels; `NAMES` is the part left of the bars."""
LONGEST_NAME = 44
SHOWN = 60
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #3f4652 } .axis { stroke: #8886 } .score { fill: #3b82f6 }
@media (prefers-color-scheme: dark) { text { fill: #d4d8de } }
"""


def plot(means: Mapping[tuple[str, str], float]) -> str:
    """The picture; nothing where nobody has judged.

    Args:
        means: score from 1 to 10 by essay template and model.
    """
    if not means:
        return ""
    shown = list(means.items())[:SHOWN]
    height = ROW * (len(shown) + 1)
    axis = "".join(
        f'<line class="axis" x1="{_at(score)}" x2="{_at(score)}" y1="0" y2="{height - ROW}"/>'
        f'<text x="{_at(score)}" y="{height - 8}" text-anchor="middle">{score}</text>'
        for score in range(0, BEST + 1, 2)
    )
    bars = "".join(_bar(pair, mean, ROW * number) for number, (pair, mean) in enumerate(shown))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="100%" role="img">'
        f"<title>Mean score by essay template and model</title><style>{_STYLE}</style>{axis}{bars}</svg>"
    )


def _bar(pair: tuple[str, str], mean: float, top: int) -> str:
    name = escape(shortened(" · ".join(pair), LONGEST_NAME))
    return (
        f'<text x="0" y="{top + 16}">{name}</text>'
        f'<rect class="score" x="{_at(0)}" y="{top + 4}" width="{_at(mean) - _at(0):.1f}" height="{ROW - 8}" rx="2"/>'
        f'<text x="{_at(mean) + 4:.1f}" y="{top + 16}">{mean:.1f}</text>'
    )


def _at(score: float) -> float:
    """Pixels from the left; some are left on the right for the number of a full bar."""
    return NAMES + score * (WIDTH - NAMES - 36) / BEST
