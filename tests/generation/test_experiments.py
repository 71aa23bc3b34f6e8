"""Experiments side by side, over the same tasks; and the combinations as a file that a spreadsheet opens."""

import csv
import xml.etree.ElementTree as ET
from pathlib import Path

from include.generation.experiment_plot import plot_experiments
from include.generation.experiments import Experiment, experiments, refresh_experiments
from include.lake.queries import read_rows
from include.language_model.calls import Reply
from include.provenance import Provenance
from tests.generation.conftest import Team

MODEL = "SmolLM2-135M-Instruct"


def table(found: list[Experiment]) -> list[tuple[object, ...]]:
    return [(one.run, one.essay_template, one.mean, one.evaluations, one.asked) for one in found]


def test_an_experiment_that_asked_a_part_anew_is_compared_over_the_same_tasks(team: Team) -> None:
    team.derive()
    team.generate(run=Provenance(run="plan one"))
    first = [("plan one", "argument", 7.0, 3, 3), ("plan one", "story", 7.0, 3, 3)]
    assert table(experiments(team.lake)) == first
    # Of the three combinations two have bread in them; another template is not judged anew.
    team.write("concepts/bread.md", "# Bread\n\nFlour, water, time.")
    team.write("essay_templates.csv", "id,title,active\nargument,A,no\nstory,B,yes\n")
    team.derive()
    team.reply = lambda prompt: Reply("SCORE: 10" if "SCORE" in prompt else f"{hash(prompt)}", 1, 1)  # type: ignore[method-assign]
    team.generate(run=Provenance(run="plan two"))
    assert table(experiments(team.lake)) == [*first, ("plan two", "story", 9.0, 3, 2)]
    assert refresh_experiments(team.lake, Provenance()).event["added"] == 3
    assert not refresh_experiments(team.lake, Provenance()).worked


def test_the_picture_has_a_line_for_each_pair_from_run_to_run() -> None:
    found = [Experiment(run, template, MODEL, mean, 3, 3, run) for run, template, mean in (
        ("one", "story", 5.0), ("one", "<b>", None), ("two", "story", 10.0), ("two", "<b>", 1.0))]  # fmt: skip
    drawn = ET.fromstring(plot_experiments(found))
    lines = [line.get("points", "").split() for line in drawn.findall("{*}polyline")]
    assert lines == [["620.0,208.0"], ["28.0,120.0", "620.0,10.0"]]
    assert f"<b> · {MODEL}" in [text.text for text in drawn.findall("{*}text")]
    assert plot_experiments(found[:2]) == ""


def test_the_combinations_lie_beside_their_table_as_csv_and_follow_it(team: Team) -> None:
    def lines() -> list[dict[str, str]]:
        text = Path(team.lake.uri, "content_combinations.csv").read_text("utf-8")
        return list(csv.DictReader(text.splitlines(keepends=True)))

    team.derive()
    active = read_rows(team.lake.open("content_combinations"), "id", "concepts", "text", "fingerprint")
    assert sorted(lines(), key=lambda line: line["id"]) == sorted(active, key=lambda row: str(row["id"]))
    assert [line["concepts"] for line in lines()] == ["bread, memory", "bread, tides", "memory, tides"]
    (team.files / "concepts" / "tides.md").unlink()
    team.derive()
    assert [line["concepts"] for line in lines()] == ["bread, memory"]
    Path(team.lake.uri, "content_combinations.csv").unlink()
    team.derive()
    assert [line["concepts"] for line in lines()] == ["bread, memory"]
