"""Rebuild the search index.

Waits until the collection is ready and asks it the golden questions; the asset **search_index** is updated: from here
on the change can be found. A candidate, which is another model that somebody agreed to, is brought up to date and
asked, too. When it passes, the alias `documents`, which every search uses, is pointed at it. One that answers too few
fails the run once and is set aside; what is served stays, and goes on following the source.
"""

from airflow.sdk import dag, task

from include.airflow_io.assets import SEARCH_INDEX, VECTOR_STORE
from include.airflow_io.deadlines import searchable_in_time
from include.airflow_io.tasks import RETRIES, announce, log_events, provenance, task_settings, woken_by


@dag(
    dag_display_name="04 · Rebuild the search index",
    description="The new state answers the golden questions, then it is served",
    schedule=woken_by(VECTOR_STORE, minute=30),
    default_args={"owner": "search index", **RETRIES},
    tags=["automatic", "embeddings"],
    deadline=searchable_in_time(),
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def rebuild_search_index() -> None:
    @task(inlets=[VECTOR_STORE], outlets=[SEARCH_INDEX], max_active_tis_per_dag=1, doc_md="Ask, then serve.")
    def serve() -> None:
        log_events(VECTOR_STORE)
        from include.lake.tables import Lake
        from include.pipeline import index

        with task_settings() as settings:
            report = index.rebuild_search_index(settings, Lake(settings.lake_uri), provenance())
        announce(SEARCH_INDEX, report)

    serve()


rebuild_search_index()
