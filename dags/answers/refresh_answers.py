"""Refresh answers.

After a change of the search index, or of what is known about users, each kept question is searched again; after a
rating, the question that was rated. An answer that still stands on the same passages in the same order is carried on,
and nobody is told; the others are **stale**, and the event says how many and which. No language model is called: a
stale answer is made again when somebody asks.
"""

from airflow.sdk import dag, task

from include.airflow_io.assets import SEARCH_INDEX
from include.airflow_io.knowledge_assets import ANSWER_FEEDBACK, ANSWERS, USER_FACTS, is_enabled
from include.airflow_io.tasks import RETRIES, announce, log_events, provenance, task_settings, woken_by


@dag(
    dag_display_name="41 · Refresh answers",
    description="Which answers do not stand on the same words any more; nothing is asked again",
    schedule=woken_by(SEARCH_INDEX, USER_FACTS, ANSWER_FEEDBACK, minute=45),
    max_active_runs=1,
    default_args={"owner": "answers", **RETRIES},
    tags=["automatic", "knowledge"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def refresh_answers() -> None:
    @task(
        inlets=[SEARCH_INDEX, USER_FACTS, ANSWER_FEEDBACK],
        outlets=[ANSWERS],
        doc_md="Search again what may have changed, commit once.",
    )
    def refresh() -> None:
        log_events(SEARCH_INDEX)
        from include.answers import staleness
        from include.knowledge.tables import knowledge_lake

        with task_settings() as settings:
            report = staleness.refresh_answers(settings, knowledge_lake(settings), provenance())
        announce(ANSWERS, report)

    refresh()


if is_enabled():
    refresh_answers()
