"""Forgetting: nothing is left, and a look into every file proves it; also when it was broken off in the middle."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.errors import Disagreement, SettingsError
from include.knowledge import forget as forgetting
from include.knowledge import summaries
from include.knowledge.answer_rows import TABLE as ANSWERS
from include.knowledge.collect import collect
from include.knowledge.export import export_uri, export_user
from include.knowledge.fact_index import update_index
from include.knowledge.facts import derive_facts
from include.knowledge.forget import forget
from include.knowledge.forgotten import mention, user_hash
from include.knowledge.proof import require_forgotten, traces
from include.knowledge.questions import Knowledge
from include.knowledge.reading import RuleReader
from include.lake.history import version_at
from include.lake.queries import read_rows
from include.lake.reports import report_uri, write_report
from include.provenance import Provenance
from tests.knowledge.conftest import Chat

MORNING, NOON = "2026-03-01T08:00:00Z", "2026-03-01T12:00:00Z"
STEPS = (
    *("rewrite_export", "bring_conversations", "bring_summaries", "bring_facts"),
    *("drop_derived", "bring_index", "erase"),
)


@pytest.fixture
def talked(chat: Chat) -> Chat:
    """Mira has talked alone and with Ben, moved once, and was answered."""
    chat.thread("alone", ("u-mira", MORNING, "I live in Berlin, and there is a secret in Zanzibar."))
    said = ("u-mira", NOON, "I moved to Hamburg. We use Postgres.")
    chat.thread("together", ("u-ben", MORNING, "I live in Rome. Ask u-mira!"), said)
    chat.learn()
    export_user(chat.lake, "u-mira", Provenance())
    write_report(report_uri(chat.settings.lake_uri, "ask_knowledge run"), "<p>Mira (u-mira) lives in Hamburg</p>")
    return chat


def left(chat: Chat, user: str = "u-mira") -> list[str]:
    return [place for place, is_left in traces(chat.settings, chat.lake, user) if is_left]


def bytes_on_disk(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


def test_before_it_the_user_is_found_everywhere(talked: Chat) -> None:
    places = " ".join(left(talked))
    for place in ("export/alone.json", "rows of conversations", "rows of thread_summaries", "rows of user_facts",
                  "exports/", "reports/runs/", "collection facts__", "storage.sqlite"):  # fmt: skip
        assert place in places


def test_nothing_of_a_forgotten_user_is_left_and_others_stay(talked: Chat) -> None:
    event = forget(talked.settings, talked.lake, "u-mira", Provenance()).event
    assert left(talked) == []
    assert require_forgotten(talked.settings, talked.lake, "u-mira") > 10
    assert (event["files_rewritten"], event["threads_removed"], event["threads_changed"]) == (2, 1, 1)
    assert event["facts_removed"] == 3
    assert "u-mira" not in json.dumps(event)
    assert talked.facts("u-ben") == ["lives in Rome"]
    assert not Path(export_uri(talked.lake, "u-mira")).exists()


def test_no_byte_of_what_the_user_wrote_is_left_in_any_file(talked: Chat) -> None:
    words = (b"Zanzibar", b"Hamburg", b"u-mira")
    assert any(word in data for _, data in bytes_on_disk(talked.folder) for word in words)
    forget(talked.settings, talked.lake, "u-mira", Provenance())
    assert [path for path, data in bytes_on_disk(talked.folder) if any(word in data for word in words)] == []


def test_older_versions_of_the_tables_are_gone(talked: Chat) -> None:
    before = Provenance().time
    forget(talked.settings, talked.lake, "u-mira", Provenance())
    from include.errors import LakeRefused

    with pytest.raises(LakeRefused, match="erased"):
        version_at(talked.lake, "user_facts", before)
    with pytest.raises(LakeRefused, match="erased"):
        Knowledge(talked.settings, talked.lake, before)


def test_the_next_export_brings_nothing_back(talked: Chat) -> None:
    forget(talked.settings, talked.lake, "u-mira", Provenance())
    talked.thread("again", ("u-mira", NOON, "I live in Kiel."), ("u-ben", NOON, "u-mira lives in Kiel, she says."))
    talked.thread("bot", ("u-mira", NOON, "I live in Kiel."))
    talked.learn()
    assert talked.facts() == []
    assert left(talked) == [str(talked.export / "again.json"), str(talked.export / "bot.json")]
    contents = read_rows(talked.lake.open("conversations"), "content")
    assert not any("Kiel" in row["content"] and "u-mira" in row["content"] for row in contents)
    forget(talked.settings, talked.lake, "u-mira", Provenance())
    assert left(talked) == []


def test_what_a_bot_repeats_of_a_forgotten_user_goes_too(chat: Chat) -> None:
    record = {
        "thread": "one",
        "exported_at": NOON,
        "messages": [
            {"id": "m1", "user": "u-mira", "name": "Mira", "time": MORNING, "text": "I live in Berlin."},
            {"id": "m2", "user": "u-bot", "name": "Bot", "time": NOON, "text": "Mira lives in Berlin!", "bot": True},
            {"id": "m3", "user": "u-ben", "name": "Ben", "time": NOON, "text": "I live in Rome."},
        ],
    }
    path = chat.put("one.json", record)
    chat.learn()
    forget(chat.settings, chat.lake, "u-mira", Provenance())
    assert [message["id"] for message in json.loads(path.read_text("utf-8"))["messages"]] == ["m3"]


@pytest.mark.parametrize("step", STEPS)
def test_a_forgetting_that_is_broken_off_is_finished_by_starting_it_again(
    talked: Chat, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(forgetting, step, killed)
        with pytest.raises(KeyboardInterrupt):
            forget(talked.settings, talked.lake, "u-mira", Provenance())
    with pytest.raises(Disagreement, match="something is left of the user"):
        require_forgotten(talked.settings, talked.lake, "u-mira")
    forget(talked.settings, talked.lake, "u-mira", Provenance())
    require_forgotten(talked.settings, talked.lake, "u-mira")


def test_a_run_in_the_middle_of_which_a_user_is_forgotten_brings_nothing_back(
    talked: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run has read the user's words already and is about to write them."""
    reading, go_on = threading.Event(), threading.Event()

    class SlowReader(RuleReader):
        method = "slow"

        def read(self, messages):  # type: ignore[no-untyped-def]
            reading.set()
            assert go_on.wait(30)
            return super().read(messages)

    monkeypatch.setattr(summaries, "open_reader", lambda *_: SlowReader())
    run = threading.Thread(target=summaries.summarise, args=(talked.settings, talked.lake, Provenance()))
    run.start()
    assert reading.wait(30)
    monkeypatch.setattr(summaries, "open_reader", lambda *_: RuleReader())
    ending = threading.Thread(target=forget, args=(talked.settings, talked.lake, "u-mira", Provenance()))
    ending.start()
    go_on.set()
    run.join(30)
    ending.join(30)
    for step in (collect, summaries.summarise, derive_facts, update_index):
        step(talked.settings, talked.lake, Provenance())
    require_forgotten(talked.settings, talked.lake, "u-mira")
    assert talked.facts("u-ben") == ["lives in Rome"]


