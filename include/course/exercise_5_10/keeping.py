"""Exercise 5.10, incidents of what is kept: a manifest that is saved too early, two files of one DAG, a clock."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from include.course.exercise_5_10.chain import Chain
from include.course.exercise_5_10.incident import BEFORE, Incident, Truth, begin, confirm, last_event, new_pages
from include.polling import polled

OLDER = "handbook_before_the_move.py"
PARSE_SECONDS = 60
"""The longest wait for Airflow to read a file that was touched; one without DAGs is never told as read."""
FAILING_SECONDS = 180
"""The longest wait for a task to meet a store that is away."""


def _while_away(chain: Chain, *names: str) -> None:
    """Pages are published while the index cannot be written; it can again once a task has met that."""
    before = {run for run, _, _ in chain.record.runs(chain.consumer)}

    def has_failed() -> bool:
        states = chain.record.task_states(chain.consumer)
        return any(
            state in ("up_for_retry", "failed", "success") for run, (state, _) in states.items() if run not in before
        )

    with chain.store_away():
        chain.publish(*names)
        chain.until(has_failed, "a task that cannot write the index", FAILING_SECONDS)
    chain.settle()


def _play_manifest(chain: Chain) -> Truth:
    begin(chain)
    _while_away(chain, "sabbatical.md")
    event = last_event(chain, woke=True)
    state, tries = chain.record.task_states(chain.consumer)[event.woke]
    confirm(chain.wrong() == {"sabbatical.md": 0}, f"the pages that are lost: {chain.wrong()}")
    confirm((state, tries) == ("success", 2), f"the task of {event.woke}: {state}, {tries} tries")
    return Truth("sabbatical.md", event.id, (event.woke,))


def _manifest_again(chain: Chain) -> Mapping[str, int]:
    _while_away(chain, *new_pages(chain, 2))
    return chain.wrong()


def _read_from(chain: Chain, name: str) -> Callable[[], bool]:
    return lambda: chain.record.files().get(chain.consumer, ("",))[0] == name


def _play_twins(chain: Chain) -> Truth:
    begin(chain)
    (chain.dags / OLDER).write_text(chain.given()[OLDER], "utf-8")
    chain.until(_read_from(chain, OLDER), f"a look of Airflow at {OLDER}")
    chain.publish("sabbatical.md")
    chain.settle()
    event = last_event(chain, woke=True)
    wrong = chain.wrong()
    confirm(wrong == dict.fromkeys(BEFORE, 2), f"hits that are wrong: {wrong}")
    return Truth("leave.md", event.id, (OLDER, OLDER.removesuffix(".py")))


def _twins_again(chain: Chain) -> Mapping[str, int]:
    """Each file is read once more, as Airflow does all the time, and a page is published after that.

    Where its event wakes several DAGs, each of them is the last one to write once.
    """
    for path in sorted(chain.dags.glob("*.py")):
        _read_anew(chain, path)
        chain.publish(*new_pages(chain, 1))
        chain.settle()
        woken = chain.record.woken_by(chain.record.events()[-1].id)
        for dag_id in woken if len(woken) > 1 else ():
            if not chain.wrong():
                chain.run(dag_id)
        if wrong := chain.wrong():
            return wrong
    return {}


def _read_anew(chain: Chain, path: Path) -> None:
    """Wait until Airflow has read a file that has DAGs, and no other after it: the last one is in force."""
    os.utime(path)
    touched = datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def is_read() -> bool:
        return any(file == path.name and at > touched for file, at in chain.record.files().values())

    if chain.workshop.name in path.read_text("utf-8"):
        polled(is_read, PARSE_SECONDS)


def _play_clock(chain: Chain) -> Truth:
    begin(chain)
    chain.upload("sabbatical.md", "# Sabbatical\n\nUnpacked from an archive.\n", datetime.now(UTC) - timedelta(days=90))
    run = chain.run(chain.publisher)
    chain.settle()
    confirm(chain.wrong() == {"sabbatical.md": 0}, f"the pages that are lost: {chain.wrong()}")
    return Truth("sabbatical.md", 0, (run,))


def _clock_again(chain: Chain) -> Mapping[str, int]:
    """A page that is older than the last look comes; and one of tomorrow, which is edited with a time of before."""
    old, ahead = new_pages(chain, 2)
    now = datetime.now(UTC)
    chain.upload(old, "# Old\n\nOf last year.\n", now - timedelta(days=365))
    chain.upload(ahead, "# Ahead\n\nOf tomorrow.\n", now + timedelta(days=1))
    chain.run(chain.publisher)
    chain.settle()
    chain.upload(ahead, "# Ahead\n\nEdited, by a machine whose clock is right.\n", now - timedelta(hours=1))
    chain.run(chain.publisher)
    chain.settle()
    return chain.wrong()


MANIFEST = Incident("early_manifest", _play_manifest, _manifest_again)
TWINS = Incident("same_dag_id", _play_twins, _twins_again, first=lambda name, text: "" if name == OLDER else text)
CLOCK = Incident("clock", _play_clock, _clock_again)
