"""What came of a plan, as a small HTML page that needs nothing else: who wrote how well, what was paid, what is stale.

Words of models are in it, escaped and shortened: whatever they hold, it is text.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from markupsafe import Markup

from include.generation.experiment_plot import plot_experiments, runs_of
from include.generation.experiments import Experiment
from include.generation.plan import GenerationPlan, money, summary
from include.generation.score_plot import plot
from include.generation.scores import Score, pivot
from include.lake import report_page
from include.provenance import Provenance

LONGEST_WORDS = 160
SHOWN_RUNS = 12
"""Experiments that the page compares; the table `experiments` has all."""


@dataclass(frozen=True, slots=True)
class StageOutcome:
    """What became of the calls of one stage."""

    name: str
    """What it writes: links, essays or evaluations."""
    calls: int
    """Paid for in this run, in all tries and by groups that failed later, too."""
    reused: int
    left: int
    """Not called: over the budget, changed since, waiting for another answer."""
    cost: float
    lost: bool
    """A group of its calls failed; what it left is in its log and not among the numbers."""

    @property
    def event(self) -> dict[str, int | float]:
        """Extra of the asset event."""
        return {"calls": self.calls, "reused": self.reused, "left": self.left, "cost": self.cost}


def generation_report(
    outcomes: Sequence[StageOutcome],
    found: Sequence[Score],
    stale: GenerationPlan,
    provenance: Provenance,
    compared: Sequence[Experiment] = (),
) -> str:
    """Returns the page.

    Args:
        outcomes: of the stages, in their order.
        found: scores of every evaluation whose answer is current.
        stale: what a plan would ask now.
        provenance: of the run.
        compared: every experiment, in their order; the last ones are shown.
    """
    last = set(runs_of(compared)[-SHOWN_RUNS:])
    shown = [one for one in compared if one.run in last]
    return report_page.page(
        "Plan generation",
        provenance,
        report_page.note(f"{_judged(found)}."),
        plot(pivot(list(found))),
        _pivot(found),
        plot_experiments(shown),
        _experiments(shown),
        _stages(outcomes),
        _unreadable(found),
        _stale(stale),
        report_page.note(f"{summary(stale)}."),
    )


def _pivot(found: Sequence[Score]) -> Markup:
    """Templates against models; in each cell the mean, and of how many."""
    cells: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for score in found:
        cells[score.essay_template, score.writer].append(score.score)
    templates, models = (sorted(set(names)) for names in zip(*cells, strict=True)) if cells else ((), ())
    rows = [(template, *(_cell(cells.get((template, model), [])) for model in models)) for template in templates]
    return report_page.table(
        "Mean score of 10, and of how many evaluations, by essay template and model", ("", *models), rows
    )


def _cell(scores: Sequence[int | None]) -> str:
    read = [score for score in scores if score is not None]
    of = f"{len(read):,}" if len(read) == len(scores) else f"{len(read):,} of {len(scores):,}"
    return f"{f'{fmean(read):.1f}' if read else '–'} ({of})" if scores else ""


def _experiments(found: Sequence[Experiment]) -> Markup:
    """The newest first."""
    rows = [
        (one.answered_at[:16], one.run, one.essay_template, one.writer, _mean(one), f"{one.asked:,}")
        for one in reversed(found)
    ]
    columns = ("until", "run", "template", "writer", "mean, and of how many", "asked anew")
    return report_page.table("Experiments: how each pair stood after each run", columns, rows)


def _mean(one: Experiment) -> str:
    return "–" if one.mean is None else f"{one.mean:.1f} ({one.evaluations:,})"


def _stages(outcomes: Sequence[StageOutcome]) -> Markup:
    rows = [
        (each.name, f"{each.calls:,}", f"{each.reused:,}", f"{each.left:,}", money(each.cost), _told(each))
        for each in outcomes
    ]
    return report_page.table("What this run did", ("", "calls made", "reused", "left", "cost", ""), rows)


def _told(outcome: StageOutcome) -> str:
    return "calls failed; see the log of the task" if outcome.lost else ""


def _judged(found: Sequence[Score]) -> str:
    unread = sum(score.score is None for score in found)
    return f"{len(found):,} evaluations are current" + (f"; {unread:,} of them hold no score" if unread else "")


def _unreadable(found: Sequence[Score]) -> Markup:
    rows = [
        (score.task, score.judge, score.reason, report_page.shortened(score.raw, LONGEST_WORDS))
        for score in found
        if score.score is None
    ]
    return report_page.table("Answers without a score", ("evaluation", "judge", "why", "its words"), rows)


def _stale(stale: GenerationPlan) -> Markup:
    groups: Mapping[tuple[str, str], list[str]] = {
        pair: [f"{len(calls):,}", money(sum(call.cost for call in calls))] for pair, calls in stale.by_group.items()
    }
    rows = [(*pair, *numbers) for pair, numbers in groups.items()] or [("nothing", "", "0", money(0))]
    return report_page.table("What is stale now", ("stage", "model", "calls", "cost, at most"), rows)
