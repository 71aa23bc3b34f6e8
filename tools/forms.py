"""A DAG that a person starts with a form, in a demo."""

import time
from collections.abc import Mapping

from tools.local_airflow import LocalAirflow
from tools.stage import DemoError, console
from tools.waiting import wait_for


def fill_in(airflow: LocalAirflow, dag: str, form: Mapping[str, str]) -> None:
    """Start a DAG as a person does, wait for its end, and say how long that took.

    Raises:
        DemoError: the run failed.
    """
    begun, run = time.monotonic(), airflow.trigger(dag, form)
    state = wait_for(lambda: airflow.end_of(dag, run), f"the end of {dag}")
    if state != "success":
        raise DemoError(f"{dag} ended with {state}; look at {airflow.url}")
    console.print(f"  {dag}: {time.monotonic() - begun:.0f} s")
