"""What the Search page is told, in words where there is nothing to show."""

import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from include.errors import SettingsError
from include.pipeline.approval.deletions import Consent
from include.pipeline.steps import generate_embeddings, publish_documents, rebuild_search_index, update_vector_store
from include.provenance import Provenance
from include.search.passage import Filters
from include.search.replica import path_of
from include.search.searching import Searcher
from include.ui.server_settings import server_settings
from tests.conftest import PAGES, RUNTIME, Workplace

pytestmark = pytest.mark.skipif(RUNTIME == "torch", reason="questions are encoded by OpenVINO only")


def asked(place: Workplace, question: str = "paid days off", **filters: str) -> dict[str, Any]:
    return Searcher(place.settings).search(question, Filters(**filters))


def test_each_state_is_said_in_words(workplace: Workplace) -> None:
    assert asked(workplace)["state"] == "not_indexed"
    workplace.sync()
    assert asked(workplace)["passages"][0]["document"] == "handbook/leave.md"
    assert asked(workplace, question="  ")["state"] == "no_question"
    assert asked(workplace, folder="handbook", kind="PDF")["state"] == "nothing_found"
    assert Searcher(workplace.settings).document("gone.md")["state"] == "not_indexed"
    path_of(workplace.settings).write_bytes(b"SQLite format 3\0 and then nothing")
    assert asked(workplace)["state"] == "unavailable"
    path_of(workplace.settings).unlink()
    assert "rebuild_search_index" in asked(workplace)["message"]


def test_each_passage_says_for_which_words_it_was_found(workplace: Workplace) -> None:
    workplace.write("codes.md", "# Codes\n\nE1042 is <b>raised</b> when a door stays open.\n")
    workplace.sync()
    first, second = asked(workplace, "the doors and E1042")["passages"][:2]
    assert (first["document"], first["words"]) == ("codes.md", ["E1042", "door"])
    assert (second["document"], second["words"]) == ("notes.txt", ["door"])
    assert "<b>raised</b>" in first["text"]  # as text: the page makes no HTML of it
    assert asked(workplace, "time off in the sun")["passages"][0]["words"] == []


