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

pytestmark = [pytest.mark.integration, pytest.mark.slow_live]


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


def run_consumer(chain: Chain) -> None:
    chain.run(chain.consumer)


def run_publisher(chain: Chain) -> None:
    chain.run(chain.publisher)


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


MENDINGS = {
    "5.10.1": Mending(
        run_consumer, (("schedule=[PAGES], max_active_runs=1", "schedule=[PAGES]"),), heal_half=tell_by_hand
    ),
    "5.10.2": Mending(
        run_consumer, (("    def index() -> None:\n", "    def index() -> None:  # nobody pauses it again\n"),)
    ),
    "5.10.3": Mending(forget_manifest, (("retries=3", "retries=9"),)),
    "5.10.4": Mending(run_consumer, (('"incident_4_pages", uri', '"incident_4_handbook_page", uri'),), "index.py"),
    "5.10.5": Mending(run_consumer, (("a row for each page, and no other", "one row for each page"),)),
    "5.10.6": Mending(run_publisher, (("st_mtime > looked", "st_mtime >= looked"),), heal_half=touch_and_publish),
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


@pytest.mark.parametrize("chain", INCIDENTS, indirect=True)
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
