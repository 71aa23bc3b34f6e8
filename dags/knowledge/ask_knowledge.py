"""Ask what is known.

| In the form | the page of the run says |
|---|---|
| *Question*, *User* | what is believed now, nearest to the question first, and which messages say so |
| *On a day* | what held at the end of that day, by what is known now |
| *As it was known* | the same from the tables as they were at that moment |
| *Changes since* | what was learned, confirmed, superseded or withdrawn since that moment |

The answer is on the page of the run (*Run report*), not in the log: logs outlive a forgetting.
"""

from airflow.sdk import Param, dag, task

from include.airflow_io.knowledge import ask_knowledge_form
from include.airflow_io.knowledge_assets import USER_FACTS, is_enabled
from include.airflow_io.report import RunReport, linked
from include.airflow_io.tasks import RETRIES

FORM = {
    "question": Param(None, type=["null", "string"], title="Question", description="In words; empty: everything"),
    "user": Param(None, type=["null", "string"], title="User", description="Id or name; empty: everybody"),
    "on": Param(None, type=["null", "string"], title="On a day", description="2026-03-01"),
    "known_at": Param(None, type=["null", "string"], title="As it was known", description="2026-03-01T12:00 (UTC)"),
    "since": Param(None, type=["null", "string"], title="Changes since", description="2026-03-01T12:00 (UTC)"),
}


@dag(
    dag_display_name="34 · Ask what is known",
    description="What is believed now or was on a day, why, and what changed",
    schedule=None,
    params=FORM,
    default_args={"owner": "knowledge", **RETRIES},
    tags=["trigger me", "knowledge"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def ask_knowledge() -> None:
    @task(inlets=[USER_FACTS], doc_md="Look it up; the answer is on the run's page.")
    def answer() -> None:
        ask_knowledge_form(RunReport())

    linked(answer())


if is_enabled():
    ask_knowledge()
