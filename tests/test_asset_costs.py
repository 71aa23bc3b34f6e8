"""What the page says that each use of assets costs is what comes out when it is played: events and rows, no times."""

import pkgutil
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

import include.airflow_io as room
from bench.asset_costs import Costs, answers, conversations, outputs
from include.settings import PROJECT, SAMPLE_CONVERSATIONS

PAGE = (PROJECT / "docs" / "when-not-to-use-assets.md").read_text("utf-8")
GOLDEN = 40
"""Different questions. Each is asked twice here; the page tells of a thousand that are these again and again."""
WORDS = {3: "three", 5: "five"}


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Costs:
    return conversations(tmp_path_factory.mktemp("at_once"), at_once=True)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Costs:
    return answers(tmp_path_factory.mktemp("answers"), asked=2 * GOLDEN)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Costs:
    return outputs(tmp_path_factory.mktemp("outputs"))


def row(use: str) -> tuple[str, str]:
    """What the table says of a use: of its events, and of its rows."""
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| {use} |")]
    events, rows = line.strip("| ").split(" | ")[2:]
    return events, rows


def below() -> str:
    """The paragraph below the table, as one line."""
    (paragraph,) = [each for each in PAGE.split("\n\n") if each.startswith("`python -m bench.asset_costs`")]
    return paragraph.replace("\n", " ")


def assets() -> set[str]:
    """Names of all assets of the bundle."""
    from airflow.sdk import Asset

    modules = [import_module(f"{room.__name__}.{found.name}") for found in pkgutil.iter_modules(room.__path__)]
    values = [value for module in modules for value in vars(module).values()]
    listed = [one for value in values for one in (value.values() if isinstance(value, dict) else [value])]
    return {one.name for one in listed if isinstance(one, Asset)}


def test_the_page_says_how_many_assets_there_are_for_any_number_of_things() -> None:
    assert f"The three systems here have {len(assets())} assets" in PAGE


def test_the_page_says_what_summaries_cost(at_once: Costs) -> None:
    events, rows = row("summaries of threads")
    assert events.startswith(f"{at_once.events['thread_summaries']} a batch")
    assert rows == f"{at_once.of_thousand('thread_summaries')} for a thousand messages, one a thread"
    assert at_once.rows["thread_summaries"] == len(list(SAMPLE_CONVERSATIONS.glob("*.json")))


def test_the_page_says_what_facts_cost(at_once: Costs) -> None:
    events, rows = row("facts that evolve")
    sent = at_once.events["user_facts"] + at_once.events["user_profiles"]
    assert events.startswith(f"{sent} a batch: the facts, and the profiles")
    facts, relations, profiles = map(at_once.of_thousand, ("user_facts", "fact_relations", "user_profiles"))
    assert rows == f"{facts} facts, {relations} relations, {profiles} profiles for a thousand messages"


def test_the_page_says_what_answers_cost_and_a_hit_costs_nothing(questions: Costs) -> None:
    events, rows = row("a cache of what was looked up")
    made = questions.rows["answers"]
    assert questions.events["answers"] == made == GOLDEN < questions.of
    assert events == "1 a question that had to be answered, none a hit"
    assert rows.endswith(f" {made} for a thousand that ask {GOLDEN} different ones")


def test_the_page_says_what_ratings_cost(questions: Costs) -> None:
    events, rows = row("what readers say of it")
    rated, examples = questions.rows["answer_feedback"], questions.rows["answer_examples"]
    assert rated == questions.rows["answers"]
    assert (questions.events["answer_feedback"], questions.events["answer_examples"]) == (rated, examples)
    assert events.startswith("2 a rating that is news: the rating, and the examples where it changes them")
    assert rows == "1 a rating, 1 an example"


def test_the_page_says_what_outputs_of_models_cost(plan: Costs) -> None:
    events, rows = row("what models wrote")
    stages = Counter({name: plan.events[name] for name in ("link", "essay", "evaluation")})
    assert set(stages.values()) == {1}
    sent = stages.total() + plan.events["scores"]
    assert events == f"at most {sent} a plan ({WORDS[len(stages)]} stages, the scores)"
    made, scored, compared = map(plan.of_thousand, ("answers", "scores", "experiments"))
    assert (
        rows == f"{made} answers, {scored} of which have a score, and {compared} of an experiment for a thousand calls"
    )


def test_the_page_says_what_was_played_and_what_one_batch_of_it_sends(at_once: Costs, plan: Costs) -> None:
    told, sent = below(), at_once.events
    assert set(sent.values()) == {1}
    assert f"{at_once.of} messages in {at_once.rows['thread_summaries']} threads, a thousand questions" in told
    assert f"a plan of {plan.of} calls" in told
    assert f"send {sent.total()} events in all (each of {WORDS[len(sent)]} assets one)" in told
    assert f"An asset for each message would be {at_once.of} events" in told


@pytest.mark.slow_load
def test_the_page_says_what_the_same_threads_send_one_by_one(at_once: Costs, tmp_path: Path) -> None:
    one_by_one = conversations(tmp_path, at_once=False)
    assert one_by_one.rows == at_once.rows
    assert f"would have it, {one_by_one.events.total()}, and the rows are the same" in below()
