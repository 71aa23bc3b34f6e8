"""Step 2: the chunks of changed documents, and an embedding for each text that has none yet.

What has to be done is read from the tables, never from an event (see `plan`). Embeddings are appended batch by batch,
so a run that dies has lost one batch at most; the commit to `chunks` comes last and makes the work visible at once.
"""

import json
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from deltalake import DeltaTable

from include.encoder import open_encoder
from include.model import EmbeddingModel, find_model
from include.pipeline.plan import EmbeddingPlan, plan_changes, plan_embeddings
from include.pipeline.publish import known_documents
from include.pipeline.scope import changed_documents, complete_for, complete_until, every_document
from include.provenance import Event, Provenance
from include.settings import Settings
from include.tables import (
    Lake,
    announced_by,
    commits,
    embedding_columns,
    newest_change,
    replan_on_conflict,
    writer_lock,
)

BATCH_TEXTS = 64
SHARD_TEXTS = 250
"""A shard has at least so many: below, starting its process costs more than it saves."""
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class EmbedReport:
    """What step 2 did."""

    plan: EmbeddingPlan
    version: int
    event: Event
    worked: bool


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of the texts that have to be embedded, by their hash: no text is in two."""

    number: int
    """From 0."""
    of: int

    def texts(self, plan: EmbeddingPlan) -> dict[str, str]:
        """Texts of a plan that are in this part, by chunk hash."""
        return {hash_: text for hash_, text in plan.texts.items() if int(hash_[:8], 16) % self.of == self.number}


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
    again: Collection[str] | None = None,
) -> EmbedReport:
    """Bring `chunks` and `embeddings` up to the newest version of `documents`.

    Args:
        approve: is shown the plan before anything is embedded; raises to refuse it.
        again: compare every document, also what the change feed does not name, and cut these again though they are
            current, because some of their embeddings are gone.

    Raises:
        ModelError: the model cannot be found or is not what was published.
        LakeError: the tables cannot be read or written.
    """
    with writer_lock(lake):
        table = lake.open_or_create("chunks")
        published = lake.open("documents")
        model = find_model(settings.embedding_model)
        scope = (
            changed_documents(table, published, model)
            if again is None
            else every_document(known_documents(published), table)
        )
        plan = plan_embeddings(settings, lake, scope, table, again or ())
        if plan.texts:
            approve(plan)
            _embed(plan.model, plan.texts, lake, settings, provenance, progress)
        batches = _batches_since(table, published)
        event = _event(plan, batches, table.version() + 1, _embedded_by(lake, provenance), provenance)
        until = -1 if published is None else published.version()
        # A document that could not be read must be looked at again: `chunks` is then no further than it was.
        complete = complete_until(table, published, model) if plan.failed else until
        commit = {
            "run": provenance.run,
            "batch_ids": ", ".join(batches),
            "documents_version": str(until),
            "complete_until": str(complete),
            "complete_for": complete_for(published, model),
            "event": json.dumps(event),
        }
        version = lake.change(table, "chunks", plan.changed, plan.removed, commit, plan.former)
    if plan.changed or plan.removed:
        return EmbedReport(plan, version, event, worked=True)
    unsent = announced_by(table, provenance.run)
    return EmbedReport(plan, version, unsent or event | {"version": version}, worked=bool(unsent))


def plan_shards(settings: Settings, lake: Lake) -> list[Shard]:
    """How the work that waits is split; none where it is so little that one process does it as fast."""
    plan = plan_changes(settings, lake)
    if plan.embedded < SHARD_TEXTS * 2:
        return []
    shards = min(settings.embedding_shards, plan.embedded // SHARD_TEXTS)
    return [Shard(number, shards) for number in range(shards)]


def embed_shard(
    settings: Settings, lake: Lake, shard: Shard, provenance: Provenance, progress: Progress = _no_progress
) -> int:
    """Embed one part of what waits, without touching `chunks`; `generate_embeddings` finds it done.

    Returns:
        Texts that were embedded now; a part that is done again embeds what is missing.
    """
    cores = os.cpu_count() or 1
    settings = replace(settings, embedding_threads=settings.embedding_threads or max(1, cores // shard.of))
    with writer_lock(lake, f"shard-{shard.number}-of-{shard.of}"):
        plan = plan_changes(settings, lake)
        if texts := shard.texts(plan):
            _embed(plan.model, texts, lake, settings, provenance, progress)
    return len(texts)


def _embed(
    model: EmbeddingModel,
    texts: Mapping[str, str],
    lake: Lake,
    settings: Settings,
    provenance: Provenance,
    progress: Progress,
) -> None:
    """Append an embedding for each text, batch by batch, so that a crash costs one batch at most."""
    encoder = open_encoder(model, settings)
    waiting = sorted(texts.items(), key=lambda item: len(item[1]))  # texts of one length need no padding
    for start in range(0, len(waiting), BATCH_TEXTS):
        progress("embedded", start, len(waiting))
        hashes, batch = zip(*waiting[start : start + BATCH_TEXTS], strict=True)
        columns = embedding_columns(model.fingerprint, hashes, batch, encoder.encode(batch))
        lake.append("embeddings", columns, {"run": provenance.run, "texts": str(len(batch))})
    progress("embedded", len(waiting), len(waiting))


def _embedded_by(lake: Lake, provenance: Provenance) -> int:
    """Texts this run has embedded, in all its shards and tries."""
    table, limit = lake.open("embeddings"), 16
    made = commits(table, limit)
    while len(made) == limit and made[-1].get("run") == provenance.run:  # reads no more of a long log than it must
        limit *= 4
        made = commits(table, limit)
    return sum(int(commit["texts"]) for commit in made if commit.get("run") == provenance.run)


def _event(plan: EmbeddingPlan, batches: tuple[str, ...], version: int, embedded: int, provenance: Provenance) -> Event:
    """Extra of the asset event."""
    return {
        "batch_ids": ", ".join(batches),
        "documents_processed": plan.documents,
        "embeddings_generated": embedded,
        "embeddings_reused": plan.chunks_of_documents - embedded,
        "embeddings_removed": len(plan.removed),
        "embeddings_failed": len(plan.failed),
        "model": plan.model.name,
        "dimension": plan.model.dimension,
        "version": version,
        "timestamp": provenance.timestamp,
    }


def _batches_since(table: DeltaTable, published: DeltaTable | None) -> tuple[str, ...]:
    """Batches of `documents` that came after the last commit to `chunks`, oldest first."""
    if published is None:
        return ()
    done = int(newest_change(table).get("documents_version", -1))
    unread = commits(published, published.version() - done) if published.version() > done else []
    return tuple(reversed([commit["batch_id"] for commit in unread if "batch_id" in commit]))
