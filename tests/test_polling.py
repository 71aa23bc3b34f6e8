"""Waiting for what something else does."""

import pytest

from include.polling import polled


def test_it_is_asked_until_there_is_something_and_at_least_once() -> None:
    answers = iter(["", "", "up"])
    assert polled(lambda: next(answers), seconds=60, every=0) == "up"
    assert polled(lambda: "up", seconds=0) == "up"
    assert polled(lambda: "", seconds=0) is None


def test_what_the_question_raises_ends_the_waiting() -> None:
    def broken() -> bool:
        raise ValueError("it has ended")

    with pytest.raises(ValueError, match="it has ended"):
        polled(broken, seconds=60)
