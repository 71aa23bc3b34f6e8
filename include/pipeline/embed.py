"""Step 2: the chunks of changed documents, and an embedding for each text that has none yet.

What has to be done is read from the tables, never from an event (see `plan`). Embeddings are appended batch by batch,
so a run that dies has lost one batch at most; the commit to `chunks` comes last and makes the work visible at once.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from deltalake import DeltaTable

from include.encoder import open_encoder
from include.pipeline.plan import EmbeddingPlan, plan_embeddings
from include.pipeline.publish import known_documents
from include.provenance import Provenance
from include.settings import Settings
from include.tables import Lake, commits, embedding_columns, replan_on_conflict, writer_lock

BATCH_TEXTS = 64
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class EmbedReport:
    """What step 2 did."""

    plan: EmbeddingPlan
    version: int
    batch_ids: tuple[str, ...]
    """Batches of documents that this version of `chunks` is the first to contain."""
    provenance: Provenance

    @property
    def worked(self) -> bool:
        return bool(self.plan.changed or self.plan.removed)

    def metadata(self) -> dict[str, str | int]:
        """Extra of the asset event."""
        return {
            "batch_ids": ", ".join(self.batch_ids),
            "documents_processed": self.plan.documents,
            "embeddings_generated": self.plan.embedded,
            "embeddings_reused": self.plan.reused,
            "embeddings_removed": len(self.plan.removed),
            "embeddings_failed": len(self.plan.failed),
            "model": self.plan.model.name,
            "dimension": self.plan.model.dimension,
            "version": self.version,
            "timestamp": self.provenance.timestamp,
        }


def _no_progress(_what: str, _done: int, _total: int) -> None:
    return


def _approve(_plan: EmbeddingPlan) -> None:
    return


@replan_on_conflict
def generate_embeddings(
    settings: Settings,
    lake: Lake,
    provenance: Provenance,
    progress: Progress = _no_progress,
    approve: Callable[[EmbeddingPlan], None] = _approve,
    again: Collection[str] = (),
) -> EmbedReport:
    """Bring `chunks` and `embeddings` up to the newest version of `documents`.

    Args:
        approve: is shown the plan before anything is embedded; raises to refuse it.
        again: documents to cut again though they are current, because some of their embeddings are gone.

    Raises:
        ModelError: the model cannot be found or is not what was published.
        LakeError: the tables cannot be read or written.
    """
    with writer_lock(lake):
        table = lake.open_or_create("chunks")
        published = lake.open("documents")
        plan = plan_embeddings(settings, lake, known_documents(published), table, again)
        if plan.texts:
            approve(plan)
            _embed(plan, lake, settings, progress)
        batches = _batches_since(table, published)
        commit = {
            "run": provenance.run,
            "batch_ids": ", ".join(batches),
            "documents_version": str(-1 if published is None else published.version()),
        }
        version = lake.change(table, "chunks", plan.changed, plan.removed, commit)
    return EmbedReport(plan, version, batches, provenance)


def _embed(plan: EmbeddingPlan, lake: Lake, settings: Settings, progress: Progress) -> None:
    """Append an embedding for each text of the plan, batch by batch, so that a crash costs one batch at most."""
    encoder = open_encoder(plan.model, settings)
    texts = sorted(plan.texts.items(), key=lambda item: len(item[1]))  # texts of one length need no padding
    for start in range(0, len(texts), BATCH_TEXTS):
        progress("embedded", start, len(texts))
        hashes, batch = zip(*texts[start : start + BATCH_TEXTS], strict=True)
        vectors = encoder.encode(batch)
        lake.append("embeddings", embedding_columns(plan.model.fingerprint, hashes, batch, vectors))
    progress("embedded", len(texts), len(texts))


def _batches_since(table: DeltaTable, published: DeltaTable | None) -> tuple[str, ...]:
    """Batches of `documents` that came after the last commit to `chunks`, oldest first."""
    done = next((int(commit["documents_version"]) for commit in commits(table) if "documents_version" in commit), -1)
    batches = [commit["batch_id"] for commit in commits(published) if commit["version"] > done and "batch_id" in commit]
    return tuple(reversed(batches))
