"""How things stand: the tasks, what each of them asks now, and whether that was answered."""

from string import Template

from include.generation.answers import Answers, ModelAnswer
from include.generation.stages import TASK_TABLES
from include.generation.tasks import fingerprint
from include.lake.queries import Row
from include.lake.refresh import ACTIVE
from include.lake.tables import Lake
from include.language_model.calls import Parameters
from include.settings import Settings

PLACES = {"essay": "links", "evaluation": "essay"}
"""Where the answer of the task before goes, by stage."""


class Standing:
    """Active tasks and all answers, read once.

    Raises:
        LakeError: the tables cannot be read.
    """

    def __init__(self, settings: Settings, lake: Lake) -> None:
        self.parameters = Parameters(max_tokens=settings.generation_max_tokens).key
        """What else than prompt and model decides an answer."""
        self.tasks = task_rows(lake, ACTIVE)
        self.answers = Answers(lake)

    def prompt(self, task: Row) -> str | None:
        """Returns what a task asks now; None while the answer that it needs is missing."""
        if not task["parent"]:
            return str(task["prompt"])
        parent = self.tasks.get(task["parent"])
        above = self.answer(parent) if parent else None
        return Template(task["prompt"]).safe_substitute({PLACES[task["stage"]]: above.raw}) if above else None

    def key(self, task: Row) -> str:
        """Returns what its call is known by, the same for the same question; empty while there is none."""
        prompt = self.prompt(task)
        return "" if prompt is None else fingerprint(prompt, task["model"], task["provider"], self.parameters)

    def answer(self, task: Row) -> ModelAnswer | None:
        """Returns the answer to what it asks now."""
        return self.answers.of(self.key(task))


def task_rows(lake: Lake, status: str) -> dict[str, Row]:
    """Returns tasks of all stages by id, stages in their order."""
    rows: dict[str, Row] = {}
    for name in TASK_TABLES.values():
        found = lake.rows(name, f"status = '{status}'")
        rows |= {row["id"]: row for row in sorted(found, key=lambda row: str(row["id"]))}
    return rows
