"""A handbook of one's own whose questions are answered, and a model whose replies are known and counted."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from include.answers.answerer import Answerer, open_answerer
from include.answers.answers import Answer, rows_where
from include.answers.cache import AskReport, ask
from include.answers.retrieval import UserQuestion
from include.answers.staleness import StalenessReport, refresh_answers
from include.knowledge.tables import knowledge_lake
from include.lake.tables import Lake
from include.language_model.calls import Reply
from include.provenance import Provenance
from include.settings import Settings
from tests.conftest import Workplace

LEAVE = "How many days of holiday does everybody have?"
TRAVEL = "What is the daily allowance on a journey?"
OFF_TOPIC = "Who painted the Mona Lisa?"
PAGES = {
    "leave.md": "# Leave\n\n## Days\n\nEverybody has 27 days of holiday. Public holidays come on top.\n",
    "travel.md": "# Travel\n\nTake the train. The daily allowance on a journey is 58 euros.\n",
    "office.md": "# Office\n\nThe office has a green door. Dogs may come on Tuesdays.\n",
    "backups.md": "# Backups\n\nA shard is restored from its backup within two hours.\n",
    "passwords.md": "# Passwords\n\nA password has sixteen characters or more and is kept in the manager.\n",
    "hiring.md": "# Hiring\n\nA bonus of 1,500 euros is paid for recommending somebody who is hired.\n",
    "lunch.md": "# Lunch\n\nThe kitchen serves soup at noon.\n",
}
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@dataclass
class Desk:
    """Who is asked."""

    place: Workplace
    settings: Settings
    prompts: list[str] = field(default_factory=list)
    said: Callable[[str], str] = lambda _prompt: "Everybody has 27 days of holiday [1]."
    cut_off: bool = False

    @property
    def lake(self) -> Lake:
        return knowledge_lake(self.settings)

    @property
    def commits(self) -> int:
        return self.lake.version("answers")

    @property
    def model(self) -> Answerer:
        """The model instead of the sentences."""
        settings = replace(self.settings, knowledge_model="ours:small", knowledge_connection="ours")
        return Answerer(settings, lambda: self)

    def reply(self, prompt: str) -> Reply:
        self.prompts.append(prompt)
        return Reply(self.said(prompt), input_tokens=len(prompt) // 4, output_tokens=9, cut_off=self.cut_off)

    def ask(
        self,
        *questions: str,
        user: str = "",
        by: Answerer | None = None,
        now: datetime = NOW,
        run: Provenance | None = None,
    ) -> AskReport:
        asked = [UserQuestion(question, user) for question in questions]
        return ask(self.settings, self.lake, run or Provenance(), asked, by or open_answerer(self.settings), now)

    def answer(self, question: str, **how: object) -> Answer:
        return self.ask(question, **how).answers[0]  # type: ignore[arg-type]

    def refresh(self, run: Provenance | None = None) -> StalenessReport:
        return refresh_answers(self.settings, self.lake, run or Provenance(), NOW + timedelta(hours=1))

    def status(self, question: str) -> str:
        """Of the newest answer to a question."""
        rows = [row for row in rows_where(self.lake, "true") if row["question"] == question]
        return str(rows[-1]["status"])

    def edit(self, name: str, text: str) -> None:
        """Rewrite a page, and let the index follow."""
        self.place.write(name, text)
        self.place.sync()


def copied(desk: Desk, folder: Path) -> Desk:
    """The same pages, tables and index in another folder."""
    shutil.copytree(desk.place.folder, folder, dirs_exist_ok=True)
    place = Workplace(folder)
    return Desk(place, place.settings)


@pytest.fixture(scope="session")
def first_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The pages, synchronised once; it is there to be copied."""
    place = Workplace(tmp_path_factory.mktemp("desk"))
    for name, text in PAGES.items():
        place.write(name, text)
    place.sync()
    return Desk(place, place.settings)


@pytest.fixture
def desk(first_desk: Desk, tmp_path: Path) -> Desk:
    return copied(first_desk, tmp_path)
