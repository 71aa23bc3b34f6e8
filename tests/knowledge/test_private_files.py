"""What is written on a disk can be read by nobody else, whatever the umask is and whatever was there before."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.answers.cache import ask
from include.answers.page import write_page
from include.answers.retrieval import UserQuestion
from include.knowledge.export import export_uri, export_user
from include.knowledge.forget import forget
from include.lake.reports import write_report
from include.pipeline.steps import draw_map, maintain_tables
from include.provenance import Provenance
from include.settings import SAMPLE_CONVERSATIONS
from include.sources.documents import open_source
from tests.conftest import Workplace
from tests.knowledge.conftest import Chat
from tools.stage import copied

WIDE = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture(autouse=True)
def _umask_of_most_machines() -> Iterator[None]:
    former = os.umask(0o022)
    yield
    os.umask(former)


def open_to_others(*folders: Path) -> list[str]:
    """Files and folders that somebody else may look into."""
    found = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    assert len(found) > len(folders)
    return [f"{path} {path.stat().st_mode & 0o777:o}" for path in found if path.stat().st_mode & WIDE]


def written_by(chat: Chat) -> tuple[Path, ...]:
    return tuple(chat.folder / name for name in ("lake", "qdrant"))


def everything(chat: Chat, place: Workplace) -> None:
    """Documents made searchable, facts learned, a question answered, a page and an export written."""
    place.sync()
    draw_map(chat.settings, place.lake, Provenance())
    maintain_tables(place.lake)
    chat.thread("home", ("u-mira", "2026-05-01T08:00:00Z", "I live in Hamburg and I use Postgres."))
    chat.learn()
    answer = ask(
        chat.settings, chat.lake, Provenance(), [UserQuestion("How many days of holiday are there?", "u-mira")]
    )
    write_page(chat.settings, answer.answers[0], Provenance())
    export_user(chat.lake, "u-mira", Provenance())


@pytest.fixture
def place(chat: Chat) -> Workplace:
    """Documents beside the chat, with the same tables and store."""
    place = Workplace(chat.folder)
    place.write("leave.md", "# Leave\n\nEverybody has 27 days of holiday.\n")
    return place


def test_tables_store_replica_pages_and_exports_are_for_their_owner_alone(
    chat: Chat, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCUMENTS_URI", str(place.documents))
    everything(chat, place)
    assert (chat.folder / "qdrant.replica.sqlite").stat().st_mode & 0o777 == 0o600
    assert Path(export_uri(chat.lake, "u-mira")).stat().st_mode & 0o777 == 0o600
    assert open_to_others(*written_by(chat)) == []
    assert os.umask(0o022) == 0o022  # the process is as it was


def test_what_an_earlier_release_left_open_is_closed_by_the_next_run(chat: Chat, place: Workplace) -> None:
    everything(chat, place)
    for path in (path for folder in written_by(chat) for path in folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (chat.folder / "qdrant.replica.sqlite").chmod(0o644)
    place.write("travel.md", "# Travel\n\nTake the train.\n")
    everything(chat, place)
    texts = [folder for folder in (chat.folder / "lake").rglob("*") if folder.is_dir() and folder.name != "knowledge"]
    assert open_to_others(*texts, chat.folder / "qdrant/collection") == []
    assert not (chat.folder / "qdrant.replica.sqlite").stat().st_mode & WIDE


def test_a_folder_that_a_setting_names_keeps_its_rights_and_what_else_is_in_it(chat: Chat, place: Workplace) -> None:
    for folder in written_by(chat):
        folder.mkdir()
        folder.chmod(0o755)
        (folder / "of somebody else.txt").write_text("Everybody may read this.")
    everything(chat, place)
    for folder in written_by(chat):
        assert folder.stat().st_mode & 0o777 == 0o755
        assert (folder / "of somebody else.txt").stat().st_mode & 0o777 == 0o644


def test_a_report_does_not_take_over_the_rights_of_what_a_killed_run_left(tmp_path: Path) -> None:
    for name in ("page.html", "page.html.part"):
        (tmp_path / name).write_text("left")
        (tmp_path / name).chmod(0o666)
    write_report(str(tmp_path / "page.html"), "new")
    assert (tmp_path / "page.html").read_text() == "new"
    assert not (tmp_path / "page.html").stat().st_mode & WIDE


def test_an_export_of_the_chat_that_is_rewritten_keeps_the_rights_it_had(chat: Chat) -> None:
    said = (("u-mira", "2026-05-01T08:00:00Z", "I live in Hamburg."), ("u-ben", "2026-05-01T09:00:00Z", "I do not."))
    file = chat.thread("home", *said)
    file.chmod(0o600)
    chat.learn()
    forget(chat.settings, chat.lake, "u-mira", Provenance())
    assert "Hamburg" not in file.read_text("utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_copy_of_a_chat_that_a_demo_plays_with_is_private_also_its_folder(tmp_path: Path) -> None:
    assert open_to_others(copied(SAMPLE_CONVERSATIONS, tmp_path, "conversations")) == []


def test_a_document_that_is_written_again_keeps_its_rights_and_a_new_one_follows_the_umask(place: Workplace) -> None:
    source = open_source(str(place.documents), 1000)
    (place.documents / "leave.md").chmod(0o640)
    source.write("leave.md", b"# Leave\n\nMore days.\n")
    source.write("new.md", b"# New\n")
    assert [(place.documents / name).stat().st_mode & 0o777 for name in ("leave.md", "new.md")] == [0o640, 0o644]
