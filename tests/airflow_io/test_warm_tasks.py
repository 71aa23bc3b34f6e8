"""What the scheduler loads ahead of its tasks."""

import os
import subprocess
import sys

import pytest

from include.settings import PROJECT

LOADED = """
import sys
from airflow.listeners.listener import get_listener_manager
sys.argv = ["airflow", sys.argv[1]]
get_listener_manager().hook.on_starting(component=None)
import threading
print("deltalake" in sys.modules, "qdrant_client" in sys.modules, "openvino" in sys.modules, threading.active_count())
print(sorted(name for name in sys.modules if name.startswith("include")))
"""


@pytest.mark.parametrize(("url", "has_client"), [("", False), ("http://localhost:6333", True)])
def test_the_scheduler_has_the_libraries_of_its_tasks_and_none_of_our_modules(url: str, has_client: bool) -> None:
    environment = os.environ | {
        "QDRANT_URL": url,
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "PYTHONPATH": str(PROJECT),
    }
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "scheduler"], env=environment, capture_output=True, text=True, check=True
    )
    loaded, ours = done.stdout.splitlines()[-2:]
    assert loaded == f"True {has_client} False 1"
    assert ours == "[]"  # not even the package: a task would look for the modules of its bundle's version in that
