"""A metadata database with nothing in it, for each check: made once for an Airflow, then copied."""

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from include.errors import BundleError
from include.settings import PROJECT

FOLDER = PROJECT / ".data" / "course"
MAKE = "from airflow.utils.db import initdb; initdb()"


class DatabaseError(BundleError):
    """Airflow could not make its database."""

    exit_code = 2


def copy_database(target: Path) -> None:
    """Put a fresh database there.

    Raises:
        DatabaseError: Airflow could not make one.
    """
    template = FOLDER / f"airflow-{version('apache-airflow-core')}.db"
    if not template.exists():
        _make(template)
    shutil.copy(template, target)


def _make(template: Path) -> None:
    """Two that make it at once make the same: the last one stays."""
    template.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="database-", dir=template.parent) as home:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
        environment = clean | {"AIRFLOW_HOME": home}
        command = [sys.executable, "-c", MAKE]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        if done.returncode:
            raise DatabaseError(f"Airflow cannot make its database: {done.stderr.strip().splitlines()[-1]}")
        Path(home, "airflow.db").replace(template)
