"""Maintain the tables.

Once a day, many small files of a table become few, and what nobody needs any more is deleted: files that no version of
the last seven days needs, texts that a plan left for its shards two days ago, and collections that have not been served
for `COLLECTION_GRACE_DAYS`. No row changes, so no asset is updated and nobody is woken.
"""

import logging

from airflow.sdk import CronTriggerTimetable, dag, task

from include.airflow_io.tasks import RETRIES, log_summary, provenance, task_settings

log = logging.getLogger(__name__)


@dag(
    dag_display_name="07 · Maintain the tables",
    description="Compacts and vacuums the Delta tables",
    schedule=CronTriggerTimetable("40 3 * * *", timezone="UTC"),
    default_args={"owner": "tables", **RETRIES},
    tags=["automatic", "upkeep"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def maintain_tables() -> None:
    @task(max_active_tis_per_dag=1, doc_md="Compact, then vacuum.")
    def compact_and_vacuum() -> None:
        from include.lake.tables import Lake
        from include.pipeline import steps

        with task_settings() as settings:
            lake = Lake(settings.lake_uri)
            for name, done in steps.maintain_tables(lake).items():
                log_summary(name, done)
            steps.forget_parts(lake, provenance().time)

    @task(max_active_tis_per_dag=1, doc_md="Delete collections that nobody will roll back to.")
    def drop_old_collections() -> None:
        from include.lake.tables import Lake
        from include.pipeline import steps

        with task_settings() as settings:
            dropped = steps.drop_old_collections(settings, Lake(settings.lake_uri), provenance())
        log.info("dropped %s", ", ".join(dropped) or "no collection")

    compact_and_vacuum()
    drop_old_collections()


maintain_tables()
