"""Mends what a verification found, and nothing else."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from include.errors import ApprovalNeeded
from include.lake.known_documents import known_documents
from include.lake.queries import has_forgotten_rows
from include.lake.tables import TABLES, Lake
from include.lake.writer_lock import writer_lock
from include.pipeline.approval.recipe import Gate
from include.pipeline.approval.work import Work
from include.pipeline.embed import EmbedReport, generate_embeddings
from include.pipeline.index import IndexReport, rebuild_search_index
from include.pipeline.publish import PublishReport, publish_documents
from include.pipeline.store import StoreReport, update_vector_store
from include.provenance import Provenance
from include.settings import Settings
from include.verify.verification import Verification

log = logging.getLogger(__name__)


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
    settings: Settings,
    lake: Lake,
    found: Verification,
    provenance: Provenance,
    approve: Callable[[Work], None] = lambda _work: None,
) -> Repair:
    """Do what `verify` found to be missing, stale or doubled, and nothing else; try again what could not be read.

    Args:
        approve: is shown what would be embedded; raises to refuse it.
    """
    # Of a document whose rows were in two files one may be left; nothing shows that it is not all.
    every = has_forgotten_rows(lake.open("chunks"))
    documents = publish_documents(settings, lake, provenance, retry_quarantined=True)
    again = known_documents(lake.open("documents")) if every else found.unembedded
    return Repair(
        documents,
        generate_embeddings(settings, lake, provenance, approve=approve, gate=Gate(recipe=False), again=again),
        update_vector_store(settings, lake, provenance, every_point=True),
        rebuild_search_index(settings, lake, provenance, candidates=False),
    )


def within_budget(settings: Settings) -> Callable[[Work], None]:
    """Returns an `approve` that embeds no more than may be without a person's decision.

    Raises:
        ApprovalNeeded: when it is called with a larger plan.
    """

    def approve(work: Work) -> None:
        if work.plan.embedded > settings.approval_threshold:
            raise ApprovalNeeded(
                f"a repair would embed {work.plan.embedded:,} chunks, APPROVAL_THRESHOLD is "
                f"{settings.approval_threshold:,}; let generate_embeddings do them first"
            )

    return approve
