"""The four steps, as plain functions: what a DAG does, the command line and the tests do too.

Each compares what is with what should be, does exactly the difference and reports it. Running one again is safe.
"""

from include.pipeline.approval.gate import OPEN, Gate
from include.pipeline.approval.question import Question, question, summary
from include.pipeline.approval.recipe import given_up
from include.pipeline.approval.work import Work
from include.pipeline.candidate import retry_candidates
from include.pipeline.embed import EmbedReport, generate_embeddings, planned_work
from include.pipeline.index import IndexReport, rebuild_search_index
from include.pipeline.maintain import drop_old_collections, maintain_tables
from include.pipeline.map.draw import MapReport, draw_map
from include.pipeline.place import require_place
from include.pipeline.plan import EmbeddingPlan
from include.pipeline.publish import PublishReport, publish_documents
from include.pipeline.rollback import RollbackReport, collection_before, roll_back
from include.pipeline.shards import Shard, embed_shard, forget_parts, hand_out, split
from include.pipeline.store import StoreReport, update_vector_store

__all__ = [
    "OPEN",
    "EmbedReport",
    "EmbeddingPlan",
    "Gate",
    "IndexReport",
    "MapReport",
    "PublishReport",
    "Question",
    "RollbackReport",
    "Shard",
    "StoreReport",
    "Work",
    "collection_before",
    "draw_map",
    "drop_old_collections",
    "embed_shard",
    "forget_parts",
    "generate_embeddings",
    "given_up",
    "hand_out",
    "maintain_tables",
    "planned_work",
    "publish_documents",
    "question",
    "rebuild_search_index",
    "require_place",
    "retry_candidates",
    "roll_back",
    "split",
    "summary",
    "update_vector_store",
]
