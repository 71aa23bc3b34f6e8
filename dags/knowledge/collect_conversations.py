"""Collect conversations.

A chat exports its threads in batches, a JSON file a thread. This DAG brings the table `conversations` to the export: a
thread that was exported twice counts once, as it was exported last; an edited message replaces what it was, a deleted
one is gone. A file that cannot be read is quarantined, stops no other, takes nothing away. When threads changed, the
asset **conversations** is updated and `summarise_threads` follows; which threads, the event says.
"""

from airflow.sdk import dag, task

from include.airflow_io.knowledge import collect_export
from include.airflow_io.knowledge_assets import CONVERSATION_EXPORT, CONVERSATIONS, is_enabled
from include.airflow_io.tasks import RETRIES, woken_by


@dag(
    dag_display_name="30 · Collect conversations",
    description="The export of a chat becomes one version of the table conversations",
    schedule=woken_by(CONVERSATION_EXPORT, minute=5),
    default_args={"owner": "knowledge", **RETRIES},
    tags=["automatic", "knowledge"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def collect_conversations() -> None:
    @task(
        inlets=[CONVERSATION_EXPORT],
        outlets=[CONVERSATIONS],
        max_active_tis_per_dag=1,
        doc_md="Compare the export with the table, commit once.",
    )
    def collect() -> None:
        collect_export(CONVERSATIONS)

    collect()


if is_enabled():
    collect_conversations()
