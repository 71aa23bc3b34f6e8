"""What the course needs of a machine, looked at one by one: what is there, and what to do where it is not."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from include.course.starters import exercises, starter_path
from include.errors import BundleError
from include.proxy import proxy_variable
from include.settings import PROJECT, Settings

OK, MEND, NOTE = "OK", "MEND", "NOTE"
PYTHON = ((3, 11), (3, 14))
"""From, and before."""
AIRFLOW = "3.3."
LEAST_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at."""

    state: str
    key: str
    """Of its sentence in `messages.toml`."""
    values: dict[str, Any] = field(default_factory=dict)


def examine() -> Iterator[Examined]:
    """Look at everything, the cheap first; the model takes a second, or half a minute when it has to be prepared."""
    for look in (_python, _airflow, _packages, _disk, _starters, _surroundings, _proxy, _store, _model):
        yield _safely(look)


def _python() -> Examined:
    first, end = PYTHON
    told = {"version": ".".join(map(str, sys.version_info[:3])), "path": sys.executable}
    return Examined(OK if first <= sys.version_info[:2] < end else MEND, "python", told)


def _airflow() -> Examined:
    found = _installed("apache-airflow-core")
    return Examined(OK if found.startswith(AIRFLOW) else MEND, "airflow", {"version": found})


def _packages() -> Examined:
    """As `requirements.txt` pins them."""
    lines = [line.partition("#")[0].strip() for line in (PROJECT / "requirements.txt").read_text("utf-8").splitlines()]
    pins = dict(line.partition(";")[0].strip().split("==") for line in lines if "==" in line)
    found = {name: _installed(name.partition("[")[0]) for name in pins}
    other = [f"{name} {found[name]}, not {pin}" for name, pin in pins.items() if found[name].partition("+")[0] != pin]
    return Examined(MEND if other else OK, "packages_other" if other else "packages", {"other": "; ".join(other)})


def _disk() -> Examined:
    free = shutil.disk_usage(PROJECT).free
    return Examined(OK if free >= LEAST_BYTES else MEND, "disk", {"free": f"{free / (1 << 30):.1f}"})


def _starters() -> Examined:
    missing = [exercise for exercise in exercises() if not starter_path(exercise).exists()]
    told = {"names": ", ".join(missing or exercises())}
    return Examined(MEND if missing else OK, "starters_missing" if missing else "starters_there", told)


def _surroundings() -> Examined:
    """Airflow's own settings in this shell: a check does not see them, a running Airflow does."""
    found = sorted(name for name in os.environ if name.startswith("AIRFLOW"))
    return Examined(
        NOTE if found else OK, "environment_airflow" if found else "environment", {"names": ", ".join(found)}
    )


def _proxy() -> Examined:
    """An Airflow behind a proxy asks it for its own API, and no task of it ever runs."""
    name = proxy_variable("http://127.0.0.1") or proxy_variable("http://localhost")
    return Examined(NOTE if name else OK, "proxy_asked" if name else "proxy", {"name": name})


def _store() -> Examined:
    """A point goes into an embedded collection and comes out again."""
    from include.vector_store.protocol import DocumentChange
    from include.vector_store.store import open_store

    with tempfile.TemporaryDirectory(prefix="doctor-") as folder:
        settings = replace(Settings.from_environment(), qdrant_url="", qdrant_path=folder)
        with open_store(settings) as store:
            name = "embeddings_doctor"
            store.create(name, 2)
            point = {"id": "00000000-0000-0000-0000-000000000001", "vector": [1.0, 0.0], "payload": {}}
            store.write(name, [DocumentChange(upserts=[point])])
            found = store.count(name)
    return Examined(OK if found == 1 else MEND, "store", {"count": found})


def _model() -> Examined:
    from include.embedding.encoder import open_encoder
    from include.embedding.model import find_model

    settings = Settings.from_environment()
    model = find_model(settings.embedding_model)
    encoder = open_encoder(model, settings)
    shape = encoder.encode(["Is the model there?"]).shape
    told = {"name": model.name, "dimension": shape[1], "runtime": type(encoder).__name__}
    return Examined(OK if shape == (1, model.dimension) else MEND, "model", told)


def _safely(look: Callable[[], Examined]) -> Examined:
    """What cannot even be looked at has to be mended, and the others are looked at all the same."""
    try:
        return look()
    except BundleError as error:
        return Examined(MEND, "cannot", {"error": str(error)})
    except (ImportError, OSError) as error:
        return Examined(MEND, "cannot", {"error": f"{type(error).__name__}: {error}"})


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
