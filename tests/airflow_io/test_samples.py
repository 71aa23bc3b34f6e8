"""The samples of the second and the third system: there where nothing is one's own, gone with one variable."""

import pytest

from include.errors import SettingsError
from include.settings import PROJECT, is_generation_enabled, is_knowledge_enabled

BESIDE = {"derive_generation_tasks", "plan_generation", "collect_conversations", "answer_question"}


def dags() -> set[str]:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(PROJECT / "dags"))
    assert bag.import_errors == {}
    return set(bag.dags)


def test_a_fresh_project_shows_all_three_systems_and_one_variable_leaves_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SAMPLES", "DOCUMENTS_URI", "GENERATION_URI", "CONVERSATIONS_URI"):
        monkeypatch.delenv(name, raising=False)
    everything = dags()
    assert everything >= BESIDE
    monkeypatch.setenv("SAMPLES", "off")
    assert everything > dags()
    assert not dags() & BESIDE


@pytest.mark.parametrize(
    ("environment", "enabled"),
    [
        ({"DOCUMENTS_URI": "/ours"}, (False, False)),
        ({"DOCUMENTS_URI": "/ours", "SAMPLES": "on"}, (True, True)),
        ({"SAMPLES": "off", "GENERATION_URI": "/ours"}, (True, False)),
        ({"DOCUMENTS_URI": "/ours", "CONVERSATIONS_URI": "/ours"}, (False, True)),
        ({"SAMPLES": " "}, (True, True)),
    ],
)
def test_nobody_gets_a_sample_beside_documents_of_their_own_unasked(
    environment: dict[str, str], enabled: tuple[bool, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAMPLES")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert (is_generation_enabled(), is_knowledge_enabled()) == enabled


def test_another_word_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLES", "none")
    with pytest.raises(SettingsError, match="SAMPLES is 'none'; it can be on or off"):
        is_generation_enabled()
