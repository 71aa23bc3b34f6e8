"""Where the embedding map is shown: linked from the task that draws it, and from its log."""

import logging
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperatorLink, conf
from airflow.sdk.exceptions import AirflowSkipException

if TYPE_CHECKING:
    from include.pipeline.steps import MapReport

log = logging.getLogger(__name__)


class EmbeddingMapLink(BaseOperatorLink):
    """The button *The map* among a task's details."""

    name = "The map"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow names them
        """Returns the page that shows the newest map."""
        return map_url()


def map_url() -> str:
    """Returns the page *The map*, for who may read the asset `search_index`."""
    return f"{str(conf.get('api', 'base_url', fallback='')).rstrip('/')}/plugin/map"


def tell(report: "MapReport") -> None:
    """Last line of the task: what is on the map, and where to look at it.

    Raises:
        AirflowSkipException: the map was as it should be.
    """
    if not report.worked:
        raise AirflowSkipException(f"nothing to draw: {report.words}")
    log.info("%s: %s", report.words, map_url())
