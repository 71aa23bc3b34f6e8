"""Lets tasks start warm: the scheduler imports what they need, LocalExecutor forks workers from it, and these tasks.

A task is a fresh process, and importing is most of what it costs: 1 s of the client of a Qdrant server alone. Nothing
of `include` is imported here: a task runs what lies in the folder or in its bundle's version, not what lay there at the
start.
"""

import logging
import os
import sys
from importlib import import_module

from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin

log = logging.getLogger(__name__)

LIBRARIES = (
    "airflow.sdk.execution_time.supervisor",
    "airflow.sdk.execution_time.task_runner",
    "airflow.providers.standard.operators.python",
    "deltalake",
    "filelock",
    "httpx",
    "markdown_it",
    "numpy",
    "portalocker",
    "pydantic",
    "tenacity",
    "tokenizers",
)
"""What makes threads when it is used makes none when it is imported; OpenVINO does, and is not here."""
OF_A_SERVER = "qdrant_client"
"""Embedded Qdrant needs no client."""


class SchedulerStarts:
    """Airflow tells listeners of each component that starts, and of each task."""

    @hookimpl
    def on_starting(self, component: object) -> None:  # noqa: ARG002 - the hook's name for it
        if sys.argv[1:2] == ["scheduler"]:
            load_libraries()


def load_libraries() -> None:
    """Import them where an executor forks; one that is missing is the task's business to tell."""
    from airflow.configuration import conf

    if "LocalExecutor" not in conf.get("core", "executor"):
        return
    has_server = any(os.environ.get(name, "").strip() for name in ("QDRANT_URL", "QDRANT_CONNECTION"))
    for name in (*LIBRARIES, *([OF_A_SERVER] if has_server else [])):
        try:
            import_module(name)
        except ImportError as error:
            log.warning("%s is not loaded ahead of the tasks: %s", name, error)


class WarmTasks(AirflowPlugin):
    """Loads before the executor forks its workers what their tasks would load one by one."""

    name = "warm_tasks"
    listeners = [SchedulerStarts()]  # noqa: RUF012 - Airflow extends and shortens these lists
