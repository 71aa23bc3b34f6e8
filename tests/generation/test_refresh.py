"""The cheap tier: exactly the tasks that an edit concerns, stable ids, and nothing lost."""

from include.generation.standing import task_rows
from include.lake.refresh import ACTIVE, ORPHAN
from tests.generation.conftest import Team


def moved(team: Team) -> dict[str, tuple[int, int, int]]:
    reports = team.derive()
    names = ("added", "changed", "orphaned")
    return {
        table: tuple(int(report.event[name]) for name in names)  # type: ignore[misc]
        for table, report in reports.items()
        if report.worked
    }


def test_every_combination_meets_every_template_and_model(team: Team) -> None:
    assert moved(team) == {
        "content_combinations": (3, 0, 0),
        "link_tasks": (3, 0, 0),
        "essay_tasks": (6, 0, 0),
        "evaluation_tasks": (6, 0, 0),
    }


def test_the_second_time_nothing_is_written(team: Team) -> None:
    team.derive()
    versions = [team.lake.version(name) for name in ("content_combinations", "evaluation_tasks")]
    assert moved(team) == {}
    assert [team.lake.version(name) for name in ("content_combinations", "evaluation_tasks")] == versions


def test_an_edited_template_changes_its_tasks_and_what_builds_on_them(team: Team) -> None:
    team.derive()
    team.write("essay_templates/story.txt", "Once upon a time: $links")
    assert moved(team) == {"essay_tasks": (0, 3, 0), "evaluation_tasks": (0, 3, 0)}
    changed = {row["template"] for row in task_rows(team.lake, ACTIVE).values() if row["prompt"].startswith("Once")}
    assert changed == {"story"}


def test_an_edited_concept_changes_the_combinations_that_have_it(team: Team) -> None:
    team.derive()
    team.write("concepts/bread.md", "# Bread\n\nOf rye.\n")
    found = moved(team)
    assert found == {
        "content_combinations": (0, 2, 0),
        "link_tasks": (0, 2, 0),
        "essay_tasks": (0, 4, 0),
        "evaluation_tasks": (0, 4, 0),
    }


def test_a_removed_concept_leaves_orphans_and_brings_them_back_with_the_same_ids(team: Team) -> None:
    team.derive()
    before = task_rows(team.lake, ACTIVE)
    text = (team.files / "concepts" / "bread.md").read_text("utf-8")
    (team.files / "concepts" / "bread.md").unlink()
    assert moved(team)["essay_tasks"] == (0, 0, 4)
    assert len(task_rows(team.lake, ACTIVE)) == 5
    assert len(task_rows(team.lake, ORPHAN)) == 10
    team.write("concepts/bread.md", text)
    team.derive()
    assert task_rows(team.lake, ACTIVE) == before


def test_a_dollar_in_a_concept_is_a_dollar_in_every_prompt(team: Team) -> None:
    team.write("concepts/bread.md", "# Bread\n\nIt costs $links and $5.\n")
    team.write("essay_templates/story.txt", "About: $concepts\n\nSomebody wrote: $links")
    team.derive()
    team.generate()
    essays = [prompt for prompt in team.prompts if prompt.startswith("About:") and "Bread" in prompt]
    assert len(essays) == 2
    assert all("It costs $links and $5." in prompt for prompt in essays)
    assert all("Somebody wrote: answer" in prompt for prompt in essays)
