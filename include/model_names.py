"""The whole name of an embedding model, as the tables and the store keep it: with it the model is found again.

A model of the settings of today and one that has been served for months are asked for in the same way, so the name
says all that makes the vectors and the chunks what they are: `openai:text-embedding-3-small; 512 dimensions; at
https://models.example/v1; chunks of 128 tokens`. It names no key and no Airflow connection.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from include.errors import SettingsError

_PROVIDED = re.compile(r"[a-z][a-z0-9-]*(/[a-z0-9-]+)?:(?!//)[^\s;]")
_WHOLE = re.compile(
    r"(?P<model>.*?)(; (?P<dimensions>\d+) dimensions)?(; at (?P<url>\S+))?(; chunks of (?P<chunk_tokens>\d+) tokens)?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class ModelName:
    """Which embedding model, and how its texts are cut.

    Args:
        model: name or folder of a sentence-transformers model; `provider:model` of one that a provider runs.
        dimensions: length of the vectors that a provider is asked for; 0: the model's own.
        url: address at which a provider is asked; empty: its own.
        chunk_tokens: that a chunk may have; 0: as many as the bundle's default.
    """

    model: str
    dimensions: int = 0
    url: str = ""
    chunk_tokens: int = 0

    @classmethod
    def read(cls, name: str) -> "ModelName":
        """Returns the record of a whole name."""
        found = _WHOLE.fullmatch(name)
        if not found:
            return cls(name)
        return cls(found["model"], int(found["dimensions"] or 0), found["url"] or "", int(found["chunk_tokens"] or 0))

    def __str__(self) -> str:
        told = (
            self.model,
            f"{self.dimensions} dimensions" if self.dimensions else "",
            f"at {self.url}" if self.url else "",
            f"chunks of {self.chunk_tokens} tokens" if self.chunk_tokens else "",
        )
        return "; ".join(filter(None, told))

    @property
    def provider(self) -> str:
        """Who runs the model, as Pydantic AI calls it; empty for one that runs here."""
        return self.model.partition(":")[0] if _PROVIDED.match(self.model) else ""

    @property
    def server(self) -> str:
        """Whose key it takes: the address, or the provider at its own; empty for a model that runs here."""
        return self.url or self.provider


def provider_address(variable: str, url: str) -> str:
    """Returns the address of a server of embeddings, without a slash at its end. It is kept, and shown.

    Args:
        variable: that says it.

    Raises:
        SettingsError: it is none, or has a password in it.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.username is not None or parts.password is not None:
        raise SettingsError(f"{variable} has a user or a password in it, and would be shown; set EMBEDDING_API_KEY")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or " " in url:
        raise SettingsError(f"{variable} is {url!r}; it must be an address such as https://models.example/v1")
    return url.rstrip("/")
