"""Whether the store has a place for what a run makes: asked before anything is embedded, not when it is paid for."""

import logging

from include.embedding.encoder import dimension_of
from include.embedding.model import EmbeddingModel
from include.errors import StoreError, StoreRefused
from include.settings import Settings
from include.vector_store.own_collections import require_made_here, require_ours
from include.vector_store.state import peek

log = logging.getLogger(__name__)


def require_place(settings: Settings, model: EmbeddingModel) -> None:
    """See that the points of a model can be written and served.

    A store that does not answer now is no reason to wait: embeddings are kept, and points are written when it does.

    Raises:
        StoreRefused: it will not take them: the key is wrong, or somebody else uses the names.
        ModelError: a provider has to be asked how long vectors are, and does not answer.
    """
    try:
        state = peek(settings)
    except StoreRefused:
        raise
    except StoreError as error:
        log.info("%s", error)  # whoever writes says it as an error
        return
    name = state.name_for(model.fingerprint, model.chunker_fingerprint)
    if found := state.collections.get(name):
        require_made_here(name, found, dimension_of(model, settings))
        require_ours(name, found)
