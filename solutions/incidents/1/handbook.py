"""The handbook: pages that are new or edited are published, and what was published gets into the index.

`documents/` are the pages, `tables/published.json` says what was published, `tables/index.json` is what people search.
"""

from typing import Any

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop

WORKSHOP = Workshop("incident_1")
PAGES = Asset(name="incident_1_pages", uri="file:///incident_1/pages", group="incident")


@dag(schedule=None, max_active_runs=1, is_paused_upon_creation=False, tags=["incident"])
def incident_1_publish() -> None:
    """Publish the pages that are new or edited; the event names their batch."""

    @task(outlets=[PAGES])
    def publish(*, outlet_events: Any) -> None:
        batch = WORKSHOP.publish()
        if not batch:
            raise AirflowSkipException("no page is new or edited")
        outlet_events[PAGES].extra = batch

    publish()


# >>>
@dag(schedule=[PAGES], max_active_runs=1, is_paused_upon_creation=False, tags=["incident"])
def incident_1_index() -> None:
    """Put what was published into the index, whichever event told of it. One run at a time may write there."""

    @task
    def index() -> None:
        published, index = WORKSHOP.load("published"), WORKSHOP.load("index")
        if published == index:
            raise AirflowSkipException("the index has every page")
        WORKSHOP.wait_while_busy()  # the index is slow when many people search
        WORKSHOP.save("index", published)

    index()


# === @dag(schedule=[PAGES], max_active_runs=1, is_paused_upon_creation=False, tags=["incident"])
# === def incident_1_index() -> None:
# ===     """Put the batches that events name into the index. One run at a time may write there."""
# ===
# ===     @task
# ===     def index(*, triggering_asset_events: Any) -> None:
# ===         events = [event for several in triggering_asset_events.values() for event in several]
# ===         batches = {event.extra["batch_id"] for event in events}
# ===         pages = {name: row for name, row in WORKSHOP.load("published").items() if row["batch_id"] in batches}
# ===         WORKSHOP.wait_while_busy()  # the index is slow when many people search
# ===         WORKSHOP.save("index", WORKSHOP.load("index") | pages)
# ===
# ===     index()
# <<<


incident_1_publish()
incident_1_index()
