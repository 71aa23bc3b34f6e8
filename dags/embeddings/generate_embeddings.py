"""Generate embeddings.

Asks the table `documents` what changed since the version it last finished, cuts the changed documents into chunks, and
embeds each text that has no embedding yet. A rename, a copy or a reverted edit costs none. Much work is split into
shards that run side by side; a shard that is tried again embeds only what is missing. When `chunks` has a new version,
the asset **embeddings** is updated and `update_vector_store` follows.

| What waits | and what happens |
|---|---|
| a batch that embeds at most `APPROVAL_THRESHOLD` chunks | it is embedded: `embed_shard`, `commit` |
| a larger batch, a long document, another model or chunker | a run of `approve_embeddings` asks somebody: `ask` |

Nothing here waits for an answer, so a small batch is not held up by a large one, however many questions are open.
*Ask again* in the trigger form repeats a question that was answered with No, and tries again another model that failed
the golden questions.
"""

from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Param, dag, task

from include.airflow_io.approval import gate, plan_embedding_run
from include.airflow_io.assets import DOCUMENTS, EMBEDDINGS
from include.airflow_io.decision import ASK
from include.airflow_io.embedding import embed_part, embed_rest, embedding_pool
from include.airflow_io.pods import embedding_pod
from include.airflow_io.report import RunReport, linked
from include.airflow_io.tasks import RETRIES, announce, form, log_events, task_settings, woken_by
from include.pipeline.approval.asked import ASKING_DAG

Keys = dict[str, list[str]]
"""What was approved, and what waits for a decision."""
FORM = {
    "ask_again": Param(
        False,
        type="boolean",
        title="Ask again",
        description="Also about what was rejected, not answered in time, or failed the golden questions",
    )
}


@dag(
    dag_display_name="02 · Generate embeddings",
    description="Changed documents are cut into chunks; each new text is embedded once",
    schedule=woken_by(DOCUMENTS, minute=10),
    params=FORM,
    default_args={"owner": "embeddings", **RETRIES},
    tags=["automatic", "embeddings"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def generate_embeddings() -> None:
    @task.branch(
        inlets=[DOCUMENTS],
        max_active_tis_per_dag=1,  # of two runs at once the second sees what the first asks
        doc_md="See what changed, what may be done, what must be asked.",
    )
    def plan(ti: Any = None) -> list[str]:
        log_events(DOCUMENTS)
        with task_settings() as settings:
            planned = plan_embedding_run(settings, DOCUMENTS, again=form()["ask_again"])
        for key, value in planned.for_tasks.items():
            ti.xcom_push(key, value)
        return planned.ways

    @task(doc_md="One part of the texts for each process.")
    def split(parts: list[list[Any]]) -> list[list[Any]]:
        return parts

    @task(
        map_index_template="{{ shard_name }}",
        pool=embedding_pool(),
        executor_config=embedding_pod(),
        doc_md="Embed one part of the texts.",
    )
    def embed_shard(part: list[Any], keys: Keys) -> int:
        with task_settings() as settings:
            return embed_part(settings, part, gate(settings, **keys))

    @task(
        outlets=[EMBEDDINGS],
        trigger_rule="none_failed_min_one_success",
        max_active_tis_per_dag=1,
        pool=embedding_pool(),
        executor_config=embedding_pod(),
        doc_md="Embed the rest, commit once.",
    )
    def commit(keys: Keys) -> None:
        with task_settings() as settings:
            report = embed_rest(settings, gate(settings, **keys), RunReport())
        announce(EMBEDDINGS, report)

    @task(doc_md="What somebody has to decide, each in a run of its own.")
    def questions(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return asked

    planned: Any = plan()
    shards = embed_shard.partial(keys=planned["allowed"]).expand(part=split(planned["shards"]))
    shards >> linked(commit(planned["allowed"]))
    doc = "Start a run of approve_embeddings; nobody waits for it here."
    ask = TriggerDagRunOperator.partial(**ASK, trigger_dag_id=ASKING_DAG, doc_md=doc)
    ask.expand_kwargs(questions(planned["questions"]))


generate_embeddings()
