"""Exercise 15.1: RAG on fresh embeddings.

Answers with sources, kept as long as what they stand on stays as it is.
`exercises/exercise_15_1_rag_on_fresh_embeddings.md` says what to do.

    page saved ──▶ index ──▶ (which answers are stale?)     a question ──▶ answers      golden questions ──▶ evaluations
           index_pages      refresh                              answer                        evaluate

Check it with `make check E=15.1`.
"""

from airflow.sdk import Asset, Param, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.answer_workshop import NEAR_ENOUGH, AnswerWorkshop, hash_of
from include.course.workshop import todo

WORKSHOP = AnswerWorkshop("exercise_15_1")
INDEX = Asset(name="exercise_15_1_index", uri="x-course://exercise_15_1/index")
ANSWERS = Asset(name="exercise_15_1_answers", uri="x-course://exercise_15_1/answers")
EVALUATIONS = Asset(name="exercise_15_1_evaluations", uri="x-course://exercise_15_1/evaluations")


@dag(schedule=None, tags=["course", "15.1"], is_paused_upon_creation=False)
def exercise_15_1_index_pages() -> None:
    @task(outlets=[INDEX])
    def index_pages(*, outlet_events) -> None:
        """Given. Brings the index up to the pages; the event says which version is served now."""
        changed = WORKSHOP.index()
        if not changed:
            raise AirflowSkipException("the index has the pages as they are")
        outlet_events[INDEX].extra = changed

    index_pages()


# Task 1: find, quote, keep. Under what is an answer kept, so that it is found exactly while it is that of this index?
@dag(
    schedule=None,
    params={"question": Param("How many days of holiday do I have?", type="string", minLength=1, title="Question")},
    max_active_runs=1,
    tags=["course", "15.1"],
    is_paused_upon_creation=False,
)
def exercise_15_1_answer() -> None:
    @task
    def answer_question(*, params, outlet_events) -> None:
        """Answer the question with its sources; do nothing when that was done for this index."""
        todo(1)

    answer_question()


# Task 2: which asset wakes this DAG, and which one does its task update? Then: what of the answers stands as it stood?
@dag(
    schedule=None,
    max_active_runs=1,
    tags=["course", "15.1"],
    is_paused_upon_creation=False,
)
def exercise_15_1_refresh() -> None:
    @task
    def refresh_answers(*, outlet_events) -> None:
        """Carry each answer on whose evidence is the same; make the others stale, and say how many."""
        todo(2)

    refresh_answers()


# Task 3: good compared with what? Look at the pages as they are now, not at what an answer says of itself.
@dag(schedule=None, max_active_runs=1, tags=["course", "15.1"], is_paused_upon_creation=False)
def exercise_15_1_evaluate() -> None:
    @task
    def evaluate_answers(*, outlet_events) -> None:
        """Ask the golden questions of this index, and compare with the index before."""
        todo(3)

    evaluate_answers()


exercise_15_1_index_pages()
exercise_15_1_answer()
exercise_15_1_refresh()
exercise_15_1_evaluate()
