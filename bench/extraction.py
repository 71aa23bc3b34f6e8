"""How good is the offline extractor? `python -m bench.extraction`, on the labelled sample conversations.

Half of the threads were at hand when the rules were written (development), the other half was not looked at (held-out).
The rules were chosen by more conversations that were written for it, too (`more_conversations.txt`). A fact is found
where a claim about the same user, from the same message, has the labelled value in it.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from include.knowledge.conversations import Message
from include.knowledge.places import open_places
from include.knowledge.questions import Knowledge
from include.knowledge.reading import RuleReader
from include.knowledge.summaries import evidence
from include.knowledge.sync import sync
from include.knowledge.tables import knowledge_lake
from include.lake.queries import read_rows
from include.provenance import Provenance
from include.settings import PROJECT, SAMPLE_CONVERSATIONS, Settings

LABELS = PROJECT / "include" / "data" / "conversation_labels.json"
MORE = PROJECT / "bench" / "more_conversations.txt"
SPLITS = ("development", "held-out")
Place = tuple[str, str, str]
"""Thread, message and user."""


@dataclass
class Score:
    """What was found of what there is."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong or 1)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed or 1)

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    def __str__(self) -> str:
        counts = f"{self.right} right, {self.wrong} wrong, {self.missed} missed"
        return f"precision {self.precision:.2f}, recall {self.recall:.2f} ({counts})"


def overlaps(one: str, other: str) -> bool:
    """Whether a labelled value and a claimed one are the same, or one holds the other."""
    one, other = one.casefold(), other.casefold()
    return one in other or other in one


def measure(folder: str) -> dict[str, Any]:
    """Everything, from a run of the chain in a folder of its own."""
    environment = {
        "CONVERSATIONS_URI": str(SAMPLE_CONVERSATIONS),
        "LAKE_URI": f"{folder}/lake",
        "QDRANT_PATH": f"{folder}/qdrant",
    }
    settings = Settings.from_environment(environment)
    sync(settings, Provenance())
    labels = json.loads(LABELS.read_text("utf-8"))
    lake = knowledge_lake(settings)
    said = [one for found in evidence(lake).values() for one in found]
    claimed = [((one.source.thread, one.source.message, one.user), one.claim.value) for one in said]
    outcomes = _outcomes(read_rows(lake.open("user_facts"), "sources", "outcome", "value", "user"))
    report: dict[str, Any] = {}
    for split in SPLITS:
        threads = {name: thread for name, thread in labels["threads"].items() if thread["split"] == split}
        labelled = [(name, fact) for name, thread in threads.items() for fact in thread["facts"]]
        expected = [((name, fact["message"], fact["user"]), fact) for name, fact in labelled]
        report[split] = {
            "claims": _claims(expected, [(place, value) for place, value in claimed if place[0] in threads]),
            "decisions": _decisions(expected, outcomes),
        }
    report["more"] = measure_more(settings)
    return report | {"questions": _questions(labels["questions"], Knowledge(settings, lake))}


def measure_more(settings: Settings) -> Score:
    """What the rules find in the other conversations."""
    score, reader = Score(), RuleReader(open_places(settings))
    for number, line in enumerate(MORE.read_text("utf-8").splitlines()):
        if line.startswith("#"):
            continue
        said = line.split(" // ")
        messages = [_message(place, text) for place, text in enumerate(said)]
        found = [
            ((str(number), statement.message.id, ""), claim.value)
            for statement in reader.read(messages).statements
            for claim in statement.claims
        ]
        expected = [
            ((str(number), str(place), ""), {"value": value})
            for place, text in enumerate(said)
            for value in re.findall(r"\[(.*?)\]", text)
        ]
        score += _claims(expected, found)
    return score


def _message(place: int, text: str) -> Message:
    plain = text.replace("[", "").replace("]", "")
    return Message(id=str(place), user=f"u-{place}", name="U", time=datetime(2026, 1, 1, tzinfo=UTC), text=plain)


def _claims(expected: list[tuple[Place, Any]], claimed: list[tuple[Place, str]]) -> Score:
    found = [_match(place, fact["value"], claimed) for place, fact in expected]
    labelled = [(place, fact["value"]) for place, fact in expected]
    wrong = sum(not _match(place, value, labelled) for place, value in claimed)
    return Score(sum(found), wrong, len(found) - sum(found))


def _match(place: Place, value: str, claimed: Iterable[tuple[Place, str]]) -> bool:
    return any(place == other and overlaps(value, one) for other, one in claimed)


def _outcomes(rows: list[dict[str, Any]]) -> list[tuple[Place, str, str]]:
    """What each piece of evidence was taken for: the first of a fact as it came, the others as duplicates."""
    found = []
    for row in rows:
        for number, source in enumerate(json.loads(row["sources"])):
            place = (source["thread"], source["message"], row["user"])
            found.append((place, row["value"], "duplicate" if number else row["outcome"]))
    return found


def _decisions(expected: list[tuple[Place, Any]], outcomes: list[tuple[Place, str, str]]) -> Mapping[str, int]:
    """Of the facts that were found: how many were also decided as labelled."""
    right = total = 0
    for place, fact in expected:
        decided = [outcome for other, value, outcome in outcomes if other == place and overlaps(value, fact["value"])]
        total += bool(decided)
        right += fact["outcome"] in decided
    return {"right": right, "of": total}


def _questions(questions: list[dict[str, str]], knowledge: Knowledge) -> Mapping[str, int]:
    right = 0
    for one in questions:
        day = date.fromisoformat(one["on"]) if one["on"] else None
        found = knowledge.ask(one["question"], one["user"], day, limit=1) if knowledge.users(one["user"]) else []
        right += any(overlaps(belief.value, one["value"]) for belief in found)
    return {"right": right, "of": len(questions)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.extraction", description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = measure(folder)
    if arguments.json:
        print(json.dumps(report, default=vars))
        return
    for split in SPLITS:
        decided = report[split]["decisions"]
        told = f"decided as labelled {decided['right']} of {decided['of']} that were found"
        print(f"{split}: {report[split]['claims']}; {told}")
    print(f"other conversations: {report['more']}")
    print(f"questions: {report['questions']['right']} of {report['questions']['of']} answered right by the first fact")


if __name__ == "__main__":
    main()
