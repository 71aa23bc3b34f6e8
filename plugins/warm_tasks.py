"""Lets tasks start warm: `include/airflow_io/warm.py` says how. Only a scheduler imports it, when it starts."""

import sys

from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin


class SchedulerStarts:
    """Airflow tells listeners of each component that starts, and of each task."""

    @hookimpl
    def on_starting(self, component: object) -> None:  # noqa: ARG002 - the hook's name for it
        if sys.argv[1:2] == ["scheduler"]:
            from include.airflow_io.warm import load_libraries

            load_libraries()


class WarmTasks(AirflowPlugin):
    """Loads before the executor forks its workers what their tasks would load one by one."""

    name = "warm_tasks"
    listeners = [SchedulerStarts()]  # noqa: RUF012 - Airflow extends and shortens these lists
