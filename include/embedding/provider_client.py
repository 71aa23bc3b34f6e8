"""Opens the client of a model that a provider runs: Pydantic AI's, with the key and the address of the settings.

A key goes to the server it is of and to no other, also while a model of another provider is still being served.
"""

import os
import sys
from typing import TYPE_CHECKING, Any

from include.errors import ModelRefused
from include.model_names import ModelName
from include.settings import Settings

if TYPE_CHECKING:
    from pydantic_ai.embeddings import EmbeddingModel as Client
    from pydantic_ai.providers import Provider

NO_KEY = "none"
"""For a server that wants none; without, Pydantic AI would send it the key that the environment has for OpenAI."""
ADDRESS_NAMES = {"azure": "azure_endpoint"}
"""What a provider's argument for its address is called, where that is not `base_url`."""


def open_client(name: ModelName, settings: Settings) -> "Client":
    """Returns what asks the model; nothing is asked yet.

    Raises:
        ModelRefused: there is no such provider, its library is not installed, or the settings have no key for it.
    """
    where = f"model {name}"
    if name.provider == "sentence-transformers":
        raise ModelRefused(f"{where}: it runs here; set EMBEDDING_MODEL to its name without the word before the colon")
    arguments = _arguments(name, settings, where)
    try:
        import pydantic_ai

        pydantic_ai.BANNER_ENABLED = False  # a task's log would have it as an error
        from pydantic_ai.embeddings import infer_embedding_model
        from pydantic_ai.exceptions import UserError
        from pydantic_ai.providers import infer_provider_class
    except ImportError as error:
        raise ModelRefused(f"{where}: pydantic-ai-slim[openai] is not installed where this runs ({error})") from error

    def provider(kind: str) -> "Provider[Any]":
        made = infer_provider_class(kind)(**arguments)
        if hasattr(made.client, "max_retries"):
            made.client.max_retries = 0  # what is tried again, and when, is said in one place for every provider
        return made

    try:
        client = infer_embedding_model(name.model, provider_factory=provider)
    except ImportError as error:
        raise ModelRefused(f"{where}: pydantic-ai-slim[{name.provider}] is not installed where this runs") from error
    except TypeError as error:
        raise ModelRefused(f"{where}: {name.provider} cannot be asked at another address, or with a key") from error
    except (UserError, ValueError, _boto_error()) as error:
        raise ModelRefused(f"{where}: it cannot be used: {' '.join(str(error).split())}") from error
    return client


def _boto_error() -> type[Exception]:
    """What the client of Bedrock raises while it looks for a key, such as that a proxy does not answer."""
    loaded = sys.modules.get("botocore.exceptions")
    return loaded.BotoCoreError if loaded else ValueError


def _arguments(name: ModelName, settings: Settings, where: str) -> dict[str, Any]:
    """What the provider is opened with. Its own variables of the environment count where the settings have no key."""
    key = _key(name, settings, where)
    variable = f"{name.provider.upper().replace('-', '_')}_BASE_URL"
    if not name.url and os.environ.get(variable):
        raise ModelRefused(f"{where}: {variable} is set; say EMBEDDING_URL instead, it is part of what the model is")
    arguments = {"api_key": key, ADDRESS_NAMES.get(name.provider, "base_url"): name.url}
    return {argument: value for argument, value in arguments.items() if value}


def _key(name: ModelName, settings: Settings, where: str) -> str:
    """The key that the settings have for this server, and not the one of another; empty at a provider's own address."""
    if settings.embedding_url == name.server or not (settings.embedding_url or name.url):
        key = settings.embedding_api_key
    elif settings.former_embedding_url == name.url:
        key = settings.former_embedding_api_key
    else:
        raise ModelRefused(
            f"{where}: the settings are for {settings.embedding_url or 'no server'}; while this model is served, let "
            "FORMER_EMBEDDING_CONNECTION (or FORMER_EMBEDDING_URL) be of its server"
        )
    return key or (NO_KEY if name.url else "")
