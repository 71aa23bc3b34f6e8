"""Exercise 5.11: other ways to say it.

`@asset`, an alias, one asset or another, one and another, the clock beside assets, and a folder that is watched.
`exercises/exercise_5_11_other_ways.md` says what to do.

    a folder ┄┄▶ inbox ──▶ catalogue ──▶ policies, guides ──▶ search (one of them), handbook (both)
          watcher      @asset        alias

Check it with `make check E=5.11`.
"""

import asyncio
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from airflow.sdk import (
    Asset,
    AssetAlias,
    AssetOrTimeSchedule,
    AssetWatcher,
    CronTriggerTimetable,
    asset,
    dag,
    task,
)
from airflow.sdk.exceptions import AirflowSkipException
from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from include.course.import_path import import_path
from include.course.workshop import Workshop, todo

WORKSHOP = Workshop("exercise_5_11")
CATALOGUE = Asset(name="exercise_5_11_catalogue", uri="x-course://exercise_5_11/catalogue")
POLICIES = Asset(name="exercise_5_11_policies", uri="x-course://exercise_5_11/policies")
GUIDES = Asset(name="exercise_5_11_guides", uri="x-course://exercise_5_11/guides")


# Task 4: how the folder is watched. Then give INBOX its watcher.
class FolderTrigger(BaseEventTrigger):
    """Sends an event whenever what the files of a folder say is another thing than when it last sent one."""

    def __init__(self, folder: str, seconds: float = 2.0) -> None:
        super().__init__()
        self.folder, self.seconds = folder, seconds

    def serialize(self):
        """Import path of this class, and what it is made of: the triggerer, another process, makes it anew."""
        todo(4)

    async def run(self):
        """Look, compare with what was told last, tell, note it; again and again."""
        todo(4)
        yield TriggerEvent({})


INBOX = Asset(name="exercise_5_11_inbox", uri="x-course://exercise_5_11/inbox")


# Task 1: make this function an asset, its task and its DAG, all at once. What wakes it?
def exercise_5_11_catalogue(self, outlet_events) -> None:
    """Save the table `catalogue`, name → `sha256` of each document; the event says how many `documents` there are."""
    todo(1)


# Task 2: which of the two shelves has an event is known when the task runs. What is its outlet until then?
@dag(schedule=[CATALOGUE], max_active_runs=1, tags=["course", "5.11"], is_paused_upon_creation=False)
def exercise_5_11_shelve() -> None:
    @task
    def sort_into_shelves(*, outlet_events) -> None:
        """Compare `catalogue` with the table `shelved`, shelf by shelf; send an event of each that has changed."""
        todo(2)

    sort_into_shelves()


# Task 3: two schedules. The bodies are there; take their `todo` out.
@dag(schedule=None, max_active_runs=1, tags=["course", "5.11"], is_paused_upon_creation=False)
def exercise_5_11_search() -> None:
    @task
    def build_search() -> None:
        """What is searched is what the catalogue says."""
        todo(3)
        WORKSHOP.save("search", WORKSHOP.load("catalogue"))

    build_search()


@dag(schedule=None, max_active_runs=1, tags=["course", "5.11"], is_paused_upon_creation=False)
def exercise_5_11_handbook() -> None:
    @task
    def print_handbook() -> None:
        """What is printed is what the catalogue says."""
        todo(3)
        WORKSHOP.save("handbook", WORKSHOP.load("catalogue"))

    print_handbook()


exercise_5_11_shelve()
exercise_5_11_search()
exercise_5_11_handbook()
