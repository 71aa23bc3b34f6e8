"""A part of a plan: a person sees the price of exactly that, pays for exactly that, and the rest stays stale."""

import math

import pytest

from include.errors import SettingsError
from include.generation.part import Part
from include.generation.plan import GenerationPlan, money, summary
from include.generation.question import spending_question
from tests.generation.conftest import Team

STORIES = Part(stages=["essay"], templates=["story"], models=["SmolLM2-135M-Instruct"])


def edited(team: Team) -> GenerationPlan:
    """Both templates of essays were edited; everything that is stale."""
    for name in ("story", "argument"):
        team.write(f"essay_templates/{name}.txt", f"Once upon a time, a {name}: $links")
    team.derive()
    return team.plan()


def test_only_what_was_chosen_is_priced_and_paid_and_the_rest_stays_stale(generated: Team) -> None:
    whole = edited(generated)
    chosen = generated.plan(part=STORIES)
    stories = [call for call in whole.calls if call.stage == "essay" and call.task.split("_")[-1] == "story"]
    assert list(chosen.calls) == stories
    assert chosen.cost == math.fsum(call.cost for call in stories)
    assert {call.task for call in (*chosen.calls, *chosen.rest)} == {call.task for call in whole.calls}
    question = spending_question(chosen, generated.settings, 1.0)
    assert question.subject == f"Make 3 calls for at most {money(chosen.cost)}?"
    assert "**Only:** stages essay; templates story; models SmolLM2-135M-Instruct." in question.body
    assert "**Not in this plan:** 3 essays, 6 evaluations stay stale (at most " in question.body
    generated.generate(chosen)
    assert len(generated.prompts) == 3
    after = generated.plan()
    assert summary(after).startswith("stale: 9 calls (3 essays, 6 evaluations), ")
    generated.generate(after)
    assert generated.plan().calls == generated.plan().rest == ()


def test_a_model_or_a_task_can_be_chosen(team: Team) -> None:
    team.write("llm_models.csv", "id,provider,price,for_generation,for_evaluation,active\n"
               "one,local,1,yes,no,yes\ntwo,local,9,yes,no,yes\n")  # fmt: skip
    team.derive()
    assert {call.model for call in team.plan(part=Part(models=["two"])).calls} == {"two"}
    one = team.plan(part=Part(tasks=["combo_*_one"], stages=["link"]))
    assert {(call.stage, call.model) for call in one.calls} == {("link", "one")}
    exact = one.calls[0].task
    assert [call.task for call in team.plan(part=Part(tasks=[exact])).calls] == [exact]


def test_what_builds_on_a_missing_answer_is_not_priced_and_says_what_to_ask_for(team: Team) -> None:
    team.derive()
    plan = team.plan(part=STORIES)
    assert plan.calls == ()
    told = summary(plan)
    assert told.startswith("nothing of this part can be asked; 3 links, 6 essays, 6 evaluations stay stale")
    assert "3 of them build on an answer that is missing; ask for that, too" in told


def test_what_is_asked_again_is_asked_in_the_part_alone(generated: Team) -> None:
    plan = generated.plan("essay", part=Part(templates=["story"]))
    assert {call.task.split("_")[-1] for call in plan.calls} == {"story"}
    assert len(plan.calls) == 3
    assert {call.stage for call in plan.rest} == {"evaluation"}
    assert len(plan.rest) == 3


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Part(stages=["essays"]), "no stage 'essays'; there are: essay, evaluation, link"),
        (Part(templates=["stroy"]), "no template 'stroy'; there are: analogy, argument, clarity, story"),
        (Part(models=["gpt"]), "no model 'gpt'; there are: SmolLM2-135M-Instruct"),
        (Part(tasks=["nothing*"]), "no task 'nothing*'"),
    ],
)
def test_a_name_that_nothing_has_is_refused(team: Team, part: Part, words: str) -> None:
    team.derive()
    with pytest.raises(SettingsError) as caught:
        team.plan(part=part)
    assert words in str(caught.value)
