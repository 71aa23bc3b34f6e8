"""A model that a provider runs: no file of it is here, so what identifies it is how it is asked.

Its texts are counted and cut by the tokenizer of the packaged model: a provider's own is often not to be had, and texts
that are cut alike keep their names, whoever embeds them. Imports nothing heavy.
"""

import hashlib
from functools import cached_property

from include.embedding.model import LARGEST_CHUNK_TOKENS, EmbeddingModel
from include.model_names import ModelName


class ProviderModel(EmbeddingModel):
    """A model behind an address.

    Args:
        name: whole, as `find_model` takes it.
        folder: the files whose tokenizer counts and cuts.
        chunk_tokens: that a chunk may have; 0: as many as the bundle's default.
    """

    is_paid = True

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the vectors by provider, model, dimensions and address; 16 hexadecimal digits.

        The same model at another address may be another one, so it counts as another.
        """
        told = ModelName.read(self.name)
        asked = f"{told.provider}\n{told.model}\n{told.dimensions}\n{told.url}"
        return hashlib.sha256(asked.encode()).hexdigest()[:16]

    @property
    def dimension(self) -> int:
        """Length of a vector as far as the name says it; 0: the model's own, see `encoder.dimension_of`."""
        return ModelName.read(self.name).dimensions

    @property
    def largest_chunk(self) -> int:
        """Tokens of the longest chunk. How many the model reads only its provider knows, who refuses what is longer."""
        return self.chunk_tokens or LARGEST_CHUNK_TOKENS
