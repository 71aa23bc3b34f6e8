"""How a candidate comes into force: up to date, asked the golden questions, served; then the table follows the alias.

The alias is the one thing that decides. A run that dies before it moved has changed nothing; after that, the next run
of step 2 sees that `chunks` was made by another recipe than is served, and makes it again without embedding anything.
"""

import logging
from dataclasses import replace

from include.errors import ModelError, StoreRefused
from include.lake.tables import Lake
from include.pipeline.approval.candidate import SERVED, candidate_of, trial_name
from include.pipeline.approval.gate import Gate
from include.pipeline.candidate import Filled, fill_candidate
from include.pipeline.embed import generate_embeddings
from include.pipeline.golden import asking, golden_vectors, wait_until_ready
from include.pipeline.store import update_vector_store
from include.provenance import Provenance
from include.settings import Settings
from include.vector_store.state import peek
from include.vector_store.store import open_store

log = logging.getLogger(__name__)


def promote_candidate(settings: Settings, lake: Lake, provenance: Provenance) -> bool:
    """Try the candidate, and serve it when it passes; says whether it is served now.

    Raises:
        StoreError: it is not ready in time.
        StoreRefused: it answers too few golden questions. It is set aside, and not tried again until the questions or
            the threshold are others, or somebody asks.
    """
    try:
        filled = fill_candidate(settings, lake, peek(settings), provenance)
        if filled is None or not filled.is_complete:
            return False
        recall = _recall(settings, lake, filled)
    except ModelError as error:
        log.warning("the candidate cannot be tried: %s", error)
        return False
    served = peek(settings).served
    if served and recall < settings.golden_recall_minimum:
        _set_aside(settings, filled, recall, provenance)
        raise StoreRefused(
            f"{filled.collection} answers {recall:.0%} of the golden questions, {settings.golden_recall_minimum:.0%} "
            f"are needed; it is set aside, {served} stays in service and follows the source"
        )
    with open_store(settings) as store:
        store.serve(filled.collection, provenance.timestamp)
        store.note(filled.collection, **SERVED)
    # Also what was committed to `chunks` while the questions were asked.
    generate_embeddings(replace(settings, embedding_model=filled.model.name), lake, provenance, gate=Gate(recipe=False))
    update_vector_store(settings, lake, provenance)
    return True


def _recall(settings: Settings, lake: Lake, filled: Filled) -> float:
    asked = golden_vectors(settings, lake, filled.model, (row["chunk_hash"] for row in filled.plan.rows.values()))
    with open_store(settings) as store:
        wait_until_ready(store, filled.collection)
        return asked.recall(asking(store, filled.collection))


def _set_aside(settings: Settings, filled: Filled, recall: float, provenance: Provenance) -> None:
    said = f"answers {recall:.0%} of the golden questions, {settings.golden_recall_minimum:.0%} are needed"
    with open_store(settings) as store:
        told = candidate_of(store.state().collections.get(filled.collection))
        failed = replace(told, failed=trial_name(settings), failed_at=provenance.timestamp, said=said)
        store.note(filled.collection, **failed.noted)
