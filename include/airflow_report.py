"""The report of a run: written beside the tables, linked from the log, the task and the Freshness page."""

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from airflow.sdk import BaseOperatorLink, conf

from include.errors import LakeError
from include.provenance import run_of_task
from include.reports import report_uri, write_report
from include.settings import Settings

if TYPE_CHECKING:
    from include.provenance import Provenance

log = logging.getLogger(__name__)


class RunReportLink(BaseOperatorLink):
    """The button *Run report* among a task's details."""

    name = "Run report"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow names them
        """Where the report of the task's run is shown."""
        return report_url(run_of_task(ti_key.dag_id, ti_key.run_id, ti_key.task_id))


def linked(task: Any, link: BaseOperatorLink | None = None) -> Any:
    """The same task, with a button: *Run report*, or another."""
    task.operator.operator_extra_links = (link or RunReportLink(),)
    return task


def report_url(run: str) -> str:
    """Where the report of a run is shown, for who may read the asset `search_index`."""
    base = str(conf.get("api", "base_url", fallback="")).rstrip("/")
    return f"{base}/embedding-pages/report?{urlencode({'run': run})}"


def keep_report(settings: Settings, provenance: "Provenance", page: str) -> None:
    """Write the report of this run, and say in the log where it is; the work is done, also where that cannot be."""
    try:
        write_report(report_uri(settings.lake_uri, provenance.run), page)
    except LakeError as error:
        log.warning("%s", error)
    else:
        log.info("what this run did: %s", report_url(provenance.run))
