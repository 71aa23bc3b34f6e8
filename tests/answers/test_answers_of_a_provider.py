"""A model of a provider, over HTTP: one request for a miss, none for a hit, and its citations are looked at."""

from dataclasses import replace

from tests.answers.conftest import LEAVE, Desk
from tests.language_model.test_language_model import KEY, NAME, Provider, completion, provider  # noqa: F401 - a fixture


def connected(desk: Desk) -> Desk:
    desk.settings = replace(desk.settings, knowledge_model=NAME, knowledge_connection="ours")
    return desk


def test_a_miss_is_one_request_and_a_hit_is_none(desk: Desk, provider: Provider) -> None:  # noqa: F811
    provider.answers = [completion("Everybody has 27 days of holiday [1].")]
    first = connected(desk).ask(LEAVE)
    again = desk.ask(LEAVE)
    assert (len(provider.asked), first.made, again.made) == (1, 1, 0)
    answer = again.answers[0]
    assert (answer.verdict, answer.model, answer.citations[0].source) == ("answered", NAME, "leave.md")
    assert "[1]" in answer.text
    (sent,) = provider.asked
    assert "Everybody has 27 days of holiday." in str(sent)
    assert KEY not in str(answer)


def test_a_reply_that_cites_what_is_not_there_is_kept_and_not_passed_on(desk: Desk, provider: Provider) -> None:  # noqa: F811
    provider.answers = [completion("Everybody has 27 days of holiday [8].")]
    answer = connected(desk).answer(LEAVE)
    assert (answer.verdict, answer.citations) == ("refused", ())
    assert "27 days" not in answer.text
    desk.ask(LEAVE)
    assert len(provider.asked) == 1


def test_a_reply_that_was_cut_off_is_not_passed_on(desk: Desk, provider: Provider) -> None:  # noqa: F811
    provider.answers = [completion("Everybody has 27 days [1]", "length")]
    assert connected(desk).answer(LEAVE).verdict == "refused"
