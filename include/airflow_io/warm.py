"""Imports what tasks need once, in the scheduler: LocalExecutor forks its workers from it, and these fork the tasks.

A task is a fresh process, and importing is most of what it costs: 1 s of `qdrant_client` alone. None of our own modules
is among these: a task runs what lies in the folder or in its bundle's version, not what lay there at the start.
"""

import logging
from importlib import import_module

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
    "qdrant_client",
    "tenacity",
    "tokenizers",
)
"""What makes threads when it is used makes none when it is imported; OpenVINO does, and is not here."""


def load_libraries() -> None:
    """Import them where an executor forks; one that is missing is the task's business to tell."""
    from airflow.configuration import conf

    if "LocalExecutor" not in conf.get("core", "executor"):
        return
    for name in LIBRARIES:
        try:
            import_module(name)
        except ImportError as error:
            log.warning("%s is not loaded ahead of the tasks: %s", name, error)
