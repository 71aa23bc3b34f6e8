"""A trial of a candidate as a picture (SVG) and as a page: for each golden question what is answered live and by it."""

from textwrap import shorten
from typing import Any

from markupsafe import Markup

from include.lake.report_page import drawn, note, table
from include.lake.report_page import page as report_page
from include.pipeline.approval.text import model_name
from include.pipeline.approval.trial import ComparedQuestion, Trial
from include.provenance import Provenance

LAST_PLACE = 6
"""On the picture; what comes later is there, too."""
WIDTH, ROW, TOP, STEP = 300, 36, 72, 56
"""Pixels. Airflow shows a picture in an approval no wider than 300."""
LONGEST_QUESTION, LONGEST_NAME = 44, 21
SHOWN_DOCUMENTS = 3


def picture(trial: Trial) -> Markup:
    """Draws the place of each question's document, live and with the candidate; it fits light and dark pages."""
    return drawn(
        "trial.svg",
        width=WIDTH,
        height=TOP + ROW * len(trial.answers),
        top=TOP,
        legend=[
            {"kind": kind, "y": y, "name": _ending(model_name(name)), "first": first}
            for kind, name, first, y in zip(
                ("live", "candidate"), (trial.live, trial.candidate), trial.first, (10, 28), strict=True
            )
        ],
        axis=[(_at(place), _place(place)) for place in range(1, LAST_PLACE + 1)],
        rows=[_row(answer, TOP + ROW * number + 24) for number, answer in enumerate(trial.answers)],
    )


def page(trial: Trial, provenance: Provenance) -> str:
    """Returns the picture, and of each question the documents that both find."""
    rows = [(answer.question, answer.wanted, _found(answer.live), _found(answer.candidate)) for answer in trial.answers]
    told = (
        f"{trial.documents:,} documents, {trial.passages:,} passages; the candidate embedded {trial.embedded:,} texts "
        f"for it in {trial.seconds:.1f} s. Nothing of that is kept."
    )
    names = ("question", "answered by", model_name(trial.live), model_name(trial.candidate))
    parts = (picture(trial), note(told), table("What both find", names, rows))
    return report_page("Live against candidate", provenance, *parts)


def alternative(trial: Trial) -> str:
    """Returns the picture in words."""
    live, candidate = trial.first
    return f"first place for {live} of {len(trial.answers)} questions live, for {candidate} with the candidate"


def _row(answer: ComparedQuestion, y: int) -> dict[str, Any]:
    live, candidate = (_at(place) for place in answer.places)
    question = shorten(answer.question, LONGEST_QUESTION, placeholder="…")
    return {"question": question, "y": y, "live": live, "candidate": candidate}


def _at(place: int) -> int:
    return 10 + STEP * (min(place, LAST_PLACE) - 1)


def _place(place: int) -> str:
    return str(place) if place < LAST_PLACE else f"{place}+"


def _ending(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"…{name[1 - LONGEST_NAME :]}"


def _found(documents: tuple[str, ...]) -> str:
    return "\n".join(f"{number}.\N{NO-BREAK SPACE}{name}" for number, name in enumerate(documents[:SHOWN_DOCUMENTS], 1))
