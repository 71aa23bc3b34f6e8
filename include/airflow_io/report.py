"""The report of a run: written beside the tables, linked from the log, the task and the Freshness page."""

import logging
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from airflow.sdk import BaseOperatorLink, conf

from include.airflow_io.tasks import provenance
from include.errors import LakeError
from include.lake.reports import COMPARISON, PICTURE, for_readers, report_uri, write_report
from include.provenance import run_of_task
from include.settings import Settings

if TYPE_CHECKING:
    from include.pipeline.approval.trial import Trial

log = logging.getLogger(__name__)


class RunReportLink(BaseOperatorLink):
    """The button *Run report* among a task's details."""

    name = "Run report"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow names them
        """Says where the report of the task's run is shown."""
        return report_url(run_of_task(ti_key.dag_id, ti_key.run_id, ti_key.task_id))


def linked(task: Any, link: BaseOperatorLink | None = None) -> Any:
    """Returns the same task, with a button: *Run report*, or another."""
    task.operator.operator_extra_links = (link or RunReportLink(),)
    return task


def report_url(run: str, route: str = "report") -> str:
    """Says where the report of a run is shown, for who may read what it is made of.

    Args:
        run: DAG and run id, as `Provenance` has it.
        route: `comparison` or `picture` for what a run showed before a decision.
    """
    base = str(conf.get("api", "base_url", fallback="")).rstrip("/")
    return f"{base}/embedding-pages/{route}?{urlencode({'run': run})}"


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
            write_report(report_uri(settings.lake_uri, self.run.run), for_readers(self.run.run, page))
        except LakeError as error:
            log.warning("%s", error)
        else:
            log.info("what this run did: %s", report_url(self.run.run))


def illustrate(settings: Settings, trial: "Trial") -> list[str]:
    """Keep page and picture of a trial; lines of Markdown that show and link them, none where they cannot be kept."""
    from include.pipeline.approval.trial_report import alternative, page, picture

    run = provenance()
    try:
        for name, text in ((PICTURE, picture(trial)), (COMPARISON, page(trial, run))):
            write_report(report_uri(settings.lake_uri, run.run, name), for_readers(run.run, text))
    except LakeError as error:
        log.warning("%s", error)
        return []
    links = [report_url(run.run, route) for route in ("picture", "comparison")]
    return [f"![{alternative(trial)}]({links[0]})", "", f"[Each question, and what both find]({links[1]})"]
