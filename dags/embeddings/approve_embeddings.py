"""Approve embeddings.

Has a run for each question of `generate_embeddings`: a batch that embeds more than `APPROVAL_THRESHOLD` chunks, a
document that brings more than `MAX_CHUNKS_PER_DOCUMENT`, or another model or chunker. Somebody is asked under *Required
Actions*, and the run waits for the answer; nothing else does.

| Answer | and what happens |
|---|---|
| *Approve* | exactly that is embedded: `embed_approved`, `commit_approved`; the asset **embeddings** is updated |
| *Reject*, or none in `APPROVAL_HOURS` | it stays as it is; nobody is asked again about it |

*Ask again* in the form of `generate_embeddings` repeats a question. A run that is deleted or fails before it was
answered is made up for: the next run of `generate_embeddings` asks anew, within the hour. What was approved and then
failed needs no second Yes: `generate_embeddings` does it.
"""

from typing import Any

from airflow.sdk import Param, dag, task

from include.airflow_io.approval import EmbeddingApproval, approved_gate, hand_out_approved, plan_approved
from include.airflow_io.assets import BY_HAND, DOCUMENTS, EMBEDDINGS
from include.airflow_io.decision import MOST_QUESTIONS
from include.airflow_io.embedding import embed_part, embed_rest, embedding_pool
from include.airflow_io.pods import embedding_pod
from include.airflow_io.report import RunReport, linked
from include.airflow_io.tasks import RETRIES, announce, form, task_settings

FORM = {
    "key": Param(
        None,
        type=["null", "string"],
        title="What to ask about",
        description="What waits, for example `batch-000012`; generate_embeddings names it by itself",
    )
}


@dag(
    dag_display_name="05 · Approve embeddings",
    description="A person decides on a large batch or document, or on another model; then exactly that is embedded",
    schedule=None,
    params=FORM,
    max_active_runs=MOST_QUESTIONS,
    default_args={"owner": "embeddings", **RETRIES},
    tags=["automatic", "embeddings"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def approve_embeddings() -> None:
    @task(inlets=[DOCUMENTS], pool=embedding_pool(), doc_md="What it would cost, in words and numbers.")
    def plan(ti: Any = None) -> None:
        with task_settings() as settings:
            question = plan_approved(settings, DOCUMENTS, form()["key"] or "")
        ti.xcom_push("question", question.for_operator)

    @task(inlets=[DOCUMENTS], doc_md="One part of the texts for each process.")
    def split() -> list[list[Any]]:
        with task_settings() as settings:
            return hand_out_approved(settings, DOCUMENTS, form()["key"])

    @task(
        inlets=[DOCUMENTS],
        map_index_template="{{ shard_name }}",
        pool=embedding_pool(),
        executor_config=embedding_pod(),
        doc_md="Embed one part of the approved texts.",
    )
    def embed_approved(part: list[Any]) -> int:
        with task_settings() as settings:
            return embed_part(settings, part, approved_gate(settings, DOCUMENTS, form()["key"]))

    @task(
        inlets=[DOCUMENTS],
        outlets=[BY_HAND],
        trigger_rule="none_failed_min_one_success",
        max_active_tis_per_dag=1,
        pool=embedding_pool(),
        executor_config=embedding_pod(),
        doc_md="Embed the rest, commit once.",
    )
    def commit_approved() -> None:
        page = RunReport()
        with task_settings() as settings:
            report = embed_rest(settings, approved_gate(settings, DOCUMENTS, form()["key"]), page)
        announce(EMBEDDINGS, report, BY_HAND)

    question = "{{{{ ti.xcom_pull(task_ids='plan', key='question')['{}'] }}}}"
    approve = EmbeddingApproval(
        task_id="approve",
        asset=DOCUMENTS,
        subject=question.format("subject"),
        body=question.format("body"),
        stale=question.format("stale"),
        doc_md="Somebody decides; no answer in APPROVAL_HOURS is No.",
    )
    parts = split()
    shards = embed_approved.expand(part=parts)
    committed = linked(commit_approved())
    # A No skips what follows directly; the trigger rule alone would let the commit begin.
    plan() >> approve >> [parts, committed]
    [parts, shards] >> committed


approve_embeddings()
