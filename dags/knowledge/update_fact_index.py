"""Update the fact index.

Writes current facts as points of a collection of their own in Qdrant, beside the documents'. What is there is compared
with the table: exactly the new facts are written, then exactly those that are not believed any more are deleted.
"""

from airflow.sdk import dag, task

from include.airflow_io.knowledge import run_step
from include.airflow_io.knowledge_assets import FACT_INDEX, USER_FACTS, is_enabled
from include.airflow_io.tasks import RETRIES, woken_by


@dag(
    dag_display_name="33 · Update the fact index",
    description="Current facts become points, superseded ones go",
    schedule=woken_by(USER_FACTS, minute=35),
    default_args={"owner": "knowledge", **RETRIES},
    tags=["automatic", "knowledge"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def update_fact_index() -> None:
    @task(inlets=[USER_FACTS], outlets=[FACT_INDEX], max_active_tis_per_dag=1, doc_md="Compare, write, delete, count.")
    def update() -> None:
        from include.knowledge import fact_index

        run_step(fact_index.update_index, USER_FACTS, FACT_INDEX)

    update()


if is_enabled():
    update_fact_index()
