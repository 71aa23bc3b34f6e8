"""`make demo-generation`: a team's files change, the cheap part follows, and models are called after a Yes only.

Everything happens in `.demo/generation/` (or DEMO_FOLDER), on a copy of the sample files, with a small model that runs
here. The Yes is given through Airflow's REST API, as a person gives it under *Required Actions*.
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from include.generation.experiments import experiments
from include.generation.plan import GenerationPlan, plan_calls, summary
from include.generation.scores import scores
from include.generation.tables import generation_lake
from include.lake.queries import read_rows
from include.settings import SAMPLE_GENERATION, Settings
from tools.local_airflow import LocalAirflow
from tools.own_folders import note_files
from tools.stage import DemoError, console, copied, play, running, shown, stay, told, without_documents
from tools.waiting import wait_for

DERIVE, PLAN = "derive_generation_tasks", "plan_generation"
EDIT = "Write a fairy tale of two sentences about this: $links\n"
CONCEPT = "# Rain\n\nWater that falls out of clouds, fills rivers and goes back to the sea.\n"
TOLD = ("files", "fingerprint", "added", "changed", "removed")
"""Of an observation's event."""


class Team:
    """A team with its files and a running Airflow.

    Args:
        folder: of the files, the tables and the store.
    """

    def __init__(self, folder: Path) -> None:
        self.files = copied(SAMPLE_GENERATION, folder, "team")
        self.environment = without_documents(
            folder,
            GENERATION_URI=str(self.files),
            GENERATION_MAX_TOKENS=os.environ.get("GENERATION_MAX_TOKENS", "30"),
        )
        self.settings = Settings.from_environment(self.environment)
        self.lake = generation_lake(self.settings)

    @property
    def calls(self) -> int:
        """So many answers were ever paid for."""
        return len(read_rows(self.lake.open("answers"), "key"))

    def plan(self) -> GenerationPlan:
        """Returns the plan of what is stale."""
        return plan_calls(self.settings, self.lake)

    def wait_for_stale(self, count: int) -> GenerationPlan:
        """Wait until the tables say that so many calls are due, and nobody has made one meanwhile."""
        before = self.calls
        wait_for(lambda: self._are_stale(count), f"{count} stale tasks")
        if self.calls != before:
            raise DemoError(f"{self.calls - before} calls were made without a decision")
        return self.plan()

    def _are_stale(self, count: int) -> bool:
        plan = self.plan()
        return len(plan.calls) == count and not plan.unsettled


def generate(airflow: LocalAirflow, answer: str = "Approve", stages: Sequence[str] = ()) -> str:
    """Plan, answer the question, and wait for the end.

    Args:
        stages: only these; none: all.

    Returns:
        State of the run; it is asked nothing when nothing is stale.
    """
    run = airflow.trigger(PLAN, {"only_stages": list(stages)} if stages else None)

    def ended() -> str:
        airflow.answer(run, answer)
        return airflow.end_of(PLAN, run)

    return str(wait_for(ended, "the end of the plan"))


def tell(airflow: LocalAirflow, team: Team) -> None:
    """The story; every number in it is checked."""
    console.print("\n[bold]1. The files are found[/]: what could be asked follows by itself")
    find(team, 15)

    console.print("\n[bold]2. A plan, a Yes[/]: exactly these calls are made")
    generate_exactly(airflow, team, 15)
    _show(team)

    console.print(
        "\n[bold]3. Edit one template[/]: essay_templates/story.txt; its tasks become stale, nothing is called"
    )
    edit(team, 6)
    show_observation(airflow, "essay_templates", "essay_templates/story.txt")

    console.print("\n[bold]4. A part of the plan[/]: only the stage essay; what is not chosen stays stale")
    generate_exactly(airflow, team, 3, ["essay"])

    console.print("\n[bold]5. A plan, a Yes[/]: the rest alone")
    generate_exactly(airflow, team, 3)
    _show(team)

    console.print("\n[bold]6. Once more[/]: nothing is stale, nobody is asked, nothing is paid")
    generate_exactly(airflow, team, 0)

    console.print("\n[bold]7. Experiments[/]: each run that had essays judged, compared with the one before")
    compare(team)

    console.print(
        "\n[bold]8. A backfill[/]: one more concept registers its tasks and waits; taken back, it costs nothing"
    )
    backfill(team, 15)


