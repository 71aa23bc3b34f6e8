"""What a check of exercise 5.8 does: files change, plans are made, and a person approves some of them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.course.engine import Engine, EngineWithClock, EngineWithForms
from include.course.evidence import Run
from include.course.generation_workshop import LONGEST_ANSWER, GenerationWorkshop, hash_of, prompt_of
from include.course.observations import Observations, Step
from include.course.scenario import LONGEST_CHAIN, Scenario

RICH = 100_000
"""A budget that is always enough, in cents."""
NOT_APPROVED = {"approved": "", "budget": RICH}
Pair = tuple[str, str]
"""A concept and a template."""
DEW, TIDES, EDITED = "dew", "tides", "ice"
"""A concept that comes, and goes before anything was asked of it; one that goes and comes back; one that is edited."""
RIDDLE = "riddle"
"""A template that comes, and goes before anything was asked with it."""
RENAMED = ("wind", "gusts")
"""A concept that gets another file name, and says what it said."""
TWIN = "breeze"
"""A concept that says what that one says."""
TEXTS = {
    "concepts/dew.md": "At night grass grows cold, and water from the air settles on it.",
    f"concepts/{EDITED}.md": "Ice is lighter than water, so it floats and keeps what lives below it warm.",
    f"templates/{RIDDLE}.txt": "What am I?\n\n{concept}",
    "templates/link.txt": "Name one thing that is like this, and one that is not.\n\n{concept}",
}
"""What files say after they were edited, by their names."""


@dataclass(frozen=True, slots=True)
class Due:
    """A plan as it was saved, and what was true then by the files and the calls made so far."""

    run: Run
    id: str
    row: Mapping[str, Any]
    prompts: Mapping[str, int]
    """Hash of each prompt that has no answer of the model in use, and what its call costs at most."""
    tasks: tuple[str, ...]
    """The prompt of each task that has none: two tasks may ask the same."""

    @property
    def cost(self) -> int:
        return sum(self.prompts.values())

    @property
    def cost_of_tasks(self) -> int:
        """Where what two tasks ask is counted for each of them."""
        return sum(self.prompts[asks] for asks in self.tasks)


class Generating(Scenario):
    """The steps of this exercise."""

    workshop: GenerationWorkshop

    def __init__(self, engine: EngineWithForms, seen: Observations) -> None:
        super().__init__(engine, seen, ("tasks",), ("sources", "tasks"))
        self.workshop, self.forms = GenerationWorkshop(seen.namespace), engine
        self.watcher, self.generate = seen.producer("sources"), seen.dag("generate", "approved")
        own = seen.dag("plan")
        self.planner = own if engine.tasks(own) else self.generate
        """Whoever plans in the DAG that spends has no other."""
        self._answered: set[tuple[str, str]] = set()

    def tell(self, name: str) -> Step:
        """The watcher rings, and whatever an asset wakes has its turn."""
        with self.step(name) as runs:
            runs.append(self.engine.run(self.watcher))
            waiting = sorted({edge.dag_id for edge in self.seen.woken})
            while len(runs) < LONGEST_CHAIN and (woken := [run for name in waiting if (run := self.engine.wake(name))]):
                runs += woken
        return self.seen.steps[name]

    def plan(self, name: str) -> Due:
        """Somebody runs the plan by hand."""
        before = self.workshop.tables().get("plan", {})
        with self.step(name) as runs:
            runs.append(self.forms.submit(self.planner, NOT_APPROVED))
        saved = self.workshop.tables().get("plan", {})
        fresh = [id_ for id_, row in saved.items() if row != before.get(id_)]
        id_ = next(iter(fresh or saved), "")
        due = self._unanswered()
        tasks = tuple(asks for asks in map(hash_of, self.prompts().values()) if asks in due)
        made = Due(runs[0], id_, saved.get(id_, {}), due, tasks)
        self.seen.notes[name] = made
        return made

    def spend(self, name: str, approved: str, budget: int = RICH) -> Step:
        """Somebody fills in the form and runs the DAG that spends."""
        self.workshop.ask_ahead(self.prompts().values())
        with self.step(name) as runs:
            runs.append(self.forms.submit(self.generate, {"approved": approved, "budget": budget}))
        self._answered |= {(line["asks"], self.workshop.model) for line in self.seen.steps[name].did("ask")}
        return self.seen.steps[name]

    def unasked(self, name: str) -> None:
        """Nobody starts the DAG that spends: whatever does it, another DAG or the clock, has its turn."""
        with self.step(name) as runs:
            runs.extend(filter(None, [self.engine.wake(self.generate)]))
            if isinstance(self.engine, EngineWithClock):
                runs.extend(filter(None, [self.engine.wake_by_time(self.generate)]))

    def left(self, plan: Due) -> int:
        """What the calls of a plan cost at most that have no answer yet."""
        due = self._unanswered()
        return sum(cost for asks, cost in plan.prompts.items() if asks in due)

    def spend_alone(self) -> None:
        """Each task of the DAG that spends, while somebody has marked the others as done. Nothing was approved."""
        tasks = self.forms.tasks(self.generate)
        for task in tasks if len(tasks) > 1 else ():
            with self.step(f"alone {task}") as runs:
                runs.append(self.forms.submit(self.generate, NOT_APPROVED, task))

    def edit(self, *names: str) -> None:
        """Save files with the texts they have from then on."""
        for name in names:
            (self.workshop.sources / name).write_text(TEXTS[name], "utf-8")

    def edit_again(self, concept: str) -> None:
        """Let a concept say something else, in as many letters: its calls cost what they did."""
        path = self.workshop.sources / "concepts" / f"{concept}.md"
        path.write_text(path.read_text("utf-8")[::-1], "utf-8")

    def touch_all(self) -> None:
        """Give every file another time and nothing else."""
        for path in self.workshop.sources.rglob("*.*"):
            os.utime(path, (1_900_000_000, 1_900_000_000))

    def prompts(self) -> dict[Pair, str]:
        """What the files ask now, by concept and template."""
        concepts, templates = self.workshop.concepts(), self.workshop.templates()
        return {(c, t): prompt_of(templates[t], concepts[c]) for c in concepts for t in templates}

    def _unanswered(self) -> dict[str, int]:
        asked = {hash_of(prompt): self.workshop.cost(prompt) for prompt in self.prompts().values()}
        return {asks: cost for asks, cost in asked.items() if (asks, self.workshop.model) not in self._answered}


def forms(plan: str) -> dict[str, str]:
    """What is typed and is not the id of a plan, by the name of the step."""
    typed = {"unapproved": "", "other": "somebody", "beginning": plan[: len(plan) // 2], "more": f"{plan}?"}
    tidied = {"blank": f"{plan} ", "letters": plan.swapcase()}
    return typed | {name: form for name, form in tidied.items() if form != plan}


def play(engine: Engine, seen: Observations) -> None:
    """All of it; ends early where the next step could show nothing.

    Raises:
        TypeError: the engine is an Airflow whose DAGs cannot be run with their form filled in.
    """
    if not isinstance(engine, EngineWithForms):
        raise TypeError("exercise 5.8 needs an Airflow in which it may fill in a DAG's form")
    scenario = Generating(engine, seen)
    if not (seen.producer("sources") and seen.producer("tasks")):
        return
    seen.notes["asked first"] = scenario.prompts()
    if not scenario.tell("first").tables.get("tasks"):
        return
    plans = 2 not in seen.todos and bool(scenario.plan("planned").id)
    spends = plans and 3 not in seen.todos
    if spends:
        _decided(scenario)
    _comings_and_goings(scenario, spends)
    if spends:
        _overtaken(scenario)


def _decided(scenario: Generating) -> None:
    """What approves nothing, a small budget, exactly enough, the same again; then another model for a moment."""
    first: Due = scenario.seen.notes["planned"]
    scenario.unasked("untold")
    for name, form in forms(first.id).items():
        scenario.spend(name, form)
    scenario.spend_alone()
    scenario.spend("nothing", first.id, 0)
    scenario.seen.notes["budget"] = first.cost // 2 | 1  # prices are even: no sum of them is exactly this
    scenario.spend("budget", first.id, scenario.seen.notes["budget"])
    scenario.spend("rest", first.id, scenario.left(first))
    scenario.spend("again", first.id)
    scenario.plan("all answered")
    scenario.workshop.use_answers_of(LONGEST_ANSWER + 4)
    _of_another_model(scenario, scenario.plan("another model"))
    scenario.workshop.use_answers_of(LONGEST_ANSWER)
    scenario.plan("former model")


def _of_another_model(scenario: Generating, planned: Due) -> None:
    """It answers, too, and one call fails; whoever tries again by themselves has what is left, and not the budget."""
    scenario.seen.notes["budget of all tries"] = planned.cost - 1
    scenario.workshop.fail_after(2)
    scenario.spend("tried again", planned.id, planned.cost - 1)
    scenario.workshop.mend()


def _comings_and_goings(scenario: Generating, spends: bool) -> None:
    """A table that cannot be saved, files that go or come back, a new name, a twin; all are touched, one is edited."""
    scenario.edit(f"concepts/{DEW}.md", f"templates/{RIDDLE}.txt")
    scenario.workshop.fill_the_disk("tasks")
    scenario.tell("died")
    scenario.workshop.mend()
    scenario.tell("made up")
    path = scenario.workshop.sources / "concepts" / f"{TIDES}.md"
    text = path.read_text("utf-8")
    path.unlink()
    (path.parent / f"{DEW}.md").unlink()
    (scenario.workshop.sources / "templates" / f"{RIDDLE}.txt").unlink()
    scenario.tell("removed")
    if spends:
        scenario.plan("without orphans")
    path.write_text(text, "utf-8")
    former, name = (path.with_stem(stem) for stem in RENAMED)
    former.rename(name)
    name.with_stem(TWIN).write_bytes(name.read_bytes())
    scenario.tell("returned")
    scenario.touch_all()
    scenario.tell("touched")
    if spends:
        scenario.plan("after the return")
    scenario.edit("templates/link.txt")
    scenario.tell("edited")
    scenario.seen.notes["asked at last"] = scenario.prompts()


def _overtaken(scenario: Generating) -> None:
    """A plan is approved that an edit and a removal have overtaken; then a call fails in the middle of another plan."""
    planned = scenario.plan("template edited")
    scenario.edit(f"concepts/{EDITED}.md")
    (scenario.workshop.sources / "concepts" / f"{TIDES}.md").unlink()  # planned, and an orphan by now
    scenario.tell("edited again")
    scenario.seen.notes["asked meanwhile"] = {hash_of(prompt) for prompt in scenario.prompts().values()}
    scenario.spend("overtaken", planned.id)
    last = scenario.plan("planned at last")
    if planned.id != last.id:
        scenario.spend("former", planned.id)
    scenario.workshop.fail_after(1)
    scenario.spend("failing", last.id)
    scenario.workshop.mend()
    scenario.spend("mended", last.id)
    scenario.edit_again(EDITED)
    scenario.tell("edited at last")
    scenario.plan("planned for as much")
