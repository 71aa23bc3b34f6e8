"""Step 2: the chunks of changed documents, and an embedding for each text that has none yet.

What has to be done is read from the tables, never from an event (see `plan`). Embeddings are appended batch by batch,
so a run that dies has lost one batch at most; the commit to `chunks` comes last and makes the work visible at once.
"""

import json
import logging
import os
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from deltalake import DeltaTable

from include.embedding.encoder import open_encoder
from include.embedding.model import EmbeddingModel
from include.errors import ModelError
from include.lake.columns import embedding_columns
from include.lake.queries import announced_by, commits, newest_change
from include.lake.tables import Lake, replan_on_conflict
from include.lake.writer_lock import writer_lock
from include.pipeline.approval.recipe import OPEN, Gate
from include.pipeline.approval.work import Work, plan_work
from include.pipeline.candidate import plan_candidate, prepare_collection
from include.pipeline.plan import EmbeddingPlan
from include.pipeline.scope import complete_for, complete_until
from include.progress import Progress, no_progress
from include.provenance import Event, Provenance
from include.settings import Settings

log = logging.getLogger(__name__)

SHARD_TEXTS = 250
"""A shard has at least so many: below, starting its process costs more than it saves."""


@dataclass(frozen=True, slots=True)
class EmbedReport:
    """What step 2 did."""

    work: Work
    version: int
    event: Event
    worked: bool
    problem: str = ""
    """Why the model of the settings could not be found or loaded, in one line, while another one is in force."""

    @property
    def plan(self) -> EmbeddingPlan:
        return self.work.plan


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of the texts that have to be embedded, by their hash: no text is in two."""

    number: int
    """From 0."""
    of: int

    def texts(self, plan: EmbeddingPlan) -> dict[str, str]:
        """Returns texts of a plan that are in this part, by chunk hash."""
        return {hash_: text for hash_, text in plan.texts.items() if int(hash_[:8], 16) % self.of == self.number}


def _approve(_work: Work) -> None:
    return


@replan_on_conflict
def generate_embeddings(
    settings: Settings,
    lake: Lake,
    provenance: Provenance,
    progress: Progress = no_progress,
    approve: Callable[[Work], None] = _approve,
    gate: Gate = OPEN,
    again: Collection[str] | None = None,
) -> EmbedReport:
    """Bring `chunks` and `embeddings` up to the newest version of `documents`.

    Args:
        approve: is shown the work before anything is embedded; raises to refuse it.
        gate: what may be done; the rest stays as it is and is in the report.
        again: compare every document, also what the change feed does not name, and cut these again though they are
            current, because some of their embeddings are gone.

    Raises:
        ModelError: the model cannot be found or is not what was published.
        LakeError: the tables cannot be read or written.
    """
    with writer_lock(lake):
        table, published = lake.open_or_create("chunks"), lake.open("documents")
        work = plan_work(settings, lake, gate, table, published, again)
        plan = work.plan
        if plan.texts:
            approve(work)
            _embed(plan.model, plan.texts, lake, settings, provenance, progress)
        batches = _batches(table, published, work.batches, gate)
        event = _event(plan, batches, table.version() + 1, _embedded_by(lake, provenance), provenance)
        commit = {
            "run": provenance.run,
            "batch_ids": ", ".join(batches),
            "approved": ", ".join(sorted(gate.approved)),
            "documents_version": str(-1 if published is None else published.version()),
            "complete_until": str(_complete_until(table, published, work)),
            "complete_for": complete_for(published, plan.model),
            "embedding_model": plan.model.name,
            "declined": _declined(table, work, gate),
            "event": json.dumps(event),
        }
        version = lake.change(table, "chunks", plan.changed, plan.removed, commit, plan.former)
        work, problem = _embed_candidate(settings, lake, work, table, provenance, progress)
    # Outside of the writer's lock: whoever has the store open may be waiting for it.
    prepared = bool(work.candidate) and prepare_collection(settings, work.recipe, provenance)
    if plan.changed or plan.removed:
        return EmbedReport(work, version, event, True, problem)
    unsent = announced_by(table, provenance.run)
    worked = bool(unsent or prepared or (work.candidate and work.candidate.texts))
    return EmbedReport(work, version, unsent or event | {"version": version}, worked, problem)


def planned_work(settings: Settings, lake: Lake, gate: Gate) -> Work:
    """Returns what `generate_embeddings` would do and what it would leave; writes nothing."""
    table = lake.open("chunks")
    work = plan_work(settings, lake, gate, table, lake.open("documents"))
    return replace(work, candidate=plan_candidate(settings, lake, work.recipe, table))


def split(plan: EmbeddingPlan, settings: Settings) -> list[Shard]:
    """Says how the texts of a plan are divided; not at all where they are so few that one process is as fast."""
    if plan.embedded < SHARD_TEXTS * 2:
        return []
    shards = min(settings.embedding_shards, plan.embedded // SHARD_TEXTS)
    return [Shard(number, shards) for number in range(shards)]


def embed_shard(
    settings: Settings,
    lake: Lake,
    shard: Shard,
    provenance: Provenance,
    progress: Progress = no_progress,
    gate: Gate = OPEN,
) -> int:
    """Embed one part of what may be done, without touching `chunks`; `generate_embeddings` finds it done.

    Returns:
        Texts that were embedded now; a part that is done again embeds what is missing.
    """
    cores = os.cpu_count() or 1
    settings = replace(settings, embedding_threads=settings.embedding_threads or max(1, cores // shard.of))
    with writer_lock(lake, f"shard-{shard.number}-of-{shard.of}"):
        work, embedded = planned_work(settings, lake, gate), 0
        for plan in filter(None, (work.plan, work.candidate)):
            if texts := shard.texts(plan):
                _embed(plan.model, texts, lake, settings, provenance, progress)
                embedded += len(texts)
    return embedded


def _embed_candidate(
    settings: Settings, lake: Lake, work: Work, table: DeltaTable, provenance: Provenance, progress: Progress
) -> tuple[Work, str]:
    """Embed what the candidate has not yet, after what is in force was committed: it goes on whatever comes of this.

    Returns:
        The work with the candidate's plan, and why it could not be done.
    """
    try:
        plan = plan_candidate(settings, lake, work.recipe, table)
        if plan and plan.texts:
            _embed(plan.model, plan.texts, lake, settings, provenance, progress)
    except ModelError as error:
        log.warning("the candidate cannot be used: %s", error)
        return work, str(error)
    return replace(work, candidate=plan), work.recipe.problem


def _embed(
    model: EmbeddingModel,
    texts: Mapping[str, str],
    lake: Lake,
    settings: Settings,
    provenance: Provenance,
    progress: Progress,
) -> None:
    """Append an embedding for each text, batch by batch, so that a crash costs one batch at most."""
    encoder, tokenizer = open_encoder(model, settings), model.tokenizer()
    waiting = sorted(texts.items(), key=lambda item: len(item[1]))  # texts of one length need no padding
    for start in range(0, len(waiting), encoder.commit_texts):
        progress("embedded", start, len(waiting))
        hashes, batch = zip(*waiting[start : start + encoder.commit_texts], strict=True)
        begun = time.perf_counter()
        columns = embedding_columns(model.fingerprint, hashes, batch, encoder.encode(batch))
        seconds = f"{time.perf_counter() - begun:.3f}"
        tokens = sum(len(encoding.ids) for encoding in tokenizer.encode_batch(list(batch)))
        told = {"run": provenance.run, "texts": str(len(batch)), "tokens": str(tokens), "seconds": seconds}
        lake.append("embeddings", columns, told)
    progress("embedded", len(waiting), len(waiting))


def _embedded_by(lake: Lake, provenance: Provenance) -> int:
    """Texts this run has embedded, in all its shards and tries; reads no more of a long log than it must."""
    table, limit = lake.open("embeddings"), 16
    made = commits(table, limit)
    while len(made) == limit and made[-1].get("run") == provenance.run:
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


def _batches(table: DeltaTable, published: DeltaTable | None, held: Collection[str], gate: Gate) -> tuple[str, ...]:
    """Batches of `documents` that came after the last commit to `chunks`, oldest first, and older ones approved now."""
    if published is None:
        return ()
    done = int(newest_change(table).get("documents_version", -1))
    unread = commits(published, published.version() - done) if published.version() > done else []
    since = {commit["batch_id"] for commit in unread if "batch_id" in commit}
    return tuple(sorted((since | {key for key in gate.approved if key.startswith("batch-")}) - set(held)))


def _complete_until(table: DeltaTable, published: DeltaTable | None, work: Work) -> int:
    """Version of `documents` up to which `chunks` will be complete: no further than it was while something is left."""
    if work.plan.failed or work.batches:
        return complete_until(table, published, work.plan.model)
    return -1 if published is None else published.version()


def _declined(table: DeltaTable, work: Work, gate: Gate) -> str:
    """Key of the recipe that was rolled back last, until it is taken after all."""
    declined = gate.declines or str(newest_change(table).get("declined", ""))
    return "" if work.recipe.agreed and work.recipe.key == declined else declined
