"""The four steps, as plain functions: what a DAG does, the command line and the tests do too.

Each compares what is with what should be, does exactly the difference and reports it. Running one again is safe.
"""

from include.pipeline.embed import EmbedReport, Progress, Shard, embed_shard, generate_embeddings, plan_shards
from include.pipeline.index import IndexReport, rebuild_search_index
from include.pipeline.maintain import maintain_tables
from include.pipeline.plan import EmbeddingPlan
from include.pipeline.publish import PublishReport, publish_documents
from include.pipeline.store import StoreReport, update_vector_store
from include.provenance import Provenance

__all__ = [
    "EmbedReport",
    "EmbeddingPlan",
    "IndexReport",
    "Progress",
    "Provenance",
    "PublishReport",
    "Shard",
    "StoreReport",
    "embed_shard",
    "generate_embeddings",
    "maintain_tables",
    "plan_shards",
    "publish_documents",
    "rebuild_search_index",
    "update_vector_store",
]
