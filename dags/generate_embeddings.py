"""Generate embeddings.

Asks the table `documents` what changed since the version it last finished, cuts the changed documents into chunks, and
embeds each text that has no embedding yet. A rename, a copy or a reverted edit costs none. Much work is split into
shards that run side by side; a shard that is tried again embeds only what is missing. When `chunks` has a new version,
the asset **embeddings** is updated and `update_vector_store` follows.

| What waits | and what happens |
|---|---|
| a batch that embeds at most `APPROVAL_THRESHOLD` chunks | it is embedded: `embed_shard`, `commit` |
| a larger batch, or another model or chunker | somebody is asked under *Required Actions*: `approve` |
| the same after *Approve* | `embed_approved`, `commit_approved` |
| the same after *Reject*, or no answer in `APPROVAL_HOURS` | it stays as it is; nobody is asked again about it |

Small batches are not held up by a large one that waits. *Ask again* in the trigger form repeats a question.
"""

from typing import Any

from airflow.sdk import Param, dag, task

from include.airflow_approval import gate, plan_run
from include.airflow_decision import Approval
from include.airflow_io import (
    RETRIES,
    announce,
    form,
    log_events,
    name_map_index,
    provenance,
    task_settings,
    woken_by,
)
from include.airflow_pods import embedding_pod
from include.airflow_progress import LoggedProgress
from include.airflow_report import RunReport, linked
from include.assets import DOCUMENTS, EMBEDDINGS

SHARDS = ("split", "embed_shard")
APPROVAL = ("approve", "split_approved", "embed_approved", "commit_approved")
"""Tasks of the two ways that a run may take beside `commit`."""
Keys = dict[str, list[str]]
"""What was approved, and what waits for a decision."""
FORM = {
    "ask_again": Param(
        False,
        type="boolean",
        title="Ask again",
        description="Also about what was rejected, or what another run waits for",
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
            planned = plan_run(settings, DOCUMENTS, again=form()["ask_again"])
        for key, value in planned.for_tasks.items():
            ti.xcom_push(key, value)
        return ["commit", *(SHARDS if planned.shards else ()), *(APPROVAL if planned.question else ())]

    @task(doc_md="One part of the texts for each process.")
    def split(parts: list[list[int]]) -> list[list[int]]:
        return parts

    @task(
        map_index_template="{{ shard_name }}",
        executor_config=embedding_pod(),
        doc_md="Embed one part of the new texts.",
    )
    def embed_shard(part: list[int], keys: Keys) -> int:
        from include import pipeline
        from include.tables import Lake

        name_map_index("shard_name", f"shard {part[0] + 1} of {part[1]}")
        with task_settings() as settings:
            lake, shard = Lake(settings.lake_uri), pipeline.Shard(*part)
            progress, allowed = LoggedProgress(), gate(settings, keys)
            return pipeline.embed_shard(settings, lake, shard, provenance(), progress, allowed)

    @task(
        outlets=[EMBEDDINGS],
        trigger_rule="none_failed_min_one_success",
        max_active_tis_per_dag=1,
        executor_config=embedding_pod(),
        doc_md="Embed the rest, commit once.",
    )
    def commit(keys: Keys) -> None:
        page = RunReport()
        from include import pipeline
        from include.run_report import embedding_report
        from include.tables import Lake

        with task_settings() as settings:
            lake, allowed = Lake(settings.lake_uri), gate(settings, keys)
            report = pipeline.generate_embeddings(settings, lake, page.run, LoggedProgress(), gate=allowed)
            if report.worked:
                page.keep(settings, embedding_report(report, settings, lake, page.run, page.seconds))
        announce(EMBEDDINGS, report)

    planned: Any = plan()
    shards = embed_shard.partial(keys=planned["allowed"]).expand(part=split(planned["shards"]))
    shards >> linked(commit(planned["allowed"]))

    question = "{{{{ ti.xcom_pull(task_ids='plan', key='question')['{}'] }}}}"
    approve = Approval(
        task_id="approve",
        subject=question.format("subject"),
        body=question.format("body"),
        stale=question.format("stale"),
        doc_md="Somebody decides; no answer in APPROVAL_HOURS is No.",
    )
    parts = split.override(task_id="split_approved")(planned["approved_shards"])
    shards = embed_shard.override(task_id="embed_approved").partial(keys=planned["approved"]).expand(part=parts)
    committed = linked(commit.override(task_id="commit_approved")(planned["approved"]))
    # A No skips what follows directly; the trigger rule alone would let `plan`'s success start the commit.
    planned >> approve >> [parts, committed]
    [parts, shards] >> committed


generate_embeddings()
