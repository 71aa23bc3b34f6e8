"""Plan generation.

Shows every task that has no answer to what it asks now, what a refresh costs at most, and what is reused. **Nothing is
called before somebody approves it** under *Required Actions*; then exactly that plan is carried out, within the budget:
links, then the essays that are written from them, then their evaluations. Each answer is kept before the next question
is put, so nothing is paid for twice, whatever happens. No asset ever starts this DAG.

| In the form | and the plan |
|---|---|
| *Ask again* | has these stages or templates, too, though they have an answer |
| *Only …* | has these alone; what else is stale is told, stays so, and is in the next plan |
| *Budget* | stops before it would cost more; empty: GENERATION_BUDGET |
"""

from typing import Any

from airflow.sdk import Param, dag, task

from include.airflow_io.decision import MOST_QUESTIONS
from include.airflow_io.generation import PlanApproval, call_group, plan_generation_run, require_approval
from include.airflow_io.generation_assets import PAID_FOR, is_enabled
from include.airflow_io.generation_report import report_run
from include.airflow_io.report import RunReport, linked
from include.airflow_io.tasks import RETRIES, form, name_map_index, task_settings

NAMES: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
ONLY = {"stages": "link, essay, evaluation", "templates": "Ids", "models": "Ids", "tasks": "Ids; * is for any letters"}
FORM = {
    "again": Param([], **NAMES, title="Ask again", description="Stages or templates"),
    **{f"only_{what}": Param([], **NAMES, title=f"Only {what}", description=told) for what, told in ONLY.items()},
    "budget": Param(None, type=["null", "number"], minimum=0, title="Budget", description="Most that it may cost"),
}
STEPS = {"link": "generate_links", "essay": "generate_essays", "evaluation": "evaluate_essays"}


@dag(
    dag_display_name="21 · Plan generation",
    description="What is stale and what it costs; after a Yes exactly that is generated",
    schedule=None,
    params=FORM,
    max_active_runs=MOST_QUESTIONS,
    default_args={"owner": "generation", **RETRIES},
    tags=["trigger me", "generation"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def plan_generation() -> None:
    @task(doc_md="What is stale; calls nothing.")
    def plan() -> list[str]:
        with task_settings() as settings:
            asked = form()
            only = {what: asked[f"only_{what}"] for what in ONLY}
            return plan_generation_run(settings, asked["again"], asked["budget"], only)

    @task(
        map_index_template="{{ model_name }}",
        trigger_rule="all_done",  # a failed call keeps the others; that it was approved, each task sees for itself
        max_active_tis_per_dag=1,
        doc_md="Make the approved calls of one model.",
    )
    def generate(model: str, stage: str) -> dict[str, Any]:
        require_approval()
        name_map_index("model_name", model)
        with task_settings() as settings:
            return call_group(settings, stage, model)

    @task(
        outlets=[PAID_FOR],
        trigger_rule="all_done",
        max_active_tis_per_dag=1,
        doc_md="What came of it; an event for each stage.",
    )
    def report() -> None:
        page = RunReport()
        with task_settings() as settings:
            report_run(settings, STEPS, page)

    planned: Any = plan()
    question = "{{{{ ti.xcom_pull(task_ids='plan', key='question')['{}'] }}}}"
    approve = PlanApproval(
        task_id="approve",
        plan="{{ ti.xcom_pull(task_ids='plan', key='plan') }}",
        subject=question.format("subject"),
        body=question.format("body"),
        stale=question.format("stale"),
        doc_md="Somebody decides; no answer in APPROVAL_HOURS is No.",
    )
    steps = [
        generate.override(task_id=step).partial(stage=stage).expand(model=planned) for stage, step in STEPS.items()
    ]
    # A No skips what follows directly; the trigger rules alone would let the calls begin.
    planned >> approve >> [*steps, (told := linked(report()))]
    for before, after in zip(steps, [*steps[1:], told], strict=True):
        before >> after


if is_enabled():
    plan_generation()
