"""Experiments compared: how each essay template and writer was judged after each run, over the same tasks.

A run asks what was stale, often a part. So a row is not what the run alone got, but the mean over all evaluations of a
pair, each by its newest answer until then: of two rows, the later one differs by what the run asked anew.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from include.generation.scores import read_score
from include.generation.standing import task_rows
from include.generation.tasks import fingerprint
from include.lake.queries import Row, read_rows
from include.lake.refresh import ACTIVE, ORPHAN, RefreshReport, bring
from include.lake.tables import Lake
from include.provenance import Provenance

TABLE = "experiments"


@dataclass(frozen=True, slots=True)
class Experiment:
    """One pair of essay template and writer after one run."""

    run: str
    essay_template: str
    writer: str
    mean: float | None
    """Score from 1 to 10; None where no answer holds one."""
    evaluations: int
    """Scores that the mean is made of."""
    asked: int
    """Evaluations of the pair that this run had made."""
    answered_at: str
    """When the run had the last of them."""

    @property
    def pair(self) -> tuple[str, str]:
        return self.essay_template, self.writer


def experiments(lake: Lake) -> list[Experiment]:
    """Returns every experiment, in the order of their last answers.

    Raises:
        LakeError: the tables cannot be read.
    """
    tasks = task_rows(lake, ORPHAN) | task_rows(lake, ACTIVE)
    answers = read_rows(lake.open("answers"), "task", "run", "raw", "asked_at", where="stage = 'evaluation'")
    by_run: dict[str, list[Row]] = defaultdict(list)
    for answer in sorted(answers, key=lambda row: str(row["asked_at"])):
        if answer["task"] in tasks:
            by_run[answer["run"]].append(answer)
    latest: dict[tuple[str, str], dict[str, int | None]] = defaultdict(dict)
    found: list[Experiment] = []
    for run, made in sorted(by_run.items(), key=lambda item: str(item[1][-1]["asked_at"])):
        found += _after(run, made, tasks, latest)
    return found


def _after(
    run: str, made: Sequence[Row], tasks: dict[str, Row], latest: dict[tuple[str, str], dict[str, int | None]]
) -> Iterator[Experiment]:
    """One run: brings the latest scores up to it, and says how the pairs that it judged stand then."""
    asked: dict[tuple[str, str], set[str]] = defaultdict(set)
    for answer in made:
        essay = tasks[tasks[answer["task"]]["parent"]]
        pair = (essay["template"], essay["model"])
        asked[pair].add(answer["task"])
        latest[pair][answer["task"]], _ = read_score(answer["raw"])
    for pair in sorted(asked):
        scores = [score for score in latest[pair].values() if score is not None]
        mean = fmean(scores) if scores else None
        yield Experiment(run, *pair, mean, len(scores), len(asked[pair]), made[-1]["asked_at"])


def refresh_experiments(lake: Lake, provenance: Provenance) -> RefreshReport:
    """Bring the table `experiments` up to the answers.

    Raises:
        LakeError: the tables cannot be read or written.
    """
    return bring(TABLE, lambda: [_row(one) for one in experiments(lake)], lake, provenance)


def _row(one: Experiment) -> Row:
    key = fingerprint(one.run, *one.pair)
    return {"id": key} | {name: getattr(one, name) for name in Experiment.__slots__}
