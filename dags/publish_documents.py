"""Publish documents.

Lists the source, reads what changed, and commits one version of the table `documents`. A document that cannot be read
is quarantined with its reason; the others go on. When something changed, the asset **documents** is updated and
`generate_embeddings` follows; when nothing did, the task is skipped and the chain stays quiet.

| Start it | and it |
|---|---|
| by itself | looks at the source every hour |
| by hand, *scan the source* | looks now |
| by hand, *add a document* | writes the text to the source, then looks |
| by hand, *remove a document* | removes it from the source, then looks |
"""

from airflow.sdk import Param, dag, task

from include.airflow_io import announce, form, provenance, sweep, task_settings
from include.assets import DOCUMENTS

ACTIONS = {"scan": "Scan the source", "add": "Add a document", "remove": "Remove a document"}
FORM = {
    "action": Param("scan", type="string", enum=list(ACTIONS), values_display=ACTIONS, title="What to do"),
    "name": Param(
        None,
        type=["null", "string"],
        title="Document",
        description="To add or remove: a path inside the source, for example `guides/backup.md`",
    ),
    "text": Param(
        None, type=["null", "string"], format="multiline", title="Text", description="To add: the whole document"
    ),
}


@dag(
    dag_display_name="1 · Publish documents",
    description="What the source holds becomes one version of the table documents",
    schedule=sweep(minute=0),
    params=FORM,
    default_args={"owner": "documents", "retries": 2},
    tags=["trigger me", "embeddings"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def publish_documents() -> None:
    @task(outlets=[DOCUMENTS], max_active_tis_per_dag=1, doc_md="Compare the source with the table, commit once.")
    def publish() -> None:
        from include import pipeline
        from include.documents import edit_source
        from include.tables import Lake

        with task_settings() as settings:
            edit_source(settings, **form())
            report = pipeline.publish_documents(settings, Lake(settings.lake_uri), provenance())
        announce(DOCUMENTS, report)

    publish()


publish_documents()
