"""Verify documents.

Compares everything with everything: the source with the tables, each row with its point. What simply has not been done
yet is named with what it waits for and is no fault. What no step will mend by itself fails the task, with names in
the log; started with *repair*, exactly that is mended and what cannot be read is
tried again; then all is checked again, and the assets that changed wake their DAGs.
Every night it looks and repairs nothing.
"""

from airflow.sdk import CronTriggerTimetable, Param, dag, task

from include.airflow_io.assets import DOCUMENTS, EMBEDDINGS, REPAIRED, SEARCH_INDEX, VECTOR_STORE
from include.airflow_io.tasks import RETRIES, announce_updates, form, log_lines, provenance, task_settings


@dag(
    dag_display_name="08 · Verify documents",
    description="Do source, tables and vector store agree? Repairs exactly what does not, on request",
    schedule=CronTriggerTimetable("40 2 * * *", timezone="UTC"),
    params={"repair": Param(False, type="boolean", title="Repair", description="Mend what is found")},
    default_args={"owner": "tables", **RETRIES},
    tags=["trigger me", "upkeep"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def verify_documents() -> None:
    @task(outlets=[REPAIRED], max_active_tis_per_dag=1, doc_md="Compare; repair when asked to.")
    def compare() -> None:
        from include.lake.tables import Lake
        from include.pipeline.approval.gate import gate_of
        from include.verify.repair import forget_lost_files, held_back, repair
        from include.verify.verification import describe, require_agreement, verify

        with task_settings() as settings:
            lake = Lake(settings.lake_uri)
            if form()["repair"]:
                forget_lost_files(lake)
            found = verify(settings, lake)
            log_lines(describe(found))
            if (found.wrong or found.quarantined or found.kept) and form()["repair"]:
                done = repair(settings, lake, found, provenance(), gate_of(settings))
                announce_updates(
                    REPAIRED,
                    {
                        DOCUMENTS: done.documents,
                        EMBEDDINGS: done.embeddings,
                        VECTOR_STORE: done.vector_store,
                        SEARCH_INDEX: done.search_index,
                    },
                )
                found = verify(settings, lake)
                log_lines([*held_back(done, settings), *describe(found)])
            require_agreement(found)

    compare()


verify_documents()
