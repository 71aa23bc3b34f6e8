"""The handbook is published: pages that are new or edited go into the table `published`.

`documents/` are the pages, `tables/published.json` says what was published. Who searches them is another team's work.
"""

from typing import Any

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop

WORKSHOP = Workshop("incident_4")
PAGES = Asset(name="incident_4_handbook_pages", uri="file:///incident_4/handbook", group="incident")


@dag(schedule=None, is_paused_upon_creation=False, tags=["incident"])
def incident_4_publish() -> None:
    """Publish the pages that are new or edited; the event names their batch."""

    @task(outlets=[PAGES])
    def publish(*, outlet_events: Any) -> None:
        batch = WORKSHOP.publish()
        if not batch:
            raise AirflowSkipException("no page is new or edited")
        outlet_events[PAGES].extra = batch

    publish()


incident_4_publish()
