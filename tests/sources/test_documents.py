import errno
import os
import shutil
import socket
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.errors import DocumentNameError, SettingsError, SourceError, UnreadableDocument
from include.settings import Settings
from include.sources.documents import edit_source, open_source
from include.sources.folder import FolderSource
from include.sources.left_out import left_out_words
from include.sources.listing import Listed, moment
from include.sources.names import check_name

NFC, NFD = unicodedata.normalize("NFC", "büro.md"), unicodedata.normalize("NFD", "büro.md")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(root: Path, tmp_path: Path) -> Settings:
    return Settings.from_environment({"DOCUMENTS_URI": str(root), "LAKE_URI": str(tmp_path / "lake")})


def listing(root: Path, largest_bytes: int = 1000) -> dict[str, Listed]:
    found = FolderSource(root, largest_bytes).list()
    assert [item.id for item in found] == sorted({item.id for item in found})
    return {item.id: item for item in found}


def put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"text of {name}", "utf-8")


def test_link_out_of_the_source_is_listed_but_not_read(root: Path) -> None:
    put(root.parent, "outside.md")
    (root / "x.md").symlink_to(root.parent / "outside.md")
    assert "leads out of the source" in listing(root)["x.md"].problem
    with pytest.raises(UnreadableDocument, match="leads out"):
        FolderSource(root, 1000).read("x.md")


def test_link_inside_the_source_is_read(root: Path) -> None:
    put(root, "a/real.md")
    (root / "x.md").symlink_to(root / "a" / "real.md")
    assert listing(root)["x.md"].problem == ""
    assert FolderSource(root, 1000).read("x.md") == b"text of a/real.md"


@pytest.mark.parametrize("target", ["nowhere.md", "x.md"])
def test_link_that_leads_nowhere_is_one_problem_and_the_others_are_listed(root: Path, target: str) -> None:
    put(root, "good.md")
    (root / "x.md").symlink_to(root / target)
    found = listing(root)
    assert found["x.md"].problem
    assert found["good.md"].problem == ""


