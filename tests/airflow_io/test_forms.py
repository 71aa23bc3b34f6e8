"""What was typed into a trigger form: what cannot be meant ends the run at once, with one line, and does nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from include.airflow_io.forms import checked_form
from include.errors import Lasting, SettingsError
from include.settings import SAMPLE_CONVERSATIONS, SAMPLE_GENERATION
from tests.conftest import Workplace
from tests.parsed_dags import parsed_dags

FIELDS = ("action", "name")
NEEDED = {"answer_question": {"question": "x"}, "rate_answer": {"answer": "x"}}
"""Without these Airflow itself refuses to start a run."""


def test_a_field_that_the_form_does_not_have_is_named_with_those_it_has_and_without_what_was_typed() -> None:
    with pytest.raises(SettingsError, match="has no field 'actoin'; it has action, name; nothing was done") as caught:
        checked_form({"action": "scan", "name": None, "actoin": "secret of somebody"}, FIELDS)
    assert isinstance(caught.value, Lasting)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("value", ["half \ud800", ["fine", "half \ud800"], float("nan"), float("inf")])
def test_a_value_that_no_schema_refuses_and_nobody_can_mean_is_refused_without_being_quoted(value: Any) -> None:
    with pytest.raises(SettingsError, match="the field 'name' of the form") as caught:
        checked_form({"action": "add", "name": value}, FIELDS)
    assert str(caught.value).isascii()


@pytest.mark.parametrize("value", ["", "Größe 📏", None, 0, 0.5, False, [], ["a"]])
def test_what_can_be_meant_passes_as_it_was_typed(value: Any) -> None:
    assert checked_form({"action": "add", "name": value}, FIELDS) == {"action": "add", "name": value}


@pytest.fixture(scope="module")
def with_forms() -> Iterator[dict[str, Any]]:
    """Every DAG of the three systems that has a form, written to a database."""
    sources = {"GENERATION_URI": str(SAMPLE_GENERATION), "CONVERSATIONS_URI": str(SAMPLE_CONVERSATIONS)}
    with parsed_dags(**sources) as dags:
        yield {name: dag for name, dag in dags.items() if dag.params}


def test_a_mistyped_field_fails_every_dag_with_a_form_at_its_first_try_and_changes_nothing(
    with_forms: dict[str, Any], empty: Workplace, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, value in (empty.environment | {"QDRANT_URL": ""}).items():
        monkeypatch.setenv(name, value)
    assert {"publish_documents", "generate_embeddings", "roll_back", "plan_generation", "forget_user"} <= set(
        with_forms
    )
    for dag in with_forms.values():
        done = dag.test(run_conf={**NEEDED.get(dag.dag_id, {}), "mistyped": "x"})
        states = {task.task_id: (str(task.state), task.try_number) for task in done.get_task_instances()}
        assert states[dag.roots[0].task_id] == ("failed", 1), dag.dag_id
        assert str(done.state) == "failed", dag.dag_id
        assert f"the form has no field 'mistyped'; it has {', '.join(dag.params)}" in "".join(capfd.readouterr()), (
            dag.dag_id
        )
    assert list(empty.folder.rglob("_delta_log")) == []
    assert not (empty.folder / "qdrant").exists()
