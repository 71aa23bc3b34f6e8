"""Summarise threads.

Reads each thread once: its title, a summary, its topics, and the statements in which people say something of
themselves. A thread that grew is read again, one that did not is not. Rules read, or with KNOWLEDGE_MODEL a language
model, whose every statement must quote a message of the person it is about.
"""

from airflow.sdk import dag, task

from include.airflow_io.knowledge import run_step
from include.airflow_io.knowledge_assets import CONVERSATIONS, THREAD_SUMMARIES, is_enabled
from include.airflow_io.tasks import RETRIES, woken_by


@dag(
    dag_display_name="31 · Summarise threads",
    description="Exactly the threads that changed are read again",
    schedule=woken_by(CONVERSATIONS, minute=15),
    default_args={"owner": "knowledge", **RETRIES},
    tags=["automatic", "knowledge"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def summarise_threads() -> None:
    @task(inlets=[CONVERSATIONS], outlets=[THREAD_SUMMARIES], max_active_tis_per_dag=1, doc_md="Read what changed.")
    def summarise() -> None:
        from include.knowledge import summaries

        run_step(summaries.summarise, CONVERSATIONS, THREAD_SUMMARIES)

    summarise()


if is_enabled():
    summarise_threads()
