"""Exercise 5.10, incidents of who is woken: a burst of events, a paused consumer, a renamed asset."""

from collections.abc import Mapping

from include.course.exercise_5_10.chain import Chain
from include.course.exercise_5_10.incident import Incident, Truth, begin, confirm, last_event, new_pages

RENAMED = "incident_4_handbook_pages"
BEFORE_IT = "incident_4_pages"


def _burst(chain: Chain, first: str, *others: str) -> None:
    """Others are published while the index takes the first."""
    with chain.workshop.busy():
        chain.publish(first)
        chain.until(chain.is_at_work, "a run that writes the index")
        for name in others:
            chain.publish(name)
    chain.settle()


def _play_burst(chain: Chain) -> Truth:
    begin(chain)
    _burst(chain, "remote-work.md", "sick-leave.md", "parental-leave.md", "sabbatical.md")
    event = last_event(chain, woke=False)
    lost = chain.wrong()
    confirm(lost.get("sabbatical.md") == 0, f"the pages that are lost: {lost}")
    after = tuple(run for run, _, start in chain.record.runs(chain.consumer) if start > event.at)
    return Truth("sabbatical.md", event.id, after)


def _burst_again(chain: Chain) -> Mapping[str, int]:
    """A burst; then a page whose event finds nobody, and a run by hand, which no event tells anything."""
    _burst(chain, *new_pages(chain, 4))
    chain.pause(True)
    chain.publish(*new_pages(chain, 1))
    chain.pause(False)
    chain.settle()
    chain.run(chain.consumer)
    chain.settle()
    return chain.wrong()


def _play_pause(chain: Chain) -> Truth:
    begin(chain)
    chain.pause(True)
    chain.publish("sabbatical.md")
    chain.pause(False)
    chain.settle()
    event = last_event(chain, woke=False)
    confirm(chain.wrong() == {"sabbatical.md": 0}, f"the pages that are lost: {chain.wrong()}")
    return Truth("sabbatical.md", event.id, tuple(str(at) for at in chain.record.pauses(chain.consumer)))


def _pause_again(chain: Chain) -> Mapping[str, int]:
    """A page that is published while the consumer listens; one while nobody does, then the next times of the DAGs."""
    chain.publish(*new_pages(chain, 1))
    chain.settle()
    if late := chain.wrong():
        return late
    chain.pause(True)
    chain.publish(*new_pages(chain, 1))
    chain.pause(False)
    chain.settle()
    chain.record.next_time_comes()
    chain.settle()
    return chain.wrong()


def _as_before(_name: str, text: str) -> str:
    return text.replace(RENAMED, BEFORE_IT).replace("incident_4/handbook", "incident_4/pages")


def _play_renamed(chain: Chain) -> Truth:
    begin(chain)
    path = chain.dags / "publish.py"
    path.write_text(chain.given()[path.name], "utf-8")
    confirm(not chain.parsed(), "the renamed asset was not read")
    chain.publish("sabbatical.md")
    chain.settle()
    event = last_event(chain, woke=False)
    confirm((event.asset, chain.wrong()) == (RENAMED, {"sabbatical.md": 0}), f"{event.asset}, {chain.wrong()}")
    return Truth("sabbatical.md", event.id, (BEFORE_IT, "file:///incident_4/pages"))


def _renamed_again(chain: Chain) -> Mapping[str, int]:
    """Nothing but a new page: whom does its event wake?"""
    chain.publish(*new_pages(chain, 1))
    chain.settle()
    return chain.wrong()


BURST = Incident("burst", _play_burst, _burst_again)
PAUSE = Incident("pause", _play_pause, _pause_again)
RENAME = Incident("renamed_asset", _play_renamed, _renamed_again, first=_as_before)
