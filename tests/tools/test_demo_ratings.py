"""The step of the demo in which answers are rated, without an Airflow: it shows what moves, and sees what does not."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from include.answers.cache import ask
from include.answers.evaluation import evaluate
from include.answers.examples import refresh_examples
from include.answers.feedback import rate
from include.answers.retrieval import UserQuestion
from include.answers.staleness import refresh_answers
from include.knowledge.tables import knowledge_lake
from include.lake.tables import Lake
from include.provenance import Provenance
from tests.conftest import Workplace
from tools import demo_ratings
from tools.demo_ratings import FORMER, NOW, Reader, tell_evaluation, tell_ratings
from tools.local_airflow import LocalAirflow
from tools.own_folders import make
from tools.stage import DemoError


class Desk:
    """Does at once what the DAGs do when somebody fills in their forms."""

    url = "http://127.0.0.1:8080"

    def __init__(self, place: Workplace) -> None:
        self.settings, self.lake = place.settings, knowledge_lake(place.settings)
        self.now = datetime.now(UTC)

    def run(self) -> Provenance:
        """Each run begins a second after the one before, as those of an Airflow do: answers know their second."""
        self.now += timedelta(seconds=1)
        return Provenance(time=self.now)

    def trigger(self, dag: str, form: Mapping[str, str]) -> str:
        if dag == "answer_question":
            ask(self.settings, self.lake, self.run(), [UserQuestion(form["question"])])
        else:
            rate(self.lake, self.run(), form["answer"], form["verdict"], user=form["rated_by"])
            refresh_examples(self.lake, self.run())
            refresh_answers(self.settings, self.lake, self.run())
        return "run"

    def end_of(self, _dag: str, _run: str) -> str:
        return "success"


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A handbook of the two pages of the step, which are served as soon as they are looked for."""
    for name in ("documents", "golden"):
        make(tmp_path / name)
    place = Workplace(tmp_path)
    place.environment["GOLDEN_QUESTIONS"] = str(tmp_path / "golden" / "questions.json")
    desk = Desk(place)

    def wait_for(condition: object, what: str) -> object:
        if "search index" in what:
            place.sync()
        elif "evaluation" in what:
            evaluate(desk.settings, Lake(desk.settings.lake_uri), desk.lake, desk.run())
        assert callable(condition)
        if not (found := condition()):
            raise DemoError(f"{what} did not come")
        return found

    monkeypatch.setattr(demo_ratings, "wait_for", wait_for)
    return Reader(cast("LocalAirflow", desk), desk.settings, desk.lake, "u-nora")


def test_a_word_moves_what_is_answered_next_and_the_demo_says_from_where_to_where(
    reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_ratings(reader)
    told = capsys.readouterr().out
    assert told.index(f"{FORMER}: “") < told.index("wrong, somebody says") < told.index(f"{NOW}: “")
    tell_evaluation(reader)
    assert capsys.readouterr().out.count(f"right, from {NOW}") == 2


def test_a_word_that_moves_nothing_ends_the_demo(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("cache", "staleness"):
        monkeypatch.setattr(f"include.answers.{module}.doubts_of", lambda _lake, _questions: {})
    with pytest.raises(DemoError, match="the answer being stale did not come"):
        tell_ratings(reader)
