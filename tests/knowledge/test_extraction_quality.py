"""The figures in the documentation are those that come out."""

import re
from pathlib import Path

import pytest

from bench.extraction import Score, measure
from include.settings import PROJECT

PAGE = PROJECT / "docs" / "knowledge.md"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return measure(str(tmp_path_factory.mktemp("extraction")))


@pytest.mark.parametrize(("split", "row"), [("development", "at hand"), ("held-out", "held out")])
def test_precision_and_recall_are_as_documented(report: dict, split: str, row: str) -> None:  # type: ignore[type-arg]
    found: Score = report[split]["claims"]
    decided = report[split]["decisions"]
    line = next(line for line in PAGE.read_text("utf-8").splitlines() if line.startswith(f"| {row}"))
    figures = re.findall(r"\d\.\d\d|\d+ of \d+", line)
    assert figures == [f"{found.precision:.2f}", f"{found.recall:.2f}", f"{decided['right']} of {decided['of']}"]


def test_questions_are_answered_as_documented(report: dict) -> None:  # type: ignore[type-arg]
    questions = report["questions"]
    (of, right) = re.findall(r"Of (\d+) questions.*answers (\d+)", Path(PAGE).read_text("utf-8"))[0]
    assert {"right": int(right), "of": int(of)} == questions
