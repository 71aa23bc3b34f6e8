"""Exercise 5.10 in running Airflows: each incident happens, is diagnosed wrongly and rightly, and is mended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from include.course.airflow_api import AirflowApi
from include.course.exercise_5_10.chain import Chain, noted
from include.course.exercise_5_10.checking import check_incident
from include.course.exercise_5_10.playing import INCIDENTS, play
from include.course.starters import incident_files
from include.course.verdicts import NOT_RUN, NOT_STARTED, PASS, WRONG, Checked
from tests.course.matrix import MESSAGES, changed
from tools.incident import airflow_of
from tools.ports import free_port

pytestmark = pytest.mark.integration
ALWAYS = "5.10.6"
"""Played in `make test`, too: whatever the incidents share is in it."""


@dataclass(frozen=True, slots=True)
class Mending:
    """What a learner does about an incident."""

    heal: Callable[[Chain], None]
    """Brings back what was lost, once the files are mended."""
    half: tuple[tuple[str, str], ...]
    """A change of `file` that does not mend it."""
    file: str = "handbook.py"
    heal_half: Callable[[Chain], None] | None = None
    """As `heal`, where the files are mended by half."""
    other: tuple[tuple[str, str], ...] = ()
    """Changes of `other_file`, as the learner finds it, that mend it in another way than the solution."""
    other_file: str = "handbook.py"


def run_consumer(chain: Chain) -> None:
    chain.run(chain.consumer)


def run_publisher(chain: Chain) -> None:
    chain.run(chain.publisher)


def run_both(chain: Chain) -> None:
    """A page whose publisher failed is not published yet."""
    chain.run(chain.publisher)
    chain.run(chain.consumer)


def tell_by_hand(chain: Chain) -> None:
    """Create the events of the lost pages once more, as anybody can in the UI, one by one."""
    asset = chain.api.every("/assets", "assets", name_pattern="incident_1_pages")[0]["id"]
    published = chain.workshop.load("published")
    for name in chain.wrong():
        chain.api.post("/assets/events", asset_id=asset, extra={"batch_id": published[name]["batch_id"]})
        chain.settle()


def forget_manifest(chain: Chain) -> None:
    (chain.workshop.folder / "tables" / "indexed.json").unlink()
    chain.run(chain.consumer)


def touch_and_publish(chain: Chain) -> None:
    for path in chain.workshop.uploads.glob("*.md"):
        path.touch()
    chain.run(chain.publisher)


HELD = '''def held() -> set[str]:
    """Names of the pages in the index."""
    with closing(sqlite3.connect(WORKSHOP.folder / "index.sqlite")) as store:
        return {name for (name,) in store.execute("SELECT name FROM pages")}


'''
TRUSTS = (
    "@task\n    def index(*, triggering_asset_events: Any)",
    "@task(inlets=[PAGES])\n    def index(*, inlet_events: Any)",
)
LATEST = ("[event for several in triggering_asset_events.values() for event in several]", "list(inlet_events[PAGES])")
OFTEN = 'AssetOrTimeSchedule(timetable=CronTriggerTimetable("*/5 * * * *", timezone="UTC"), assets=PAGES)'
EARLY = 'WORKSHOP.save("indexed", published)\n        write(due)'
COUNTED = """write(due)
        there = held()
        WORKSHOP.save("indexed", {name: row for name, row in published.items() if name in there})"""
ANOTHER = 'published.get(page.name, {}).get("sha256") != sha256(page.read_bytes()).hexdigest()'
ANOTHER_ID = (
    ("def incident_5_index", "def incident_5_index_before"),
    ("\n\n\nincident_5_index()", "\n\n\nincident_5_index_before()"),
)
"""Both are woken then, and who writes last is a matter of milliseconds."""
MENDINGS = {
    "5.10.1": Mending(
        run_consumer, half=(("[PAGES], max_active_runs=1", "[PAGES]"),), heal_half=tell_by_hand, other=(TRUSTS, LATEST)
    ),
    "5.10.2": Mending(
        run_consumer,
        half=(("schedule=[PAGES]", 'schedule="0 * * * *"'),),
        other=(
            ("import Asset, dag", "import Asset, AssetOrTimeSchedule, CronTriggerTimetable, dag"),
            ("schedule=[PAGES]", f"schedule={OFTEN}"),
        ),
    ),
    "5.10.3": Mending(
        forget_manifest,
        half=(("retries=3", "retries=9"), ('index.sqlite")', 'index.sqlite", timeout=60)')),
        other=((EARLY, COUNTED), ("def write(", HELD + "def write(")),
    ),
    "5.10.4": Mending(
        run_both,
        file="index.py",
        half=(('"incident_4_pages", uri', '"incident_4_handbook_page", uri'),),
        other=(("incident_4_handbook_pages", "incident_4_pages"), ("incident_4/handbook", "incident_4/pages")),
        other_file="publish.py",
    ),
    "5.10.5": Mending(
        run_consumer,
        file="handbook_before_the_move.py",
        half=ANOTHER_ID,
        other=(*ANOTHER_ID, ("schedule=[PAGES]", "schedule=None")),
        other_file="handbook_before_the_move.py",
    ),
    "5.10.6": Mending(
        run_publisher,
        half=(("st_mtime > looked", "st_mtime >= looked"),),
        heal_half=touch_and_publish,
        other=(("page.stat().st_mtime > looked", ANOTHER),),
    ),
}


@pytest.fixture
def chain(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chain]:
    """An incident that has just happened."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "course"))
    with airflow_of(request.param, tmp_path / "airflow", free_port()) as airflow:
        played = Chain(request.param, AirflowApi(airflow.url), airflow.home)
        play(played)
        yield played


