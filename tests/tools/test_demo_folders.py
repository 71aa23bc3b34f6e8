"""The demo's folders: it deletes what it made, and nothing that anybody else wrote."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tools import clean, own_folders
from tools.demo import FACT
from tools.demo_documents import copy_documents
from tools.local_airflow import LocalAirflow, LocalAirflowError
from tools.own_folders import MARK, NotOursError
from tools.ports import free_port
from tools.stage import DemoError, fresh

TEXT = "# Mine\n\nTwo hours of work that are nowhere else.\n"


@pytest.fixture(autouse=True)
def _no_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE", raising=False)


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A folder that every user may enter and write; those of pytest are its own user's."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def write(path: Path, text: str = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def texts(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in folder.rglob("*.md")]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything; this user may not."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_second_demo_begins_with_the_same_documents(tmp_path: Path) -> None:
    first = copy_documents(tmp_path, FACT)
    names = sorted(path.name for path in first.rglob("*"))
    assert copy_documents(tmp_path, FACT) == first
    assert sorted(path.name for path in first.rglob("*")) == names
    assert [path.name for path in tmp_path.iterdir()] == ["documents"]


@pytest.mark.parametrize("name", ["about.txt", "mine/new.md", "picture.png"])
def test_what_somebody_edited_in_the_demo_is_kept_aside_and_said(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(copy_documents(tmp_path, FACT) / name)
    copy_documents(tmp_path, FACT)
    (aside,) = tmp_path.glob("documents-*")
    assert (aside / name).read_text("utf-8") == TEXT
    assert f"is in {aside}" in capsys.readouterr().out.replace("\n", "")


@pytest.mark.parametrize("source", ["documents", "documents/team", "elsewhere/../documents"])
def test_a_source_in_the_demos_folder_is_what_somebody_edited_there(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    write(copy_documents(tmp_path, FACT) / "team" / "mine.md")
    monkeypatch.setenv("SOURCE", f"{tmp_path}/{source}")
    documents = copy_documents(tmp_path, FACT)
    assert TEXT in texts(documents)
    (aside,) = tmp_path.glob("documents-*")
    assert TEXT in texts(aside)


def test_a_link_to_the_demos_documents_is_a_source_that_stays_though_nobody_edited_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = texts(copy_documents(tmp_path / "demo", FACT))
    (tmp_path / "link").symlink_to(tmp_path / "demo" / "documents")
    monkeypatch.setenv("SOURCE", str(tmp_path / "link"))
    assert sorted(texts(copy_documents(tmp_path / "demo", FACT))) == sorted(before)
    (aside,) = (tmp_path / "demo").glob("documents-*")
    assert sorted(texts(aside)) == sorted(before)


def test_the_demos_own_folder_is_no_source_and_a_folder_around_it_is_one_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(copy_documents(tmp_path / "demo", FACT) / "in_the_demo.md")
    write(tmp_path / "beside.md", "# Beside\n")
    monkeypatch.setenv("SOURCE", str(tmp_path / "demo"))
    with pytest.raises(DemoError, match=r"is the demo's own folder; its documents are in SOURCE=.*/demo/documents"):
        copy_documents(tmp_path / "demo", FACT)
    monkeypatch.setenv("SOURCE", str(tmp_path))
    assert texts(copy_documents(tmp_path / "demo", FACT)) == ["# Beside\n"]


@pytest.mark.parametrize("name", ["documents", "lake", "qdrant"])
def test_a_folder_that_nobody_of_us_made_stays(name: str, tmp_path: Path) -> None:
    mine = write(tmp_path / name / "mine.md")
    with pytest.raises(NotOursError, match="was not made by this project, so it stays"):
        copy_documents(tmp_path, FACT) if name == "documents" else fresh(tmp_path, name)
    assert mine.read_text("utf-8") == TEXT
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_airflow_of_somebodys_in_the_demos_folder_stays(tmp_path: Path) -> None:
    mine = write(tmp_path / "airflow" / "airflow.cfg")
    with pytest.raises(LocalAirflowError, match="was not made by this project"):
        LocalAirflow(tmp_path / "airflow", free_port(), {}).start()
    assert mine.read_text("utf-8") == TEXT


def test_a_link_where_a_folder_of_ours_should_be_is_not_followed(tmp_path: Path) -> None:
    mine = own_folders.make(tmp_path / "real")
    write(mine / "mine.md")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "lake").symlink_to(mine)
    with pytest.raises(NotOursError):
        fresh(tmp_path / "demo", "lake")
    assert (mine / "mine.md").exists()


def test_what_cannot_be_copied_is_named_and_the_rest_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "100% sure, it's issue #7: what? Größe"
    write(source / "sub" / "good.md")
    (source / "gone.md").symlink_to(tmp_path / "nothing")
    (source / "out.md").symlink_to(write(tmp_path / "outside.md"))
    (source / "away.md").symlink_to(tmp_path / "outside.md")
    os.mkfifo(source / "pipe.md")
    monkeypatch.setenv("SOURCE", str(source))
    documents = copy_documents(tmp_path / "demo", FACT)
    assert [path.relative_to(documents).as_posix() for path in documents.rglob("*.md")] == ["sub/good.md"]
    out, nothing = "a link that leads out of the folder", "a link to nothing"
    said = f"left out: away.md ({out}), gone.md ({nothing}), out.md ({out}) and 1 more"
    assert said in capsys.readouterr().out


def test_what_may_not_be_read_is_named_and_the_rest_is_copied(
    open_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(open_path / "source" / "good.md")
    write(open_path / "source" / "secret.md").chmod(0)
    write(open_path / "source" / "closed" / "page.md").parent.chmod(0)
    (open_path / "source").chmod(0o755)
    (open_path / "source" / "good.md").chmod(0o644)
    monkeypatch.setenv("SOURCE", str(open_path / "source"))
    try:
        with as_nobody():
            documents = copy_documents(open_path / "demo", FACT)
    finally:
        (open_path / "source" / "closed").chmod(0o700)
    assert [path.name for path in documents.rglob("*.md")] == ["good.md"]
    assert "left out: secret.md (Permission denied), closed/ (Permission denied)" in capsys.readouterr().out


def test_a_copy_belongs_to_the_demo_whatever_rights_the_source_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "source" / "page.md").chmod(0o444)
    monkeypatch.setenv("SOURCE", str(tmp_path / "source"))
    copied = copy_documents(tmp_path / "demo", FACT) / "page.md"
    assert copied.stat().st_mode & 0o200


def test_the_paragraph_of_an_earlier_demo_is_not_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "source" / "page.md", TEXT + FACT)
    monkeypatch.setenv("SOURCE", str(tmp_path / "source"))
    assert texts(copy_documents(tmp_path / "demo", FACT)) == [TEXT]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("nothing", "SOURCE=.*/nothing is not a folder: nothing is there"),
        ("file.md", "SOURCE=.*/file.md is not a folder"),
        ("empty", "SOURCE=.*/empty has no document that can be read"),
    ],
)
def test_a_source_that_cannot_be_one_is_said_and_leaves_what_was_there(
    source: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = copy_documents(tmp_path / "demo", FACT)
    write(tmp_path / "file.md")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("SOURCE", str(tmp_path / source))
    with pytest.raises(DemoError, match=line):
        copy_documents(tmp_path / "demo", FACT)
    assert list((tmp_path / "demo").iterdir()) == [documents]


def test_a_quoted_tilde_is_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "docs" / "page.md")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SOURCE", "~/docs")
    assert texts(copy_documents(tmp_path / "demo", FACT)) == [TEXT]
    monkeypatch.setenv("SOURCE", "~nobody-of-that-name/docs")
    with pytest.raises(DemoError, match="SOURCE=~nobody-of-that-name/docs cannot be a folder"):
        copy_documents(tmp_path / "demo", FACT)


def test_clean_removes_what_we_made_and_keeps_what_somebody_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(copy_documents(tmp_path / ".demo", FACT) / "mine.md")
    own_folders.make(tmp_path / ".demo" / "lake")
    write(tmp_path / ".demo" / "notes" / "mine.md")
    attempt = write(tmp_path / ".data" / "course" / "attempts" / "mine.py")
    write(tmp_path / ".data" / "lake" / "row")
    write(tmp_path / ".cluster" / "s3" / "object")
    own_folders.make(tmp_path / ".cluster" / "airflow")
    assert clean.main(tmp_path) == 0
    kept = {path.relative_to(tmp_path).as_posix() for path in tmp_path.glob(".*/*")}
    assert kept == {".demo/documents", ".demo/notes", ".data/course", ".cluster/s3"}
    assert attempt.exists()
    assert "make clean ALL=1 removes it, too" in capsys.readouterr().out
    monkeypatch.setenv("ALL", "1")
    assert clean.main(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_mark_that_was_cut_off_makes_every_file_somebodys(tmp_path: Path) -> None:
    documents = copy_documents(tmp_path, FACT)
    (documents / MARK).write_text('{"about.txt": "12', "utf-8")
    assert own_folders.was_edited(documents)
