"""Approve deletions.

A listing of the source misses more documents than `DELETION_THRESHOLD` allows, or all of them: somebody deleted them,
or a mount is away, or a prefix has a typing error. `publish_documents` starts one run for each such question. Somebody
is asked under *Required Actions*, and the run waits for the answer; nothing else does, and until then the documents
stay in the index, marked.

| Answer | and what happens |
|---|---|
| *Approve* | what was asked about and is still gone is deleted: `delete`; the asset **documents** is updated |
| *Reject*, or none in `APPROVAL_HOURS` | they stay, marked: `keep`; nobody is asked again about the same documents |

When they are back in the source, the question lapses: an answer then does nothing. *Ask again* in the form of
`publish_documents` repeats a question. A run that is deleted or fails before it was answered is made up for: the next
run of `publish_documents` asks anew, within the hour.
"""

from typing import Any

from airflow.sdk import Param, dag, task

from include.airflow_io.assets import BY_HAND, DOCUMENTS
from include.airflow_io.decision import MOST_QUESTIONS
from include.airflow_io.deletions import ANSWERED_BY, DeletionDecision, delete_approved, keep_gone, plan_deletion
from include.airflow_io.tasks import RETRIES, announce, form, task_settings

FORM = {
    "key": Param(
        None,
        type=["null", "string"],
        title="What to ask about",
        description="What is gone from the source until a moment; publish_documents names it by itself",
    )
}


@dag(
    dag_display_name="11 · Approve deletions",
    description="A person decides whether documents that are gone from the source are deleted",
    schedule=None,
    params=FORM,
    max_active_runs=MOST_QUESTIONS,
    default_args={"owner": "documents", **RETRIES},
    tags=["automatic", "embeddings"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def approve_deletions() -> None:
    @task(doc_md="How many are gone, from which folders, and what each answer means.")
    def plan(ti: Any = None) -> None:
        with task_settings() as settings:
            question = plan_deletion(settings, form()["key"] or "")
        ti.xcom_push("question", question.for_operator)

    @task(outlets=[BY_HAND], max_active_tis_per_dag=1, doc_md="Delete what was asked about and is still gone.")
    def delete() -> None:
        with task_settings() as settings:
            report = delete_approved(settings, form()["key"] or "")
        announce(DOCUMENTS, report, BY_HAND)

    @task(doc_md="Note that the documents stay, and who said so.")
    def keep(ti: Any = None) -> None:
        answered_by = ti.xcom_pull(task_ids="approve", key=ANSWERED_BY) or ""
        with task_settings() as settings:
            keep_gone(settings, form()["key"] or "", answered_by)

    question = "{{{{ ti.xcom_pull(task_ids='plan', key='question')['{}'] }}}}"
    approve = DeletionDecision(
        task_id="approve",
        subject=question.format("subject"),
        body=question.format("body"),
        doc_md="Somebody decides; no answer in APPROVAL_HOURS is Reject.",
    )
    plan() >> approve >> [delete(), keep()]


approve_deletions()
