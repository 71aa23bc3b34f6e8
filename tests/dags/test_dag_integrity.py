"""Every DAG file of the bundle and of the course can be parsed. `astro dev parse` and `astro dev pytest` run this."""

import re
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


def test_the_ui_lists_the_bundle_first_chain_by_chain_and_the_course_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Airflow sorts names as texts, some databases without their signs: numbers need as many digits, each its own."""
    from airflow.dag_processing.dagbag import DagBag

    for name in ("GENERATION_URI", "CONVERSATIONS_URI"):
        monkeypatch.setenv(name, "somewhere")
    ours = sorted(dag.dag_display_name for dag in DagBag(str(PROJECT / "dags")).dags.values())
    numbers = [re.fullmatch(r"(\d\d) · .+", name) for name in ours]
    assert all(numbers), ours
    assert len({number[1] for number in numbers if number}) == len(ours)
    by_number = {dag.dag_display_name[:2]: dag.dag_id for dag in DagBag(str(PROJECT / "dags")).dags.values()}
    assert [by_number[f"{place:02}"] for place in (1, 2, 3, 4)] == [
        "publish_documents",
        "generate_embeddings",
        "update_vector_store",
        "rebuild_search_index",
    ]
    course = [dag.dag_display_name for folder in FOLDERS[1:] for dag in DagBag(str(PROJECT / folder)).dags.values()]
    assert min(course) > ours[-1]


def test_no_dag_id_is_used_in_two_folders() -> None:
    """The last one parsed would win, without a warning."""
    from airflow.dag_processing.dagbag import DagBag

    ids = [dag for folder in FOLDERS for dag in DagBag(str(PROJECT / folder)).dags]
    assert len(ids) == len(set(ids))
