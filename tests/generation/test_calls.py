"""The expensive tier: nothing before a plan, nothing beside it, nothing twice."""

from dataclasses import replace

import pytest

from include.airflow_io.generation import plan_generation_run
from include.errors import ModelCallError, ModelCallRefused, Unsettled
from include.generation.plan import AGAIN, CHANGED, FOLLOWS, NEW, by_reason, summary
from include.generation.question import groups, spending_question
from include.generation.refresh import refresh
from include.generation.scores import pivot, read_score, scores
from include.lake.queries import read_rows
from include.language_model.calls import Reply
from include.provenance import Provenance
from tests.generation.conftest import DERIVED, Team


def test_the_tasks_follow_the_files_and_no_model_is_called(team: Team) -> None:
    team.derive()
    assert by_reason(team.plan().calls) == {NEW: 3, FOLLOWS: 12}
    assert team.prompts == []


def test_a_plan_is_carried_out_once_and_a_second_pays_nothing(team: Team) -> None:
    team.derive()
    plan = team.plan()
    done = team.generate(plan)
    assert {stage: tally.made for stage, tally in done.items()} == {"link": 3, "essay": 6, "evaluation": 6}
    assert len(team.prompts) == 15
    assert team.plan().calls == ()
    assert {stage: (tally.made, tally.reused) for stage, tally in team.generate(plan).items()} == {
        "link": (0, 3),
        "essay": (0, 6),
        "evaluation": (0, 6),
    }
    assert len(team.prompts) == 15


def test_an_edited_template_makes_exactly_its_tasks_stale(generated: Team) -> None:
    generated.write("essay_templates/story.txt", "Once upon a time: $links")
    generated.derive()
    plan = generated.plan()
    assert by_reason(plan.calls) == {CHANGED: 3, FOLLOWS: 3}
    assert plan.reused == 9
    assert summary(plan).startswith("stale: 6 calls (3 essays, 3 evaluations), at most 0.000")
    generated.generate(plan)
    assert len(generated.prompts) == 6
    assert generated.plan().calls == ()


def test_tasks_that_are_just_being_derived_are_told_and_not_asked_about(generated: Team) -> None:
    generated.write("essay_templates/story.txt", "Once upon a time: $links")
    seen = [generated.plan().unsettled]
    for name in DERIVED:
        refresh(name, generated.settings, generated.lake, Provenance())
        seen.append(generated.plan().unsettled)
    assert seen == [0, 0, 0, 3, 0]  # the essays have the new template, their evaluations not yet


def test_no_plan_is_made_of_tasks_that_are_just_being_derived(generated: Team) -> None:
    generated.write("essay_templates/story.txt", "Once upon a time: $links")
    refresh("essay_tasks", generated.settings, generated.lake, Provenance())
    with pytest.raises(Unsettled, match=r"^3 tasks are just being derived from files that changed; planned again"):
        plan_generation_run(generated.settings, [], None)


def test_an_edit_taken_back_costs_nothing(generated: Team) -> None:
    before = (generated.files / "essay_templates" / "story.txt").read_text("utf-8")
    generated.write("essay_templates/story.txt", "Once upon a time: $links")
    generated.derive()
    generated.write("essay_templates/story.txt", before)
    generated.derive()
    assert generated.plan().calls == ()


def test_asking_again_is_explicit_and_makes_stale_what_builds_on_it(generated: Team) -> None:
    plan = generated.plan("link")
    assert by_reason(plan.calls) == {AGAIN: 3, FOLLOWS: 12}
    run = Provenance()
    generated.generate(plan, run=run)
    assert len(generated.prompts) == 15
    generated.generate(plan, run=run)  # the same run tried again
    assert len(generated.prompts) == 15


def test_the_same_answer_again_makes_nothing_stale(generated: Team) -> None:
    said = {row["task"]: row["raw"] for row in read_rows(generated.lake.open("answers"), "task", "raw")}
    plan = generated.plan("link")
    links = iter([said[call.task] for call in plan.calls if call.stage == "link"])
    asked: list[str] = []

    def same(prompt: str) -> Reply:
        asked.append(prompt)
        return Reply(next(links), 1, 1)

    generated.reply = same  # type: ignore[method-assign]
    done = generated.generate(plan)
    assert (done["link"].made, done["essay"].reused, done["evaluation"].reused) == (3, 6, 6)
    assert len(asked) == 3


def test_what_changed_after_the_approval_is_not_asked(team: Team) -> None:
    team.derive()
    plan = team.plan()
    team.write("link_templates/analogy.txt", "Now something else about $concepts")
    team.derive()
    done = team.generate(plan)
    assert team.prompts == []
    assert [tally.changed for tally in done.values()] == [3, 6, 6]
    assert "changed since the plan" in str(done["link"])