def test_name_that_is_not_utf_8_is_reported(root: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.md")).write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (found,) = listing(root).values()
    assert found.id == "caf\\xe9.md"
    assert "not valid UTF-8" in found.problem


@pytest.mark.skipif(sys.platform == "win32", reason="no FIFO")
def test_fifo_is_reported_and_does_not_hang(root: Path) -> None:
    os.mkfifo(root / "x.md")
    assert "not a regular file" in listing(root)["x.md"].problem
    with pytest.raises(UnreadableDocument, match="not a regular file"):
        FolderSource(root, 1000).read("x.md")


def test_socket_is_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("x.md")
        assert "not a regular file" in listing(root)["x.md"].problem


def test_name_that_breaks_the_line_is_reported(root: Path) -> None:
    put(root, "two\nlines.md", "bell\a.md")
    assert all("control characters" in item.problem for item in listing(root).values())


@pytest.mark.parametrize("seconds", [1_764_000_000_000, 253_402_300_800, -1, -1e18, float("inf")])
def test_time_that_no_calendar_has_is_none(seconds: float) -> None:
    assert moment(seconds) is None
    assert Listed("x.md", "x.md", 1, stamp=(0, int(min(seconds, 1e15) * 1e9), 1, 1)).placed is None


def test_odd_times_of_a_file_stop_nothing(root: Path) -> None:
    put(root, "old.md", "new.md")
    os.utime(root / "old.md", (0, -86_400))
    os.utime(root / "new.md", (0, 2**33))  # as far as this file system goes
    found = listing(root)
    assert (found["old.md"].modified, found["old.md"].problem, found["new.md"].problem) == (None, "", "")


def test_lock_files_of_office_programs_are_passed_over_and_cannot_be_added(root: Path, settings: Settings) -> None:
    put(
        root,
        "a/report.docx",
        "a/~$report.docx",
        "~$port.md",
        ".~lock.report.docx#",
        "~WRL0001.docx",
        "~draft.md",
        "x.md~",
    )
    assert list(listing(root)) == ["a/report.docx", "~draft.md"]
    with pytest.raises(DocumentNameError, match="lock files"):
        edit_source(settings, "add", "a/~$x.md", "text")


def test_what_a_listing_leaves_out_is_counted(root: Path) -> None:
    put(root, "a.md", "b.png", "c/d.PNG", "e.odt", "Makefile", ".hidden.md", ".git/x.md", "c/~$a.docx", "odd.\x1b[31m")
    (root / "linked").symlink_to(root / "c")
    source = FolderSource(root, 1000)
    source.list()
    assert source.left_out == {
        ".png": 2,
        ".odt": 1,
        "without an ending": 2,
        "hidden files": 1,
        "hidden folders": 1,
        "linked folders": 1,
        "lock files of open documents": 1,
    }
    words = left_out_words(source.left_out)
    assert words.startswith("2 ")
    assert words.isprintable()
    assert left_out_words({}) == ""


def test_folder_that_vanishes_while_its_parent_is_listed_is_gone_and_stops_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, "a/x.md", "b/y.md")
    scandir = os.scandir

    def vanishing(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("/a"):
            shutil.rmtree(path, ignore_errors=True)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", vanishing)
    assert list(listing(root)) == ["b/y.md"]


@pytest.mark.parametrize("number", [errno.EACCES, errno.ESTALE, errno.EIO, errno.ETIMEDOUT])
def test_folder_that_cannot_be_listed_is_an_error_and_no_removal(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    put(root, "a/x.md", "b/y.md")
    scandir = os.scandir

    def refusing(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("/a"):
            raise OSError(number, os.strerror(number), path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(SourceError, match="/a cannot be listed"):
        listing(root)


def test_folder_whose_path_is_too_long_stops_nothing(root: Path) -> None:
    put(root, "x.md")
    here = os.open(root, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=here)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    source = FolderSource(root, 1000)
    assert [item.id for item in source.list()] == ["x.md"]
    assert source.left_out == {"folders whose path is too long": 1}
    subprocess.run(["rm", "-rf", str(root)], check=True)


def test_name_that_only_looks_like_one_that_is_not_utf_8_is_read(root: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.md")).write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    put(root, "caf\\xe9.md")
    assert [item.problem for item in listing(root).values()] == [""]


@pytest.mark.parametrize("name", ["missing", "file"])
def test_source_that_is_no_folder_is_one_clear_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SourceError, match="DOCUMENTS_URI") as caught:
        open_source(str(tmp_path / name), 1000)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_unreadable_folder_is_an_error_and_no_removal(root: Path) -> None:
    put(root, "a/x.md")
    (root / "a").chmod(0)
    with pytest.raises(SourceError, match="make it readable"):
        listing(root)
    (root / "a").chmod(0o700)


@pytest.mark.parametrize(
    "name",
    [
        *("", "  ", "x", "md", "x.exe", ".x.md", ".git/x.md"),
        *("/etc/x.md", "../x.md", "a/../x.md", "a/./x.md", "a//x.md", "x.md/", "a\\x.md", "C:/x.md"),
        *("a\nb.md", "a\0.md", "a\u200b.md", "a\u202eb.md", "\ud800.md"),
        *("x" * 253 + ".md", "字" * 84 + "a.md", "/".join(["folder"] * 80) + "/x.md"),
    ],
)
def test_dangerous_name_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(DocumentNameError) as caught:
        check_name(name)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("name", "document"),
    [("x.md", "x.md"), (" a b/X.HTML ", "a b/X.HTML"), (f"日本/{NFD}", f"日本/{NFC}"), ("a..b.md", "a..b.md")],
)
def test_good_name_is_taken_in_nfc(name: str, document: str) -> None:
    assert check_name(name) == document


def test_add_takes_the_longest_name_that_is_allowed(root: Path, settings: Settings) -> None:
    edit_source(settings, "add", check_name("字" * 84 + ".md"), "text")
    assert len(listing(root)) == 1


@pytest.mark.parametrize("name", ["x.pdf", "x.docx"])
def test_only_text_can_be_added(root: Path, settings: Settings, name: str) -> None:
    with pytest.raises(DocumentNameError, match="only text"):
        edit_source(settings, "add", name, "text")
    assert not list(root.iterdir())


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_nothing_is_not_added(root: Path, settings: Settings, text: str | None) -> None:
    with pytest.raises(SettingsError, match="empty"):
        edit_source(settings, "add", "x.md", text)
    assert not list(root.iterdir())


@pytest.mark.parametrize("action", ["add", "remove"])
@pytest.mark.parametrize("name", ["link/x.md", "link/new/x.md"])
def test_nothing_outside_is_touched_through_a_linked_folder(
    root: Path, settings: Settings, action: str, name: str
) -> None:
    put(root.parent, "outside/x.md")
    (root / "link").symlink_to(root.parent / "outside")
    with pytest.raises((DocumentNameError, SourceError)):
        edit_source(settings, action, name, "text")
    assert [path.name for path in (root.parent / "outside").iterdir()] == ["x.md"]
    assert (root.parent / "outside" / "x.md").read_text() == "text of outside/x.md"


def test_add_where_a_folder_is_fails_and_leaves_no_part(root: Path, settings: Settings) -> None:
    (root / "x.md").mkdir()
    with pytest.raises(SourceError, match="cannot be written"):
        edit_source(settings, "add", "x.md", "text")
    assert [path.name for path in root.iterdir()] == ["x.md"]


def test_who_may_write_in_a_folder_may_write_what_is_added_there_and_in_folders_below(
    root: Path, settings: Settings
) -> None:
    former = os.umask(0o022)
    try:
        root.chmod(0o777)
        edit_source(settings, "add", "handbook/leave/days.md", "27 days\n")
        shared = {name: (root / name).stat().st_mode & 0o777 for name in ("handbook/leave", "handbook/leave/days.md")}
        (root / "handbook").chmod(0o755)
        edit_source(settings, "add", "handbook/own.md", "58 euros\n")
        root.chmod(0o1777)
        edit_source(settings, "add", "sticky.md", "nobody else's\n")
    finally:
        os.umask(former)
    assert shared == {"handbook/leave": 0o777, "handbook/leave/days.md": 0o666}
    assert {(root / name).stat().st_mode & 0o777 for name in ("handbook/own.md", "sticky.md")} == {0o644}


def test_document_that_nobody_else_could_read_stays_so_in_an_open_folder(root: Path, settings: Settings) -> None:
    root.chmod(0o777)
    (root / "salaries.md").touch(mode=0o600)
    edit_source(settings, "add", "salaries.md", "new\n")
    assert (root / "salaries.md").stat().st_mode & 0o777 == 0o600


def test_where_a_container_may_not_write_the_line_says_what_to_do_on_the_host(
    root: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(
        SourceError, match=r"^a\.md cannot be written .*: Permission denied; .*chmod -R a\+rwX"
    ) as caught:
        edit_source(settings, "add", "a.md", "text\n")
    assert "\n" not in str(caught.value)
