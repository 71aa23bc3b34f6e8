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
from include.course.workshop import todo

WORKSHOP = GenerationWorkshop("exercise_5_8")
SOURCES = Asset(name="exercise_5_8_sources", uri="x-course://exercise_5_8/sources")
TASKS = Asset(name="exercise_5_8_tasks", uri="x-course://exercise_5_8/tasks")


@dag(schedule=None, tags=["course", "5.8"], is_paused_upon_creation=False)
def exercise_5_8_announce() -> None:
    @task(outlets=[SOURCES])
    def announce_sources() -> None:
        """Given. Rings whenever a file was saved, touched or deleted, and does not look at what is in it."""

    announce_sources()


# Task 1: which asset wakes this DAG, and which one does its task update? Then the body.
@dag(
    schedule=None,
    max_active_runs=1,
    tags=["course", "5.8"],
    is_paused_upon_creation=False,
)
def exercise_5_8_derive() -> None:
    @task
    def derive_tasks() -> None:
        """Bring the table `tasks` up to the files; send no event when it is."""
        todo(1)

    derive_tasks()


# Task 2: what makes an answer the answer to a task as it is now?
@dag(schedule=None, tags=["course", "5.8"], is_paused_upon_creation=False)
def exercise_5_8_plan() -> None:
    @task
    def plan_calls() -> None:
        """Save the table `plan`: which tasks have no answer to what they ask now, and what it costs to ask them."""
        todo(2)

    plan_calls()


# Task 3: the form is there. Whether this very plan was approved, the task that spends sees for itself.
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
def exercise_5_8_generate() -> None:
    @task
    def generate_answers(*, params) -> None:
        """Make the approved calls, within the budget, and keep each answer before the next question."""
        todo(3)

    generate_answers()


exercise_5_8_announce()
exercise_5_8_derive()
exercise_5_8_plan()
exercise_5_8_generate()
