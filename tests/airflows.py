"""Airflows that tests share. One runs at a time: two would be in each other's way, and an idle one is not for free.

Each has a folder of its own and starts when a test first asks for it; `tests/parallel.py` puts the tests of one beside
each other. A test takes what came after a mark of its own (`Since` of `tests.integration.airflow_waiting`), in
documents of its own.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from include.course.starters import EXERCISES, SOLUTIONS
from tests.conftest import PAGES, Workplace
from tests.integration.airflow_waiting import known
from tests.knowledge.chat import fill
from tools.demo_generation import Team
from tools.demo_knowledge import Chat
from tools.local_airflow import LocalAirflow
from tools.ports import free_port

CALM = {
    # What was edited is read at once all the same; to read 40 files anew each 30 s kept half a core busy.
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "3600",
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.4",
}
"""Airflows that mostly wait leave the cores to others: 7 CPU seconds a minute instead of 36."""
QUICK = CALM | {
    "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "1",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "20",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "3",
}
"""What is dead is noticed in seconds, and tried again at once; by default in minutes."""
HOSTILE = """# Bad manners

Our least favourite guest writes <script>globalThis.owned = "script"</script> into the guest book, and
<img src="nothing" onerror="globalThis.owned = 'image'"> on the wall. **[here](javascript:owned=1)**
"""
LONG_NAME = "an_extremely_long_name_without_a_break_" * 5 + ".md"
HEBREW = "# דלת\n\nהדלת של המשרד ירוקה, והפעמון לא נשמע.\n"
HALF_WRITTEN = "from airflow.sdk import dag\n\nthis line is not Python\n"
LONG_WORK = """
from datetime import timedelta
from airflow.sdk import dag, task
from include.airflow_io import progress as airflow_progress

@dag(schedule=None, is_paused_upon_creation=False)
def long_work():
    @task(retries=1, retry_delay=timedelta(seconds=1))
    def embed(ti=None):
        airflow_progress.SECONDS = 0
        progress = airflow_progress.LoggedProgress()
        for done in range(0, 300, 100):
            progress("embedded", done, 300)
        if ti.try_number == 1:
            raise RuntimeError("it dies")
        progress("embedded", 300, 300)
    embed()

long_work()
"""


class Site(Workplace):
    """Documents, tables and a store, and the Airflow that works on them."""

    airflow: LocalAirflow
    unseen: tuple[str, ...] = ()
    """DAGs that no test of it looks at: they stay paused."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for name, text in PAGES.items():
            self.write(name, text)

    def start(self) -> None:
        self.airflow.__enter__()
        for dag in self.unseen:
            known(self.airflow, dag)
            self.airflow.pause(dag)


class OpenSite(Site):
    """Nobody logs in; all three systems are on, and the course: its exercises lie in a learner's folder.

    The documents are synchronised when it starts; files and conversations are found by it.
    """

    unseen = ("draw_embedding_map",)

    def __init__(self, folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GENERATION_MAX_TOKENS", "12")
            self.team = Team(folder)
            (self.team.files / "concepts" / "bread.md").unlink()  # one pair is left: 5 calls and not 15
        self.chat = Chat(folder)  # of the same tables and store
        super().__init__(folder)
        self.exercises = folder / "exercises"
        shutil.copytree(EXERCISES, self.exercises, ignore=shutil.ignore_patterns("__pycache__"))
        (self.exercises / "half_written.py").write_text(HALF_WRITTEN, "utf-8")
        probes = folder / "probes"
        probes.mkdir()
        (probes / "long_work.py").write_text(LONG_WORK, "utf-8")
        bundles = {"probes": probes, "exercises": self.exercises, "solutions": SOLUTIONS}
        self.environment = self.team.environment | self.chat.environment | self.environment
        self.environment["COURSE_DATA"] = str(folder / "course")
        self.sync()
        self.airflow = LocalAirflow(folder / "airflow", free_port(), self.environment | QUICK, bundles)


class StrictSite(Site):
    """People log in, as `admin`, `viewer` and somebody who may do nothing; something is known of people, too.

    A person is asked about more than the first load has, and every run is late: the deadline is when it is queued.
    """

    USERS = {"admin": "admin", "viewer": "viewer", "nobody": ""}  # noqa: RUF012 - a constant

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for name, text in {"guests.md": HOSTILE, "hebrew.md": HEBREW, LONG_NAME: "A long name.\n"}.items():
            self.write(name, text)
        conversations = folder / "conversations"
        fill(conversations)
        self.environment |= {
            "APPROVAL_THRESHOLD": "7",  # the first load has so many chunks
            "APPROVAL_HOURS": "1",
            "CONVERSATIONS_URI": str(conversations),
        }
        late = {"SEARCHABLE_MINUTES": "0"}
        self.airflow = LocalAirflow(folder / "airflow", free_port(), self.environment | CALM | late, users=self.USERS)


SomeSite = TypeVar("SomeSite", bound=Site)


class Airflows:
    """Starts the one that is asked for, and stops the one before.

    Args:
        folder: makes a new folder of that name.
    """

    def __init__(self, folder: Callable[[str], Path]) -> None:
        self._folder = folder
        self._running: Site | None = None

    def of(self, kind: type[SomeSite]) -> SomeSite:
        """The Airflow of that kind, and all it works on."""
        if not isinstance(self._running, kind):
            self.stop()
            site = kind(self._folder(kind.__name__))
            site.start()
            self._running = site
        assert isinstance(self._running, kind)
        return self._running

    def stop(self) -> None:
        """Leave no process; to be called before something else of that size is started."""
        running, self._running = self._running, None
        if running:
            running.airflow.stop()
