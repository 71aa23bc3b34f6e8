"""Settings of an Airflow on one machine, as environment variables."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from tools.ports import HOST

PROJECT = Path(__file__).resolve().parent.parent
OWN_BUNDLE = "dags-folder"
"""Airflow's name for the folder `dags/`."""
PASSWORDS = "passwords.json"
DATABASE = "airflow.db"
MORE_TABLES = frozenset({"AIRFLOW__CORE__AUTH_MANAGER", "AIRFLOW__DATABASE__EXTERNAL_DB_MANAGERS"})
"""Where one of them is set, others than Airflow itself may have tables in its database."""


def sqlite_uri(home: Path) -> str:
    """Of the metadata database of an Airflow that has nothing better."""
    return f"sqlite:///{quote(str(home))}/{DATABASE}"  # of a folder `what?`


def local_settings(home: Path, port: int) -> dict[str, str]:
    """Returns the settings of a quick and safe Airflow on one machine; the reasons stand where they are not obvious."""
    return {
        "AIRFLOW_HOME": str(home),
        # `include` must be importable in the triggerer, too
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "tools" / "airflow_config")]),
        "SEARCHABLE_MINUTES": os.environ.get("SEARCHABLE_MINUTES", "15"),  # set: runs have a deadline
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",  # names of files are UTF-8, whatever the locale says
        "SPT_NOENV": "1",  # who changes its title keeps its environment readable: `living_in` reads it
        "NO_COLOR": "1",
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",  # all workers are forked at the start
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",  # no login: it listens on this machine alone
        "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{HOST}:{port}/execution/",
        "AIRFLOW__API__HOST": HOST,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://{HOST}:{port}",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": secrets.token_urlsafe(32),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": sqlite_uri(home),
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "5",
        # What was edited is read at once; to read all again each 10 s would keep a core busy.
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "30",
        "AIRFLOW__DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT": "600",  # a busy machine is no fault of a file
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "300",
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "120",  # nor is it one of a task
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.1",  # in place of a second between two hops
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def bundle_settings(folders: Mapping[str, Path]) -> dict[str, str]:
    """`dags/` and these folders, as DAG bundles."""
    path = "airflow.dag_processing.bundles.local.LocalDagBundle"
    bundles = [{"name": OWN_BUNDLE, "classpath": path, "kwargs": {}}]
    for name, folder in folders.items():
        bundles.append({"name": name, "classpath": path, "kwargs": {"path": str(folder), "refresh_interval": 5}})
    return {"AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps(bundles)}


def login_settings(home: Path, users: Mapping[str, str]) -> dict[str, str]:
    return {
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in users.items()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / PASSWORDS),
    }
