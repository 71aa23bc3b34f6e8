"""What the Freshness page says of generation."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from include.settings import PROJECT
from include.ui.generation_answer import section
from tests.generation.conftest import Team


@pytest.fixture(autouse=True)
def enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENERATION_URI", "somewhere")


def test_where_nothing_is_generated_nothing_is_said(generated: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENERATION_URI", " ")
    assert section(generated.settings) is None


def test_what_is_stale_is_said_by_stage_and_model_and_follows_the_tables(generated: Team) -> None:
    assert section(generated.settings) == {
        "state": "ready",
        "words": "nothing is stale: 15 answers are current, 0 orphans",
        "groups": [],
    }
    generated.write("essay_templates/story.txt", "Once upon a time: $links")
    generated.derive()
    told = section(generated.settings) or {}
    assert told["words"].startswith("stale: 6 calls (3 essays, 3 evaluations), at most 0.000")
    assert told["words"].endswith("to refresh; 9 answers are current, 0 orphans")
    assert [(group["stage"], group["model"], group["calls"]) for group in told["groups"]] == [
        ("essay", "SmolLM2-135M-Instruct", 3),
        ("evaluation", "SmolLM2-135M-Instruct", 3),
    ]
    assert all(group["cost"].startswith("0.000") for group in told["groups"])
    generated.generate()
    assert (section(generated.settings) or {})["groups"] == []


def test_while_no_table_has_changed_none_is_read_again(generated: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    from include.generation import plan

    first = section(generated.settings)
    monkeypatch.setattr(plan, "plan_calls", lambda *_: pytest.fail("the tables were read again"))
    assert section(generated.settings) == first


def test_before_anything_was_derived_it_is_said_that_nothing_is_stale(team: Team) -> None:
    assert (section(team.settings) or {})["words"].startswith("nothing is stale: 0 answers")


def test_a_table_that_cannot_be_read_is_one_line(generated: Team) -> None:
    log = Path(generated.lake.uri) / "essay_tasks" / "_delta_log"
    for entry in log.glob("*.json"):
        entry.write_text("no JSON", "utf-8")
    told = section(generated.settings) or {}
    assert told["state"] == "unavailable"
    assert "essay_tasks" in told["words"]
    assert "\n" not in told["words"]


def test_neither_a_model_nor_airflow_is_imported_for_it(generated: Team) -> None:
    code = (
        "import sys; from include.settings import Settings; from include.ui.generation_answer import section; "
        "assert section(Settings.from_environment())['state'] == 'ready'; "
        "print({name.partition('.')[0] for name in sys.modules} "
        "& {'airflow', 'openvino', 'openvino_genai', 'pydantic_ai', 'torch', 'transformers'})"
    )
    environment = os.environ | {"LAKE_URI": generated.settings.lake_uri, "GENERATION_URI": str(generated.files)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
