"""A run may not take longer than a document may take to be searchable.

The triggerer imports this module, so it must be importable there: the project's root belongs on PYTHONPATH.
"""

import logging
import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

log = logging.getLogger(__name__)


def searchable_in_time() -> DeadlineAlert | None:
    """Returns an alert for a run that takes longer than SEARCHABLE_MINUTES; none where that is not set.

    It is asked at each parse. Airflow 3.3 cannot end a `dag.test()` or `airflow dags test` of a DAG with a deadline
    (`DagRun.update_state` looks for alerts that only a parsed DAG has), so set the variable where Airflow's components
    run, and not where DAGs are tried out.
    """
    minutes = os.environ.get("SEARCHABLE_MINUTES", "").strip()
    if not minutes.isdecimal():  # a task says what is wrong with it; a DAG that cannot be parsed says less
        return None
    return DeadlineAlert(
        name="searchable in time",
        reference=DeadlineReference.DAGRUN_QUEUED_AT,  # runs that an asset started have no logical date
        interval=timedelta(minutes=int(minutes)),
        callback=AsyncCallback(run_is_late, kwargs={"minutes": int(minutes)}),
    )


async def run_is_late(minutes: int, context: Mapping[str, Any]) -> str:
    """Log one line; whoever collects the triggerer's log sees it, and the metric `deadline_alerts.deadline_missed`."""
    run = context["dag_run"]
    line = (
        f"{run['dag_id']} has not finished {minutes} minutes after it was queued, run {run['dag_run_id']}: "
        "what it works on is not searchable in time; its log says why, report_freshness says which documents"
    )
    log.error(line)
    return line
