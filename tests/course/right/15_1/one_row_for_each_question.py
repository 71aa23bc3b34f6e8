"""One row for each question: a new answer takes the place of the old one; the clock evaluates."""

FILES = {
    "mine.py": r'''import json

from airflow.sdk import DAG, Asset, AssetAlias, Metadata, Param, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.answer_workshop import NEAR_ENOUGH, AnswerWorkshop, hash_of

W = AnswerWorkshop("exercise_15_1")


def asset(name):
    return Asset(name=f"exercise_15_1_{name}", uri=f"x-course://exercise_15_1/{name}")


INDEX, ANSWERS, EVALUATIONS = asset("index"), asset("answers"), asset("evaluations")
OPTIONS = {"max_active_runs": 1, "is_paused_upon_creation": False}

with DAG("exercise_15_1_index_pages", schedule=None, is_paused_upon_creation=False):

    @task(outlets=[INDEX])
    def index_pages(*, outlet_events):
        changed = W.index()
        if not changed:
            raise AirflowSkipException("the index has the pages as they are")
        outlet_events[INDEX].extra = changed

    index_pages()


class Book:
    """The answers by question: one row for each question, of the newest index, and stale ones beside."""

    def __init__(self):
        self.rows = W.load("answers")
        self.version = W.version()

    def get(self, question):
        row = self.rows.get(hash_of(question))
        return row if row and row["version"] == self.version and row["status"] == "current" else None

    def answer(self, question):
        found = W.find(question)
        sentences = W.sentences(question, found) if found else []
        best = sentences[0] if sentences and sentences[0].score >= NEAR_ENOUGH else None
        row = {
            "question": question,
            "answer": best.text if best else "",
            "citations": [{"document": best.document, "quote": best.text}] if best else [],
            "version": self.version,
            "status": "current",
            "stands_on": [passage.hash for passage in found],
        }
        self.rows[hash_of(question)] = row
        return row

    def save(self):
        W.save("answers", self.rows)


with DAG("exercise_15_1_answer", schedule=None, params={"question": Param("?", type="string", minLength=1)}, **OPTIONS):

    @task(outlets=[ANSWERS])
    def answer_question(*, params):
        book = Book()
        if book.get(params["question"]):
            raise AirflowSkipException("known")
        book.answer(params["question"])
        book.save()
        yield Metadata(ANSWERS, {"answers": len(book.rows)})

    answer_question()

with DAG("exercise_15_1_refresh", schedule=[INDEX], **OPTIONS):

    @task(outlets=[ANSWERS])
    def refresh_answers(*, outlet_events):
        book, stale = Book(), 0
        for row in book.rows.values():
            if row["status"] != "current" or row["version"] == book.version:
                continue
            if [passage.hash for passage in W.find(row["question"])] == row["stands_on"]:
                row["version"] = book.version
            else:
                row["status"] = "stale"
                stale += 1
        book.save()
        if stale == 0:
            raise AirflowSkipException("all stand")
        outlet_events[ANSWERS].extra = {"stale": stale}

    refresh_answers()

with DAG("exercise_15_1_evaluate", schedule="0 2 * * *", catchup=False, **OPTIONS):

    @task(outlets=[EVALUATIONS])
    def evaluate_answers():
        book, past = Book(), W.load("evaluations")
        if any(row["version"] == book.version for row in past.values()):
            raise AirflowSkipException("evaluated")
        pages, golden = W.documents(), W.golden()
        verdicts, hits = {}, 0
        for question, page in golden.items():
            row = book.get(question) or book.answer(question)
            hits += page in [passage.document for passage in W.find(question)]
            cited = row["citations"]
            verdicts[question] = bool(
                cited
                and cited[0]["document"] == page
                and all(each["quote"] in pages.get(each["document"], "") for each in cited)
            )
        book.save()
        last = max(past.values(), key=lambda row: row["version"])["verdicts"] if past else {}
        told = {
            "recall": hits / len(golden),
            "correct": sum(verdicts.values()) / len(golden),
            "worse": sum(1 for question, right in last.items() if right and not verdicts[question]),
        }
        W.save("evaluations", past | {f"v{book.version}": {**told, "version": book.version, "verdicts": verdicts}})
        yield Metadata(EVALUATIONS, told)

    evaluate_answers()
''',
}
