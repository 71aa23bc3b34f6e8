"""The other two systems in `make demo`: they work on copies of their samples, beside the documents."""

import os
from pathlib import Path

from include.generation.plan import plan_calls, summary
from include.generation.tables import generation_lake
from include.knowledge.questions import Knowledge
from include.knowledge.tables import knowledge_lake
from include.lake.queries import read_rows
from include.settings import SAMPLE_CONVERSATIONS, SAMPLE_GENERATION, Settings
from tools.stage import DemoError, console, copied
from tools.waiting import wait_for


def sample_settings(folder: Path) -> dict[str, str]:
    """Returns where copies are that somebody may edit; none beside documents of one's own, or where SAMPLES is off."""
    is_own = bool(os.environ.get("SOURCE", "").strip())
    choice = Settings.from_environment({"SAMPLES": os.environ.get("SAMPLES", "")}).samples
    if (choice or ("off" if is_own else "on")) == "off":
        return {"SAMPLES": "off"}
    return {
        "GENERATION_URI": str(copied(SAMPLE_GENERATION, folder, "team")),
        "CONVERSATIONS_URI": str(copied(SAMPLE_CONVERSATIONS, folder, "conversations")),
    }


def tell_samples(settings: Settings) -> None:
    """Say what has followed of the samples by itself, and what waits for a person.

    Raises:
        DemoError: a model was called, which nobody has agreed to.
    """
    console.print("\n[bold]5. Two more systems have worked beside it[/], on samples; what costs waits for a Yes")
    lake, generation = knowledge_lake(settings), generation_lake(settings)
    wait_for(lambda: Knowledge(settings, lake).rows, "facts of the conversations")
    wait_for(lambda: is_derived(settings), "tasks of the team's files")
    known = Knowledge(settings, lake)
    console.print(f"  {len(known.rows)} facts about {len(known.users())} people, of a chat; more: make demo-knowledge")
    console.print(f"  {summary(plan_calls(settings, generation))}; more: make demo-generation")
    if calls := len(read_rows(generation.open("answers"), "key")):
        raise DemoError(f"{calls} calls were made without a decision")


def is_derived(settings: Settings) -> bool:
    """Says whether the tables of tasks have what the files say."""
    plan = plan_calls(settings, generation_lake(settings))
    return bool(plan.calls) and not plan.unsettled
