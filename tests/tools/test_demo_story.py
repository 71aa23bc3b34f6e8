"""The story that the demo tells: whoever woke the chain, whatever a person answers, and where it came to an end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from include.pipeline.approval.asked import ASKING_DAG
from tools import chain_story
from tools.chain_story import CHAIN, Watcher
from tools.local_airflow import DAGS, LocalAirflow
from tools.stage import DemoError

BEGUN = datetime(2026, 1, 1, 11, 59, 50, tzinfo=UTC)
RUN_TYPES = {"watcher": "asset_triggered", "hour": "scheduled", "hand": "manual"}


@dataclass
class Recorded:
    """What an Airflow answered, look by look; the last look stays."""

    url = "http://127.0.0.1:8080"
    looks: list[tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]] = field(default_factory=list)
    now: list[Any] = field(default_factory=list)

    def runs(self) -> list[dict[str, Any]]:
        """The first that a watcher asks at each look."""
        self.now = list(self.looks.pop(0) if len(self.looks) > 1 else self.looks[0])
        return list(self.now[0])

    def events(self) -> list[dict[str, Any]]:
        return list(self.now[1])

    def questions(self) -> list[dict[str, Any]]:
        return list(self.now[2])

    def task_log(self, _run: object) -> str:
        return '{"level": "error", "event": "the store is away"}'


def run(dag: str, second: int, state: str = "success", kind: str = "asset_triggered") -> dict[str, Any]:
    return {
        "dag_id": dag,
        "dag_run_id": f"{dag} {second}",
        "run_type": kind,
        "state": state,
        "duration": 1.0,
        "start_date": (BEGUN + timedelta(seconds=second)).isoformat(),
    }


def event(asset: str, second: int, source: str | None = None, **extra: int) -> dict[str, Any]:
    dag = DAGS[CHAIN.index(asset)] if asset in CHAIN else None
    moment = (BEGUN + timedelta(seconds=second)).isoformat()
    run_id = source or (f"{dag} {second - 1}" if dag else None)
    return {
        "id": second,
        "name": asset,
        "source_dag_id": dag,
        "source_run_id": run_id,
        "extra": extra,
        "timestamp": moment,
    }


def chain(kind: str = "asset_triggered", begin: int = 10) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Runs and events of a chain that ended well; each run begins a second before its event."""
    runs = [
        run(dag, begin + 10 * number - 1, kind=kind if number == 0 else "asset_triggered")
        for number, dag in enumerate(DAGS)
    ]
    events = [event(asset, begin + 10 * number) for number, asset in enumerate(CHAIN)]
    return runs, events


def watcher(*looks: Sequence[Any]) -> Watcher:
    return Watcher(cast("LocalAirflow", Recorded(looks=[(list(r), list(e), list(q)) for r, e, q in looks])))


def question(second: int) -> dict[str, Any]:
    task = {"dag_id": ASKING_DAG, "dag_run_id": f"{ASKING_DAG} {second}", "task_id": "approve"}
    return {"subject": "Embed 40 chunks?", "task_instance": task}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("asset_triggered", "the watcher saw it"),
        ("scheduled", "the hourly look was first"),
        ("manual", "somebody started it by hand"),
    ],
)
def test_whoever_woke_the_chain_is_told_as_it_was(kind: str, told: str) -> None:
    runs, events = chain(kind)
    story = watcher((runs, events, []))
    assert tuple(story.follow()) == CHAIN
    assert story.woken_by == told


def test_no_event_of_the_source_is_needed_and_a_late_one_belongs_to_the_next_step() -> None:
    runs, events = chain("scheduled")
    late = event("document_source", 60)
    next_runs, next_events = chain(begin=100)
    story = watcher((runs, events, []), (runs + next_runs, [*events, late, *next_events], []))
    assert "document_source" not in story.follow()
    assert tuple(story.follow()) == ("document_source", *CHAIN)


