"""What the Search page is told of people: as it is now, as it was on a day, why, and what changed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import include.embedding.encoder
from include.errors import LakeRefused, ModelError, SettingsError
from include.knowledge.sync import sync
from include.knowledge.tables import knowledge_lake
from include.lake.history import erase_history
from include.provenance import Provenance
from include.search import query_encoder
from include.settings import Settings
from include.ui import known_facts
from include.ui.knowledge_answer import KnowledgeAnswers
from tests.conftest import RUNTIME
from tests.knowledge.chat import HOSTILE, NAMESAKE, NORA, fill, say

pytestmark = pytest.mark.skipif(RUNTIME == "torch", reason="questions are encoded by OpenVINO only")
QUESTION = "Where does Nora live?"


class Chat:
    """An export, and what is learned of it."""

    def __init__(self, folder: Path) -> None:
        self.export = folder / "export"
        self.settings = Settings.from_environment(
            {
                "CONVERSATIONS_URI": str(self.export),
                "LAKE_URI": str(folder / "lake"),
                "QDRANT_PATH": str(folder / "qdrant"),
                "EMBEDDING_RUNTIME": RUNTIME,
            }
        )
        self.export.mkdir()

    def learn(self) -> None:
        sync(self.settings, Provenance())


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    made = Chat(tmp_path)
    fill(made.export)
    made.learn()
    return made


@pytest.fixture
def answers(chat: Chat) -> KnowledgeAnswers:
    return KnowledgeAnswers(chat.settings)


def told(answer: dict[str, Any]) -> dict[str, str]:
    """Facts by the id of whom they are about."""
    return {fact["user"]: fact["text"] for fact in answer["facts"]}


def test_two_people_with_one_name_are_told_apart_now_and_on_a_day(answers: KnowledgeAnswers) -> None:
    now, then = answers.believed(QUESTION, ""), answers.believed(QUESTION, "2026-05-01")
    assert told(now) == {NORA[0]: "lives in Hamburg", NAMESAKE[0]: "lives in Oslo"}
    assert told(then) == {NORA[0]: "lives in Berlin", NAMESAKE[0]: "lives in Oslo"}
    berlin = next(fact for fact in then["facts"] if fact["user"] == NORA[0])
    assert (berlin["since"], berlin["until"], berlin["messages"]) == ("2026-03-02", "2026-06-10", 1)
    assert {fact["name"] for fact in now["facts"]} == {NORA[1]}
    assert answers.believed(QUESTION, "2026-01-01")["facts"] == []


def test_why_has_the_words_as_they_were_written_and_what_was_believed_before(answers: KnowledgeAnswers) -> None:
    moved = next(fact for fact in answers.believed(QUESTION, "")["facts"] if fact["user"] == NORA[0])
    reason = answers.why(moved["id"])
    (said,) = reason["messages"]
    assert (said["time"][:10], said["thread"], said["message"]) == ("2026-06-10", "boxes", "m1")
    assert HOSTILE in said["quote"]
    (before,) = reason["replaced"]
    assert (before["text"], before["until"], reason["replaced_by"]) == ("lives in Berlin", "2026-06-10", None)
    assert answers.why(before["id"])["replaced_by"]["id"] == moved["id"]


def test_what_was_learned_superseded_and_withdrawn_since_a_moment(chat: Chat, answers: KnowledgeAnswers) -> None:
    moment = datetime.now(UTC).isoformat()
    assert answers.changes(moment) == {"state": "ready", "changes": [], "total": 0}
    say(chat.export, "kiel", "2026-07-01", "I have moved to Kiel.")
    (chat.export / "tools.json").unlink()
    chat.learn()
    answer = answers.changes(moment)
    assert {(one["kind"], one["text"]) for one in answer["changes"]} == {
        ("learned", "lives in Kiel"),
        ("superseded", "lives in Hamburg"),
        ("withdrawn", "uses Kafka"),
    }
    assert answers.changes("2026-01-01")["total"] == 4  # before anything was known


def test_a_moment_before_an_erasure_is_refused_in_words(chat: Chat, answers: KnowledgeAnswers) -> None:
    say(chat.export, "kiel", "2026-07-01", "I have moved to Kiel.")
    chat.learn()
    erase_history(knowledge_lake(chat.settings), "user_facts")
    with pytest.raises(LakeRefused, match="erased"):
        answers.changes("2026-01-01")


@pytest.mark.parametrize("question", ["Nora", "what do we believe about Nora now?", "who are u-nora, u-nora-2?"])
def test_a_name_asks_for_whatever_is_known(answers: KnowledgeAnswers, question: str) -> None:
    assert set(told(answers.believed(question, ""))) >= {NORA[0], NAMESAKE[0]}


def test_what_cannot_be_read_is_said(answers: KnowledgeAnswers) -> None:
    assert answers.believed("  ", "")["state"] == "no_question"
    assert answers.believed("Which paintings hang in the museum of Reykjavik?", "")["facts"] == []
    with pytest.raises(SettingsError, match="write it as 2026-03-01"):
        answers.believed(QUESTION, "yesterday")
    for since in ("", "yesterday"):
        with pytest.raises(SettingsError, match="2026-03-01T12:00"):
            answers.changes(since)
    with pytest.raises(SettingsError, match="no facts"):
        answers.why("00000000-0000")


def test_before_anything_is_learned_nothing_is_known(tmp_path: Path) -> None:
    answers = KnowledgeAnswers(Chat(tmp_path).settings)
    assert answers.about() == {"state": "ready", "version": -1, "facts": 0, "people": 0}
    assert answers.believed(QUESTION, "")["facts"] == []
    assert answers.changes("2026-01-01")["total"] == 0


def test_the_tables_are_read_again_only_when_the_facts_have_a_new_version(
    chat: Chat, answers: KnowledgeAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []
    real = known_facts.Knowledge
    monkeypatch.setattr(known_facts, "Knowledge", lambda *args: reads.append(args) or real(*args))
    for question in (QUESTION, "Which queue do we use?", QUESTION):
        answers.believed(question, "")
    assert len(reads) == 1
    say(chat.export, "kiel", "2026-07-01", "I have moved to Kiel.")
    chat.learn()
    assert told(answers.believed(QUESTION, ""))[NORA[0]] == "lives in Kiel"
    assert len(reads) == 2


def test_no_second_model_is_loaded_also_for_what_has_no_vector_yet(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = knowledge_lake(chat.settings)
    table = lake.open("fact_vectors")
    table.delete()  # as between the two commits of a task
    opened = []
    monkeypatch.setattr(include.embedding.encoder, "open_encoder", lambda *_: opened.append("second"))
    real = query_encoder.QueryEncoder._open
    monkeypatch.setattr(query_encoder.QueryEncoder, "_open", lambda *args: opened.append("page's") or real(*args))
    query_encoder.shared_encoder.cache_clear()
    assert NORA[0] in told(KnowledgeAnswers(chat.settings).believed(QUESTION, ""))
    assert opened == ["page's"]


def test_many_facts_without_a_vector_are_left_to_the_task(
    chat: Chat, answers: KnowledgeAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_facts, "NEW_AT_ONCE", 2)
    knowledge_lake(chat.settings).open("fact_vectors").delete()
    with pytest.raises(ModelError, match="trigger derive_user_facts"):
        answers.believed(QUESTION, "")
    chat.learn()
    assert NORA[0] in told(answers.believed(QUESTION, ""))


def test_without_a_converted_model_it_says_so(chat: Chat, tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "CONVERSATIONS_URI": chat.settings.conversations_uri,
            "LAKE_URI": chat.settings.lake_uri,
            "MODEL_CACHE": str(tmp_path / "none"),
        }
    )
    answers = KnowledgeAnswers(settings)
    assert answers.believed(QUESTION, "")["state"] == "no_encoder"
    assert answers.believed("Nora", "")["state"] == "ready"  # needs no model
