"""Exercise 5.8: observe and plan without spending.

Cheap steps follow every change by themselves, costly ones wait for a decision.
`exercises/exercise_5_8_observe_and_plan.md` says what to do.

    file saved ──▶ sources ──▶ tasks           plan ──▶ (a person) ──▶ answers
           announce       derive               plan                   generate

Check it with `make check E=5.8`.
"""

import json

from airflow.sdk import Asset, Param, dag, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from include.course.generation_workshop import GenerationWorkshop, hash_of, prompt_of

WORKSHOP = GenerationWorkshop("solution_5_8")
SOURCES = Asset(name="solution_5_8_sources", uri="x-course://solution_5_8/sources")
TASKS = Asset(name="solution_5_8_tasks", uri="x-course://solution_5_8/tasks")


@dag(schedule=None, tags=["course", "5.8"], is_paused_upon_creation=False)
def solution_5_8_announce() -> None:
    @task(outlets=[SOURCES])
    def announce_sources() -> None:
        """Given. Rings whenever a file was saved, touched or deleted, and does not look at what is in it."""

    announce_sources()


# >>> 1 given
# Task 1: which asset wakes this DAG, and which one does its task update? Then the body.
# <<<
@dag(
    # >>> 1
    schedule=[SOURCES],
    # === schedule=None,
    # <<<
    max_active_runs=1,
    tags=["course", "5.8"],
    is_paused_upon_creation=False,
)
def solution_5_8_derive() -> None:
    # >>> 1
    @task(outlets=[TASKS])
    # === @task
    # <<<
    def derive_tasks() -> None:
        """Bring the table `tasks` up to the files; send no event when it is."""
        # >>> 1
        concepts, templates = WORKSHOP.concepts(), WORKSHOP.templates()
        wanted = {}
        for concept, text in concepts.items():
            for template, words in templates.items():
                prompt = prompt_of(words, text)
                row = {"concept": concept, "template": template, "prompt": prompt, "asks": hash_of(prompt)}
                wanted[f"{concept}--{template}"] = {**row, "orphan": False}
        known = WORKSHOP.load("tasks")
        orphans = {id_: {**row, "orphan": True} for id_, row in known.items() if id_ not in wanted}
        tasks = {**wanted, **orphans}
        if tasks == known:
            raise AirflowSkipException("the files ask what they asked before")
        WORKSHOP.save("tasks", tasks)
        # === todo(1)
        # <<<

    derive_tasks()


# >>> 2 given
# Task 2: what makes an answer the answer to a task as it is now?
# <<<
# >>> 2
def key_of(row) -> str:
    """Of an answer: what was asked, and of which model."""
    return hash_of(f"{WORKSHOP.model}\n{row['prompt']}")


# <<<
@dag(schedule=None, tags=["course", "5.8"], is_paused_upon_creation=False)
def solution_5_8_plan() -> None:
    @task
    def plan_calls() -> None:
        """Save the table `plan`: which tasks have no answer to what they ask now, and what it costs to ask them."""
        # >>> 2
        tasks, answers = WORKSHOP.load("tasks"), WORKSHOP.load("answers")
        keys = {id_: key_of(row) for id_, row in tasks.items() if not row["orphan"]}
        due = {id_: key for id_, key in keys.items() if key not in answers}
        cost = sum(WORKSHOP.cost(tasks[id_]["prompt"]) for id_ in due)
        plan_id = hash_of(json.dumps(due, sort_keys=True))[:12]
        WORKSHOP.save("plan", {plan_id: {"calls": len(due), "cost": cost, "keys": due}})
        # === todo(2)
        # <<<

    plan_calls()


# >>> 3 given
# Task 3: the form is there. Whether this very plan was approved, the task that spends sees for itself.
# <<<
@dag(
    schedule=None,
    params={
        "approved": Param("", type="string", title="Approved", description="Id of the plan"),
        "budget": Param(0, type="integer", minimum=0, title="Budget", description="Most that it may cost, in cents"),
    },
    max_active_runs=1,
    tags=["course", "5.8"],
    is_paused_upon_creation=False,
)
def solution_5_8_generate() -> None:
    @task
    def generate_answers(*, params) -> None:
        """Make the approved calls, within the budget, and keep each answer before the next question."""
        # >>> 3
        plan = WORKSHOP.load("plan").get(params["approved"])
        if plan is None:
            raise AirflowFailException(f"there is no plan {params['approved']!r}; approve one by its id")
        tasks, answers = WORKSHOP.load("tasks"), WORKSHOP.load("answers")
        left = params["budget"]
        for id_, key in plan["keys"].items():
            row = tasks[id_]
            if key in answers or row["orphan"] or key_of(row) != key:  # paid for, or not what was approved any more
                continue
            cost = WORKSHOP.cost(row["prompt"])
            if cost > left:
                raise AirflowFailException(f"{id_} costs {cost} cents at most, and {left} are left")
            left -= cost
            answers[key] = {"task": id_, "answer": WORKSHOP.ask(row["prompt"])}
            WORKSHOP.save("answers", answers)
        # === todo(3)
        # <<<

    generate_answers()


solution_5_8_announce()
solution_5_8_derive()
solution_5_8_plan()
solution_5_8_generate()
