"""The model that a team's list names, opened wherever it runs. Imports neither Airflow nor a model."""

from importlib import import_module

from include.language_model.calls import LanguageModel, Parameters

LOCAL = "local"
"""Provider of the packaged model; any other provider is the id of an Airflow connection."""
CONNECTED = "include.airflow_io.connected_model"
"""Module of the models behind a connection. It knows Airflow, so this floor has its name only."""


def open_language_model(name: str, provider: str, parameters: Parameters) -> LanguageModel:
    """Returns the model as the team's list of models names it. Nothing is called, and no weights are read yet.

    Args:
        name: of a packaged model (`local_model.PACKAGED`), or `platform:model` as Pydantic AI names it.
        provider: `local`, or the id of an Airflow connection.
        parameters: of every reply.

    Raises:
        ModelCallRefused: there is no such model, package or connection.
    """
    if provider == LOCAL:
        from include.language_model.local_model import LocalModel

        return LocalModel(name, parameters)
    connected: LanguageModel = import_module(CONNECTED).ConnectedModel(name, provider, parameters)
    return connected


def fingerprint(name: str, provider: str) -> str:
    """Identifies the model in the content address of a call: of a packaged one its weights, of another its name.

    Raises:
        ModelCallRefused: there is no such packaged model.
    """
    if provider != LOCAL:
        return name
    from include.language_model.local_model import find_packaged

    return find_packaged(name).fingerprint
