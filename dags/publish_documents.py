"""Publish documents.

Lists the source, reads what changed, and commits one version of the table `documents`. A document that cannot be read
is quarantined with its reason; the others go on. When something changed, the asset **documents** is updated and
`generate_embeddings` follows; when nothing did, the task is skipped and the chain stays quiet.

| Start it | and it |
|---|---|
| by itself | looks when a file in the source is written, added or deleted, and every hour in any case |
| by hand, *scan the source* | looks now |
| by hand, *add a document* | writes the text to the source, then looks |
| by hand, *remove a document* | removes it from the source, then looks |
| by hand, *try quarantined documents again* | reads them again, though unchanged: a limit or a reader is better now |

What the form asks for is done once: a task that is tried again, or cleared later, looks and leaves newer texts alone.
"""

from airflow.sdk import Param, dag, task

from include.airflow_io import (
    RETRIES,
    announce,
    form,
    log_events,
    note_completed,
    note_heard,
    provenance,
    task_settings,
    woken_by,
)
from include.airflow_once import Attempt, once
from include.assets import DOCUMENT_SOURCE, DOCUMENTS
from include.deadlines import searchable_in_time

ACTIONS = {
    "scan": "Scan the source",
    "add": "Add a document",
    "remove": "Remove a document",
    "retry": "Try quarantined documents again",
}
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
    dag_display_name="01 · Publish documents",
    description="What the source holds becomes one version of the table documents",
    schedule=woken_by(DOCUMENT_SOURCE, minute=0),
    params=FORM,
    default_args={"owner": "documents", **RETRIES},
    tags=["trigger me", "embeddings"],
    deadline=searchable_in_time(),
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def publish_documents() -> None:
    @task(
        inlets=[DOCUMENT_SOURCE],
        outlets=[DOCUMENTS],
        max_active_tis_per_dag=1,
        doc_md="Compare the source with the table, commit once.",
    )
    def publish() -> None:
        from include import pipeline
        from include.documents import edit_source
        from include.tables import Lake

        log_events(DOCUMENT_SOURCE)
        announcement = note_heard(DOCUMENT_SOURCE)
        with task_settings() as settings:
            typed = form()
            if typed["action"] in ("add", "remove"):
                with once("the form") as attempt:  # a Clear must not write the old text over a newer one
                    if attempt is not Attempt.DONE:
                        edit_source(settings, **typed, again=attempt is Attempt.AGAIN)
            again = typed["action"] == "retry"
            report = pipeline.publish_documents(settings, Lake(settings.lake_uri), provenance(), again)
        note_completed(DOCUMENT_SOURCE, report.plan.fingerprint, announcement)
        announce(DOCUMENTS, report)

    publish()


publish_documents()
