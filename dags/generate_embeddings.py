"""Generate embeddings.

Asks the table `documents` what changed since the version it last finished, cuts the changed documents into chunks, and
embeds each text that has no embedding yet. A rename, a copy or a reverted edit costs none. Much work is split into
shards that run side by side; a shard that is tried again embeds only what is missing. When `chunks` has a new version,
the asset **embeddings** is updated and `update_vector_store` follows.
"""

from airflow.sdk import dag, task

from include.airflow_io import LoggedProgress, announce, log_events, name_map_index, provenance, task_settings, woken_by
from include.assets import DOCUMENTS, EMBEDDINGS


@dag(
    dag_display_name="2 · Generate embeddings",
    description="Changed documents are cut into chunks; each new text is embedded once",
    schedule=woken_by(DOCUMENTS, minute=10),
    default_args={"owner": "embeddings", "retries": 2},
    tags=["automatic", "embeddings"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def generate_embeddings() -> None:
    @task(inlets=[DOCUMENTS], doc_md="See what changed; split it when it is much.")
    def plan() -> list[tuple[int, int]]:
        log_events(DOCUMENTS)
        from include import pipeline
        from include.tables import Lake

        with task_settings() as settings:
            return [(shard.number, shard.of) for shard in pipeline.plan_shards(settings, Lake(settings.lake_uri))]

    @task(map_index_template="{{ shard_name }}", doc_md="Embed one part of the new texts.")
    def embed_shard(part: tuple[int, int]) -> int:
        from include import pipeline
        from include.tables import Lake

        name_map_index("shard_name", f"shard {part[0] + 1} of {part[1]}")
        with task_settings() as settings:
            lake, shard = Lake(settings.lake_uri), pipeline.Shard(*part)
            return pipeline.embed_shard(settings, lake, shard, provenance(), LoggedProgress())

    @task(
        outlets=[EMBEDDINGS],
        trigger_rule="none_failed",
        max_active_tis_per_dag=1,
        doc_md="Embed the rest, commit once.",
    )
    def commit() -> None:
        from include import pipeline
        from include.tables import Lake

        with task_settings() as settings:
            report = pipeline.generate_embeddings(settings, Lake(settings.lake_uri), provenance(), LoggedProgress())
        announce(EMBEDDINGS, report)

    embed_shard.expand(part=plan()) >> commit()


generate_embeddings()
