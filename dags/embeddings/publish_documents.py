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
| by hand, *ask again about deletions* | forgets that somebody wanted to keep what is gone, and asks |

More than `DELETION_THRESHOLD` is not deleted at once: a run of `approve_deletions` asks somebody (`ask`), and the rest
is published meanwhile. What cannot be read now is served as it was read last.

What the form asks for is done once: a task that is tried again, or cleared later, looks and leaves newer texts alone.
"""

import logging
from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Param, dag, task

from include.airflow_io.assets import DOCUMENT_SOURCE, DOCUMENTS
from include.airflow_io.deadlines import searchable_in_time
from include.airflow_io.deletions import KEY, RUN, announce_and_ask
from include.airflow_io.once import Attempt, once
from include.airflow_io.tasks import (
    RETRIES,
    form,
    log_events,
    note_completed,
    note_heard,
    provenance,
    task_settings,
    woken_by,
)
from include.pipeline.approval.asked import DELETING_DAG

log = logging.getLogger(__name__)
ACTIONS = {
    "scan": "Scan the source",
    "add": "Add a document",
    "remove": "Remove a document",
    "retry": "Try quarantined documents again",
    "ask": "Ask again about deletions",
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
    @task.short_circuit(
        inlets=[DOCUMENT_SOURCE],
        outlets=[DOCUMENTS],
        max_active_tis_per_dag=1,
        doc_md="Compare the source with the table, commit once.",
    )
    def publish(ti: Any = None) -> bool:
        from include.lake.tables import Lake
        from include.pipeline import steps
        from include.pipeline.approval.deletions import Consent
        from include.sources.documents import edit_source
        from include.sources.left_out import left_out_words
        from include.sources.names import check_name

        log_events(DOCUMENT_SOURCE)
        announcement = note_heard(DOCUMENT_SOURCE)
        with task_settings() as settings:
            typed = form()
            if typed["action"] in ("add", "remove"):
                with once("the form") as attempt:  # a Clear must not write the old text over a newer one
                    if attempt is not Attempt.DONE:
                        edit_source(settings, **typed, again=attempt is Attempt.AGAIN)
            action = typed["action"]
            by_name = {check_name(typed["name"] or "")} if action == "remove" else set()
            report = steps.publish_documents(
                settings,
                Lake(settings.lake_uri),
                provenance(),
                retry_quarantined=action == "retry",
                consent=Consent(documents=frozenset(by_name)),
                ask_again=action == "ask",
            )
        if left_out := left_out_words(report.plan.left_out):
            log.info("left out of the source: %s", left_out)
        note_completed(DOCUMENT_SOURCE, report.plan.fingerprint, announcement)
        return announce_and_ask(DOCUMENTS, report, ti)

    pulled = "{{{{ ti.xcom_pull(task_ids='publish', key='{}') }}}}"
    ask = TriggerDagRunOperator(
        task_id="ask",
        trigger_dag_id=DELETING_DAG,
        trigger_run_id=pulled.format(RUN),
        conf={"key": pulled.format(KEY)},
        logical_date=None,
        skip_when_already_exists=True,  # tried again, it asks once
        openlineage_inject_parent_info=False,  # it would be a field that the form does not have
        doc_md="Start a run of approve_deletions; nobody waits for it here.",
    )
    publish() >> ask


publish_documents()
