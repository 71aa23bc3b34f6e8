"""Derive generation tasks.

Concepts, models and prompt templates are plain files, and five assets watch them. When a file is written, added or
deleted, the tables of what could be asked follow by themselves: every combination of concepts, with every template, for
every model. **No model is called here.** The last line of the log says what is stale and what a refresh would cost;
`plan_generation` asks a person.

A task that nothing leads to any more is an orphan: it keeps its row and its answers. A touched file is no change.
"""

from typing import Any

from airflow.sdk import dag, task

from include.airflow_io.generation import Looks, log_staleness, look_at_sources, note_sources
from include.airflow_io.generation_assets import DERIVED, OBSERVED, is_enabled
from include.airflow_io.tasks import RETRIES, announce, provenance, task_settings, woken_by


@dag(
    dag_display_name="20 · Derive generation tasks",
    description="What could be asked of which model, kept up to date; nothing is asked",
    schedule=woken_by(*OBSERVED.values(), minute=50),
    max_active_runs=1,
    default_args={"owner": "generation", **RETRIES},
    tags=["automatic", "generation"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def derive_generation_tasks() -> None:
    @task(inlets=list(OBSERVED.values()), doc_md="How the five sources are now.")
    def look() -> Looks:
        with task_settings() as settings:
            return look_at_sources(settings)

    def follow(name: str) -> Any:
        @task(
            task_id=f"refresh_{name}",
            outlets=[DERIVED[name]],
            trigger_rule="none_failed",
            doc_md="Compare the table with the sources, commit once.",
        )
        def refresh() -> None:
            from include.generation import refresh as tier
            from include.generation.tables import generation_lake

            with task_settings() as settings:
                report = tier.refresh(name, settings, generation_lake(settings), provenance())
            announce(DERIVED[name], report)

        return refresh()

    @task(inlets=list(OBSERVED.values()), trigger_rule="none_failed", doc_md="What is stale, and what it would cost.")
    def tell(looks: Looks) -> None:
        note_sources(looks)
        with task_settings() as settings:
            log_staleness(settings)

    looks: Any = look()
    before = looks
    for name in DERIVED:
        step = follow(name)
        before >> step
        before = step
    before >> tell(looks)


if is_enabled():
    derive_generation_tasks()
