"""A metadata database with nothing in it, made once for a version of Airflow, then copied: that takes no time."""

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock

from include.errors import BundleError
from include.settings import PROJECT

FOLDER = PROJECT / ".data" / "airflow"
MAKE = "from airflow.utils.db import initdb; initdb()"


class DatabaseError(BundleError):
    """Airflow could not make its database."""

    exit_code = 2


def copy_database(target: Path) -> None:
    """Put a fresh database there; only its owner may read it.

    Raises:
        DatabaseError: Airflow could not make one.
    """
    try:
        shutil.copyfile(_template(), target)
    except OSError:  # a project that may only be read, a disk that is full: without the copy for the next one, then
        _make(target)
    target.chmod(0o600)


def _template() -> Path:
    """Where the one to copy is. Of several that want it at once, one makes it."""
    template = FOLDER / f"{version('apache-airflow-core')}.db"
    if not template.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{template}.lock"):
            if not template.exists():
                _make(template)
    return template


def _make(target: Path) -> None:
    """It is there when it is whole, and not before."""
    with tempfile.TemporaryDirectory(prefix="database-", dir=target.parent) as home:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "_AIRFLOW"))}
        environment = clean | {
            "AIRFLOW_HOME": home,
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{quote(home)}/airflow.db",
        }
        command = [sys.executable, "-c", MAKE]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        if done.returncode:
            raise DatabaseError(f"Airflow cannot make its database: {done.stderr.strip().splitlines()[-1]}")
        Path(home, "airflow.db").replace(target)
