"""Exercise 5.10: the six incidents by their numbers, and how one is let happen."""

import difflib
from collections.abc import Mapping
from pathlib import Path

from include.course.exercise_5_10.chain import Chain, workshop
from include.course.exercise_5_10.incident import Incident, Truth
from include.course.exercise_5_10.keeping import CLOCK, MANIFEST, TWINS
from include.course.exercise_5_10.waking import BURST, PAUSE, RENAME
from include.course.starters import SOLUTIONS, incident_files
from include.errors import SettingsError

INCIDENTS: Mapping[str, Incident] = {
    "5.10.1": BURST,
    "5.10.2": PAUSE,
    "5.10.3": MANIFEST,
    "5.10.4": RENAME,
    "5.10.5": TWINS,
    "5.10.6": CLOCK,
}
ANSWER = "answer.toml"


def lay_out(incident: str) -> Path:
    """Write a chain's files as they were before anything happened, and an empty answer beside their folder."""
    dags = workshop(incident).folder / "dags"
    dags.mkdir(parents=True)
    for name, (text, _) in incident_files(incident).items():
        if before := INCIDENTS[incident].first(name, text):
            (dags / name).write_text(before, "utf-8")
    (dags.parent / ANSWER).write_text((SOLUTIONS / "incidents" / ANSWER).read_text("utf-8"), "utf-8")
    return dags


def play(chain: Chain) -> Truth:
    """Let the incident happen, and keep what the engine recorded of it.

    Raises:
        LiveError: it did not come about, or Airflow does not answer.
    """
    truth = INCIDENTS[chain.incident].play(chain)
    chain.note(url=chain.api.url, home=str(chain.record.path.parent), event=truth.event, witness=truth.witness)
    return truth


def difference(incident: str) -> str:
    """The learner's files against the solution's, as a unified diff.

    Raises:
        SettingsError: the incident was never started.
    """
    folder = workshop(incident).folder / "dags"
    if not folder.is_dir():
        raise SettingsError(f"incident {incident} was never started: make incident N={incident.rpartition('.')[2]}")
    found = ""
    for name, (_, mended) in incident_files(incident).items():
        mine = (folder / name).read_text("utf-8") if (folder / name).exists() else ""
        yours, theirs = mine.splitlines(keepends=True), mended.splitlines(keepends=True)
        found += "".join(difflib.unified_diff(yours, theirs, f"yours/{name}", f"solution/{name}"))
    return found
