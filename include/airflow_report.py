"""The report of a run: written beside the tables, linked from the log, the task and the Freshness page."""

import logging
import time
from typing import Any
from urllib.parse import urlencode

from airflow.sdk import BaseOperatorLink, conf

from include.airflow_io import provenance
from include.errors import LakeError
from include.reports import report_uri, write_report
from include.settings import Settings

log = logging.getLogger(__name__)


class RunReportLink(BaseOperatorLink):
    """The button *Run report* among a task's details."""

    name = "Run report"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow names them
        """Where the report of the task's run is shown."""
        return report_url(f"{ti_key.dag_id} {ti_key.run_id}")


def linked(task: Any) -> Any:
    """The same task, with the button."""
    task.operator.operator_extra_links = (RunReportLink(),)
    return task


def report_url(run: str) -> str:
    """Where the report of a run is shown, for who may read the asset `search_index`."""
    base = str(conf.get("api", "base_url", fallback="")).rstrip("/")
    return f"{base}/embedding-pages/report?{urlencode({'run': run})}"


class RunReport:
    """The report of this run. Made first in a task: the first line of the log says where it will be."""

    def __init__(self) -> None:
        self.run = provenance()
        self._begun = time.monotonic()
        log.info("report of this run, once it has changed something: %s", report_url(self.run.run))

    @property
    def seconds(self) -> float:
        """Since the task began."""
        return time.monotonic() - self._begun

    def keep(self, settings: Settings, page: str) -> None:
        """Write it; the work is done, also where that cannot be."""
        try:
            write_report(report_uri(settings.lake_uri, self.run.run), page)
        except LakeError as error:
            log.warning("%s", error)
        else:
            log.info("what this run did: %s", report_url(self.run.run))
