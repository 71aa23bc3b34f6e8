"""What a rating changes: `python -m bench.ratings`, on the sample handbook, without a language model.

A reader asks the golden questions, and some that the handbook nearly answers and does not. Wrong is what has another
page first, and any answer to one of the latter. The reader rates each wrong answer, asks everything again, three times.
"""

import tempfile
from collections.abc import Sequence

from include.answers.answers import Answer
from include.answers.cache import ask
from include.answers.feedback import rate
from include.answers.retrieval import UserQuestion
from include.knowledge.answer_rows import ANSWERED
from include.knowledge.doubts import WRONG
from include.knowledge.tables import knowledge_lake
from include.lake.tables import Lake
from include.pipeline.golden import golden_questions
from include.provenance import Provenance
from include.settings import SAMPLE_DOCUMENTS, Settings
from include.sync.run import sync

ROUNDS = 3
NEARLY = (
    "Do we have an office in Singapore?",
    "How many days of holiday does the office dog have?",
    "What is the daily allowance on the moon?",
    "Who is the head of the legal department?",
    "How long is a password for the coffee machine?",
    "What bonus is paid for a good idea?",
    "Which train goes to Lisbon on Sundays?",
    "How much is a refund for a broken laptop?",
    "When is the summer party?",
    "What does the premium plan cost in yen?",
    "How many people are on call on Christmas Eve?",
    "Which dentist do we have a contract with?",
)
"""None of them is answered in the handbook; written before anything was measured."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        places = {"LAKE_URI": f"{folder}/lake", "QDRANT_PATH": f"{folder}/qdrant"}
        settings = Settings.from_environment({"DOCUMENTS_URI": str(SAMPLE_DOCUMENTS), **places})
        sync(settings, lambda _plan: None, lambda _what, _done, _total: None)
        pages = {one.question: one.document for one in golden_questions(settings, Lake(settings.lake_uri))}
        lake, questions = knowledge_lake(settings), [UserQuestion(each) for each in (*pages, *NEARLY)]
        first = answers = ask(settings, lake, Provenance(), questions).answers
        tell("before", pages, answers)
        for number in range(1, ROUNDS + 1):
            wrong = [each for each in answers if is_wrong(each, pages)]
            for each in wrong:
                rate(lake, Provenance(), each.id, WRONG)
            answers = ask(settings, lake, Provenance(), questions).answers
            tell(f"after {number}, {len(wrong)} rated wrong", pages, answers)
        moved = [now.question for was, now in zip(first, answers, strict=True) if was.id != now.id]
        innocent = [each.question for each in first if not is_wrong(each, pages)]
        print(f"of {len(innocent)} answers that nobody rated {len(set(moved) & set(innocent))} moved")


def is_wrong(answer: Answer, pages: dict[str, str]) -> bool:
    """Says whether a reader who knows the handbook calls it wrong; to find nothing is never wrong."""
    return answer.verdict == ANSWERED and answer.citations[0].source != pages.get(answer.question)


def tell(when: str, pages: dict[str, str], answers: Sequence[Answer]) -> None:
    """Print how many questions have the right page first, and how many that have no answer get none."""
    golden = [each for each in answers if each.question in pages]
    right = sum(each.verdict == ANSWERED and not is_wrong(each, pages) for each in golden)
    wrong = sum(is_wrong(each, pages) for each in golden)
    silent = sum(each.verdict != ANSWERED for each in answers if each.question not in pages)
    print(
        f"{when}: {right} of {len(golden)} right, {wrong} wrong; {silent} of {len(NEARLY)} are told that there is none"
    )


if __name__ == "__main__":
    main()
