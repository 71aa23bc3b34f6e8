"""How good answers are on the sample handbook; docs/answers.md has the figures."""

import pytest

from include.answers.cache import ask
from include.answers.evaluation import evaluate
from include.answers.retrieval import UserQuestion
from include.knowledge.answer_rows import ANSWERED
from include.knowledge.tables import knowledge_lake
from include.lake.tables import Lake
from include.provenance import Provenance
from include.settings import SAMPLE_DOCUMENTS, Settings
from include.sync.run import sync
from tests.conftest import RUNTIME

OFF_TOPIC = (
    "What is the capital of Australia?",
    "How do I bake sourdough bread?",
    "Who won the football world cup in 1998?",
    "What is the boiling point of nitrogen?",
    "What is the best way to learn the violin?",
    "Who painted the Mona Lisa?",
    "Is the stock market going to crash next year?",
    "What is the speed of light?",
    "What is the tallest building in Dubai?",
    "How do I knit a scarf?",
    "Which planet is closest to the sun?",
    "How many players are in a rugby team?",
    "What causes earthquakes?",
    "Who wrote The Odyssey?",
    "How do I remove red wine stains?",
    "What is the population of Brazil?",
    "How long should I boil an egg?",
    "What year did the Titanic sink?",
)
"""Nothing in the handbook has to do with these; the last ten were written after the limit was set."""


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("handbook")
    places = {"LAKE_URI": str(folder / "lake"), "QDRANT_PATH": str(folder / "qdrant"), "EMBEDDING_RUNTIME": RUNTIME}
    settings = Settings.from_environment({"DOCUMENTS_URI": str(SAMPLE_DOCUMENTS), **places})
    sync(settings, lambda _plan: None, lambda _what, _done, _total: None)
    return settings


@pytest.mark.slow_load
def test_the_golden_questions_are_answered_from_the_right_page_word_for_word(handbook: Settings) -> None:
    report = evaluate(handbook, Lake(handbook.lake_uri), knowledge_lake(handbook), Provenance())
    now = report.evaluation
    print(f"recall@5 {now.recall:.1%}, citations correct {now.correctness:.1%} of {now.answered} answered")
    assert now.recall >= 0.97  # one is among the first five by its meaning alone, see docs/search.md
    assert now.correctness >= 0.94
    assert now.answered >= 39


def test_what_has_nothing_to_do_with_the_handbook_is_not_answered(handbook: Settings) -> None:
    asked = [UserQuestion(question) for question in OFF_TOPIC]
    answers = ask(handbook, knowledge_lake(handbook), Provenance(), asked).answers
    assert [answer.question for answer in answers if answer.verdict == ANSWERED] == []
