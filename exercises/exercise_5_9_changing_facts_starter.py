"""Exercise 5.9: facts that change their mind.

What people say becomes what is believed of them; evidence comes late, twice, edited, contradictory, or as an order.
`exercises/exercise_5_9_changing_facts.md` says what to do.

    exports ──▶ conversations ──▶ thread_summaries ──▶ user_facts          a person ──▶ forget
          collect           summarise             learn

Check it with `make check E=5.9`.
"""

import json

from airflow.sdk import Asset, Param, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.knowledge_workshop import KnowledgeWorkshop, extends, hash_of, names_and_numbers, words_of
from include.course.workshop import todo

WORKSHOP = KnowledgeWorkshop("exercise_5_9")
CONVERSATIONS = Asset(name="exercise_5_9_conversations", uri="x-course://exercise_5_9/conversations")
SUMMARIES = Asset(name="exercise_5_9_thread_summaries", uri="x-course://exercise_5_9/thread_summaries")
FACTS = Asset(name="exercise_5_9_user_facts", uri="x-course://exercise_5_9/user_facts")


@dag(schedule=None, max_active_runs=1, tags=["course", "5.9"], is_paused_upon_creation=False)
def exercise_5_9_collect() -> None:
    @task(outlets=[CONVERSATIONS])
    def collect_threads(*, outlet_events) -> None:
        """Bring the table `conversations` up to the exports; tell which threads are other ones than before."""
        todo(1)

    collect_threads()


# Task 2: which asset wakes this DAG, and which one does its task update? Then the body.
@dag(
    schedule=None,
    max_active_runs=1,
    tags=["course", "5.9"],
    is_paused_upon_creation=False,
)
def exercise_5_9_summarise() -> None:
    @task
    def summarise_threads(*, outlet_events) -> None:
        """Summarise the threads that say something else than their summary was made from, and no others."""
        todo(2)

    summarise_threads()


# Task 3: what does a statement do to what is believed, and in which order do statements count?
@dag(
    schedule=None,
    max_active_runs=1,
    tags=["course", "5.9"],
    is_paused_upon_creation=False,
)
def exercise_5_9_learn() -> None:
    @task
    def learn_facts(*, outlet_events) -> None:
        """Bring the table `user_facts` up to what the summaries say; tell whose facts are other ones than before."""
        todo(3)

    learn_facts()


# Task 4: where is this user, besides the rows you see? And what does the next export bring?
@dag(
    schedule=None,
    params={"user": Param("", type="string", title="User", description="Id of the user to forget")},
    max_active_runs=1,
    tags=["course", "5.9"],
    is_paused_upon_creation=False,
)
def exercise_5_9_forget() -> None:
    @task(outlets=[FACTS])
    def forget_user(*, params, outlet_events) -> None:
        """Take a user out of every table and every version of it, and out of every export to come."""
        todo(4)

    forget_user()


exercise_5_9_collect()
exercise_5_9_summarise()
exercise_5_9_learn()
exercise_5_9_forget()
