"""Model and chunker: what the settings ask for, and what is in force, which is what is served.

The collection behind the alias says which model fills it, and each commit to `chunks` which model and chunker made it.
Where the two differ, because a run died between moving the alias and writing the table, the alias is right and the
table follows. What the settings ask for beside that is a candidate: it is filled beside what is served when somebody
has agreed, and comes into force when the golden questions have put the alias on it (`pipeline.promotion`).
"""

import logging
from dataclasses import dataclass, replace

from deltalake import DeltaTable

from include.embedding.model import EmbeddingModel, find_model
from include.errors import ModelError, StoreError
from include.lake.queries import Row, newest_change
from include.lake.tables import Lake
from include.pipeline.approval.candidate import (
    UNKNOWN,
    Candidate,
    candidate_of,
    set_aside,
    trial_name,
    waiting_candidates,
)
from include.pipeline.approval.gate import OPEN, Gate
from include.settings import Settings
from include.vector_store.collection import StoreState
from include.vector_store.state import peek

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Model and chunker of a run."""

    wished: EmbeddingModel | None
    """What the settings ask for; None where it cannot be found."""
    model: EmbeddingModel | None
    """What is in force, and what the run works with; None when its code or its files are not there any more."""
    follows: bool = False
    """Whether `chunks` was made by another recipe than is served: all of it is made again."""
    agreed: bool = False
    """Whether the wish may be embedded: somebody said Yes, or the run need not ask."""
    declined: bool = False
    """Whether the wish was rolled back; it is not asked for again."""
    candidate: Candidate = UNKNOWN
    """What the collection of the wish says of itself."""
    aside: bool = False
    """Whether the wish failed the golden questions as they are now; it is left alone until somebody asks."""
    problem: str = ""
    """Why the wish cannot be found, in one line."""

    @property
    def key(self) -> str:
        """Names the wish in an approval."""
        return recipe_key(self.wished) if self.wished else ""

    @property
    def differs(self) -> bool:
        """Whether the wish is another than is in force."""
        return self.wished is not None and (self.model is None or recipe_key(self.model) != self.key)

    def under(self, gate: Gate) -> "Recipe":
        """Returns what becomes of the wish in a run that has this gate."""
        if not self.differs or not (self.key in gate.approved or (gate.recipe and not self.declined)):
            return self
        return replace(self, agreed=True, declined=False)

    @property
    def pending(self) -> bool:
        """Whether somebody has to be asked about the wish."""
        return self.differs and not self.agreed and not self.declined

    @property
    def is_candidate(self) -> bool:
        """Whether the wish is filled and tried now, beside what is served."""
        return self.differs and self.agreed and not self.aside


def recipe_key(model: EmbeddingModel) -> str:
    """Names a model and its chunker."""
    return f"model {_fingerprints(model)}"


def collection_for(state: StoreState, model: EmbeddingModel) -> str:
    """Name of the collection that a model and its chunker fill."""
    return state.name_for(model.fingerprint, model.chunker_fingerprint)


def find_recipe(settings: Settings, table: DeltaTable | None, gate: Gate = OPEN) -> Recipe:
    """Returns which model and chunker a run has to use, and what is to become of those that the settings ask for.

    Args:
        settings: the wish, and where the store is that says what is served.
        table: the table `chunks`, whose newest commit says what made it.
        gate: whether the wish may be embedded now.

    Raises:
        ModelError: the wished model cannot be found, and nothing is in force yet.
    """
    wished, problem = _wish(settings)
    newest = newest_change(table, telling="complete_for")
    made_by = newest.get("complete_for", "").partition(" ")[2]
    state = _store_state(settings)
    served = _served_model(state, made_by) if state else None
    if not made_by and served is None and not _serves_another(state, wished):
        return Recipe(wished or find_model(settings.embedding_model), wished)
    model = served or _old_model(newest, made_by, wished)
    follows = served is not None and bool(made_by) and _fingerprints(served) != made_by
    recipe = Recipe(wished, model, follows, problem=problem)
    if not recipe.differs or wished is None:
        return recipe
    if state is None:  # nobody can tell what was agreed to; the next run can
        return replace(recipe, agreed=True, aside=True)
    told = candidate_of(state.collections.get(collection_for(state, wished)))
    declined = (newest.get("declined") == recipe.key or bool(told.declined_at)) and not told.agreed_at
    aside = bool(told.failed) and told.failed == trial_name(settings)
    found = replace(recipe, agreed=bool(told.agreed_at), declined=declined, candidate=told, aside=aside)
    return found.under(gate)


def given_up(settings: Settings, lake: Lake) -> frozenset[str]:
    """Returns the key of the wish where it was given up by a rollback."""
    recipe = find_recipe(settings, lake.open("chunks"), Gate(recipe=False))
    return frozenset({recipe.key}) if recipe.declined else frozenset()


def not_served(settings: Settings, state: StoreState) -> dict[str, str]:
    """Returns what the settings ask for or asked for and what is not served, with the reason, for a person."""
    wished, problem = _wish(settings)
    wish = collection_for(state, wished) if wished else ""
    if wished and wish != state.served:
        problem = _chunker_problem(wished)
    told = {settings.embedding_model: f"cannot be used: {problem}"} if problem else {}
    for name in waiting_candidates(state):
        unusable = candidate_of(state.collections[name]).problem
        being = f"cannot be used: {unusable}" if unusable else "is being filled"
        told[name] = f"agreed to, {being if name == wish else 'not asked for any more'}"
    return told | set_aside(settings, state)


def in_force(settings: Settings, table: DeltaTable | None) -> Settings:
    """Returns settings with the model by which `chunks` was made."""
    return replace(
        settings,
        embedding_model=newest_change(table, "embedding_model").get("embedding_model", settings.embedding_model),
    )


def _fingerprints(model: EmbeddingModel) -> str:
    """As `complete_for` ends."""
    return f"{model.fingerprint} {model.chunker_fingerprint}"


def _wish(settings: Settings) -> tuple[EmbeddingModel | None, str]:
    """The model of the settings, or why it cannot be had: what is served does not wait for it."""
    try:
        model = find_model(settings.embedding_model)
        _fingerprints(model)
    except ModelError as error:
        return None, str(error)
    return model, ""


def _chunker_problem(model: EmbeddingModel) -> str:
    """Why nothing can be cut for a model, in one line; empty where it can."""
    try:
        model.chunker()
    except ModelError as error:
        return str(error)
    return ""


def _store_state(settings: Settings) -> StoreState | None:
    """What the store says; None where it does not answer: embedding goes on meanwhile."""
    try:
        return peek(settings)
    except StoreError as error:
        log.info("what is served cannot be seen now, so no other model is looked at: %s", error)
        return None


def _served_model(state: StoreState, made_by: str) -> EmbeddingModel | None:
    """The model of what is served, where that is not what `chunks` was made by and the model is still that of then."""
    found = state.collections.get(state.served)
    if found is None or (made_by and state.name_for(*made_by.split()) == state.served):
        return None
    try:
        model = find_model(found.notes.embedding_model)
        return model if collection_for(state, model) == state.served else None
    except ModelError:
        return None


def _serves_another(state: StoreState | None, wished: EmbeddingModel | None) -> bool:
    """Whether something is served that was not made by the wish."""
    return (
        state is not None
        and state.found is not None
        and (wished is None or collection_for(state, wished) != state.served)
    )


def _old_model(newest: Row, fingerprints: str, wished: EmbeddingModel | None) -> EmbeddingModel | None:
    """The model by which `chunks` was made, if it and its chunker are still those of then."""
    if wished and _fingerprints(wished) == fingerprints:
        return wished
    try:
        model = find_model(newest["embedding_model"])
        return model if _fingerprints(model) == fingerprints else None
    except (KeyError, ModelError):
        return None
