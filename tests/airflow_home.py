"""AIRFLOW_HOME of the tests that use Airflow in this process: Airflow reads the variable when it is imported.

A module of its own, for there are two of `tests.conftest` in a process: pytest's, and the one that tests import.
"""

import atexit
import base64
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

AIRFLOW_HOME = Path(tempfile.mkdtemp(prefix="airflow-"))
os.environ["AIRFLOW_HOME"] = str(AIRFLOW_HOME)
# Else it is made when Airflow first asks for it, and what was encrypted before that cannot be read.
os.environ["AIRFLOW__CORE__FERNET_KEY"] = base64.urlsafe_b64encode(os.urandom(32)).decode()
atexit.register(shutil.rmtree, AIRFLOW_HOME, ignore_errors=True)


def make_database() -> None:
    """Before Airflow first looks for one: it would hold on to the empty file that it makes instead.

    In an image, where tests only parse, there are no development packages and none is needed.
    """
    if find_spec("hypothesis"):
        from include.course.fresh_database import copy_database

        copy_database(AIRFLOW_HOME / "airflow.db")
