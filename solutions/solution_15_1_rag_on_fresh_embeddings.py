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

WORKSHOP = AnswerWorkshop("solution_15_1")
INDEX = Asset(name="solution_15_1_index", uri="x-course://solution_15_1/index")
ANSWERS = Asset(name="solution_15_1_answers", uri="x-course://solution_15_1/answers")
EVALUATIONS = Asset(name="solution_15_1_evaluations", uri="x-course://solution_15_1/evaluations")


@dag(schedule=None, tags=["course", "15.1"], is_paused_upon_creation=False)
def solution_15_1_index_pages() -> None:
    @task(outlets=[INDEX])
    def index_pages(*, outlet_events) -> None:
        """Given. Brings the index up to the pages; the event says which version is served now."""
        changed = WORKSHOP.index()
        if not changed:
            raise AirflowSkipException("the index has the pages as they are")
        outlet_events[INDEX].extra = changed

    index_pages()


# >>> 1 given
# Task 1: find, quote, keep. Under what is an answer kept, so that it is found exactly while it is that of this index?
# <<<
# >>> 1
def key_of(question) -> str:
    """Of the answer to a question from the index as it is now."""
    return hash_of(f"{WORKSHOP.version()}\n{question}")


def evidence_of(passages) -> list[str]:
    """What an answer stands on: these words of these pages, in this order."""
    return [passage.hash for passage in passages]


def make_answer(question) -> dict:
    """A row of `answers`: the nearest sentence and where it stands, or nothing where nothing is near enough."""
    version = WORKSHOP.version()  # before the search: what changes meanwhile is seen the next time
    passages = WORKSHOP.find(question)
    near = [found for found in WORKSHOP.sentences(question, passages) if found.score >= NEAR_ENOUGH][:1]
    return {
        "question": question,
        "answer": " ".join(sentence.text for sentence in near),
        "citations": [{"document": sentence.document, "quote": sentence.text} for sentence in near],
        "evidence": evidence_of(passages),
        "version": version,
        "status": "current",
    }


# <<<
@dag(
    schedule=None,
    params={"question": Param("How many days of holiday do I have?", type="string", minLength=1, title="Question")},
    max_active_runs=1,
    tags=["course", "15.1"],
    is_paused_upon_creation=False,
)
def solution_15_1_answer() -> None:
    # >>> 1
    @task(outlets=[ANSWERS])
    # === @task
    # <<<
    def answer_question(*, params, outlet_events) -> None:
        """Answer the question with its sources; do nothing when that was done for this index."""
        # >>> 1
        question, answers = params["question"], WORKSHOP.load("answers")
        key = key_of(question)
        if key in answers:
            raise AirflowSkipException("answered before, and the index is the same")
        made = make_answer(question)
        WORKSHOP.save("answers", {**answers, key: made})
        outlet_events[ANSWERS].extra = {"made": 1, "citations": len(made["citations"])}
        # === todo(1)
        # <<<

    answer_question()


# >>> 2 given
# Task 2: which asset wakes this DAG, and which one does its task update? Then: what of the answers stands as it stood?
# <<<
@dag(
    # >>> 2
    schedule=[INDEX],
    # === schedule=None,
    # <<<
    max_active_runs=1,
    tags=["course", "15.1"],
    is_paused_upon_creation=False,
)
def solution_15_1_refresh() -> None:
    # >>> 2
    @task(outlets=[ANSWERS])
    # === @task
    # <<<
    def refresh_answers(*, outlet_events) -> None:
        """Carry each answer on whose evidence is the same; make the others stale, and say how many."""
        # >>> 2
        answers, version, stale = WORKSHOP.load("answers"), WORKSHOP.version(), 0
        kept = {}
        for key, row in answers.items():
            if row["status"] == "stale" or row["version"] == version:
                kept[key] = row
            elif row["evidence"] == evidence_of(WORKSHOP.find(row["question"])):
                kept[key_of(row["question"])] = {**row, "version": version}
            else:
                kept[key] = {**row, "status": "stale"}
                stale += 1
        WORKSHOP.save("answers", kept)
        if not stale:
            raise AirflowSkipException("every answer stands as it stood")
        outlet_events[ANSWERS].extra = {"stale": stale}
        # === todo(2)
        # <<<

    refresh_answers()


# >>> 3 given
# Task 3: good compared with what? Look at the pages as they are now, not at what an answer says of itself.
# <<<
# >>> 3
def is_right(row, document, pages) -> bool:
    """Whether an answer cites the right page first, and every quote stands where it says."""
    cited = row["citations"]
    stands = all(each["quote"] in pages.get(each["document"], "") for each in cited)
    return bool(cited) and cited[0]["document"] == document and stands


# <<<
@dag(schedule=None, max_active_runs=1, tags=["course", "15.1"], is_paused_upon_creation=False)
def solution_15_1_evaluate() -> None:
    # >>> 3
    @task(outlets=[EVALUATIONS])
    # === @task
    # <<<
    def evaluate_answers(*, outlet_events) -> None:
        """Ask the golden questions of this index, and compare with the index before."""
        # >>> 3
        version, evaluations = WORKSHOP.version(), WORKSHOP.load("evaluations")
        if str(version) in evaluations:
            raise AirflowSkipException("this index was evaluated")
        golden, pages, answers = WORKSHOP.golden(), WORKSHOP.documents(), WORKSHOP.load("answers")
        found, right = [], []
        for question, document in golden.items():
            key = key_of(question)
            row = answers[key] = answers.get(key) or make_answer(question)
            if document in {passage.document for passage in WORKSHOP.find(question)}:
                found.append(question)
            if is_right(row, document, pages):
                right.append(question)
        WORKSHOP.save("answers", answers)
        before = evaluations[max(evaluations, key=int)]["right"] if evaluations else []
        told = {
            "recall": len(found) / len(golden),
            "correct": len(right) / len(golden),
            "worse": len(set(before) - set(right)),
        }
        WORKSHOP.save("evaluations", {**evaluations, str(version): {**told, "right": right}})
        outlet_events[EVALUATIONS].extra = told
        # === todo(3)
        # <<<

    evaluate_answers()


solution_15_1_index_pages()
solution_15_1_answer()
solution_15_1_refresh()
solution_15_1_evaluate()
