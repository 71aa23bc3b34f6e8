"""The part of `make demo-knowledge` in which somebody rates answers: what is called wrong is not given again.

Two pages answer the question, and the one that nobody took away when the rule changed is the nearer one.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape

from include.answers.answers import CURRENT, STALE, Answer, find_answer, rows_where
from include.answers.quality import QuestionOutcome
from include.knowledge.answer_rows import ANSWERED
from include.knowledge.doubts import RIGHT, WRONG, normal
from include.lake.queries import Row, among, read_rows
from include.lake.tables import Lake
from include.settings import Settings
from include.vector_store.state import peek
from tools.forms import fill_in
from tools.local_airflow import LocalAirflow
from tools.own_folders import note_file
from tools.stage import DemoError, console
from tools.waiting import wait_for

QUESTION = "Where does a guest park the car?"
GOLDEN_QUESTION = "What is the yard for now?"
FORMER, NOW = "guests-2019.md", "guests.md"
PAGES = {
    FORMER: "# Guests\n\n## Parking\n\nA guest parks the car in the yard, behind the green gate.\n",
    NOW: "# Guests\n\n## Arriving by car\n\nGuests park on level two of the garage; the yard is for bicycles now.\n",
}


class Reader:
    """Somebody who asks and says whether the answer was right.

    Args:
        user: id, which is kept with a rating.
        lake: of answers and ratings.
    """

    def __init__(self, airflow: LocalAirflow, settings: Settings, lake: Lake, user: str) -> None:
        self._airflow, self._settings, self._lake, self._user = airflow, settings, lake, user

    def give_pages(self) -> None:
        """Put the pages among the documents, and wait until they are served; nobody starts a DAG."""
        for name, text in PAGES.items():
            _write(Path(self._settings.documents_uri) / name, text)
        wait_for(self._are_served, "the pages in the search index")

    def ask(self, page: str) -> Answer:
        """Ask with the form, show the answer and return it.

        Raises:
            DemoError: it is not from this page.
        """
        fill_in(self._airflow, "answer_question", {"question": QUESTION})
        rows = [row for row in rows_where(self._lake, f"status = '{CURRENT}'") if row["question"] == QUESTION]
        answer = Answer.of(rows[-1])
        for cited in answer.citations:
            console.print(f"  {escape(cited.source)}: “{escape(cited.quote)}”")
        if answer.verdict != ANSWERED or answer.citations[0].source != page:
            raise DemoError(f"the answer should be from {page}, it is: {answer.text}")
        return answer

    def call(self, answer: Answer, verdict: str) -> None:
        """Rate an answer with the form."""
        console.print(f"  [bold]{verdict}[/], somebody says")
        fill_in(self._airflow, "rate_answer", {"answer": answer.id, "verdict": verdict, "rated_by": self._user})

    def is_stale(self, answer: Answer) -> bool:
        """Says whether an answer is not given again."""
        found = find_answer(self._lake, answer.id)
        return found is not None and found.status == STALE

    def examples(self) -> list[Row]:
        """Returns rated answers to the question, as examples."""
        return [row for row in self._lake.rows("answer_examples") if normal(row["question"]) == normal(QUESTION)]

    def write_golden_question(self) -> Sequence[QuestionOutcome]:
        """Write a golden question into its file, and return what the evaluation found that it woke."""
        text = json.dumps([{"question": GOLDEN_QUESTION, "document": NOW}], indent=1)
        _write(Path(self._settings.golden_questions), text)
        return wait_for(self._evaluated, "an evaluation of the golden question")

    def _evaluated(self) -> Sequence[QuestionOutcome]:
        rows = sorted(self._lake.rows("answer_evaluations"), key=lambda row: str(row["evaluated_at"]))
        outcomes = [QuestionOutcome(**each) for each in json.loads(rows[-1]["outcomes"])] if rows else []
        return outcomes if GOLDEN_QUESTION in {each.question for each in outcomes} else ()

    def _are_served(self) -> bool:
        documents = Lake(self._settings.lake_uri)
        rows = read_rows(documents.open("chunks"), "document", where=among("document", sorted(PAGES)))
        served = peek(self._settings).found
        is_newest = served is not None and served.notes.version == documents.version("chunks")
        return is_newest and {row["document"] for row in rows} == set(PAGES)


def tell_ratings(reader: Reader) -> None:
    """A wrong answer, another one after the word, and a right one that is asked from then on; each is checked."""
    reader.give_pages()
    console.print(f"  asked: {QUESTION}")
    first = reader.ask(FORMER)
    reader.call(first, WRONG)
    wait_for(lambda: reader.is_stale(first), "the answer being stale")
    console.print("  the answer is stale, though no page has changed; asked again:")
    second = reader.ask(NOW)
    if FORMER in {cited.source for cited in second.citations}:
        raise DemoError(f"what was called wrong is quoted again: {second.text}")
    reader.call(second, RIGHT)
    for row in reader.examples():
        part, says = row["part"], f"“{row['text']}” is {row['verdict']}"
        console.print(f"  now an example for {part}: {escape(says)}, of answer {row['answer']}")
    if [(row["verdict"], row["answer"]) for row in reader.examples()] != [(RIGHT, second.id)]:
        raise DemoError("the newest rated answer to the question should be its example")


def tell_evaluation(reader: Reader) -> None:
    """An edit of the golden questions runs the evaluation, which asks what a reader has confirmed, too."""
    outcomes = reader.write_golden_question()
    for each in outcomes:
        kind = "golden" if each.question == GOLDEN_QUESTION else "confirmed"
        console.print(f"  {kind}: {escape(each.question)} {'right' if each.correct else 'wrong'}, from {each.document}")
    if [(each.question, each.correct) for each in outcomes] != [(GOLDEN_QUESTION, True), (QUESTION, True)]:
        raise DemoError("the evaluation should ask the golden question and the confirmed one, and find both right")


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    note_file(path.parent, path)