def test_each_passage_says_where_it_stands_and_where_it_can_be_opened(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(synced, "a green door")["passages"][0]
    assert (first["place"], first["link"]) == ("line 1", f"file://{synced.documents}/notes.txt")
    monkeypatch.setitem(synced.environment, "SOURCE_LINK", "https://wiki.example/{document}#L{line}")
    (passage,) = Searcher(synced.settings).document("handbook/leave.md")["passages"]
    assert (passage["place"], passage["link"]) == ("lines 1-9", "https://wiki.example/handbook/leave.md#L1")


def test_an_identifier_is_found_where_its_meaning_is_not(synced: Workplace) -> None:
    synced.write("sensors.md", "The bell reports to QX-7714-B.\n")
    synced.write("numbers.md", "Everything about part numbers, codes and their catalogue, QX and 7714.\n")
    synced.sync()
    assert asked(synced, "qx-7714-b")["passages"][0]["document"] == "sensors.md"


def message(place: Workplace) -> str:
    answer = asked(place)
    assert (answer["state"], answer["passages"]) == ("not_indexed", [])
    return str(answer["message"])


def test_an_empty_page_says_what_is_true_at_each_step(empty: Workplace) -> None:
    settings, lake, run = empty.settings, empty.lake, Provenance()
    assert "no document was published so far" in message(empty)
    empty.write("broken.pdf", b"%PDF-1.7 nothing more")
    publish_documents(settings, lake, run)
    assert "the one document cannot be read" in message(empty)
    empty.write("notes.txt", PAGES["notes.txt"])
    publish_documents(settings, lake, run)
    assert message(empty).startswith("One document is published and not embedded yet")
    generate_embeddings(settings, lake, run)
    assert "not written to the vector store" in message(empty)
    update_vector_store(settings, lake, run)
    assert "no index is served yet; rebuild_search_index" in message(empty)
    rebuild_search_index(settings, lake, run)
    assert asked(empty)["state"] == "ready"
    path_of(settings).unlink()
    assert "the copy of it that this page reads is gone" in message(empty)


def test_an_empty_index_beside_documents_that_wait_is_not_blamed_on_the_source(synced: Workplace) -> None:
    for name in PAGES:
        (synced.documents / name).unlink()
    synced.sync(Consent(everything=True))
    assert "because the source is" in message(synced)
    synced.write("new.md", "# New\n\nIt waits.\n")
    publish_documents(synced.settings, synced.lake, Provenance())
    assert message(synced).startswith("One document is published and not embedded yet")


def test_an_emptied_index_is_said_to_be_empty(synced: Workplace) -> None:
    searcher = Searcher(synced.settings)
    assert searcher.search("a door", Filters())["state"] == "ready"
    shutil.rmtree(synced.documents)
    synced.documents.mkdir()
    synced.sync(Consent(everything=True))
    answer = searcher.search("a door", Filters())
    assert (answer["state"], answer["passages"]) == ("not_indexed", [])
    assert searcher.about()["served"]["points"] == 0


def test_without_a_converted_model_words_alone_are_asked_and_the_page_says_so(
    synced: Workplace, tmp_path: Path
) -> None:
    assert asked(synced, "days of holiday")["note"] == ""
    synced.environment |= {"MODEL_CACHE": str(tmp_path / "no-models")}
    answer = asked(synced, "days of holiday")
    assert answer["note"].startswith("Found by words alone, because meaning cannot be asked now: model all-MiniLM")
    assert answer["passages"][0]["document"] == "handbook/leave.md"
    assert answer["passages"][0]["words"] == ["Days", "days", "holiday"]
    nothing = asked(synced, "vacation")  # meant the same, in another word
    assert nothing["state"] == "nothing_found"
    assert "no-models" in nothing["message"]
    assert "has a word of the question" in nothing["message"]
    assert not (tmp_path / "no-models").exists()


def test_what_has_no_words_cannot_be_asked_without_a_model(
    synced: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.search.modes.WORDS", "of another version")
    synced.environment |= {"MODEL_CACHE": str(tmp_path / "no-models")}
    answer = asked(synced)
    assert answer["state"] == "no_encoder"
    assert "all-MiniLM-L6-v2" in answer["message"]


def test_an_open_searcher_follows_the_index(synced: Workplace) -> None:
    searcher = Searcher(synced.settings)
    assert searcher.search("who feeds the parrot", Filters())["passages"][0]["document"] != "parrot.md"
    synced.write("parrot.md", "# Parrot\n\nMira feeds the parrot.\n")
    synced.sync()
    assert searcher.search("who feeds the parrot", Filters())["passages"][0]["document"] == "parrot.md"


def test_what_can_be_chosen_is_counted_in_documents(synced: Workplace) -> None:
    assert Searcher(synced.settings).about()["choices"] == {
        "folder": {".": 2, "handbook": 2},
        "kind": {"Markdown": 2, "Text": 1, "reStructuredText": 1},
    }


def test_a_work_of_the_command_line_names_no_run(synced: Workplace) -> None:
    passage = asked(synced)["passages"][0]
    assert (passage["dag"], passage["run"]) == ("", "")
    assert passage["embedded_at"]


@pytest.fixture
def served(synced: Workplace, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """The embedded store answers in the place of a server, which is not there to be tested."""
    from contextlib import contextmanager
    from dataclasses import replace

    from include.search import served_index
    from include.vector_store import state as store_state
    from include.vector_store import store as vector_store
    from include.vector_store.protocol import VectorStore

    embedded = synced.settings

    @contextmanager
    def opened(_settings: object) -> Iterator[VectorStore]:
        with vector_store.open_store(embedded) as store:
            yield store

    monkeypatch.setattr(served_index, "peek", lambda _settings: store_state.peek(embedded))
    monkeypatch.setattr(served_index, "open_store", opened)
    settings = replace(embedded, qdrant_url="http://127.0.0.1:1")
    monkeypatch.setattr(type(synced), "settings", property(lambda _self: settings))
    return synced


def test_a_server_is_asked_itself_and_answers_the_same(served: Workplace) -> None:
    best = asked(served)["passages"][0]
    assert (best["document"], best["batches"], best["kind"]) == ("handbook/leave.md", "batch-000001", "Markdown")
    assert {item["document"] for item in asked(served, kind="Text")["passages"]} == {"notes.txt"}
    assert [item["ordinal"] for item in Searcher(served.settings).document("handbook/leave.md")["passages"]] == [0]
    assert Searcher(served.settings).about()["choices"]["folder"] == {".": 2, "handbook": 2}


def test_a_server_that_serves_nothing_is_not_a_fault(served: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    from include.search import emptiness, served_index
    from include.vector_store.collection import StoreState

    for module in (served_index, emptiness):
        monkeypatch.setattr(module, "peek", lambda _settings: StoreState())
    answer = Searcher(served.settings).about()
    assert (answer["state"], answer["message"][:24]) == ("not_indexed", "4 documents are publishe")


def test_the_tables_are_read_again_only_when_something_else_is_served(
    served: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from include.search import served_index

    reads: list[str] = []
    commits, peek = served_index.commits, served_index.peek
    monkeypatch.setattr(served_index, "commits", lambda table, limit: reads.append("chunks") or commits(table, limit))
    searcher = Searcher(served.settings)
    for question in ("how many days", "how many days of leave"):
        assert searcher.search(question, Filters())["state"] == "ready"
    assert reads == ["chunks"]

    state = peek(served.settings)
    newer = {name: replace(found, points=found.points + 1) for name, found in state.collections.items()}
    monkeypatch.setattr(served_index, "peek", lambda _settings: replace(state, collections=newer))
    assert searcher.about()["served"]["points"] == state.collections[state.served].points + 1
    assert reads == ["chunks", "chunks"]


def test_the_store_may_be_named_by_an_airflow_connection(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    monkeypatch.setenv("AIRFLOW_CONN_STORE", json.dumps({"conn_type": "qdrant", "extra": {"path": folder}}))
    monkeypatch.setenv("QDRANT_CONNECTION", "store")
    with server_settings() as settings:
        assert settings.qdrant_path == folder
    assert "QDRANT_PATH" not in os.environ  # other requests of the server do not see it
    monkeypatch.setenv("QDRANT_CONNECTION", "nobody")
    with pytest.raises(SettingsError, match="no such connection"), server_settings():
        pass


def test_requests_that_need_a_connection_do_not_wait_for_one_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = str(tmp_path / "store")
    monkeypatch.setenv("AIRFLOW_CONN_SHARED_STORE", json.dumps({"conn_type": "qdrant", "extra": {"path": folder}}))
    monkeypatch.setenv("QDRANT_CONNECTION", "shared_store")
    monkeypatch.setenv("QDRANT_PATH", "of before")
    first, second = ExitStack(), ExitStack()
    for request in (first, second):  # in one thread: it would wait for ever
        assert request.enter_context(server_settings()).qdrant_path == folder
    first.close()
    assert os.environ["QDRANT_PATH"] == folder  # the other one needs it
    second.close()
    assert os.environ["QDRANT_PATH"] == "of before"


def test_many_threads_search_one_replica_while_another_takes_its_place(synced: Workplace) -> None:
    searcher = Searcher(synced.settings)

    def ask(number: int) -> str:
        if number == 10:
            synced.write("parrot.md", "# Parrot\n\nMira feeds the parrot.\n")
            synced.sync()
        return str(searcher.search("paid days off", Filters())["passages"][0]["document"])

    with ThreadPoolExecutor(8) as people:
        assert set(people.map(ask, range(60))) == {"handbook/leave.md"}
    assert searcher.search("who feeds the parrot", Filters())["passages"][0]["document"] == "parrot.md"
