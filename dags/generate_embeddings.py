"""Generate embeddings.

Asks the table `documents` what changed since the version it last finished, cuts the changed documents into chunks, and
embeds each text that has no embedding yet. A rename, a copy or a reverted edit costs none. When `chunks` has a new
version, the asset **embeddings** is updated and `update_vector_store` follows.
"""

from airflow.sdk import dag, task

from include.airflow_io import LoggedProgress, announce, log_events, provenance, task_settings, woken_by
from include.assets import DOCUMENTS, EMBEDDINGS


@dag(
    dag_display_name="2 · Generate embeddings",
    description="Changed documents are cut into chunks; each new text is embedded once",
    schedule=woken_by(DOCUMENTS, minute=10),
    default_args={"owner": "embeddings", "retries": 2},
    tags=["automatic", "embeddings"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def generate_embeddings() -> None:
    @task(
        inlets=[DOCUMENTS],
        outlets=[EMBEDDINGS],
        max_active_tis_per_dag=1,
        doc_md="Plan, embed what is new, commit once.",
    )
    def embed() -> None:
        log_events(DOCUMENTS)
        from include import pipeline
        from include.tables import Lake

        with task_settings() as settings:
            report = pipeline.generate_embeddings(settings, Lake(settings.lake_uri), provenance(), LoggedProgress())
        announce(EMBEDDINGS, report)

    embed()


generate_embeddings()