def states(checked: Checked) -> list[str]:
    return [verdict.state for verdict in checked.verdicts]


def test_every_incident_is_played() -> None:
    assert MENDINGS.keys() == INCIDENTS.keys()


@pytest.mark.parametrize(
    "chain",
    [pytest.param(each, marks=() if each == ALWAYS else pytest.mark.slow_live) for each in INCIDENTS],
    indirect=True,
)
def test_an_incident_is_diagnosed_by_its_evidence_and_mended_for_good(chain: Chain) -> None:
    incident, mending, truth = chain.incident, MENDINGS[chain.incident], noted(chain.incident)
    event, witness, right = str(truth["event"]), truth["witness"][-1], INCIDENTS[incident].cause

    def check(event: str = "", witness: str = "", cause: str = "") -> list[str]:
        answer = f'event = "{event}"\nwitness = "{witness}"\ncause = "{cause}"\n'
        (chain.workshop.folder / "answer.toml").write_text(answer, "utf-8")
        checked = check_incident(incident, MESSAGES)
        print(checked)
        return states(checked)

    open_ = [NOT_STARTED] * 2
    assert check() == [NOT_STARTED] * 4
    assert check(cause=right) == [WRONG, NOT_RUN, *open_]
    assert check("1", witness, right) == [WRONG, NOT_RUN, *open_]
    assert check(event, "leave.md", right) == [WRONG, NOT_RUN, *open_]
    for cause in [cause for cause in MESSAGES.causes() if cause != right][:4]:
        assert check(event, witness, cause) == [PASS, WRONG, *open_]
    assert check(event, witness, right) == [PASS, PASS, *open_]

    given = chain.given()[mending.file]
    (chain.dags / mending.file).write_text(changed(given, list(mending.half)), "utf-8")
    assert check(event, witness, right) == [PASS, PASS, WRONG, NOT_RUN]
    assert not chain.parsed()
    (mending.heal_half or mending.heal)(chain)
    chain.settle()
    half = check(event, witness, right)
    assert half in ([PASS, PASS, PASS, WRONG], [PASS, PASS, WRONG, NOT_RUN])

    for name, (_, mended) in incident_files(incident).items():
        path = chain.dags / name
        path.write_text(mended, "utf-8") if mended else path.unlink()
    assert not chain.parsed()
    mending.heal(chain)
    chain.settle()
    assert check(event, witness, right) == [PASS] * 4

    for name, given in chain.given().items():
        text = changed(given, list(mending.other)) if name == mending.other_file else given
        (chain.dags / name).write_text(text, "utf-8")
    assert check(event, witness, right) == [PASS] * 4
