"""What the trigger does about an event that started no run: while its DAG is paused Airflow keeps none for it."""

import asyncio
from dataclasses import dataclass

import pytest

from include.airflow_io.source_trigger import ANNOUNCED, COMPLETED, HEARD, Mark, SourceTrigger, is_lost
from include.sources.looks_and_pauses import Patience
from tests.airflow_io.watched_source import Store, quicken, seen, watching
from tests.conftest import Workplace


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quicken(monkeypatch)


@dataclass
class Consumer:
    """The DAG that a trigger wakes, as far as the trigger can see it."""

    runs: int = 0
    asked: int = 0

    async def is_under_way(self, dag: str) -> bool:
        assert dag == "publish_documents"
        self.asked += 1
        return self.runs > 0


@pytest.fixture
def consumer(monkeypatch: pytest.MonkeyPatch) -> Consumer:
    found = Consumer()
    monkeypatch.setattr("include.airflow_io.source_trigger.is_under_way", found.is_under_way)
    monkeypatch.setattr("include.airflow_io.source_trigger.PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr("include.airflow_io.source_trigger.RESTARTED_SECONDS", 0.1)
    return found


def waking(place: Workplace) -> SourceTrigger:
    return SourceTrigger(str(place.documents), wakes="publish_documents")


def test_an_event_that_fell_into_a_pause_is_sent_again_when_the_dag_goes_on(
    workplace: Workplace, consumer: Consumer
) -> None:
    async def story() -> None:
        store = Store()
        store.values |= {ANNOUNCED: {"fingerprint": seen(workplace), "number": 3}}
        store.values |= {COMPLETED: {"fingerprint": "before", "number": 2}, HEARD: {"fingerprint": "", "number": 2}}
        async with watching(store, waking(workplace)) as watched:
            assert (await watched.event()).items() >= {"fingerprint": seen(workplace), "number": 4}.items()
            store.values[HEARD] = {"fingerprint": "", "number": 4}
            await watched.none()  # heard: it is published, or tried again by its own run

    asyncio.run(story())


def test_a_pause_so_short_that_the_trigger_stayed_is_made_up_for_too(workplace: Workplace, consumer: Consumer) -> None:
    async def story() -> None:
        store = Store()
        async with watching(store, waking(workplace)) as watched:
            await watched.event()
            assert (await watched.event())["number"] == 2

    asyncio.run(story())


def test_a_run_that_is_under_way_is_waited_for(workplace: Workplace, consumer: Consumer) -> None:
    async def story() -> None:
        store, consumer.runs = Store(), 1
        async with watching(store, waking(workplace)) as watched:
            await watched.event()
            await watched.none()
            assert consumer.asked > 1
            consumer.runs = 0  # it ended, and had begun before the event
            assert (await watched.event())["number"] == 2

    asyncio.run(story())


@pytest.mark.parametrize(
    ("heard", "completed"),
    [(Mark("", 3), Mark("before", 2)), (Mark("", 0), Mark("other", 3)), (Mark("", 2), Mark("seen", 2))],
)
def test_what_a_run_has_heard_of_or_published_is_not_sent_again(heard: Mark, completed: Mark) -> None:
    assert is_lost("seen", Mark("seen", 3), Mark("", 2), Mark("before", 2))
    assert not is_lost("seen", Mark("seen", 3), heard, completed)


def test_what_nobody_hears_is_sent_ever_more_rarely(
    workplace: Workplace, consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    begin = Patience.begin

    def noting(patience: Patience, seconds: float) -> None:
        waited.append(seconds)
        begin(patience, seconds)

    monkeypatch.setattr(Patience, "begin", noting)

    async def story() -> None:
        async with watching(Store(), waking(workplace)) as watched:
            for _ in range(3):
                await watched.event()

    asyncio.run(story())
    assert waited[:3] == pytest.approx([0.2, 0.4, 0.8])
