"""What a check of exercise 5.9 does: batches are exported, messages are edited and deleted, and a user is forgotten."""

from collections.abc import Mapping
from typing import Any

from include.course.chat_export import Batch, write_batch
from include.course.engine import Engine, EngineWithForms
from include.course.exercise_5_9 import chats
from include.course.knowledge_workshop import KnowledgeWorkshop
from include.course.observations import Observations, Step
from include.course.scenario import LONGEST_CHAIN, Scenario

ASSETS = ("conversations", "thread_summaries", "user_facts")
"""All there are, each under the name of its table."""


def forgetter(seen: Observations) -> str:
    """The DAG that forgets a user."""
    return seen.dag("forget", "user")


def maker(seen: Observations, table: str) -> str:
    """The DAG that brings a table up to date; empty where there is none. That which forgets makes nothing."""
    made = (edge.dag_id for edge in seen.produced if edge.asset == seen.asset(table))
    return next((dag_id for dag_id in made if dag_id != forgetter(seen)), "")


class Learning(Scenario):
    """The steps of this exercise."""

    workshop: KnowledgeWorkshop

    def __init__(self, engine: EngineWithForms, seen: Observations) -> None:
        super().__init__(engine, seen, (), ASSETS)
        self.workshop, self.forms = KnowledgeWorkshop(seen.namespace), engine
        self.waiting = sorted({edge.dag_id for edge in seen.woken})

    def export(self, name: str, *batches: tuple[str, Batch]) -> Step:
        """Batches come, each is collected; then whatever was woken has its turn."""
        with self.step(name) as runs:
            for folder, batch in batches:
                write_batch(self.workshop.exported, folder, batch)
                runs.append(self.engine.run(maker(self.seen, "conversations")))
            self._follow(runs)
        return self.seen.steps[name]

    def start(self, name: str) -> Step:
        """The first batch, which a new workshop has."""
        return self.export(name, ("", {}))

    def again(self, name: str) -> None:
        """Nothing new is exported, and the runs of the first step are cleared, so that they run once more."""
        woken = {run.dag_id: run.consumed for run in self.seen.steps["first"].runs if run.consumed}
        with self.step(name) as runs:
            write_batch(self.workshop.exported, "2026-03-17", chats.AGAIN)
            runs.append(self.engine.run(maker(self.seen, "conversations")))
            runs += [self.engine.replay(dag_id, events) for dag_id, events in woken.items()]
            self._follow(runs)

    def forget(self, name: str, user: str) -> None:
        """Somebody fills in the form; then whatever was woken has its turn."""
        with self.step(name) as runs:
            runs.append(self.forms.submit(forgetter(self.seen), {"user": user}))
            self._follow(runs)
        self.seen.notes[f"traces {name}"] = self.workshop.traces(chats.TRACES)

    def _follow(self, runs: list[Any]) -> None:
        most = len(runs) + LONGEST_CHAIN
        while len(runs) < most and (woken := [run for name in self.waiting if (run := self.engine.wake(name))]):
            runs += woken


def play(engine: Engine, seen: Observations) -> None:
    """All of it; ends early where the next step could show nothing.

    Raises:
        TypeError: the engine is an Airflow whose DAGs cannot be run with their form filled in.
    """
    if not isinstance(engine, EngineWithForms):
        raise TypeError("exercise 5.9 needs an Airflow in which it may fill in a DAG's form")
    scenario = Learning(engine, seen)
    if not maker(seen, "conversations"):
        return
    if not scenario.start("first").tables.get("conversations"):
        return
    scenario.again("again")
    scenario.export("grown", ("2026-03-23", chats.GROWN), ("2026-03-24", chats.RIGHT_AFTER))
    scenario.export("late", ("2026-03-30", {**chats.LATE, **chats.EDITED}))
    scenario.export("small talk", ("2026-04-06", chats.SMALL_TALK))
    if 4 in seen.todos or not engine.tasks(forgetter(seen)):
        return
    scenario.forget("forgotten", chats.HANA)
    scenario.forget("one of two", chats.SAMS[0])
    scenario.export("exported again", ("2026-04-13", chats.LUNCH_AGAIN))
    seen.notes["traces exported again"] = scenario.workshop.traces(chats.TRACES)


Rows = Mapping[str, Mapping[str, Any]]


def facts_of(step: Step, user: str) -> dict[str, Mapping[str, Any]]:
    """Rows of `user_facts` of a user, by id."""
    return {id_: row for id_, row in step.tables.get("user_facts", {}).items() if row["user"] == user}


def current(facts: Rows) -> dict[str, Mapping[str, Any]]:
    """Those that are believed."""
    return {id_: row for id_, row in facts.items() if not row["superseded_by"] and not row["valid_until"]}


def messages_of(row: Mapping[str, Any]) -> set[str]:
    """Ids of the messages that are evidence for a fact."""
    return {source["message"] for source in row["sources"]}
