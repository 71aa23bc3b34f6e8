"""What a document may cost: past it that document is given up with a reason, and the next one is read."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from include.embedding import bounded_reader
from include.embedding.bounded_reader import BoundedReader, Budget, budget_name
from include.embedding.model import find_model
from include.errors import BundleError, UnreadableDocument
from include.lake.known_documents import known_documents
from include.pipeline.steps import generate_embeddings, publish_documents
from include.provenance import Provenance
from include.settings import PROJECT
from tests.conftest import Workplace

PAGE = b"<h1>Bells</h1><p>They ring at noon.</p>"
READERS = """
import os

from include.sources import extraction

read = extraction.extract


def extract(data, document):
    print("a reader that prints")
    if data == b"compute":
        while True:
            pass
    if data == b"take":
        bytearray(1 << 40)
    if data == b"hide":
        taken = bytearray(b"1") * (90 << 20)
        raise ValueError(len(taken))
    if data == b"abort":
        os.abort()
    if data == b"crash":
        os.kill(os.getpid(), 11)
    if data == b"miss":
        import no_such_library
    if data == b"stumble":
        raise KeyError("rel")
    return read(data, document)


extraction.extract = extract
"""
"""A reader that goes wrong as a document wants it, else reads it."""


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BoundedReader]:
    """A reader whose process reads as `READERS` has it."""
    (tmp_path / "sitecustomize.py").write_text(READERS)
    monkeypatch.setenv("PYTHONPATH", f"{PROJECT}{os.pathsep}{tmp_path}")
    with BoundedReader(Budget(1, 100)) as reader:
        yield reader


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        ("compute", "reading it takes more than 1 s of CPU time; raise DOCUMENT_SECONDS or split it"),
        ("take", "reading it takes more than 100 MB of memory; raise DOCUMENT_MEMORY_MB or split it"),
        ("hide", "reading it takes more than 100 MB of memory; raise DOCUMENT_MEMORY_MB or split it"),
        ("abort", "reading it takes more than 100 MB of memory; raise DOCUMENT_MEMORY_MB or split it"),
        ("crash", "it crashes its reader (SIGSEGV)"),
        ("stumble", "its reader fails (KeyError)"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the memory is looked at now and then")
def test_a_document_that_breaks_its_reader_is_given_up_with_a_reason_and_the_next_is_read(
    broken: BoundedReader, does: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_reader, "PATIENCE", 600)  # a busy machine gives a second of CPU time in half a minute
    with pytest.raises(UnreadableDocument) as refused:
        broken.title(does.encode(), "bad.html")
    assert str(refused.value) == reason
    assert broken.title(PAGE, "good.html") == "Bells"


def test_a_library_that_is_missing_is_known_by_its_name(broken: BoundedReader) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        broken.title(b"miss", "bad.html")
    cause = refused.value.__cause__
    assert isinstance(cause, ImportError)
    assert cause.name == "no_such_library"


def test_what_the_clock_ends_is_said(broken: BoundedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_reader, "PATIENCE", 0.1)
    with pytest.raises(UnreadableDocument, match="DOCUMENT_SECONDS"):
        broken.title(b"compute", "bad.html")


def test_a_process_that_does_not_start_is_no_fault_of_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with BoundedReader(Budget(1, 100)) as reader, pytest.raises(BundleError, match="does not start") as failed:
        reader.title(PAGE, "page.html")
    assert not isinstance(failed.value, UnreadableDocument)


def test_short_text_starts_no_process_and_long_text_is_cut_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    model = find_model("all-MiniLM-L6-v2")
    chunker, text = model.chunker(), b"# Bells\n\nThey ring at noon.\n\n" * 50
    monkeypatch.setattr(bounded_reader, "ReaderProcess", None)
    with BoundedReader(Budget(30, 1024)) as reader:
        here = reader.cut(text, "bells.md", model, chunker)
    monkeypatch.undo()
    monkeypatch.setattr(bounded_reader, "SHORT_TEXT_BYTES", 0)
    with BoundedReader(Budget(30, 1024)) as reader:
        assert reader.cut(text, "bells.md", model, chunker) == here
        assert reader.title(text, "bells.md") == "Bells"


KILLED = """
import os, sys
from include.embedding.bounded_reader import BoundedReader, Budget
reader = BoundedReader(Budget(600, 0))
reader.title(b"<p>text</p>", "a.html")
print(reader._process._process.pid, flush=True)
reader.title(b"compute", "b.html")
"""


@pytest.mark.parametrize("end", [subprocess.Popen.kill, lambda process: process.send_signal(signal.SIGINT)])
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends after its CPU seconds at the latest")
def test_the_process_ends_with_its_parent_in_the_middle_of_a_document(
    broken: BoundedReader, end: Callable[[subprocess.Popen], None]
) -> None:
    parent = subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert parent.stdout
    worker = int(parent.stdout.readline())
    gone = os.pidfd_open(worker)
    end(parent)
    said = parent.communicate()[1].decode()
    assert said.count("Traceback") <= 1  # the parent's own
    assert select.select([gone], [], [], 60)[0]
    os.close(gone)


def test_past_its_budget_a_document_is_quarantined_and_the_others_are_published(
    workplace: Workplace, broken: BoundedReader
) -> None:
    workplace.write("bad.html", b"compute")
    workplace.write("good.html", PAGE)
    settings = replace(workplace.settings, document_seconds=1)
    publish_documents(settings, workplace.lake, Provenance())
    known = known_documents(workplace.lake.open("documents"))
    assert {id_ for id_, row in known.items() if row["status"] == "ready"} == {*workplace.names()} - {"bad.html"}
    assert "DOCUMENT_SECONDS" in known["bad.html"]["reason"]
    assert publish_documents(settings, workplace.lake, Provenance()).worked is False


def test_past_its_budget_at_the_embeddings_a_document_fails_and_the_others_go_on(
    workplace: Workplace, broken: BoundedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    workplace.write("bad.html", b"take")
    monkeypatch.setattr(BoundedReader, "title", lambda *_: "Bells")
    publish_documents(workplace.settings, workplace.lake, Provenance())
    report = generate_embeddings(workplace.settings, workplace.lake, Provenance())
    assert {*report.plan.failed} == {"bad.html"}
    assert {row["document"] for row in report.plan.rows.values()} == {*workplace.names()} - {"bad.html"}


def test_another_budget_has_another_name(workplace: Workplace) -> None:
    settings = workplace.settings
    names = {budget_name(replace(settings, document_seconds=s, document_memory_mb=m)) for s in (1, 2) for m in (3, 4)}
    assert len(names) == 4
