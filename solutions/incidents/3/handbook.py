"""The handbook: pages that are new or edited are published, and what was published gets into the index.

`documents/` are the pages, `tables/published.json` says what was published, `tables/indexed.json` what the index has by
now, so that it is asked for nothing twice. index.sqlite is the index itself, which people search.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop

WORKSHOP = Workshop("incident_3")
PAGES = Asset(name="incident_3_pages", uri="file:///incident_3/pages", group="incident")


@dag(schedule=None, is_paused_upon_creation=False, tags=["incident"])
def incident_3_publish() -> None:
    """Publish the pages that are new or edited; the event names their batch."""

    @task(outlets=[PAGES])
    def publish(*, outlet_events: Any) -> None:
        batch = WORKSHOP.publish()
        if not batch:
            raise AirflowSkipException("no page is new or edited")
        outlet_events[PAGES].extra = batch

    publish()


@dag(schedule=[PAGES], is_paused_upon_creation=False, tags=["incident"])
def incident_3_index() -> None:
    """Put what was published and is not in the index yet into it. A disk may be away for a moment: try again."""

    @task(retries=3, retry_delay=timedelta(seconds=2))
    def index() -> str:
        published, indexed = WORKSHOP.load("published"), WORKSHOP.load("indexed")
        due = {name: row["sha256"] for name, row in published.items() if indexed.get(name) != row}
        if not due:
            return "the index has every page"
        # >>>
        write(due)
        WORKSHOP.save("indexed", published)
        # === WORKSHOP.save("indexed", published)
        # === write(due)
        # <<<
        return f"{len(due)} pages were indexed"

    index()


def write(pages: dict[str, str]) -> None:
    """Write hashes of pages into the index, by name."""
    with closing(sqlite3.connect(WORKSHOP.folder / "index.sqlite")) as store, store:
        store.execute("CREATE TABLE IF NOT EXISTS pages (name TEXT PRIMARY KEY, sha256 TEXT)")
        store.executemany("INSERT OR REPLACE INTO pages VALUES (?, ?)", pages.items())


incident_3_publish()
incident_3_index()
