"""What the judges said: one score an evaluation, and how templates and models compare."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from include.generation.standing import Standing
from include.settings import Settings
from include.tables import Lake

SCORE = re.compile(r"\bscore\s*[:=]?\s*(10|[1-9])\b(?![.\d])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Score:
    """Of one essay, by one judge."""

    task: str
    essay_template: str
    evaluation_template: str
    writer: str
    judge: str
    score: int | None
    """1 to 10; None where the answer holds none."""
    raw: str


def parse_score(raw: str) -> int | None:
    """The score in an answer; None where there is none, or more than one."""
    found = {int(number) for number in SCORE.findall(raw)}
    return found.pop() if len(found) == 1 else None


def scores(settings: Settings, lake: Lake) -> list[Score]:
    """Of every evaluation whose answer is current."""
    now = Standing(settings, lake)
    found = []
    for task in now.tasks.values():
        answer = now.answer(task) if task["stage"] == "evaluation" else None
        if answer:
            essay = now.tasks[task["parent"]]
            named = (task["id"], essay["template"], task["template"], essay["model"], task["model"])
            found.append(Score(*named, parse_score(answer.raw), answer.raw))
    return found


def pivot(found: list[Score]) -> Mapping[tuple[str, str], float]:
    """Mean score by essay template and writer, of those that could be read."""
    by_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
    for score in found:
        if score.score is not None:
            by_pair[score.essay_template, score.writer].append(score.score)
    return {pair: fmean(values) for pair, values in sorted(by_pair.items())}
