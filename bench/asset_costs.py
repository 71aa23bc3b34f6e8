"""What a kind of thing costs as an asset with rows: `python -m bench.asset_costs`, for docs/when-not-to-use-assets.md.

Plays the four uses on the samples, without Airflow and without a model that costs: events are reports that a task would
announce, rows are those of the tables afterwards. Conversations are read twice: all in one batch, and thread by thread.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from include.answers.cache import ask
from include.answers.examples import refresh_examples
from include.answers.feedback import rate
from include.answers.retrieval import UserQuestion
from include.generation.experiments import refresh_experiments
from include.generation.plan import plan_calls
from include.generation.question import groups
from include.generation.refresh import refresh
from include.generation.run import make_calls
from include.generation.scores import refresh_scores
from include.generation.stages import TASK_TABLES
from include.generation.tables import generation_lake
from include.knowledge.conversations import unpack
from include.knowledge.doubts import RIGHT
from include.knowledge.sync import STEPS
from include.knowledge.tables import knowledge_lake
from include.lake.tables import Lake
from include.language_model.calls import Reply
from include.pipeline.golden import golden_questions
from include.provenance import Provenance
from include.settings import SAMPLE_CONVERSATIONS, SAMPLE_DOCUMENTS, SAMPLE_GENERATION, Settings
from include.sync.run import sync

THOUSAND = 1000
BESIDE = {"user_facts": ("user_profiles",)}
"""Assets that a step announces beside its own."""
OF_KNOWLEDGE = ("thread_summaries", "user_facts", "fact_relations", "user_profiles")


@dataclass
class Costs:
    """What was announced, and how many rows there are."""

    of: int
    """Messages, questions or outputs that were played."""
    events: Counter[str]
    rows: dict[str, int]

    def of_thousand(self, table: str) -> int:
        """Returns how many rows a thousand of them would have."""
        return round(self.rows[table] * THOUSAND / self.of)

    def __str__(self) -> str:
        rows = ", ".join(f"{name} {count} ({self.of_thousand(name)})" for name, count in self.rows.items())
        events = ", ".join(f"{name} {count}" for name, count in self.events.items()) or "none"
        return f"{self.of} played; events: {events}; rows (of a thousand): {rows}"


class Judge:
    """A model that costs nothing: no two answers are alike, and each judgement holds a score."""

    answered = 0

    def reply(self, prompt: str) -> Reply:
        self.answered += 1
        return Reply("SCORE: 7" if "SCORE" in prompt else f"answer {self.answered}", input_tokens=1, output_tokens=1)


def main() -> None:
    plays: dict[str, Callable[[Path], Costs]] = {
        "conversations, one batch": lambda folder: conversations(folder, at_once=True),
        "conversations, thread by thread": lambda folder: conversations(folder, at_once=False),
        "answers, a thousand questions, each golden one again and again": answers,
        "outputs of models, each evaluated": outputs,
    }
    for name, play in plays.items():
        with tempfile.TemporaryDirectory() as folder:
            print(f"{name}: {play(Path(folder))}", flush=True)


def settings_in(folder: Path, **more: str) -> Settings:
    """Returns settings of tables and a store of one's own."""
    places = {"LAKE_URI": f"{folder}/lake", "QDRANT_PATH": f"{folder}/qdrant"}
    return Settings.from_environment({"DOCUMENTS_URI": str(SAMPLE_DOCUMENTS), **places, **more})


def rows_of(lake: Lake, *tables: str) -> dict[str, int]:
    """Returns how many rows each table has."""
    return {name: len(lake.rows(name)) for name in tables}


def conversations(folder: Path, *, at_once: bool) -> Costs:
    """The steps of knowledge over the sample, and once more, which must announce nothing."""
    export = folder / "export"
    export.mkdir()
    settings = settings_in(folder, CONVERSATIONS_URI=str(export))
    lake, events = knowledge_lake(settings), Counter[str]()

    def run() -> int:
        before = events.total()
        for asset, step in STEPS.items():
            if step(settings, lake, Provenance()).worked:
                events.update((asset, *BESIDE.get(asset, ())))
        return events.total() - before

    threads = sorted(SAMPLE_CONVERSATIONS.glob("*.json"))
    for number, thread in enumerate(threads, 1):
        shutil.copyfile(thread, export / thread.name)
        if not at_once or number == len(threads):
            run()
    if again := run():
        raise AssertionError(f"a run with nothing new sent {again} events")
    messages = sum(len(unpack(row["content"])) for row in lake.rows("conversations"))
    return Costs(messages, events, rows_of(lake, *OF_KNOWLEDGE))


def answers(folder: Path, asked: int = THOUSAND) -> Costs:
    """So many questions, of which most were asked before; then each answer is rated once."""
    settings = settings_in(folder)
    sync(settings, lambda _plan: None, lambda _what, _done, _total: None)
    golden = [one.question for one in golden_questions(settings, Lake(settings.lake_uri))]
    lake, events, given = knowledge_lake(settings), Counter[str](), set[str]()
    for number in range(asked):
        report = ask(settings, lake, Provenance(), [UserQuestion(golden[number % len(golden)])])
        events["answers"] += report.worked
        given.add(report.answers[0].id)
    for id_ in sorted(given):
        events["answer_feedback"] += rate(lake, Provenance(), id_, RIGHT).worked
        events["answer_examples"] += refresh_examples(lake, Provenance()).worked
    return Costs(asked, events, rows_of(lake, "answers", "answer_feedback", "answer_examples"))


def outputs(folder: Path) -> Costs:
    """A plan of the sample that somebody has approved, with its scores and its experiment."""
    settings = settings_in(folder, GENERATION_URI=str(SAMPLE_GENERATION))
    lake, run, events, judge = generation_lake(settings), Provenance(), Counter[str](), Judge()
    for name in ("content_combinations", *TASK_TABLES.values()):
        events[name] += refresh(name, settings, lake, run).worked
    plan = plan_calls(settings, lake)
    for group in groups(plan, settings.generation_budget):
        tally = make_calls(settings, lake, run, group.calls, group.budget, lambda _name, _provider: judge)
        events[group.stage] += bool(tally.made)
    events["scores"] += refresh_scores(settings, lake, run).worked
    refresh_experiments(lake, run)
    return Costs(len(plan.calls), events, rows_of(lake, "answers", "scores", "experiments"))


if __name__ == "__main__":
    main()