def test_answers_that_stand_on_the_user_are_forgotten(talked: Chat) -> None:
    table = talked.lake.open_or_create(ANSWERS)
    row = dict.fromkeys(talked.lake.kind(ANSWERS).names, "")
    numbers = {name: 0 for name in row if not _is_text(talked, name)}
    row |= {**numbers, "id": "a1", "asked_by": "u-mira", "evidence": "[]", "citations": "[]"}
    talked.lake.change(table, ANSWERS, [row], [], {})
    assert "rows of answers" in left(talked)
    assert forget(talked.settings, talked.lake, "u-mira", Provenance()).event["answers_removed"] == 1
    assert left(talked) == []


def _is_text(chat: Chat, name: str) -> bool:
    from arro3.core import DataType

    schema = chat.lake.kind(ANSWERS).schema
    return bool(schema.field(name).type == DataType.string())


def test_a_wrong_id_forgets_nobody_and_a_name_is_told_its_ids(talked: Chat) -> None:
    versions = {name: talked.lake.version(name) for name in talked.lake.names}
    with pytest.raises(SettingsError, match="there is no user with the id 'u-mirra', nothing was done"):
        forget(talked.settings, talked.lake, "u-mirra", Provenance())
    with pytest.raises(SettingsError, match="it is a name; the ids are u-mira"):
        forget(talked.settings, talked.lake, "mira vogt", Provenance())
    assert {name: talked.lake.version(name) for name in talked.lake.names} == versions


def test_a_file_that_cannot_be_read_and_names_the_user_is_told(talked: Chat) -> None:
    talked.put("broken.json", '{"thread": "x", "messages": [{"user": "u-mira"')
    forget(talked.settings, talked.lake, "u-mira", Provenance())
    with pytest.raises(Disagreement, match=r"broken\.json"):
        require_forgotten(talked.settings, talked.lake, "u-mira")


def test_an_id_that_begins_like_another_is_another() -> None:
    assert mention("u-mira").search(b"ask u-mira.")
    assert not mention("u-mira").search(b"ask u-mira-2 or xu-mira")


def test_what_stays_is_a_hash(talked: Chat) -> None:
    forget(talked.settings, talked.lake, "u-mira", Provenance())
    (row,) = read_rows(talked.lake.open("forgettings"), "user_hash")
    assert row["user_hash"] == user_hash("u-mira")


def test_the_store_is_not_only_told_to_delete(talked: Chat) -> None:
    """SQLite keeps deleted bytes in free pages until it is told to give them back."""
    forget(talked.settings, talked.lake, "u-mira", Provenance())
    (file,) = Path(talked.settings.qdrant_path).glob("collection/facts__*/storage.sqlite")
    with sqlite3.connect(file) as database:
        assert database.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_an_export_has_everything_of_a_user_and_nothing_of_others(talked: Chat) -> None:
    record = json.loads(Path(export_uri(talked.lake, "u-mira")).read_text("utf-8"))
    assert [message["thread"] for message in record["messages"]] == ["alone", "together"]
    assert sorted(fact["text"] for fact in record["facts"]) == [
        "lives in Berlin",
        "lives in Hamburg",
        "uses PostgreSQL",
    ]
    assert "Rome" not in json.dumps(record)
