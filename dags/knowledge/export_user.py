"""Export a user.

Writes everything about one user into one file beside the tables: their messages, what was read out of them, what is and
was believed with its sources, their answers. The event of **user_exports** has numbers and a hash, no name.
"""

from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.airflow_io.knowledge_assets import USER_EXPORTS, USER_FACTS, is_enabled
from include.airflow_io.tasks import RETRIES, announce, form, provenance, task_settings


@dag(
    dag_display_name="35 · Export a user",
    description="Everything about one user as one file",
    schedule=None,
    params={"user": Param("", type="string", title="User", description="Id, as the export of the chat has it")},
    default_args={"owner": "knowledge", **RETRIES},
    tags=["trigger me", "knowledge"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def export_user() -> None:
    @task(inlets=[USER_FACTS], outlets=[USER_EXPORTS], max_active_tis_per_dag=1, doc_md="Gather and write.")
    def export() -> None:
        from include.knowledge import export as exporting
        from include.knowledge.forget import check_user
        from include.knowledge.tables import knowledge_lake

        with task_settings() as settings:
            user, lake = (form()["user"] or "").strip(), knowledge_lake(settings)
            if not user:
                raise AirflowSkipException("no user was named; nothing was exported")
            check_user(settings, lake, user)
            report = exporting.export_user(lake, user, provenance())
        announce(USER_EXPORTS, report)

    export()


if is_enabled():
    export_user()
