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

from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import dag, task

from include.airflow_io.assets import DOCUMENT_SOURCE, DOCUMENTS
from include.airflow_io.deadlines import searchable_in_time
from include.airflow_io.decision import ASK
from include.airflow_io.deletions import KEY, RUN, announce_and_ask
from include.airflow_io.publishing import FORM, publish_as_asked
from include.airflow_io.tasks import RETRIES, log_events, task_settings, woken_by
from include.pipeline.approval.asked import DELETING_DAG


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
        log_events(DOCUMENT_SOURCE)
        with task_settings() as settings:
            report = publish_as_asked(settings, DOCUMENT_SOURCE)
        return announce_and_ask(DOCUMENTS, report, ti)

    pulled = "{{{{ ti.xcom_pull(task_ids='publish', key='{}') }}}}"
    ask = TriggerDagRunOperator(
        **ASK,
        trigger_dag_id=DELETING_DAG,
        trigger_run_id=pulled.format(RUN),
        conf={"key": pulled.format(KEY)},
        doc_md="Start a run of approve_deletions; nobody waits for it here.",
    )
    publish() >> ask


publish_documents()
