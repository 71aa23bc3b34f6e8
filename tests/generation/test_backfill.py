"""A backfill: a configuration leads to the same tasks from wherever it is reached, and what costs waits for a Yes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from include.lake.refresh import ACTIVE
from tests.generation.conftest import DERIVED, Team

MODELS = "llm_models.csv"
SECOND = "second,ours,1.0,yes,no,yes"


def tasks(team: Team) -> dict[str, list[dict[str, Any]]]:
    """Every row that is active, table by table."""
    return {
        name: sorted(team.lake.rows(name, f"status = '{ACTIVE}'"), key=lambda row: str(row["id"])) for name in DERIVED
    }


def reconfigured(team: Team) -> Team:
    """Three concepts together, and a second model that writes."""
    lines = (team.files / MODELS).read_text("utf-8").splitlines()
    team.write(MODELS, "\n".join([*lines, SECOND]) + "\n")
    team.settings = replace(team.settings, generation_concepts=3)
    return team


def test_another_configuration_registers_what_follows_from_it_and_the_calls_wait_for_a_yes(generated: Team) -> None:
    reconfigured(generated).derive()
    assert {name: len(rows) for name, rows in tasks(generated).items()} == {
        "content_combinations": 1,
        "link_tasks": 2,  # one combination, one template, two models
        "essay_tasks": 4,
        "evaluation_tasks": 4,
    }
    plan = generated.plan()
    assert (len(plan.calls), plan.orphans) == (10, 15)
    assert generated.prompts == []
    generated.generate(plan)
    assert len(generated.prompts) == 10
    assert not generated.plan().calls


def test_the_same_configuration_is_the_same_tasks_whatever_was_there_before(generated: Team, tmp_path: Path) -> None:
    reconfigured(generated).derive()
    anew = Team(generated.files, replace(generated.settings, lake_uri=str(tmp_path / "another lake")))
    header, *lines = (generated.files / MODELS).read_text("utf-8").splitlines()
    generated.write(MODELS, "\n".join([header, *reversed(lines)]) + "\n")
    anew.derive()
    assert json.dumps(tasks(anew)) == json.dumps(tasks(generated))


def test_a_configuration_that_is_taken_back_finds_its_answers_and_pays_nothing(generated: Team) -> None:
    before, models = tasks(generated), (generated.files / MODELS).read_text("utf-8")
    reconfigured(generated).derive()
    generated.write(MODELS, models)
    generated.settings = replace(generated.settings, generation_concepts=2)
    generated.derive()
    assert tasks(generated) == before
    assert not generated.plan().calls
