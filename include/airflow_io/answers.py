"""What the tasks of the four answering DAGs do beside the work itself: forms, events, pages.

A question and its answer are personal data: neither is in a log, an XCom or an event. They are on the answer's page.
"""

import logging
from typing import TYPE_CHECKING, Any

from airflow.sdk import AssetAlias, BaseOperatorLink, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from include.airflow_io.assets import BY_HAND
from include.airflow_io.knowledge_assets import ANSWER_EVALUATIONS, ANSWER_EXAMPLES, ANSWER_FEEDBACK, ANSWERS
from include.airflow_io.once import asked_at
from include.airflow_io.report import RunReport, report_url
from include.airflow_io.tasks import announce, announce_updates, form, log_lines, provenance
from include.errors import LakeError
from include.settings import Settings
from include.vector_store.state import peek

if TYPE_CHECKING:
    from include.answers.answers import Answer

log = logging.getLogger(__name__)
EVALUATED = AssetAlias("evaluated_answers", group="9-answers")
"""An evaluation tells of itself when it is another than the last, and of the answers when it made some."""
RATED = AssetAlias("rated_answers", group="9-answers")
"""A rating that is news tells of the examples, where it changed them."""
_ANSWER = "answer"


class AnswerLink(BaseOperatorLink):
    """The button *Answer* among a task's details; also of a run that found it in the cache."""

    name = "Answer"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow names them
        """Returns the page of the answer that the task gave."""
        from include.knowledge.answer_rows import page_of

        return report_url(page_of(str(ti_key.xcom_pull(task_ids=ti_key.task_id, key=_ANSWER))))


def answer_question_form(settings: Settings) -> None:
    """Answer what was typed into the form; say where the answer can be read, and tell whoever waits for answers.

    Raises:
        AirflowSkipException: it was answered before and stands; nothing was done.
    """
    from include.answers.cache import ask
    from include.answers.retrieval import UserQuestion
    from include.knowledge.tables import knowledge_lake

    asked = UserQuestion(form()["question"], form()["asked_by"] or "")
    report = ask(settings, knowledge_lake(settings), provenance(), [asked])
    _show(settings, report.answers[0])
    announce(ANSWERS, report, BY_HAND)


def rate_form(settings: Settings) -> None:
    """Keep the rating that was typed into the form.

    Raises:
        AirflowSkipException: the same was said before.
    """
    from include.answers.examples import refresh_examples
    from include.answers.feedback import rate
    from include.knowledge.tables import knowledge_lake

    said = form()
    given = (said["answer"].strip(), said["verdict"], said["comment"] or "", said["rated_by"] or "")
    lake = knowledge_lake(settings)
    report = rate(lake, provenance(), *given, said_at=asked_at())
    examples = refresh_examples(lake, provenance())
    announce(ANSWER_FEEDBACK, report)
    announce_updates(RATED, {ANSWER_EXAMPLES: examples})


def evaluate_answers(settings: Settings, page: RunReport) -> None:
    """Ask the golden and the confirmed questions, which are no personal data, and tell what became worse and better.

    Raises:
        AirflowSkipException: nothing is served yet, as when all begins at once; the next night asks.
    """
    from include.answers.evaluation import evaluate
    from include.answers.evaluation_page import evaluation_page
    from include.answers.examples import refresh_examples
    from include.knowledge.tables import knowledge_lake
    from include.lake.tables import Lake

    accept = form()["accept"]  # first: a form with a wrong field fails, whatever is served
    if peek(settings).found is None:
        raise AirflowSkipException("nothing is served yet, so there is nothing to evaluate; the next night asks")
    lakes = Lake(settings.lake_uri), knowledge_lake(settings)
    report = evaluate(settings, *lakes, page.run, accept=accept)
    log_lines(f"worse: {question}" for question in report.worse)
    log_lines(f"better: {question}" for question in report.better)
    log.info("%s", ", ".join(f"{name} {value}" for name, value in report.event.items()))
    if report.worked:
        page.keep(settings, evaluation_page(report, page.run))
    examples = refresh_examples(lakes[1], page.run)
    announce_updates(EVALUATED, {ANSWERS: report.asked, ANSWER_EVALUATIONS: report, ANSWER_EXAMPLES: examples})


def _show(settings: Settings, answer: "Answer") -> None:
    """Keep the page of an answer and say where it is; the answer is kept, also where its page cannot be."""
    from include.answers.page import write_page
    from include.knowledge.answer_rows import page_of

    ti: Any = get_current_context()["ti"]
    ti.xcom_push(key=_ANSWER, value=answer.id)
    try:
        write_page(settings, answer, provenance())
    except LakeError as error:
        log.warning("%s", error)
    told = "; ".join((f"{answer.verdict}, {len(answer.citations)} citations", f"key {answer.id}"))
    log.info("%s; read it at %s", told, report_url(page_of(answer.id)))
