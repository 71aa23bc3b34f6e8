"""Step 2: the chunks of changed documents, and an embedding for each text that has none yet.

What has to be done is read from the tables, never from an event (see `plan`). Embeddings are appended batch by batch,
so a run that dies has lost one batch at most; the commit to `chunks` comes last and makes the work visible at once.
"""

import json
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from deltalake import DeltaTable

from include.embedding.encoder import dimension_of
from include.errors import Lasting, ModelError
from include.lake.queries import announced_by, commits, newest_change
from include.lake.tables import Lake, replan_on_conflict
from include.lake.writer_lock import writer_lock
from include.pipeline.approval.backlog import find_backlog
from include.pipeline.approval.gate import OPEN, Gate
from include.pipeline.approval.work import Work, divide
from include.pipeline.candidate import plan_candidate, prepare_collection
from include.pipeline.embed_texts import embed_missing, embed_texts
from include.pipeline.plan import EmbeddingPlan
from include.pipeline.scope import complete_for, complete_until
from include.progress import Progress, no_progress
from include.provenance import Event, Provenance
from include.settings import Settings

log = logging.getLogger(__name__)
Approve = Callable[[Work], Collection[str]]
"""Is shown the work before anything is embedded; returns keys of what is held and may be done now, or raises."""


@dataclass(frozen=True, slots=True)
class EmbedReport:
    """What step 2 did."""

    work: Work
    version: int
    event: Event
    worked: bool
    problem: str = ""
    """Why the model of the settings could not be found or asked, in one line, while another one is in force."""
    problem_lasts: bool = True
    """Whether trying again would end the same way."""

    @property
    def plan(self) -> EmbeddingPlan:
        return self.work.plan


def _ask_nobody(_work: Work) -> Collection[str]:
    return ()


@replan_on_conflict
def generate_embeddings(
    settings: Settings,
    lake: Lake,
    provenance: Provenance,
    progress: Progress = no_progress,
    approve: Approve = _ask_nobody,
    gate: Gate = OPEN,
    again: Collection[str] | None = None,
) -> EmbedReport:
    """Bring `chunks` and `embeddings` up to the newest version of `documents`.

    Args:
        approve: is asked before anything is embedded.
        gate: what may be done; the rest stays as it is and is in the report.
        again: compare every document, also what the change feed does not name, and cut these again though they are
            current, because some of their embeddings are gone.

    Raises:
        ModelError: the model cannot be found or is not what was published.
        LakeError: the tables cannot be read or written.
    """
    with writer_lock(lake):
        table, published = lake.open_or_create("chunks"), lake.open("documents")
        backlog = find_backlog(settings, lake, gate, table, published, again)
        work = divide(backlog, gate)
        if (work.plan.texts or work.held) and (agreed := approve(work)):
            gate = replace(gate, approved=gate.approved | set(agreed))
            work = divide(backlog, gate)
        plan = work.plan
        if plan.texts:
            embed_texts(plan.model, plan.texts, lake, settings, provenance, progress)
        brought = _batches(table, published, work.batches, gate)
        dimension = dimension_of(plan.model, settings) if plan.changed else plan.model.dimension
        event = _event(plan, brought, table.version() + 1, _embedded_by(lake, provenance), dimension, provenance)
        commit = {
            "run": provenance.run,
            "batch_ids": ", ".join(brought),
            "approved": ", ".join(sorted(gate.approved)),
            "documents_version": str(-1 if published is None else published.version()),
            "complete_until": str(_complete_until(table, published, work)),
            "complete_for": complete_for(published, plan.model),
            "embedding_model": plan.model.name,
            "declined": _declined(table, work, gate),
            "event": json.dumps(event),
        }
        version = lake.change(table, "chunks", plan.changed, plan.removed, commit, plan.former)
        work, error = _embed_candidate(settings, lake, work, table, provenance, progress)
    problem, lasts = str(error or work.recipe.problem), error is None or isinstance(error, Lasting)
    # Outside of the writer's lock: whoever has the store open may be waiting for it.
    prepared = work.recipe.is_candidate and prepare_collection(settings, work.recipe, provenance, problem)
    if plan.changed or plan.removed:
        return EmbedReport(work, version, event, True, problem, lasts)
    unsent = announced_by(table, provenance.run)
    worked = bool(unsent or prepared or (work.candidate and work.candidate.texts))
    return EmbedReport(work, version, unsent or event | {"version": version}, worked, problem, lasts)


def planned_work(settings: Settings, lake: Lake, gate: Gate) -> Work:
    """Returns what `generate_embeddings` would do and what it would leave; writes nothing."""
    table = lake.open("chunks")
    work = divide(find_backlog(settings, lake, gate, table, lake.open("documents")), gate)
    return replace(work, candidate=work.candidate or plan_candidate(settings, lake, work.recipe, table))


def _embed_candidate(
    settings: Settings, lake: Lake, work: Work, table: DeltaTable, provenance: Provenance, progress: Progress
) -> tuple[Work, ModelError | None]:
    """Embed what the candidate has not yet, after what is in force was committed: it goes on whatever comes of this.

    Returns:
        The work with the candidate's plan, and why it could not be done.
    """
    try:
        plan = work.candidate or plan_candidate(settings, lake, work.recipe, table)
        if plan and plan.texts:
            # Where only the chunker is another, the recipe in force may have embedded some of them just now.
            embed_missing(plan.model, plan.texts, lake, settings, provenance, progress)
    except ModelError as error:
        log.warning("the candidate cannot be used: %s", error)
        return replace(work, candidate=None), error
    return replace(work, candidate=plan), None


def _embedded_by(lake: Lake, provenance: Provenance) -> int:
    """Texts this run has embedded, in all its shards and tries; reads no more of a long log than it must."""
    table, limit = lake.open("embeddings"), 16
    made = commits(table, limit)
    while len(made) == limit and made[-1].get("run") == provenance.run:
        limit *= 4
        made = commits(table, limit)
    return sum(int(commit["texts"]) for commit in made if commit.get("run") == provenance.run)


def _event(
    plan: EmbeddingPlan,
    brought: tuple[str, ...],
    version: int,
    embedded: int,
    dimension: int,
    provenance: Provenance,
) -> Event:
    """Extra of the asset event."""
    return {
        "batch_ids": ", ".join(brought),
        "documents_processed": plan.documents,
        "embeddings_generated": embedded,
        "embeddings_reused": plan.chunks_of_documents - embedded,
        "embeddings_removed": len(plan.removed),
        "embeddings_failed": len(plan.failed),
        "model": plan.model.name,
        "dimension": dimension,
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
    """Version of `documents` up to which `chunks` will be complete: no further than it was while something is left.

    Where rows of what cannot be read are given up, no change feed will name it when it can be read again.
    """
    if work.plan.failed.keys() & work.plan.former:
        return -1
    if work.plan.failed or work.batches:
        return complete_until(table, published, work.plan.model)
    return -1 if published is None else published.version()


def _declined(table: DeltaTable, work: Work, gate: Gate) -> str:
    """Key of the recipe that was rolled back last, until it is taken after all."""
    declined = gate.declines or str(newest_change(table, "declined").get("declined", ""))
    return "" if work.recipe.agreed and work.recipe.key == declined else declined
