"""What the task `report` of `plan_generation` does when the calls of a plan have ended."""

import logging
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context

from include.airflow_io.generation_assets import GENERATED, PAID_FOR, SCORES
from include.airflow_io.report import RunReport
from include.errors import Disagreement
from include.settings import Settings

if TYPE_CHECKING:
    from include.generation.report import StageOutcome
    from include.lake.tables import Lake

log = logging.getLogger(__name__)


def report_run(settings: Settings, steps: Mapping[str, str], page: RunReport) -> None:
    """Say what came of the plan: events, the table of scores, the page, the essays as documents.

    Args:
        steps: the task of each stage.
        page: where it is told.

    Raises:
        Disagreement: no plan was made, or a group of calls failed; what was answered is kept.
    """
    from include.generation.essays import publish_essays
    from include.generation.tables import generation_lake

    if _has_failed("plan"):  # this task runs all the same, and would make the run look well
        raise Disagreement("no plan was made and no model was called; the log of `plan` says why")
    lake = generation_lake(settings)
    outcomes = {stage: _outcome(stage, step, lake, page.run.run) for stage, step in steps.items()}
    _announce(outcomes)
    _tell(settings, lake, list(outcomes.values()), page)
    if settings.publish_essays:
        log.info("essays as documents: %s", publish_essays(settings, lake))
    if lost := [steps[stage] for stage, outcome in outcomes.items() if outcome.lost]:
        raise Disagreement(
            f"{' and '.join(lost)} did not end well, see their logs; what was answered is kept, plan again"
        )


def _has_failed(task: str) -> bool:
    context: Any = get_current_context()
    run = context["run_id"]
    found = context["ti"].get_task_states(dag_id=context["dag"].dag_id, task_ids=[task], run_ids=[run])
    return bool(found.get(run, {}).get(task) == "failed")


def _outcome(stage: str, step: str, lake: "Lake", run: str) -> "StageOutcome":
    from include.generation.report import StageOutcome
    from include.lake.queries import among, read_rows

    ti: Any = get_current_context()["ti"]
    models = ti.xcom_pull(task_ids="plan") or []
    # Without the indexes a single mapped task would give its result, several a list.
    results = ti.xcom_pull(task_ids=step, map_indexes=list(range(len(models))))
    tallies = [tally for tally in results or [] if tally]
    # A group that failed gives no result, and a retry takes what the try before has paid for as there already.
    paid = read_rows(lake.open("answers"), "cost", where=f"{among('stage', [stage])} AND {among('run', [run])}")
    answered = sum(tally["calls"] + tally["reused"] for tally in tallies)
    return StageOutcome(
        name=GENERATED[stage].name,
        calls=len(paid),
        reused=max(0, answered - len(paid)),
        left=sum(tally["left"] for tally in tallies),
        cost=round(math.fsum(row["cost"] for row in paid), 9),
        lost=len(tallies) < len(models),
    )


def _announce(outcomes: "Mapping[str, StageOutcome]") -> None:
    """An event for each stage in which a model was called."""
    events: Any = get_current_context()["outlet_events"]
    for stage, outcome in outcomes.items():
        if outcome.calls:
            events[PAID_FOR].add(GENERATED[stage], extra=outcome.event)
        told = ", ".join(f"{name} {value:g}" for name, value in outcome.event.items())
        log.info("%s: %s", outcome.name, told)


def _tell(settings: Settings, lake: "Lake", outcomes: "list[StageOutcome]", page: RunReport) -> None:
    from include.generation.experiments import experiments, refresh_experiments
    from include.generation.plan import plan_calls, summary
    from include.generation.report import generation_report
    from include.generation.scores import pivot, refresh_scores, scores

    report = refresh_scores(settings, lake, page.run)
    if report.worked:
        events: Any = get_current_context()["outlet_events"]
        events[PAID_FOR].add(SCORES, extra=dict(report.event))
    log.info("scores: %s", ", ".join(f"{name} {value}" for name, value in report.event.items()))
    refresh_experiments(lake, page.run)
    found = scores(settings, lake)
    for (template, writer), mean in pivot(found).items():
        log.info("score of %s by %s: %.1f of 10", template, writer, mean)
    stale = plan_calls(settings, lake)
    log.info("%s", summary(stale))
    page.keep(settings, generation_report(outcomes, found, stale, page.run, experiments(lake)))
