"""Serves the collection that was served before: search answers from it at once, then it is brought up to date."""

from dataclasses import dataclass, replace
from datetime import datetime

from include.embedding.model import EmbeddingModel, find_model
from include.errors import ModelError, SettingsError
from include.lake.tables import Lake
from include.pipeline.approval.candidate import SERVED, Candidate
from include.pipeline.approval.gate import Gate
from include.pipeline.approval.recipe import collection_for, recipe_key
from include.pipeline.embed import EmbedReport, generate_embeddings
from include.pipeline.store import current_collection
from include.progress import Progress
from include.provenance import Event, Provenance
from include.search.replicate import replicate
from include.settings import Settings
from include.vector_store.collection import StoreState
from include.vector_store.state import peek
from include.vector_store.store import open_store


@dataclass(frozen=True, slots=True)
class RollbackReport:
    """What a rollback did."""

    collection: str
    """Served from now on."""
    former: str
    """Served until now."""
    embedded: EmbedReport

    @property
    def worked(self) -> bool:
        return self.embedded.worked

    @property
    def event(self) -> Event:
        """Extra of the asset event of `embeddings`."""
        return {"rolled_back_to": self.collection, "rolled_back_from": self.former, **self.embedded.event}


def roll_back(
    settings: Settings, lake: Lake, provenance: Provenance, progress: Progress, collection: str = ""
) -> RollbackReport:
    """Serve an earlier collection, and make its model the one in force again.

    The model of the settings is not asked for again until the settings name a third one or somebody asks again.

    Args:
        collection: its name; empty: the one that was served before.

    Raises:
        SettingsError: there is no such collection, or the code that cut its chunks has changed since.
    """
    state = peek(settings)
    target = collection or _previous(state)
    former = current_collection(lake.open("chunks"), state)
    name = _model_of(state, target)
    given_up = _wish(settings)
    candidate = collection_for(state, given_up) if given_up else ""
    with open_store(settings) as store:
        if state.served != target:
            store.serve(target, provenance.timestamp)
        if candidate in state.collections:
            store.note(candidate, **Candidate(declined_at=provenance.timestamp).noted)
        store.note(target, **SERVED)
        replicate(settings, lake, store, provenance)
    gate = Gate(declines=recipe_key(given_up) if given_up else "")
    report = generate_embeddings(replace(settings, embedding_model=name), lake, provenance, progress, gate=gate)
    return RollbackReport(target, former, report)


def collection_before(settings: Settings, asked_at: datetime) -> str:
    """Returns what was served before; empty where something else came into service after somebody had asked.

    Args:
        asked_at: aware.

    Raises:
        SettingsError: there is nothing to roll back to.
    """
    state = peek(settings)
    retired = [found.notes.retired_at for found in state.collections.values()]
    if any(time and datetime.fromisoformat(time) > asked_at for time in retired):
        return ""
    return _previous(state)


def _wish(settings: Settings) -> EmbeddingModel | None:
    """The model of the settings, which is given up; None where it cannot be had anyway."""
    try:
        return find_model(settings.embedding_model)
    except ModelError:
        return None


def _previous(state: StoreState) -> str:
    event = state.found.notes.index_event if state.found else {}
    others = sorted(
        (name for name, found in state.collections.items() if name != state.served and found.notes.version >= 0),
        key=lambda name: state.collections[name].notes.retired_at,
    )
    previous = str(event.get("previous_collection", ""))
    if previous in others:
        return previous
    if not others:
        raise SettingsError(f"there is no collection to roll back to; {_served(state)} is the only one")
    return others[-1]


def _served(state: StoreState) -> str:
    return state.served or "nothing"


def _model_of(state: StoreState, collection: str) -> str:
    """Name of the model that fills a collection."""
    found = state.collections.get(collection)
    if found is None:
        names = ", ".join(sorted(state.collections)) or "none"
        raise SettingsError(f"there is no collection {collection!r}; there are: {names}")
    if not (name := found.notes.embedding_model):
        raise SettingsError(f"{collection} was never filled, as its run died; {_served(state)} stays in service")
    model = find_model(name)
    if state.name_for(model.fingerprint, model.chunker_fingerprint) != collection:
        raise SettingsError(
            f"{collection} was made by another version of model {name} or of the chunker; go back to that version first"
        )
    return name
