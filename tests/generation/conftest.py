"""A team's files of one's own, and a model that counts."""

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from include.errors import ModelCallError
from include.generation.part import EVERYTHING, Part
from include.generation.plan import GenerationPlan, plan_calls
from include.generation.question import groups
from include.generation.refresh import refresh
from include.generation.run import Tally, make_calls
from include.generation.stages import TASK_TABLES
from include.generation.tables import generation_lake
from include.lake.refresh import RefreshReport
from include.lake.tables import Lake
from include.language_model.calls import Reply
from include.provenance import Provenance
from include.settings import SAMPLE_GENERATION, Settings

DERIVED = ("content_combinations", *TASK_TABLES.values())


@dataclass
class Team:
    """Files, tables, and a model whose answers are known and whose calls are counted.

    The real models are tested beside this one: what is asked, and how often, does not depend on which it is.
    """

    files: Path
    settings: Settings
    prompts: list[str] = field(default_factory=list)
    answered: int = 0
    """So many, also before `prompts` was emptied: no two answers are alike."""
    failing: str = ""
    """The model does not answer a prompt with this in it."""

    @property
    def lake(self) -> Lake:
        return generation_lake(self.settings)

    def reply(self, prompt: str) -> Reply:
        if self.failing and self.failing in prompt:
            raise ModelCallError("the model is busy; try again later")
        self.prompts.append(prompt)
        self.answered += 1
        text = "SCORE: 7" if "SCORE" in prompt else f"answer {self.answered}"
        return Reply(text, input_tokens=len(prompt) // 4, output_tokens=3)

    def derive(self) -> dict[str, RefreshReport]:
        run = Provenance()
        return {name: refresh(name, self.settings, self.lake, run) for name in DERIVED}

    def plan(self, *again: str, part: Part = EVERYTHING) -> GenerationPlan:
        return plan_calls(self.settings, self.lake, again, part)

    def generate(
        self, plan: GenerationPlan | None = None, budget: float = 1.0, run: Provenance | None = None
    ) -> dict[str, Tally]:
        """Carry out a plan, as the DAG does after a Yes."""
        run = run or Provenance()
        found: dict[str, Tally] = {}
        for group in groups(plan or self.plan(), budget):
            found[group.stage] = make_calls(
                self.settings, self.lake, run, group.calls, group.budget, lambda _name, _provider: self
            )
        return found

    def write(self, name: str, text: str) -> None:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture
def team(tmp_path: Path) -> Team:
    files = tmp_path / "team"
    shutil.copytree(SAMPLE_GENERATION, files)
    settings = Settings.from_environment({"LAKE_URI": str(tmp_path / "lake"), "GENERATION_URI": str(files)})
    return Team(files, replace(settings, generation_max_tokens=20))


@pytest.fixture
def generated(team: Team) -> Team:
    """Everything was asked once."""
    team.derive()
    team.generate()
    team.prompts.clear()
    return team
