"""Forget a user.

Removes a user's messages from the export, and threads, summaries, facts, vectors, answers and exports that come of
them; then every older version of the tables, which would still have them. What stays is a hash, so that the next export
does not bring them back. Then **prove** looks into every file, and fails if anything is left. Both can be run again.

It cannot be undone. What Airflow keeps of this run (the id in its form) goes with `airflow db clean`.
"""

from airflow.sdk import Param, dag, task

from include.airflow_io.knowledge import forget_form
from include.airflow_io.knowledge_assets import FORGETTINGS, is_enabled
from include.airflow_io.tasks import RETRIES, announce, provenance, task_settings

FORM = {
    "user": Param("", type="string", title="User", description="Id, as the export of the chat has it"),
    "again": Param("", type="string", title="The same id again", description="It cannot be undone"),
}


@dag(
    dag_display_name="36 · Forget a user",
    description="Nothing of a user is left, the history of the tables included; then that is proved",
    schedule=None,
    params=FORM,
    default_args={"owner": "knowledge", **RETRIES},
    tags=["trigger me", "knowledge"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def forget_user() -> None:
    @task(outlets=[FORGETTINGS], max_active_tis_per_dag=1, doc_md="Remove, from the export to the history.")
    def forget() -> None:
        from include.knowledge import forget as forgetting
        from include.knowledge.tables import knowledge_lake

        user = forget_form()
        with task_settings() as settings:
            report = forgetting.forget(settings, knowledge_lake(settings), user, provenance())
        announce(FORGETTINGS, report)

    @task(doc_md="Look into every file; fail if anything is left.")
    def prove() -> int:
        from include.knowledge.proof import require_forgotten
        from include.knowledge.tables import knowledge_lake

        with task_settings() as settings:
            return require_forgotten(settings, knowledge_lake(settings), forget_form())

    forget() >> prove()


if is_enabled():
    forget_user()
