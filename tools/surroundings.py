"""What of a shell reaches the Airflow that we start: nothing of another Airflow, Python, cloud, store or proxy."""

import getpass
import os
from collections.abc import Mapping

from include.proxy import sparing_this_machine
from include.settings import Settings

OF_THE_MACHINE = frozenset({"EMBEDDING_RUNTIME", "EMBEDDING_THREADS", "MODEL_CACHE"})
"""Settings of the bundle that say what a machine can do, not what is where."""
OF_THE_MODEL = frozenset({"CHUNK_TOKENS", "EMBEDDING_DIMENSIONS"})
"""Those that become part of the model's name, which is a setting."""
OF_THE_BUNDLE = frozenset(name.upper() for name in Settings.__dataclass_fields__) - OF_THE_MACHINE | OF_THE_MODEL
FOREIGN = ("AIRFLOW", "_AIRFLOW", "OPENLINEAGE_", "OTEL_", "AWS_", "CELERY_", "PG")
PYTHON = ("PYTHONUTF8", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONUNBUFFERED")
OTHERS = frozenset(
    {
        "VIRTUAL_ENV",
        "S3_CONNECTION",
        "QDRANT_CONNECTION",
        "EMBEDDING_CONNECTION",
        "FORMER_EMBEDDING_CONNECTION",
        "EMBEDDING_POOL",
    }
)


def without_foreign(environment: Mapping[str, str]) -> dict[str, str]:
    """Returns the environment for a process of ours."""
    kept = {name: value for name, value in environment.items() if not _is_foreign(name)}
    return kept | sparing_this_machine(environment) | _user(kept)


def of_the_bundle(environment: Mapping[str, str]) -> dict[str, str]:
    """Returns settings of the bundle that the environment has, for those who want them."""
    return {name: environment[name] for name in sorted(OF_THE_BUNDLE) if environment.get(name, "").strip()}


def _is_foreign(name: str) -> bool:
    if name.startswith("PYTHON"):
        return name not in PYTHON
    return name.startswith(FOREIGN) or name in OF_THE_BUNDLE or name in OTHERS


def _user(environment: Mapping[str, str]) -> dict[str, str]:
    """In a container a user may have a number only; Airflow wants a name."""
    if any(environment.get(name) for name in ("LOGNAME", "USER", "LNAME", "USERNAME")):
        return {}
    try:
        getpass.getuser()
    except (KeyError, OSError):
        return {"LOGNAME": f"user-{os.getuid()}"}
    return {}
