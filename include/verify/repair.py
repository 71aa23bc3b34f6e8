"""Mends what a verification found, and nothing else."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace

from include.embedding.chunking import text_hash
from include.lake.columns import embedding_columns
from include.lake.known_documents import known_documents
from include.lake.queries import among, has_forgotten_rows
from include.lake.schemas import TABLES
from include.lake.tables import Lake
from include.lake.writer_lock import writer_lock
from include.pipeline.approval.gate import Gate
from include.pipeline.approval.recipe import find_recipe
from include.pipeline.approval.text import held_line
from include.pipeline.due import known_hashes
from include.pipeline.embed import EmbedReport, generate_embeddings
from include.pipeline.index import IndexReport, rebuild_search_index
from include.pipeline.publish import PublishReport, publish_documents
from include.pipeline.scope import chunk_rows
from include.pipeline.store import StoreReport, current_collection, update_vector_store
from include.provenance import Provenance
from include.settings import Settings
from include.vector_store.store import open_store
from include.verify.verification import Verification

log = logging.getLogger(__name__)
ANY_NUMBER = Gate(recipe=False)
"""As many texts as it takes, with the model in force."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What the four steps did."""

    documents: PublishReport
    embeddings: EmbedReport
    vector_store: StoreReport
    search_index: IndexReport


def forget_lost_files(lake: Lake) -> None:
    """Make tables readable again whose data files are gone; `verify` then finds what is missing."""
    with writer_lock(lake):
        for name in TABLES:
            for file in lake.forget_lost_files(name):
                log.warning("table %s: the data file %s is gone; its rows are made again", name, file)


def repair(
    settings: Settings, lake: Lake, found: Verification, provenance: Provenance, gate: Gate = ANY_NUMBER
) -> Repair:
    """Do what `verify` found to be missing, stale or doubled, and nothing else; try again what could not be read.

    Args:
        gate: what may be embedded; the rest is held back and is in the report.
    """
    with writer_lock(lake):
        _put_back(settings, lake, found.unembedded & found.kept.keys(), provenance)
    # Of a document whose rows were in two files one may be left; nothing shows that it is not all.
    every = has_forgotten_rows(lake.open("chunks"))
    documents = publish_documents(settings, lake, provenance, retry_quarantined=True)
    recipe = frozenset({find_recipe(settings, lake.open("chunks"), gate).key})  # a repair changes no model
    again = known_documents(lake.open("documents")) if every else found.unembedded
    return Repair(
        documents,
        generate_embeddings(settings, lake, provenance, gate=replace(gate, waiting=recipe), again=again),
        update_vector_store(settings, lake, provenance, every_point=True),
        rebuild_search_index(settings, lake, provenance, candidates=False),
    )


def _put_back(settings: Settings, lake: Lake, documents: Collection[str], provenance: Provenance) -> None:
    """Take lost embeddings of documents that cannot be read now from their points: nothing else has them any more."""
    table = lake.open("chunks")
    rows = chunk_rows(table, among("document", documents)) if documents else {}
    if not rows:
        return
    model, wanted = next(row["model"] for row in rows.values()), {row["chunk_hash"] for row in rows.values()}
    wanted -= known_hashes(lake, model, wanted)
    with open_store(settings) as store:
        state = store.state()
        collection = current_collection(table, state)
        points = store.points(collection, sorted(documents)) if collection in state.collections else ()
        found = {
            hash_: point
            for point in points
            if (hash_ := text_hash(point.payload["text"])) in wanted and point.payload["model"] == model
        }
    if not found:
        return
    import numpy as np

    texts = [point.payload["text"] for point in found.values()]
    vectors = np.array([point.vector for point in found.values()], np.float32)
    none = {"texts": "0", "tokens": "0", "seconds": "0"}  # nothing was embedded
    lake.append("embeddings", embedding_columns(model, list(found), texts, vectors), {"run": provenance.run, **none})
    log.warning("%d embeddings were lost with their table, and taken from the points that are served", len(found))


def held_back(done: Repair, settings: Settings) -> list[str]:
    """Returns what a repair has not embedded, because a person decides on it, and how it is done."""
    hint = "let generate_embeddings ask about it, or run `python -m include.verify --repair`"
    return [f"not repaired: {held_line(held, settings)}; {hint}" for held in done.embeddings.work.held]
