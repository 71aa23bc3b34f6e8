"""The handbook: pages that are new or edited are published, and what was published gets into the index.

`documents/` are the pages, `tables/published.json` says what was published, `tables/index.json` is what people search.
"""

# >>>
# === import time
# <<<
from hashlib import sha256
from typing import Any

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop

WORKSHOP = Workshop("incident_6")
PAGES = Asset(name="incident_6_pages", uri="file:///incident_6/pages", group="incident")


@dag(schedule=None, is_paused_upon_creation=False, tags=["incident"])
def incident_6_publish() -> None:
    """Publish the pages that are new or edited; the event says how many."""

    @task(outlets=[PAGES])
    def publish(*, outlet_events: Any) -> None:
        pages = list(WORKSHOP.uploads.glob("*.md"))
        published = WORKSHOP.load("published")
        # >>>
        hashes = {page.name: {"sha256": sha256(page.read_bytes()).hexdigest()} for page in pages}
        due = {name: row for name, row in hashes.items() if published.get(name) != row}
        # === looked = WORKSHOP.load("looked").get("last", {"at": 0})["at"]
        # === new = [page for page in pages if page.stat().st_mtime > looked]
        # === due = {page.name: {"sha256": sha256(page.read_bytes()).hexdigest()} for page in new}
        # === WORKSHOP.save("looked", {"last": {"at": time.time()}})
        # <<<
        if not due:
            raise AirflowSkipException("no page is new or edited")
        WORKSHOP.save("published", published | due)
        outlet_events[PAGES].extra = {"pages": len(due)}

    publish()


@dag(schedule=[PAGES], is_paused_upon_creation=False, tags=["incident"])
def incident_6_index() -> None:
    """Put what was published and is not in the index yet into it, whichever event told of it."""

    @task
    def index() -> None:
        published = WORKSHOP.load("published")
        if published == WORKSHOP.load("index"):
            raise AirflowSkipException("the index has every page")
        WORKSHOP.save("index", published)

    index()


incident_6_publish()
incident_6_index()
