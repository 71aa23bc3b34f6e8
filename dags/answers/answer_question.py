"""Answer a question.

Finds the passages nearest to the question in what is served, and answers with sentences of theirs, each with its
source; or a language model does (KNOWLEDGE_MODEL), whose reply is passed on only when its citations hold. Asked again,
a question costs nothing: the answer stands as long as its evidence does, and the task is skipped.

**The answer is behind the button _Answer_ of the task**, and in no log, XCom or event: a question can be personal.

| In the form | and |
|---|---|
| *Question* | is answered; Airflow keeps it with the run |
| *Asked by* | the facts that are known about this user may answer, too, and no other user's |
"""

from airflow.sdk import Param, dag, task

from include.airflow_io.answers import AnswerLink, answer_question_form
from include.airflow_io.assets import BY_HAND
from include.airflow_io.knowledge_assets import is_enabled
from include.airflow_io.report import linked
from include.airflow_io.tasks import RETRIES, task_settings

FORM = {
    "question": Param(type="string", minLength=1, maxLength=1000, title="Question", format="multiline"),
    "asked_by": Param(None, type=["null", "string"], title="Asked by", description="Id of a user; empty: anybody"),
}


@dag(
    dag_display_name="40 · Answer a question",
    description="With its sources, word for word; what was answered and still stands is not made again",
    schedule=None,
    params=FORM,
    default_args={"owner": "answers", **RETRIES},
    tags=["trigger me", "knowledge"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def answer_question() -> None:
    # One at a time: two that ask the same make one answer, also where the tables are on S3.
    @task(outlets=[BY_HAND], max_active_tis_per_dag=1, doc_md="Look it up; else find, answer, cite, keep.")
    def answer() -> None:
        with task_settings() as settings:
            answer_question_form(settings)

    linked(answer(), AnswerLink())


if is_enabled():
    answer_question()
