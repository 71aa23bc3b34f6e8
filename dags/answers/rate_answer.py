"""Rate an answer.

Keeps what a reader says of an answer: right or wrong, and why. The newest word of each reader counts. The key of an
answer is on its page. What readers agree on is an example (**answer_examples**). A question that was answered rightly
is asked by `evaluate_answers` from then on; of an answer that is wrong, the passage that it cited first comes last when
the question is asked again, and `refresh_answers` makes the answer stale.
"""

from airflow.sdk import Param, dag, task

from include.airflow_io.answers import RATED, rate_form
from include.airflow_io.knowledge_assets import ANSWER_FEEDBACK, is_enabled
from include.airflow_io.tasks import RETRIES, task_settings

FORM = {
    "answer": Param(type="string", minLength=1, title="Answer", description="Its key"),
    "verdict": Param("wrong", type="string", enum=["right", "wrong"], title="Verdict"),
    "comment": Param(None, type=["null", "string"], maxLength=2000, title="Comment"),
    "rated_by": Param(None, type=["null", "string"], title="Rated by", description="Id of a user; empty: anybody"),
}


@dag(
    dag_display_name="42 · Rate an answer",
    description="Right or wrong, and why",
    schedule=None,
    params=FORM,
    default_args={"owner": "answers", **RETRIES},
    tags=["trigger me", "knowledge"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def rate_answer() -> None:
    @task(outlets=[ANSWER_FEEDBACK, RATED], max_active_tis_per_dag=1, doc_md="Keep it, if it is news.")
    def rate() -> None:
        with task_settings() as settings:
            rate_form(settings)

    rate()


if is_enabled():
    rate_answer()
