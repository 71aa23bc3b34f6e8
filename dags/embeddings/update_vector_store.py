"""Update the vector store.

Reads from the change feed of `chunks` what is new since the version that the Qdrant collection says it holds. Of each
document new points are written first and old ones deleted last, so there is never a hole. Then it counts: a dropped
collection or lost points are noticed and made good from the tables, without embedding anything. When points changed,
the asset **vector_store** is updated and `rebuild_search_index` follows.
"""

from airflow.sdk import dag, task

from include.airflow_io.assets import EMBEDDINGS, VECTOR_STORE
from include.airflow_io.deadlines import searchable_in_time
from include.airflow_io.progress import LoggedProgress
from include.airflow_io.report import RunReport, linked
from include.airflow_io.tasks import RETRIES, announce, log_events, task_settings, woken_by


@dag(
    dag_display_name="03 · Update the vector store",
    description="Exactly the affected points are written to Qdrant, and exactly the old ones deleted",
    schedule=woken_by(EMBEDDINGS, minute=20),
    default_args={"owner": "vector store", **RETRIES},
    tags=["automatic", "embeddings"],
    deadline=searchable_in_time(),
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def update_vector_store() -> None:
    @task(inlets=[EMBEDDINGS], outlets=[VECTOR_STORE], max_active_tis_per_dag=1, doc_md="Write, delete, count.")
    def upsert() -> None:
        page = RunReport()
        log_events(EMBEDDINGS)
        from include.errors import StoreRefused
        from include.lake.tables import Lake
        from include.pipeline import store
        from include.pipeline.run_report import store_report

        with task_settings() as settings:
            lake = Lake(settings.lake_uri)
            report = store.update_vector_store(settings, lake, page.run, progress=LoggedProgress())
            if report.problem and not report.worked:
                raise StoreRefused(report.problem)
            if report.worked:
                page.keep(settings, store_report(report, page.run, page.seconds))
        announce(VECTOR_STORE, report)

    linked(upsert())


update_vector_store()
