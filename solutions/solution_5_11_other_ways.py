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
from include.course.workshop import Workshop

WORKSHOP = Workshop("solution_5_11")
CATALOGUE = Asset(name="solution_5_11_catalogue", uri="x-course://solution_5_11/catalogue")
POLICIES = Asset(name="solution_5_11_policies", uri="x-course://solution_5_11/policies")
GUIDES = Asset(name="solution_5_11_guides", uri="x-course://solution_5_11/guides")


# >>> 4 given
# Task 4: how the folder is watched. Then give INBOX its watcher.
# <<<
class FolderTrigger(BaseEventTrigger):
    """Sends an event whenever what the files of a folder say is another thing than when it last sent one."""

    def __init__(self, folder: str, seconds: float = 2.0) -> None:
        super().__init__()
        self.folder, self.seconds = folder, seconds

    def serialize(self):
        """Import path of this class, and what it is made of: the triggerer, another process, makes it anew."""
        # >>> 4
        return import_path(FolderTrigger, __file__), {"folder": self.folder, "seconds": self.seconds}
        # === todo(4)
        # <<<

    async def run(self):
        """Look, compare with what was told last, tell, note it; again and again."""
        # >>> 4
        while True:
            seen = await asyncio.to_thread(self._look)
            if seen != await self.asset_state_store.aget("seen"):
                yield TriggerEvent({"seen": seen})
                await self.asset_state_store.aset("seen", seen)  # last: who dies before this tells it again
            await asyncio.sleep(self.seconds)

    def _look(self) -> str:
        texts = []
        for path in sorted(Path(self.folder).rglob("*")):
            with suppress(FileNotFoundError):  # it was removed while we look
                if path.is_file():
                    texts.append(f"{path.relative_to(self.folder)} {sha256(path.read_bytes()).hexdigest()}")
        return sha256("\n".join(texts).encode()).hexdigest()
        # === todo(4)
        # === yield TriggerEvent({})
        # <<<


# >>> 4
INBOX = Asset(
    name="solution_5_11_inbox",
    uri="x-course://solution_5_11/inbox",
    watchers=[AssetWatcher(name="folder", trigger=FolderTrigger(folder=str(WORKSHOP.uploads)))],
)
# === INBOX = Asset(name="solution_5_11_inbox", uri="x-course://solution_5_11/inbox")
# <<<


# >>> 1 given
# Task 1: make this function an asset, its task and its DAG, all at once. What wakes it?
# <<<
# >>> 1
@asset(schedule=[INBOX], uri=CATALOGUE.uri, is_paused_upon_creation=False, tags=["course", "5.11"])
# <<<
def solution_5_11_catalogue(self, outlet_events) -> None:
    """Save the table `catalogue`, name → `sha256` of each document; the event says how many `documents` there are."""
    # >>> 1
    catalogue = {name: {"sha256": sha256(text.encode()).hexdigest()} for name, text in WORKSHOP.documents().items()}
    if catalogue == WORKSHOP.load("catalogue"):
        raise AirflowSkipException("the catalogue is what it was")
    WORKSHOP.save("catalogue", catalogue)
    outlet_events[self].extra = {"documents": len(catalogue)}
    # === todo(1)
    # <<<


# >>> 2 given
# Task 2: which of the two shelves has an event is known when the task runs. What is its outlet until then?
# <<<
# >>> 2
SHELVES = AssetAlias("solution_5_11_shelves")


# <<<
@dag(schedule=[CATALOGUE], max_active_runs=1, tags=["course", "5.11"], is_paused_upon_creation=False)
def solution_5_11_shelve() -> None:
    # >>> 2
    @task(outlets=[SHELVES])
    # === @task
    # <<<
    def sort_into_shelves(*, outlet_events) -> None:
        """Compare `catalogue` with the table `shelved`, shelf by shelf; send an event of each that has changed."""
        # >>> 2
        catalogue, shelved = WORKSHOP.load("catalogue"), WORKSHOP.load("shelved")
        names = catalogue.keys() | shelved.keys()
        changed = [name for name in names if catalogue.get(name) != shelved.get(name)]
        if not changed:
            raise AirflowSkipException("no shelf has changed")
        for shelf, shelf_asset in (("policies", POLICIES), ("guides", GUIDES)):
            count = sum(name.startswith(f"{shelf}/") for name in changed)
            if count:
                outlet_events[SHELVES].add(shelf_asset, extra={"documents": count})
        WORKSHOP.save("shelved", catalogue)
        # === todo(2)
        # <<<

    sort_into_shelves()


# >>> 3 given
# Task 3: two schedules. The bodies are there; take their `todo` out.
# <<<
# >>> 3
@dag(schedule=(POLICIES | GUIDES), max_active_runs=1, tags=["course", "5.11"], is_paused_upon_creation=False)
# === @dag(schedule=None, max_active_runs=1, tags=["course", "5.11"], is_paused_upon_creation=False)
# <<<
def solution_5_11_search() -> None:
    @task
    def build_search() -> None:
        """What is searched is what the catalogue says."""
        # >>> 3
        # === todo(3)
        # <<<
        WORKSHOP.save("search", WORKSHOP.load("catalogue"))

    build_search()


# >>> 3
MONDAYS = CronTriggerTimetable("0 6 * * 1", timezone="UTC")


@dag(
    schedule=AssetOrTimeSchedule(timetable=MONDAYS, assets=POLICIES & GUIDES),
    max_active_runs=1,
    tags=["course", "5.11"],
    is_paused_upon_creation=False,
)
# === @dag(schedule=None, max_active_runs=1, tags=["course", "5.11"], is_paused_upon_creation=False)
# <<<
def solution_5_11_handbook() -> None:
    @task
    def print_handbook() -> None:
        """What is printed is what the catalogue says."""
        # >>> 3
        # === todo(3)
        # <<<
        WORKSHOP.save("handbook", WORKSHOP.load("catalogue"))

    print_handbook()


solution_5_11_shelve()
solution_5_11_search()
solution_5_11_handbook()