def find(team: Team, count: int) -> None:
    """Wait until so many calls could be made for the files as they are copied."""
    plan = team.wait_for_stale(count)
    console.print(f"  {summary(plan)}\n  models called so far: {team.calls}")


def edit(team: Team, count: int) -> None:
    """Change a template that so many tasks have, and wait until they are stale."""
    (team.files / "essay_templates" / "story.txt").write_text(EDIT, "utf-8")
    begun = time.monotonic()
    plan = team.wait_for_stale(count)
    console.print(f"  after {time.monotonic() - begun:.1f} s: {summary(plan)}")


def generate_exactly(airflow: LocalAirflow, team: Team, expected: int, stages: Sequence[str] = ()) -> None:
    """Plan and carry it out. Two tasks that come to ask the same are one call, so there may be fewer than planned.

    Args:
        stages: the part of the plan that is paid for; none: all of it.

    Raises:
        DemoError: something else was called, or something of it is left.
    """
    before, begun = team.calls, time.monotonic()
    state = generate(airflow, stages=stages)
    made = team.calls - before
    left = sum(not stages or call.stage in stages for call in team.plan().calls)
    console.print(f"  {made} calls in {time.monotonic() - begun:.0f} s; {summary(team.plan())}")
    if state != "success" or left or made > expected or (made == 0) != (expected == 0):
        raise DemoError(f"{made} calls were made of {expected}, {left} are left, and the run ended with {state}")


def compare(team: Team) -> None:
    """Print how each template was judged after each run.

    Raises:
        DemoError: it is not the two runs of the story that had evaluations made.
    """
    found = experiments(team.lake)
    table = Table("run", "essay", "judged", "asked anew", "mean", box=None, pad_edge=False)
    for one in found:
        mean = "unreadable" if one.mean is None else f"{one.mean:.1f}"
        table.add_row(one.answered_at[:19], one.essay_template, str(one.evaluations), str(one.asked), mean)
    console.print(table)
    if len({one.run for one in found}) != 2:
        raise DemoError(f"{len({one.run for one in found})} runs had essays judged, and it should be two")


def show_observation(airflow: LocalAirflow, asset: str, file: str) -> None:
    """Print what the newest event of an observed asset says.

    Raises:
        DemoError: it does not name the file that was edited.
    """
    told = next(event["extra"]["payload"] for event in reversed(airflow.events()) if event["name"] == asset)
    shown_of = ", ".join(f"[dim]{name}[/] {escape(str(told[name]))}" for name in TOLD if name in told)
    console.print(f"  the event says: {shown_of}")
    if told.get("changed") != file:
        raise DemoError(f"the event should name {file}, and says that {told.get('changed')} changed")


def backfill(team: Team, count: int) -> None:
    """Add a concept, which so many calls could be made for, and take it back."""
    concept = team.files / "concepts" / "rain.md"
    concept.write_text(CONCEPT, "utf-8")
    console.print(f"  {summary(team.wait_for_stale(count))}")
    csv = Path(f"{team.lake.uri}/content_combinations.csv")
    console.print(f"  {len(csv.read_text('utf-8').splitlines()) - 1} combinations of concepts, also in {shown(csv)}")
    concept.unlink()
    console.print(f"  taken back: {summary(team.wait_for_stale(0))}")


def _show(team: Team) -> None:
    table = Table("essay", "score", "the judge's words", box=None, pad_edge=False)
    for score in scores(team.settings, team.lake):
        told = "unreadable" if score.score is None else str(score.score)
        table.add_row(score.essay_template, told, escape(" ".join(score.raw.split())[:50]))
    console.print(table)


def story(folder: Path, port: int) -> None:
    """Fresh folders, an Airflow, and what happens in it."""
    team = Team(folder)
    console.print("[bold]Airflow[/] starts; the model is small and runs here, nothing is downloaded")
    with running(LocalAirflow(folder / "airflow", port, team.environment, tell=told)) as airflow:
        tell(airflow, team)
        note_files(team.files)  # as the story left them
        stay(airflow, f"files to edit are in {shown(team.files)}")


if __name__ == "__main__":
    sys.exit(play("demo-generation", story, "generation"))