def test_a_run_that_is_still_going_on_is_waited_for() -> None:
    runs, events = chain()
    going = [*runs, run("draw_embedding_map", 50, "running")]
    ended = [*runs, run("draw_embedding_map", 50)]
    recorded = Recorded(looks=[([], [], []), (going, events, []), (going, events, []), (ended, events, [])])
    Watcher(cast("LocalAirflow", recorded)).follow()
    assert recorded.now[0] == ended


def test_what_two_runs_did_is_added_up() -> None:
    runs, events = chain()
    more = [event("embeddings", 21, embeddings_generated=2), event("embeddings", 22, embeddings_generated=1)]
    seen = watcher((runs, [*events[:1], *more, *events[2:]], [])).follow()
    assert [extra["embeddings_generated"] for extra in seen["embeddings"]] == [2, 1]


def test_a_run_of_the_chain_that_failed_ends_the_story_with_its_error() -> None:
    with pytest.raises(DemoError, match=r"update_vector_store failed: .*the store is away"):
        watcher(([run(DAGS[2], 5, "failed")], [], [])).follow()


def test_a_run_beside_the_chain_that_failed_is_told_and_delays_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    runs, events = chain()
    watcher(([*runs, run("report_freshness", 5, "failed")], events, [])).follow()
    assert "report_freshness  failed" in capsys.readouterr().out


def test_a_learners_run_and_event_are_no_part_of_the_story(capsys: pytest.CaptureFixture[str]) -> None:
    runs, events = chain()
    foreign = event("search_index", 5) | {"source_dag_id": "exercise_5_4_publish"}
    watcher(([*runs, run("exercise_5_4_publish", 5, "failed")], [foreign, *events], [])).follow()
    assert "exercise" not in capsys.readouterr().out


def test_documents_of_which_none_can_be_read_end_the_story() -> None:
    runs = [run(DAGS[0], 9), run(DAGS[1], 15)]
    with pytest.raises(DemoError, match="generate_embeddings updated nothing: 3 documents cannot be read"):
        watcher((runs, [event("documents", 10, documents_quarantined=3)], [])).follow()


def test_a_run_that_began_before_the_event_is_no_sign_that_nothing_follows() -> None:
    runs, events = chain()
    early = [run(DAGS[0], 9), run(DAGS[1], 5)]
    story = watcher((early, events[:1], []), (early, events[:1], []), (runs, events, []))
    assert tuple(story.follow()) == CHAIN


def test_a_question_with_nobody_there_is_said_with_the_place_to_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chain_story, "is_attended", lambda: False)
    waits = [run(DAGS[0], 9), run(DAGS[1], 12), run(ASKING_DAG, 15, "running")]
    with pytest.raises(DemoError, match="a person has to answer, and nobody is here") as caught:
        watcher((waits, [event("documents", 10)], [question(15)])).follow()
    assert caught.value.code == 3
    said = capsys.readouterr().out
    assert "Embed 40 chunks?" in said
    page = f"http://127.0.0.1:8080/dags/{ASKING_DAG}/runs/{ASKING_DAG}%2015/tasks/approve/required_actions"
    assert page in said


def test_the_story_goes_on_after_a_yes_and_ends_after_a_no(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chain_story, "is_attended", lambda: True)
    monkeypatch.setattr(chain_story, "QUIET_SECONDS", 0)  # however long the answer takes
    runs, events = chain()
    asking = [*runs[:2], run(ASKING_DAG, 20, "running")]
    asks, answered = (asking, events[:1], [question(20)]), [*runs, run(ASKING_DAG, 20)]
    assert tuple(watcher(asks, asks, asks, (answered, events, [])).follow()) == CHAIN
    assert capsys.readouterr().out.count("a person has to answer") == 1
    with pytest.raises(DemoError, match="the answer was No, so nothing was embedded"):
        watcher(asks, ([*runs[:2], run(ASKING_DAG, 20)], events[:1], [])).follow()


def test_a_chain_in_which_nothing_happens_any_more_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_story, "QUIET_SECONDS", 0)
    with pytest.raises(DemoError, match="nothing happened for 0 s; look at http"):
        watcher(([], [], [])).follow()
