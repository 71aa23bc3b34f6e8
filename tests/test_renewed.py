"""A value that one thread makes anew while the others go on."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from include.renewed import Renewed


class Slow:
    """Makes a value when it is let go, and says that it has begun."""

    def __init__(self, value: str) -> None:
        self._value = value
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        self.begun.set()
        assert self.go_on.wait(60)
        return self._value


@pytest.fixture
def people() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(8)


def test_what_is_new_enough_is_made_once() -> None:
    made: list[int] = []
    shared: Renewed[int] = Renewed()
    assert [shared.get(lambda: made.append(1) or len(made)) for _ in range(3)] == [1, 1, 1]
    assert shared.get(lambda: 7, key="another") == 7


def test_what_is_too_old_is_made_again() -> None:
    made: list[int] = []
    shared: Renewed[int] = Renewed(seconds=-1)
    assert [shared.get(lambda: made.append(1) or len(made)) for _ in range(3)] == [1, 2, 3]


def test_several_that_ask_at_once_wait_for_the_one_who_makes_it(people: ThreadPoolExecutor) -> None:
    shared, slow = Renewed[str](), Slow("new")
    first = people.submit(shared.get, slow)
    assert slow.begun.wait(60)
    others = [people.submit(shared.get, slow) for _ in range(4)]
    slow.go_on.set()
    assert [each.result(60) for each in (first, *others)] == ["new"] * 5
    assert slow.times == 1


def test_while_one_makes_it_the_others_go_on_with_the_former(people: ThreadPoolExecutor) -> None:
    shared, slow = Renewed[str](former_seconds=60), Slow("new")
    assert shared.get(lambda: "former", key=1) == "former"
    first = people.submit(shared.get, slow, 2)
    assert slow.begun.wait(60)
    assert shared.get(slow, 2) == "former"  # in this thread: it would wait for ever
    slow.go_on.set()
    assert first.result(60) == "new"
    assert shared.get(slow, 2) == "new"


def test_a_failure_is_told_to_everybody_who_waits_and_not_kept(people: ThreadPoolExecutor) -> None:
    shared, begun, go_on = Renewed[str](), threading.Event(), threading.Event()

    def fails() -> str:
        begun.set()
        assert go_on.wait(60)
        raise ValueError("no")

    first = people.submit(shared.get, fails)
    assert begun.wait(60)
    second = people.submit(shared.get, fails)
    go_on.set()
    for each in (first, second):
        with pytest.raises(ValueError, match="no"):
            each.result(60)
    assert shared.get(lambda: "better") == "better"


def test_what_was_overtaken_is_not_kept(people: ThreadPoolExecutor) -> None:
    """Whoever read the facts before somebody was forgotten must not put them back."""
    shared, slow = Renewed[str](), Slow("old")
    first = people.submit(shared.get, slow, 1)
    assert slow.begun.wait(60)
    assert shared.get(lambda: "new", key=2) == "new"
    slow.go_on.set()
    assert first.result(60) == "old"
    assert shared.get(lambda: "again", key=2) == "new"
