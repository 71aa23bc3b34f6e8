"""What a learner has reached: the last check, hints that were read, former attempts."""

import difflib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from include.course.starters import clean, identifier, render, solution_path, starter_path
from include.course.verdicts import BROKEN, PASS, Checked
from include.course.workshop import Workshop
from include.errors import SettingsError
from include.settings import PROJECT

FOLDER = PROJECT / ".data" / "course"
ATTEMPTS = FOLDER / "attempts"


def known(exercise: str) -> dict[str, Any]:
    """What is noted of an exercise; empty before the first check."""
    try:
        noted: dict[str, Any] = json.loads(_path(exercise).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:  # half written when the disk was full, or by hand
        raise SettingsError(f"{_path(exercise)} cannot be read; delete it, the next check writes it anew") from None
    return noted


def note(exercise: str, **news: Any) -> None:
    """Add to it."""
    path = _path(exercise)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(known(exercise) | news, indent=1), "utf-8")


def note_check(checked: Checked) -> None:
    """Remember what a check of the learner's file said."""
    verdicts = [asdict(verdict) for verdict in checked.verdicts]
    note(checked.exercise, verdicts=verdicts, checked_at=datetime.now(UTC).isoformat(timespec="seconds"))


def open_requirement(exercise: str) -> str:
    """The first one that does not pass, of the last check; empty when all do."""
    verdicts: list[Mapping[str, str]] = known(exercise).get("verdicts", [{"requirement": "R1", "state": ""}])
    failed = [verdict for verdict in verdicts if verdict["state"] != PASS]
    wrong = [verdict for verdict in failed if verdict["state"] in ("WRONG", "BROKEN")]
    return (wrong or failed or [{"requirement": ""}])[0]["requirement"]


def misconception(exercise: str, requirement: str) -> str:
    """What the last check saw in a requirement."""
    seen = [item for item in known(exercise).get("verdicts", []) if item["requirement"] == requirement]
    return str(seen[0]["misconception"]) if seen else ""


def unread(exercise: str) -> str:
    """What kept Airflow from reading the file at the last check; empty where nothing did."""
    verdicts: list[Mapping[str, str]] = known(exercise).get("verdicts", [])
    return next((verdict.get("evidence", "") for verdict in verdicts if verdict["state"] == BROKEN), "")


def next_hint(exercise: str, requirement: str, misunderstood: str, count: int) -> int:
    """Which hint is due, 0 to `count` - 1; each call is one further, the last one stays."""
    hints: dict[str, int] = known(exercise).get("hints", {})
    key = f"{requirement} {misunderstood}".strip()
    note(exercise, hints=hints | {key: min(hints.get(key, 0) + 1, count)})
    return min(hints.get(key, 0), count - 1)


def has_passed(exercise: str) -> bool:
    """Whether everything passed in the last check."""
    return bool(known(exercise).get("verdicts")) and not open_requirement(exercise)


def difference(exercise: str) -> str:
    """The learner's file against the solution, as a unified diff.

    Raises:
        SettingsError: the learner has no file.
    """
    if not starter_path(exercise).exists():
        raise SettingsError(
            f"{starter_path(exercise)} does not exist; `make reset E={exercise}` makes the starter again"
        )
    mine = starter_path(exercise).read_text("utf-8").splitlines(keepends=True)
    theirs = clean(solution_path(exercise).read_text("utf-8")).splitlines(keepends=True)
    return "".join(difflib.unified_diff(mine, theirs, "yours", "solution"))


def reset(exercise: str) -> Path | None:
    """Bring the starter back; where the attempt was put, None if there was none."""
    path, fresh = starter_path(exercise), render(solution_path(exercise).read_text("utf-8"))
    kept = None
    if path.exists() and path.read_text("utf-8") != fresh:
        ATTEMPTS.mkdir(parents=True, exist_ok=True)
        kept = ATTEMPTS / f"{path.stem}_{datetime.now(UTC):%Y%m%dT%H%M%S_%f}.py"
        shutil.copy(path, kept)
    path.write_text(fresh, "utf-8")
    _path(exercise).unlink(missing_ok=True)
    return kept


def reset_data(exercise: str) -> Path | None:
    """Begin with fresh documents, tables and points; where the former were put, None if there were none."""
    return set_aside(Workshop(f"exercise_{identifier(exercise)}"))


def set_aside(workshop: Workshop) -> Path | None:
    """Make place for fresh data; where the former were put, None if there were none."""
    folder = workshop.folder
    if not folder.is_dir():
        return None
    ATTEMPTS.mkdir(parents=True, exist_ok=True)  # a learner's own pages are among them
    return Path(shutil.move(folder, ATTEMPTS / f"{folder.name}_{datetime.now(UTC):%Y%m%dT%H%M%S_%f}"))


def _path(exercise: str) -> Path:
    return FOLDER / f"progress_{identifier(exercise)}.json"
