"""What the tasks of the two generation DAGs do beside the work itself: observing, planning, asking."""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from include.airflow_io.decision import Approval
from include.airflow_io.generation_assets import OBSERVED
from include.airflow_io.progress import LoggedProgress
from include.airflow_io.tasks import log_events, note_completed, note_heard, provenance
from include.errors import ApprovalNeeded, Unsettled
from include.settings import Settings

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.generation.question import Group

log = logging.getLogger(__name__)
Looks = dict[str, dict[str, Any]]
"""Fingerprint and announcement of each observed source, by its name."""


class PlanApproval(Approval):
    """Asks about one plan, and keeps which one that was: see `require_approval`.

    Args:
        plan: what the plan is known by.
    """

    template_fields = (*Approval.template_fields, "plan")

    def __init__(self, *, plan: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.plan = plan

    def execute(self, context: "Context") -> Any:
        context["ti"].xcom_push(key="asked", value=self.plan)
        return super().execute(context)


def require_approval() -> None:
    """Look before a model is called, whatever let the task begin: somebody said Yes, and to the plan as it is now.

    Raises:
        ApprovalNeeded: nobody did, or `plan` was run again since.
    """
    ti: Any = get_current_context()["ti"]
    answer = ti.xcom_pull(task_ids="approve") or {}
    if Approval.APPROVE not in answer.get("chosen_options", ()):
        raise ApprovalNeeded("nobody approved this plan; no model is called")
    if ti.xcom_pull(task_ids="approve", key="asked") != ti.xcom_pull(task_ids="plan", key="plan"):
        raise ApprovalNeeded(
            "the plan is another one than was approved; clear `approve`, too, so that it is asked again"
        )


def look_at_sources(settings: Settings) -> Looks:
    """Says how the sources are before anything is read: whatever comes later is announced again."""
    from include.generation.meaning import meaning
    from include.generation.sources import PATTERNS
    from include.sources.observation import Observation

    looks: Looks = {}
    for name, asset in OBSERVED.items():
        log_events(asset)
        announcement = note_heard(asset)
        look = Observation(settings.generation_uri, settings.max_document_bytes, PATTERNS[name], meaning).look()
        looks[name] = {"fingerprint": look.fingerprint, "announcement": announcement}
    return looks


def note_sources(looks: Looks) -> None:
    """Tell the watchers what the tables have; call it when they have it."""
    for name, asset in OBSERVED.items():
        note_completed(asset, **looks[name])


def log_staleness(settings: Settings) -> None:
    """Last line of the cheap tier: what a refresh would cost now. Nothing is called."""
    from include.generation.plan import plan_calls, summary
    from include.generation.tables import generation_lake

    log.info("%s", summary(plan_calls(settings, generation_lake(settings))))


def plan_generation_run(
    settings: Settings, again: list[str], budget: float | None, only: Mapping[str, list[str]] | None = None
) -> list[str]:
    """Log the plan, and keep it for the tasks that follow.

    Args:
        only: names by kind, as the fields of `generation.part.Part`; of a kind without names all are asked.

    Returns:
        Models that would be called; each stage has a task for each.

    Raises:
        AirflowSkipException: nothing is stale, or nothing of the part can be asked.
        SettingsError: a name that nothing has.
        Unsettled: tasks are just being derived; what would be approved now would not be what is asked then.
    """
    from include.generation.part import Part
    from include.generation.plan import plan_calls, summary
    from include.generation.question import groups, spending_question
    from include.generation.tables import generation_lake
    from include.generation.tasks import fingerprint

    most = settings.generation_budget if budget is None else budget
    plan = plan_calls(settings, generation_lake(settings), again, Part(**(only or {})))
    if plan.unsettled:
        raise Unsettled(
            f"{plan.unsettled} tasks are just being derived from files that changed; planned again in a moment "
            "(if it stays so, look at derive_generation_tasks)"
        )
    log.info("%s", summary(plan))
    if not plan.calls:
        raise AirflowSkipException(summary(plan))
    ti: Any = get_current_context()["ti"]
    found = groups(plan, most)
    known_by = fingerprint(*(f"{call.task} {call.fingerprint} {call.reason}" for call in plan.calls), str(most))
    ti.xcom_push("plan", known_by)
    ti.xcom_push("question", asdict(spending_question(plan, settings, most)))
    for group in found:
        ti.xcom_push(_group_key(group.stage, group.model), _plain(group))
    return sorted({group.model for group in found})


def call_group(settings: Settings, stage: str, model: str) -> dict[str, Any]:
    """Make the approved calls of one stage and model; what became of them is the task's result."""
    from include.generation.plan import Call
    from include.generation.run import make_calls
    from include.generation.tables import generation_lake
    from include.language_model.calls import Parameters
    from include.language_model.opening import open_language_model

    parameters = Parameters(max_tokens=settings.generation_max_tokens)
    ti: Any = get_current_context()["ti"]
    group = ti.xcom_pull(task_ids="plan", key=_group_key(stage, model)) or {"calls": "[]", "budget": 0.0}
    calls = [Call(**call) for call in json.loads(group["calls"])]
    tally = make_calls(
        settings,
        generation_lake(settings),
        provenance(),
        calls,
        group["budget"],
        lambda name, provider: open_language_model(name, provider, parameters),
        LoggedProgress(),
    )
    log.info("%s by %s: %s", stage, model, tally)
    return tally.event


def _group_key(stage: str, model: str) -> str:
    return f"{stage} {model}"


def _plain(group: "Group") -> dict[str, Any]:
    return {"budget": group.budget, "calls": json.dumps([asdict(call) for call in group.calls])}
