"""The handbook: pages that are new or edited are published, and what was published gets into the index.

`documents/` are the pages, `tables/published.json` says what was published, `tables/index.json` is what people search:
a hit for each row.
"""

from typing import Any

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop

WORKSHOP = Workshop("incident_5")
PAGES = Asset(name="incident_5_pages", uri="file:///incident_5/pages", group="incident")


@dag(schedule=None, is_paused_upon_creation=False, tags=["incident"])
def incident_5_publish() -> None:
    """Publish the pages that are new or edited; the event names their batch."""

    @task(outlets=[PAGES])
    def publish(*, outlet_events: Any) -> None:
        batch = WORKSHOP.publish()
        if not batch:
            raise AirflowSkipException("no page is new or edited")
        outlet_events[PAGES].extra = batch

    publish()


@dag(schedule=[PAGES], is_paused_upon_creation=False, tags=["incident"])
def incident_5_index() -> None:
    """Make the index what was published: a row for each page, and no other."""

    @task
    def index() -> None:
        rows = {f"page/{name}": {"page": name, **row} for name, row in WORKSHOP.load("published").items()}
        if rows == WORKSHOP.load("index"):
            raise AirflowSkipException("the index has every page")
        WORKSHOP.save("index", rows)

    index()


incident_5_publish()
incident_5_index()
