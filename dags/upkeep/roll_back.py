"""Roll back.

Search answers from the collection that was served before, at once. Then its model comes into force again: the chunks of
what changed meanwhile are embedded with it, the asset **embeddings** is updated, and the chain brings the collection up
to date. The model of `EMBEDDING_MODEL` is not asked for again until you set another one, or trigger
`generate_embeddings` with *Ask again*.
"""

from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.airflow_io.assets import BY_HAND, EMBEDDINGS
from include.airflow_io.once import Attempt, asked_at, kept, once
from include.airflow_io.progress import LoggedProgress
from include.airflow_io.tasks import RETRIES, announce, form, provenance, task_settings

FORM = {
    "collection": Param(
        None,
        type=["null", "string"],
        title="Collection",
        description="Which to serve; empty: the one that was served before",
    )
}


@dag(
    dag_display_name="10 · Roll back",
    description="The collection that was served before is served again",
    schedule=None,
    params=FORM,
    default_args={"owner": "search index", **RETRIES},
    tags=["trigger me", "upkeep"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def roll_back() -> None:
    @task(outlets=[BY_HAND], max_active_tis_per_dag=1, doc_md="Move the alias, bring its model back into force.")
    def serve_former() -> None:
        from include.lake.tables import Lake
        from include.pipeline import steps

        with task_settings() as settings:
            wanted = kept("collection", lambda: form()["collection"] or steps.collection_before(settings, asked_at()))
            with once("the form") as attempt:
                if not wanted or attempt is Attempt.DONE:  # of two that were sent off at once the second finds it done
                    raise AirflowSkipException("what is served has changed since this was asked for; nothing was done")
                report = steps.roll_back(settings, Lake(settings.lake_uri), provenance(), LoggedProgress(), wanted)
        announce(EMBEDDINGS, report, BY_HAND)

    serve_former()


roll_back()