def test_a_budget_stops_before_it_is_exceeded_and_the_rest_stays_stale(team: Team) -> None:
    team.derive()
    plan = team.plan()
    budget = plan.cost / 3
    done = team.generate(plan, budget)
    made, left = (sum(getattr(tally, name) for tally in done.values()) for name in ("made", "over_budget"))
    assert 0 < made < 15
    assert left > 0
    assert sum(tally.cost for tally in done.values()) <= budget
    assert "the budget is used up" in str(done["link"])
    later = team.plan()
    assert len(later.calls) == 15 - made
    team.generate(later)
    assert len(team.prompts) == 15


def test_a_failed_call_keeps_the_others_and_a_retry_asks_for_the_rest_only(team: Team) -> None:
    team.derive()
    plan, run = team.plan(), Provenance()
    team.failing = "Bread"
    with pytest.raises(ModelCallError, match=r"2 failed: the model is busy.*the others are kept"):
        team.generate(plan, run=run)
    assert len(team.prompts) == 1
    team.failing = ""
    team.generate(plan, run=run)
    assert len(team.prompts) == 15


def test_a_refusal_ends_the_calls_at_once(team: Team) -> None:
    team.derive()
    asked: list[str] = []

    def refuse(prompt: str) -> Reply:
        asked.append(prompt)
        raise ModelCallRefused("the key of the model is wrong; look at its connection")

    team.reply = refuse  # type: ignore[method-assign]
    with pytest.raises(ModelCallRefused, match="the key of the model is wrong"):
        team.generate()
    assert len(asked) == 1


def test_a_kill_between_two_calls_loses_and_doubles_nothing(team: Team) -> None:
    team.derive()
    plan, run = team.plan(), Provenance()
    answer = team.reply

    def until_killed(prompt: str) -> Reply:
        if len(team.prompts) == 4:
            raise KeyboardInterrupt
        return answer(prompt)

    team.reply = until_killed  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        team.generate(plan, run=run)
    team.reply = answer  # type: ignore[method-assign]
    team.generate(plan, run=run)
    assert len(team.prompts) == len(set(team.prompts)) == 15


def test_a_new_model_is_asked_for_itself_and_nothing_else_becomes_stale(generated: Team) -> None:
    models = generated.files / "llm_models.csv"
    models.write_text(models.read_text("utf-8").rstrip() + "\nOther,local,0.2,yes,no,yes\n", "utf-8")
    generated.derive()
    plan = generated.plan()
    assert plan.reused == 15
    assert by_reason(plan.calls) == {NEW: 3, FOLLOWS: 12}
    assert {call.model for call in plan.calls if call.stage != "evaluation"} == {"Other"}
    generated.generate(plan)
    assert generated.plan().calls == ()


def test_other_parameters_are_another_question(generated: Team) -> None:
    generated.settings = replace(generated.settings, generation_max_tokens=30)
    assert len(generated.plan().calls) == 15


def test_the_question_says_what_how_much_and_what_no_means(team: Team) -> None:
    team.derive()
    plan = team.plan()
    found = spending_question(plan, team.settings, budget=1.0)
    assert found.subject.startswith("Make 15 calls for at most 0.00")
    for part in ("| link | `SmolLM2-135M-Instruct` | 3 |", "**0** answers are reused", "3 never asked", "**Reject**"):
        assert part in found.body
    assert "less than the plan may cost" in spending_question(plan, team.settings, budget=plan.cost / 2).body
    shares = [group.budget for group in groups(plan, plan.cost / 2)]
    assert sum(shares) == pytest.approx(plan.cost / 2)


@pytest.mark.parametrize(
    ("raw", "score"),
    [
        ("SCORE: 7", 7),
        ("I like it.\nScore = 10", 10),
        ("score 3/10", 3),
        ("SCORE: 11", None),
        ("SCORE: 7.5", None),
        ("SCORE: 3, or rather SCORE: 4", None),
        ("seven", None),
    ],
)
def test_a_score_is_read_or_not_at_all(raw: str, score: int | None) -> None:
    assert read_score(raw)[0] == score


def test_scores_compare_templates_and_an_unreadable_one_is_not_guessed(generated: Team) -> None:
    found = scores(generated.settings, generated.lake)
    assert len(found) == 6
    assert pivot(found) == {
        ("argument", "SmolLM2-135M-Instruct"): 7.0,
        ("story", "SmolLM2-135M-Instruct"): 7.0,
    }
    unread = [replace(score, score=None) if score.essay_template == "story" else score for score in found]
    assert list(pivot(unread)) == [("argument", "SmolLM2-135M-Instruct")]
