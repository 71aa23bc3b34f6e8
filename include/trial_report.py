"""A trial of a candidate as a picture (SVG) and as a page: for each golden question what is answered live and by it."""

from html import escape
from textwrap import shorten

from include import report_page
from include.pipeline.decision_text import model_name
from include.pipeline.trial import Answer, Trial
from include.provenance import Provenance

LAST_PLACE = 6
"""On the picture; what comes later is there, too."""
WIDTH, ROW, TOP, STEP = 300, 36, 72, 56
"""Pixels. Airflow shows a picture in an approval no wider than 300."""
LONGEST_QUESTION, LONGEST_NAME = 44, 21
SHOWN_DOCUMENTS = 3
_STYLE = """
text { font: 11px system-ui, sans-serif; fill: #3f4652 } .muted { fill: #6b7280; font-size: 10.5px }
.axis { stroke: #8886 } .live { fill: #3b82f6 } .candidate { fill: #f59e0b }
.better { stroke: #16a34a } .worse { stroke: #dc2626 } .better, .worse { stroke-width: 3 }
@media (prefers-color-scheme: dark) { text { fill: #d4d8de } .muted { fill: #9aa1ab } }
"""


def picture(trial: Trial) -> str:
    """At which place each question's document comes, live and with the candidate; it fits light and dark pages."""
    height = TOP + ROW * len(trial.answers)
    names = zip(("live", "candidate"), (trial.live, trial.candidate), trial.first, (10, 28), strict=True)
    legend = "".join(
        f'<circle class="{kind}" cx="6" cy="{y}" r="5"/><text x="16" y="{y + 4}">{kind}: '
        f"{escape(_ending(model_name(name)))}, first {first} of {len(trial.answers)}</text>"
        for kind, name, first, y in names
    )
    axis = "".join(
        f'<text class="muted" x="{_at(place)}" y="{TOP - 8}" text-anchor="middle">{_place(place)}</text>'
        for place in range(1, LAST_PLACE + 1)
    )
    rows = "".join(_row(answer, TOP + ROW * number) for number, answer in enumerate(trial.answers))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img"><title>Live against candidate</title><style>{_STYLE}</style>{legend}'
        f'<text class="muted" x="0" y="{TOP - 22}">place of the document that answers</text>{axis}{rows}</svg>\n'
    )


def page(trial: Trial, provenance: Provenance) -> str:
    """The picture, and of each question the documents that both find."""
    rows = [(answer.question, answer.wanted, _found(answer.live), _found(answer.candidate)) for answer in trial.answers]
    note = (
        f"{trial.documents:,} documents, {trial.passages:,} passages; the candidate embedded {trial.embedded:,} texts "
        f"for it in {trial.seconds:.1f} s. Nothing of that is kept."
    )
    return report_page.page(
        "Live against candidate",
        provenance,
        picture(trial),
        f'<p class="note">{note}</p>',
        report_page.table(
            "What both find", ("question", "answered by", model_name(trial.live), model_name(trial.candidate)), rows
        ),
    )


def alternative(trial: Trial) -> str:
    """The picture in words."""
    live, candidate = trial.first
    return f"first place for {live} of {len(trial.answers)} questions live, for {candidate} with the candidate"


def _row(answer: Answer, top: int) -> str:
    live, candidate = (_at(place) for place in answer.places)
    kind, y = "better" if candidate < live else "worse", top + 24
    line = f'<line class="{kind}" x1="{live}" x2="{candidate}" y1="{y}" y2="{y}"/>' if live != candidate else ""
    # Side by side where both are at one place, so that neither hides the other.
    apart = 0 if line else 5
    return (
        f'<text x="0" y="{top + 12}">{escape(shorten(answer.question, LONGEST_QUESTION, placeholder="…"))}</text>'
        f'<line class="axis" x1="{_at(1)}" x2="{_at(LAST_PLACE)}" y1="{y}" y2="{y}"/>{line}'
        f'<circle class="live" cx="{live - apart}" cy="{y}" r="5"/>'
        f'<circle class="candidate" cx="{candidate + apart}" cy="{y}" r="5"/>'
    )


def _at(place: int) -> int:
    return 10 + STEP * (min(place, LAST_PLACE) - 1)


def _place(place: int) -> str:
    return str(place) if place < LAST_PLACE else f"{place}+"


def _ending(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"…{name[1 - LONGEST_NAME :]}"


def _found(documents: tuple[str, ...]) -> str:
    return "\n".join(f"{number}.\N{NO-BREAK SPACE}{name}" for number, name in enumerate(documents[:SHOWN_DOCUMENTS], 1))
