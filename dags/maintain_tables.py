"""Maintain the tables.

Once a day: many small files of a table become few, and files that no version of the last seven days needs are deleted.
No row changes, so no asset is updated and nobody is woken.
"""

from airflow.sdk import CronTriggerTimetable, dag, task

from include.airflow_io import log_summary, task_settings


@dag(
    dag_display_name="5 · Maintain the tables",
    description="Compacts and vacuums the Delta tables",
    schedule=CronTriggerTimetable("40 3 * * *", timezone="UTC"),
    default_args={"owner": "tables", "retries": 2},
    tags=["automatic", "upkeep"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def maintain_tables() -> None:
    @task(max_active_tis_per_dag=1, doc_md="Compact, then vacuum.")
    def compact_and_vacuum() -> None:
        from include import pipeline
        from include.tables import Lake

        with task_settings() as settings:
            for name, done in pipeline.maintain_tables(Lake(settings.lake_uri)).items():
                log_summary(name, done)

    compact_and_vacuum()


maintain_tables()
