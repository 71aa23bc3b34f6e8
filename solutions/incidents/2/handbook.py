"""The handbook: pages that are new or edited are published, and what was published gets into the index.

`documents/` are the pages, `tables/published.json` says what was published, `tables/index.json` is what people search.
"""

from typing import Any

# >>>
from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, dag, task

# === from airflow.sdk import Asset, dag, task
# <<<
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop

WORKSHOP = Workshop("incident_2")
PAGES = Asset(name="incident_2_pages", uri="file:///incident_2/pages", group="incident")
# >>>
SWEEP = AssetOrTimeSchedule(timetable=CronTriggerTimetable("0 * * * *", timezone="UTC"), assets=[PAGES])
# <<<


@dag(schedule=None, is_paused_upon_creation=False, tags=["incident"])
def incident_2_publish() -> None:
    """Publish the pages that are new or edited; the event names their batch."""

    @task(outlets=[PAGES])
    def publish(*, outlet_events: Any) -> None:
        batch = WORKSHOP.publish()
        if not batch:
            raise AirflowSkipException("no page is new or edited")
        outlet_events[PAGES].extra = batch

    publish()


# >>>
@dag(schedule=SWEEP, is_paused_upon_creation=False, tags=["incident"])
# === @dag(schedule=[PAGES], is_paused_upon_creation=False, tags=["incident"])
# <<<
def incident_2_index() -> None:
    """Put what was published and is not in the index yet into it, whichever event told of it."""

    @task
    def index() -> None:
        published = WORKSHOP.load("published")
        if published == WORKSHOP.load("index"):
            raise AirflowSkipException("the index has every page")
        WORKSHOP.save("index", published)

    index()


incident_2_publish()
incident_2_index()
