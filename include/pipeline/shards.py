"""A large plan is embedded by several processes at once; each reads its part of the texts where the plan left it.

The parts lie in a table of their own beside the others, so shards may run on other machines. It holds nothing that is
not found again: a part that is not there is planned anew, one that nobody reads any more is removed by the upkeep.
"""

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from deltalake.exceptions import DeltaError

from include.embedding.model import EmbeddingModel
from include.errors import LakeError
from include.lake.columns import column
from include.lake.queries import read_rows
from include.lake.schemas import TEXT, TableKind, texts
from include.lake.tables import Lake
from include.lake.writer_lock import writer_lock
from include.pipeline.approval.gate import OPEN, Gate
from include.pipeline.approval.recipe import find_recipe
from include.pipeline.embed import planned_work
from include.pipeline.embed_texts import embed_missing
from include.pipeline.plan import EmbeddingPlan
from include.progress import Progress, no_progress
from include.provenance import Provenance
from include.settings import Settings

log = logging.getLogger(__name__)
SHARD_TEXTS = 250
"""A shard has at least so many: below, starting its process costs more than it saves."""
KEPT = timedelta(days=2)
"""Parts are kept for so long; a shard is tried again for minutes."""
PARTS = "shards"
TABLE: Mapping[str, TableKind] = {
    PARTS: TableKind(
        texts("day", "part", "model", "chunk_hash", "text"),
        partitions=("day", "part"),
    )
}


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of the texts that have to be embedded, by their hash: no text is in two."""

    number: int
    """From 0."""
    of: int
    plan: str = ""
    """Names the plan that left its part; empty: none did."""

    def texts(self, plan: EmbeddingPlan) -> dict[str, str]:
        """Returns texts of a plan that are in this part, by chunk hash."""
        return {hash_: text for hash_, text in plan.texts.items() if int(hash_[:8], 16) % self.of == self.number}

    @property
    def part(self) -> str:
        """Names this part among those of all plans."""
        return f"{self.plan}-{self.number}-of-{self.of}"


def split(plan: EmbeddingPlan, settings: Settings) -> list[Shard]:
    """Says how the texts of a plan are divided; not at all where they are so few that one process is as fast."""
    if plan.embedded < SHARD_TEXTS * 2:
        return []
    shards, name = min(settings.embedding_shards, plan.embedded // SHARD_TEXTS), _name(plan)
    return [Shard(number, shards, name) for number in range(shards)]


def hand_out(lake: Lake, plan: EmbeddingPlan, settings: Settings, now: datetime) -> list[Shard]:
    """Divide a plan and leave each part where its shard reads it.

    Args:
        now: aware.

    Raises:
        LakeError: the folder cannot be written.
    """
    shards, day = split(plan, settings), f"{now.astimezone(UTC):%Y-%m-%d}"
    rows = [
        (day, shard.part, plan.model.fingerprint, hash_, text)
        for shard in shards
        for hash_, text in shard.texts(plan).items()
    ]
    if rows:
        names = TABLE[PARTS].schema.names
        columns = {name: column(values, TEXT) for name, values in zip(names, zip(*rows, strict=True), strict=True)}
        _table(lake).append(PARTS, columns, {"plan": shards[0].plan})
    return shards


def embed_shard(
    settings: Settings,
    lake: Lake,
    shard: Shard,
    provenance: Provenance,
    progress: Progress = no_progress,
    gate: Gate = OPEN,
) -> int:
    """Embed one part of what may be done, without touching `chunks`; `generate_embeddings` finds it done.

    Args:
        gate: by which it was planned, and is planned anew where the part is not there any more.

    Returns:
        Texts that were embedded now; a part that is done again embeds what is missing.
    """
    cores = os.cpu_count() or 1
    settings = replace(settings, embedding_threads=settings.embedding_threads or max(1, cores // shard.of))
    with writer_lock(lake, f"shard-{shard.number}-of-{shard.of}"):
        return sum(
            embed_missing(model, texts, lake, settings, provenance, progress)
            for model, texts in _parts(settings, lake, shard, gate)
        )


def _parts(
    settings: Settings, lake: Lake, shard: Shard, gate: Gate
) -> Iterator[tuple[EmbeddingModel, Mapping[str, str]]]:
    """What a shard embeds: its part of the plan that left it, of what is in force or of the candidate.

    Where that is not there any more, its part of all that is planned now.
    """
    recipe = find_recipe(settings, lake.open("chunks"), gate)
    models = [recipe.model, recipe.wished if recipe.is_candidate else None]
    left = _left(lake, shard, {model.fingerprint: model for model in models if model})
    if left:
        yield left
        return
    for plan in planned_work(settings, lake, gate).plans:
        yield plan.model, shard.texts(plan)


def forget_parts(lake: Lake, now: datetime, kept: timedelta = KEPT) -> None:
    """Remove parts that no shard reads any more.

    Args:
        now: aware.

    Raises:
        LakeError: the table cannot be written.
    """
    parts = _table(lake)
    table = parts.open(PARTS)
    if table is None:
        return
    with parts.readable_errors(PARTS):
        table.delete(f"day < '{now.astimezone(UTC) - kept:%Y-%m-%d}'")
        table.vacuum(retention_hours=24, enforce_retention_duration=False, dry_run=False)
        table.create_checkpoint()


def _left(
    lake: Lake, shard: Shard, models: Mapping[str, EmbeddingModel]
) -> tuple[EmbeddingModel, dict[str, str]] | None:
    """The texts that a plan left for a shard, and their model; None where nobody did, or they are gone.

    Args:
        models: in force now, or of the candidate, by fingerprint; a part is of one of them.
    """
    try:
        table = _table(lake).open(PARTS) if shard.plan else None
        rows = read_rows(table, "chunk_hash", "text", "model", where=f"part = '{shard.part}'")
    except (LakeError, DeltaError) as error:
        log.warning("%s", error)
        rows = []
    if shard.plan and not rows:
        log.info("what was planned for shard %s is not there any more; it is planned anew", shard.part)
    model = models.get(rows[0]["model"]) if rows else None
    return (model, {row["chunk_hash"]: row["text"] for row in rows}) if model else None


def _table(lake: Lake) -> Lake:
    return Lake(lake.uri, TABLE)


def _name(plan: EmbeddingPlan) -> str:
    """Of the same texts the same: what is left twice, because a task was tried again, is one plan."""
    digest = hashlib.sha256(plan.model.fingerprint.encode())
    for hash_ in sorted(plan.texts):
        digest.update(hash_.encode())
    return digest.hexdigest()[:16]
