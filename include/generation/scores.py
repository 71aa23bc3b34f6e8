"""What the judges said: one score an evaluation, and how templates and models compare."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from include.generation.standing import Standing
from include.generation.tables import SCORES
from include.lake.queries import Row
from include.lake.refresh import RefreshReport, bring
from include.lake.tables import Lake
from include.provenance import Provenance
from include.settings import Settings

SCORE = re.compile(r"\bscore\s*[:=]?\s*(10|[1-9])\b(?![.\d])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one essay by one judge."""

    task: str
    essay_template: str
    evaluation_template: str
    writer: str
    judge: str
    score: int | None
    """1 to 10; None where the answer holds none."""
    reason: str
    """Why there is none; empty where there is one."""
    raw: str
    answer: str
    """What was asked, as the answers are known by it."""
    answered_at: str
    """Says which of several answers to one question it is about."""


def read_score(raw: str) -> tuple[int | None, str]:
    """Returns the score in an answer; or None, and why there is none."""
    found = {int(number) for number in SCORE.findall(raw)}
    if len(found) == 1:
        return found.pop(), ""
    if found:
        return None, f"it holds several scores: {', '.join(map(str, sorted(found)))}"
    return None, "it holds no score from 1 to 10" if raw.strip() else "it is empty"


def scores(settings: Settings, lake: Lake) -> list[Score]:
    """Returns the score of every evaluation whose answer is current."""
    now = Standing(settings, lake)
    found = []
    for task in now.tasks.values():
        answer = now.answer(task) if task["stage"] == "evaluation" else None
        if answer:
            essay = now.tasks[task["parent"]]
            named = (task["id"], essay["template"], task["template"], essay["model"], task["model"])
            found.append(Score(*named, *read_score(answer.raw), answer.raw, answer.key, answer.asked_at))
    return found


def refresh_scores(settings: Settings, lake: Lake, provenance: Provenance) -> RefreshReport:
    """Bring the table `scores` up to the answers: a row for each evaluation whose answer is current, and no other.

    Raises:
        LakeError: the tables cannot be read or written.
    """
    return bring("scores", lambda: [_row(score) for score in scores(settings, lake)], lake, provenance)


def pivot(found: list[Score]) -> Mapping[tuple[str, str], float]:
    """Returns the mean score by essay template and writer, of those that could be read."""
    by_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
    for score in found:
        if score.score is not None:
            by_pair[score.essay_template, score.writer].append(score.score)
    return {pair: fmean(values) for pair, values in sorted(by_pair.items())}


def _row(score: Score) -> Row:
    return {name: getattr(score, name) for name in SCORES.names}
