"""What every document source does alike; another one is another row of `PLACES`."""

import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest

from include.errors import DocumentNameError, SourceError, UnreadableDocument
from include.settings import Settings
from include.sources.documents import DocumentSource, edit_source, open_source
from include.sources.listing import Listed

NFC, NFD = unicodedata.normalize("NFC", "büro.md"), unicodedata.normalize("NFD", "büro.md")
LARGEST_BYTES = 1000


class Place(Protocol):
    """Where somebody else puts documents; a row of `PLACES` makes one of pytest's request."""

    uri: str

    def put(self, name: str, data: bytes) -> None: ...

    def names(self) -> list[str]: ...


class Folder:
    """Documents as somebody else puts them in a folder."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._root: Path = request.getfixturevalue("tmp_path") / "source"
        self._root.mkdir()
        self.uri = str(self._root)

    def put(self, name: str, data: bytes) -> None:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def names(self) -> list[str]:
        return sorted(path.relative_to(self._root).as_posix() for path in self._root.rglob("*") if path.is_file())


class Bucket:
    """The same below a prefix of a bucket."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._client: Any = request.getfixturevalue("client")
        self.uri = "s3://docs/team"

    def put(self, name: str, data: bytes) -> None:
        self._client.put_object(Bucket="docs", Key=f"team/{name}", Body=data)

    def names(self) -> list[str]:
        found = self._client.list_objects_v2(Bucket="docs").get("Contents", [])
        return sorted(item["Key"].removeprefix("team/") for item in found)


PLACES: Mapping[str, Callable[[pytest.FixtureRequest], Place]] = {"folder": Folder, "s3": Bucket}


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> Place:
    return PLACES[request.param](request)


@pytest.fixture
def source(place: Place) -> DocumentSource:
    return open_source(place.uri, LARGEST_BYTES)


@pytest.fixture
def settings(place: Place) -> Settings:
    return Settings.from_environment({"DOCUMENTS_URI": place.uri})


def put(place: Place, *names: str) -> None:
    for name in names:
        place.put(name, f"text of {name}".encode())


def listing(source: DocumentSource) -> dict[str, Listed]:
    found = source.list()
    assert [item.id for item in found] == sorted({item.id for item in found})
    return {item.id: item for item in found}


def test_a_listing_has_the_known_types_at_any_depth_and_counts_what_it_leaves_out(
    place: Place, source: DocumentSource
) -> None:
    assert (source.list(), source.left_out) == ([], {})
    put(place, "b.md", "a/deep/er/x.TXT", "a.html", ".hidden.md", "image.png", "c/d.PNG", "noending", "a/~$g.docx")
    found = listing(source)
    assert list(found) == ["a.html", "a/deep/er/x.TXT", "b.md"]
    assert {(item.problem, item.size_bytes) for item in found.values()} == {
        ("", len(f"text of {name}")) for name in found
    }
    assert source.left_out == {
        ".png": 2,
        "without an ending": 1,
        "hidden files": 1,
        "lock files of open documents": 1,
    }


def test_ids_are_nfc_whatever_the_store_says_and_can_be_read_replaced_and_removed(
    place: Place, source: DocumentSource
) -> None:
    put(place, f"łódź/{NFD}")
    assert [(item.id, item.problem) for item in source.list()] == [(f"łódź/{NFC}", "")]
    assert source.read(f"łódź/{NFC}") == f"text of łódź/{NFD}".encode()
    source.write(f"łódź/{NFC}", b"new")
    assert len(place.names()) == 1
    assert source.read(f"łódź/{NFC}") == b"new"
    source.remove(f"łódź/{NFC}")
    assert source.list() == []


def test_of_two_names_that_normalise_alike_one_is_read_and_the_other_reported(
    place: Place, source: DocumentSource
) -> None:
    put(place, NFC, NFD)
    if len(place.names()) == 1:
        pytest.skip("this file system normalises names itself")
    found = listing(source)
    assert set(found) == {NFC, NFD}
    assert found[NFC].problem == ""
    assert "normalisation" in found[NFD].problem
    assert source.read(NFC) == f"text of {NFC}".encode()


def test_a_name_with_control_characters_is_reported(place: Place, source: DocumentSource) -> None:
    put(place, "two\tcolumns.md")
    (found,) = source.list()
    assert "control characters" in found.problem


def test_a_document_above_the_limit_is_reported_with_the_setting_to_change(
    place: Place, source: DocumentSource
) -> None:
    place.put("x.md", b"x" * (LARGEST_BYTES + 1))
    place.put("y.md", b"y" * LARGEST_BYTES)
    found = listing(source)
    assert ("MAX_DOCUMENT_BYTES" in found["x.md"].problem, found["y.md"].problem) == (True, "")
    assert len(source.read("y.md")) == found["y.md"].size_bytes == LARGEST_BYTES
    with pytest.raises(UnreadableDocument, match="MAX_DOCUMENT_BYTES"):
        source.read("x.md")


def test_a_document_that_vanished_since_the_listing_is_unreadable(source: DocumentSource) -> None:
    with pytest.raises(UnreadableDocument, match="cannot be read"):
        source.read("x.md")


def test_adding_writes_and_replaces_and_leaves_nothing_else(
    place: Place, source: DocumentSource, settings: Settings
) -> None:
    edit_source(settings, "add", "guides/zürich.md", "old")
    edit_source(settings, "add", "guides/zürich.md", "new ł")
    assert source.read("guides/zürich.md") == "new ł".encode()
    assert place.names() == ["guides/zürich.md"]


def test_removing_removes_one_and_what_is_not_there_is_said_in_one_line(
    place: Place, source: DocumentSource, settings: Settings
) -> None:
    put(place, "a.md", "b.md")
    edit_source(settings, "scan", None, None)
    edit_source(settings, "remove", "a.md", None)
    assert list(listing(source)) == ["b.md"]
    with pytest.raises(SourceError, match=r"no document 'a\.md'") as caught:
        edit_source(settings, "remove", "a.md", None)
    assert "\n" not in str(caught.value)
    edit_source(settings, "remove", "a.md", None, again=True)


@pytest.mark.parametrize("name", ["../x.md", "/etc/x.md", "a/../../x.md"])
def test_a_name_that_leads_out_of_the_source_is_refused(source: DocumentSource, name: str) -> None:
    with pytest.raises(DocumentNameError):
        source.write(name, b"x")
    with pytest.raises(DocumentNameError):
        source.remove(name)
