"""The table of scores: what the judges said of the essays as they are now, or why it is no score."""

from typing import Any

from include.generation.scores import refresh_scores
from include.generation.tables import SCORES
from include.lake.queries import Row, read_rows
from include.lake.refresh import bring
from include.language_model.calls import Reply
from include.provenance import Event, Provenance
from tests.generation.conftest import Team


def rows(team: Team) -> dict[str, dict[str, Any]]:
    return {row["task"]: row for row in read_rows(team.lake.open("scores"), *SCORES.names)}


def refreshed(team: Team) -> Event:
    return refresh_scores(team.settings, team.lake, Provenance()).event


def counts(event: Event) -> tuple[Any, ...]:
    return tuple(event[name] for name in ("added", "changed", "removed", "total"))


def test_every_current_evaluation_has_a_row_that_names_who_wrote_and_who_judged(generated: Team) -> None:
    assert counts(refreshed(generated)) == (6, 0, 0, 6)
    found = rows(generated)
    assert {(row["essay_template"], row["score"], row["reason"]) for row in found.values()} == {
        ("argument", 7, ""),
        ("story", 7, ""),
    }
    answers = {row["task"]: row for row in read_rows(generated.lake.open("answers"), "task", "key", "asked_at")}
    for task, row in found.items():
        assert task.endswith(f"{row['evaluation_template']}_{row['judge']}")
        assert (row["answer"], row["answered_at"]) == (answers[task]["key"], answers[task]["asked_at"])
        assert row["writer"] == "SmolLM2-135M-Instruct"


def test_with_no_new_answer_no_score_is_written(generated: Team) -> None:
    refreshed(generated)
    version = generated.lake.version("scores")
    assert not refresh_scores(generated.settings, generated.lake, Provenance()).worked
    assert generated.lake.version("scores") == version


def test_only_the_scores_of_a_changed_essay_move(generated: Team) -> None:
    refreshed(generated)
    before = rows(generated)
    generated.write("essay_templates/story.txt", "Once upon a time: $links")
    generated.derive()
    assert counts(refreshed(generated)) == (0, 0, 3, 3)
    assert {row["essay_template"] for row in rows(generated).values()} == {"argument"}
    generated.generate()
    assert counts(refreshed(generated)) == (3, 0, 0, 6)
    after = rows(generated)
    assert after.keys() == before.keys()
    assert {row["essay_template"] for task, row in after.items() if row != before[task]} == {"story"}


def test_a_judge_who_is_asked_again_changes_the_row_and_the_version_of_the_answer(generated: Team) -> None:
    refreshed(generated)
    before = rows(generated)
    generated.generate(generated.plan("evaluation"))
    assert counts(refreshed(generated)) == (0, 6, 0, 6)
    after = rows(generated)
    assert all(after[task]["answered_at"] > before[task]["answered_at"] for task in before)
    assert all(after[task]["answer"] == before[task]["answer"] for task in before)


def test_an_answer_without_a_score_has_a_row_that_says_why(generated: Team) -> None:
    said = iter(["I like it.", "SCORE: 3 or SCORE: 4", "", "SCORE: 11", "SCORE: 8", "SCORE: 9"])
    generated.reply = lambda _prompt: Reply(next(said), 1, 1)  # type: ignore[method-assign]
    generated.generate(generated.plan("evaluation"))
    refreshed(generated)
    told = sorted((row["reason"], row["score"]) for row in rows(generated).values() if row["reason"])
    assert told == [
        ("it holds no score from 1 to 10", None),
        ("it holds no score from 1 to 10", None),
        ("it holds several scores: 3, 4", None),
        ("it is empty", None),
    ]
    assert sorted(row["score"] for row in rows(generated).values() if not row["reason"]) == [8, 9]


def test_what_was_read_earlier_never_overwrites_what_was_read_later(generated: Team) -> None:
    refreshed(generated)
    read: list[int] = []

    def slow() -> list[Row]:
        found = list(rows(generated).values())
        read.append(1)
        if len(read) == 1:  # another run commits while this one has read and not written yet
            generated.generate(generated.plan("evaluation"))
            refreshed(generated)
            found = [row | {"score": 1} for row in found]
        return found

    bring("scores", slow, generated.lake, Provenance())
    assert len(read) == 2
    assert {row["score"] for row in rows(generated).values()} == {7}
