"""A candidate: another model or chunker, embedded and filled beside what is served, which goes on being updated.

Somebody's Yes makes its collection (`prepare_collection`), so every later step sees that it was agreed to. It follows
the source when it is filled, and once more before it is tried; `promotion` does that and may serve it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from deltalake import DeltaTable

from include.embedding.encoder import dimension_of
from include.embedding.model import EmbeddingModel
from include.lake.known_documents import known_documents
from include.lake.queries import Row
from include.lake.tables import Lake
from include.pipeline.approval.candidate import Candidate, candidate_of, waiting_candidates
from include.pipeline.approval.gate import Gate
from include.pipeline.approval.recipe import Recipe, collection_for, find_recipe
from include.pipeline.compare import NO_CHANGES, PointChanges
from include.pipeline.due import find_due
from include.pipeline.due_points import due_points
from include.pipeline.plan import EmbeddingPlan, plan_embeddings
from include.pipeline.scope import every_document
from include.pipeline.write_points import made_today, write_points
from include.progress import Progress, no_progress
from include.provenance import Provenance
from include.settings import Settings
from include.vector_store.collection import StoreState
from include.vector_store.own_collections import require_ours
from include.vector_store.state import peek
from include.vector_store.store import open_store


@dataclass(frozen=True, slots=True)
class Filled:
    """A candidate's collection as it is now."""

    collection: str
    model: EmbeddingModel
    plan: EmbeddingPlan
    changes: PointChanges = NO_CHANGES
    """What was done to its points now."""
    lost: frozenset[str] = frozenset()
    """Documents that could not be written, because an embedding of theirs is lost."""

    @property
    def is_complete(self) -> bool:
        """Whether it holds all that the source has: no text waits for its embedding, and none is lost."""
        return not (self.plan.texts or self.lost)


def plan_candidate(
    settings: Settings,
    lake: Lake,
    recipe: Recipe,
    table: DeltaTable | None,
    upcoming: Mapping[str, Row] | None = None,
) -> EmbeddingPlan | None:
    """Returns all that the candidate has to have; None where there is none, or none that is to be worked on.

    Args:
        table: the table `chunks`.
        upcoming: rows of `documents` as the next batch will leave them; without, they are as they are.

    Raises:
        ModelError: its tokenizer cannot be read.
    """
    if not recipe.is_candidate or recipe.wished is None:
        return None
    documents = known_documents(lake.open("documents")) if upcoming is None else upcoming
    return plan_embeddings(find_due(settings, lake, recipe.wished, every_document(documents, table), table))


def prepare_collection(settings: Settings, recipe: Recipe, provenance: Provenance, problem: str = "") -> bool:
    """Make the candidate's collection, and note in it that somebody agreed; says whether it was not noted before.

    Args:
        problem: why its model cannot embed, in one line.

    Raises:
        StoreError: the store cannot be reached.
        ModelError: a provider has to be asked how long vectors are, and does not answer.
    """
    model, told = recipe.wished, recipe.candidate
    if model is None or (told.agreed_at and not told.failed and told.problem == problem):
        return False
    dimension = dimension_of(model, settings)
    with open_store(settings) as store:
        state = store.state()
        collection = collection_for(state, model)
        if found := state.collections.get(collection):
            require_ours(collection, found)
        store.create(collection, dimension)
        # What failed another trial is tried anew from here on.
        noted = Candidate(agreed_at=provenance.timestamp, filled_at=told.filled_at, problem=problem)
        store.note(collection, embedding_model=model.name, **noted.noted)
    return True


def fill_candidate(
    settings: Settings, lake: Lake, state: StoreState, provenance: Provenance, progress: Progress = no_progress
) -> Filled | None:
    """Bring the candidate's points up to the source; None where there is no candidate, or none to be worked on.

    A text that has no embedding yet is left for step 2.

    Raises:
        ModelError: its tokenizer cannot be read.
        StoreError: the store cannot be reached.
    """
    if not any(waiting_candidates(state)):
        return None
    table = lake.open("chunks")
    recipe = find_recipe(settings, table, Gate(recipe=False))
    plan = plan_candidate(settings, lake, recipe, table)
    if plan is None or table is None:
        return None
    collection = collection_for(state, plan.model)
    filled = Filled(collection, plan.model, plan)
    if not filled.is_complete:
        return filled
    with open_store(settings) as store:
        found = store.state().collections[collection]
        changes, lost = due_points(store, collection, found.notes, plan.rows), frozenset[str]()
        if changes:
            store.note(collection, unfinished=True)
            lost = write_points(store, collection, found.notes, changes, table.version(), lake, progress)
            told = replace(candidate_of(found), filled_at=provenance.timestamp)
            done = {} if lost else made_today() | {"unfinished": False}
            store.note(collection, **done, **told.noted)
    return replace(filled, changes=changes.without(lost), lost=lost)


def retry_candidates(settings: Settings) -> None:
    """Forget which candidates failed, because somebody asks: they are brought up to date and tried again.

    Raises:
        StoreError: the store cannot be reached.
    """
    state = peek(settings)
    failed = [name for name in waiting_candidates(state) if candidate_of(state.collections[name]).failed]
    if failed:
        with open_store(settings) as store:
            for name in failed:
                told = candidate_of(state.collections[name])
                store.note(name, **replace(told, failed="", failed_at="", said="").noted)
