"""Evaluate answers.

Every night, and when their file was edited, the golden questions are asked: is the right page among what is found
(recall@5), and does every citation stand word for word in its page as it is now, the first one in the right page? What
is unchanged comes from the cache and costs nothing. The last task fails when it is worse than at the last evaluation
that was accepted, by more than 5 % of the questions, and stays so until it is mended, or somebody says in the form that
it is as it should be.
"""

from airflow.sdk import AssetAny, AssetOrTimeSchedule, CronTriggerTimetable, Param, dag, task

from include.airflow_io.answers import EVALUATED
from include.airflow_io.answers import evaluate_answers as evaluate_golden_questions
from include.airflow_io.golden import GOLDEN_QUESTIONS, noted
from include.airflow_io.knowledge_assets import is_enabled
from include.airflow_io.report import RunReport, linked
from include.airflow_io.tasks import RETRIES, task_settings

FORM = {"accept": Param(False, type="boolean", title="Accept", description="It is as it should be, also if worse")}


@dag(
    dag_display_name="43 · Evaluate answers",
    description="Whether a change of the corpus or the model made the answers worse",
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("30 3 * * *", timezone="UTC"), assets=AssetAny(GOLDEN_QUESTIONS)
    ),
    params=FORM,
    max_active_runs=1,
    default_args={"owner": "answers", **RETRIES},
    tags=["automatic", "knowledge"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def evaluate_answers() -> None:
    @task(inlets=[GOLDEN_QUESTIONS], outlets=[EVALUATED], doc_md="Ask the golden questions, keep the figures.")
    def evaluate() -> None:
        page = RunReport()
        with task_settings() as settings, noted(settings):
            evaluate_golden_questions(settings, page)

    @task(doc_md="Fails when the answers became worse.")
    def require() -> None:
        from include.answers.evaluation import require_no_worse
        from include.knowledge.tables import knowledge_lake

        with task_settings() as settings:
            require_no_worse(knowledge_lake(settings))

    linked(evaluate()) >> require()


if is_enabled():
    evaluate_answers()
