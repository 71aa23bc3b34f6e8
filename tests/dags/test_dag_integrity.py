"""Every DAG file of the bundle and of the course can be parsed. `astro dev parse` and `astro dev pytest` run this."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
FOLDERS = ("dags", "exercises", "solutions")


@pytest.fixture(scope="module", params=FOLDERS)
def bag(request: pytest.FixtureRequest) -> Iterator[Any]:
    """What Airflow finds in one folder; it is parsed as Airflow does it, with no database."""
    from airflow.dag_processing.dagbag import DagBag

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(PROJECT))
        yield DagBag(str(PROJECT / request.param))


def test_every_file_can_be_imported(bag: Any) -> None:
    assert bag.import_errors == {}
    assert bag.dags


def test_every_dag_says_what_it_is_and_is_awake(bag: Any) -> None:
    for dag in bag.dags.values():
        assert dag.tags, dag.dag_id
        assert dag.doc_md or dag.description or "course" in dag.tags, dag.dag_id
        assert not dag.is_paused_upon_creation, f"{dag.dag_id}: a paused consumer is not woken"


def test_no_dag_id_is_used_in_two_folders() -> None:
    """The last one parsed would win, without a warning."""
    from airflow.dag_processing.dagbag import DagBag

    ids = [dag for folder in FOLDERS for dag in DagBag(str(PROJECT / folder)).dags]
    assert len(ids) == len(set(ids))
