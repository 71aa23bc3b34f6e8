"""Model and chunker: what the settings ask for, and what is in force until a person agrees to the change.

Each commit to `chunks` says which model and chunker made it. That is what stays in force while the settings ask for
another and nobody has agreed yet, and after a rollback: small changes go on with it, and what is served stays whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from deltalake import DeltaTable

from include.embedding.model import EmbeddingModel, find_model
from include.errors import ModelError
from include.lake.queries import Row, newest_change
from include.settings import Settings


@dataclass(frozen=True, slots=True)
class Gate:
    """What a run may do without asking."""

    threshold: int | None = None
    """Texts that one batch may embed; None: any number."""
    recipe: bool = True
    """Whether the model and the chunker of the settings may replace those in force."""
    approved: frozenset[str] = frozenset()
    """Keys of batches, documents and recipes that a person has agreed to."""
    waiting: frozenset[str] = frozenset()
    """Keys that a person was asked about before; they are left alone without another look."""
    document_chunks: int | None = None
    """Chunks that one document may bring; None: any number."""
    declines: str = ""
    """Key of a recipe that is given up for the one in force from now on."""


OPEN = Gate()
"""Everything is allowed."""


def gate_of(settings: Settings, approved: Iterable[str] = (), waiting: Iterable[str] = ()) -> Gate:
    """Returns what may be done by the settings and by what somebody agreed to; the same for DAGs and commands."""
    limits = settings.approval_threshold, settings.max_chunks_per_document
    return Gate(limits[0], False, frozenset(approved), frozenset(waiting), limits[1])


@dataclass(frozen=True, slots=True)
class Recipe:
    """Model and chunker of a run."""

    wished: EmbeddingModel
    """What the settings ask for."""
    model: EmbeddingModel | None
    """What the run works with; None when the old chunker or the old model is not there any more."""
    in_force: str = ""
    """Name of the model in force so far, where it or its chunker is not what the settings ask for."""
    replaced: str = ""
    """The same, when this run replaces it."""
    declined: bool = False
    """Whether the wish was rolled back; it is not asked for again."""

    @property
    def key(self) -> str:
        """Names the wish in an approval."""
        return recipe_key(self.wished)

    def under(self, gate: Gate) -> "Recipe":
        """Returns which model and chunker a run uses that has this gate."""
        if not self.in_force or not (self.key in gate.approved or (gate.recipe and not self.declined)):
            return self
        return replace(self, model=self.wished, replaced=self.in_force, declined=False)

    @property
    def pending(self) -> bool:
        """Whether the wish has to wait."""
        return self.model is None or recipe_key(self.model) != self.key


def recipe_key(model: EmbeddingModel) -> str:
    """Names a model and its chunker."""
    return f"model {_fingerprints(model)}"


def find_recipe(settings: Settings, table: DeltaTable | None, gate: Gate = OPEN) -> Recipe:
    """Returns which model and chunker a run has to use.

    Args:
        settings: the wish.
        table: the table `chunks`, whose newest commit says what is in force.
        gate: whether the wish may come into force now.

    Raises:
        ModelError: the wished model cannot be found.
    """
    wished = find_model(settings.embedding_model)
    newest = newest_change(table)
    made_by = newest.get("complete_for", "").partition(" ")[2]
    if not made_by or made_by == _fingerprints(wished):
        return Recipe(wished, wished)
    declined = newest.get("declined") == recipe_key(wished)
    name = newest.get("embedding_model", "an unknown model")
    return Recipe(wished, _old_model(newest, made_by), name, declined=declined).under(gate)


def in_force(settings: Settings, table: DeltaTable | None) -> Settings:
    """Returns settings with the model by which `chunks` was made."""
    return replace(settings, embedding_model=newest_change(table).get("embedding_model", settings.embedding_model))


def _fingerprints(model: EmbeddingModel) -> str:
    """As `complete_for` ends."""
    return f"{model.fingerprint} {model.chunker_fingerprint}"


def _old_model(newest: Row, fingerprints: str) -> EmbeddingModel | None:
    """The model in force, if it and its chunker are still those of then."""
    try:
        model = find_model(newest["embedding_model"])
        return model if _fingerprints(model) == fingerprints else None
    except (KeyError, ModelError):
        return None
