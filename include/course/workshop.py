"""The plumbing of an exercise: a folder of documents, small tables, real vectors and a real collection.

What an exercise teaches is not here; what would only be in the way is. Everything lies below one folder, so an
exercise, its solution and the bundle never meet.
"""

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from include.course import faults
from include.course.collection import Collection
from include.course.recipe import OF_THE_BUNDLE, CourseRecipe, saved_recipe
from include.private_files import as_open_as, opened
from include.settings import PROJECT, SAMPLE_DOCUMENTS, Settings
from include.sources.documents import open_source

TEXTS = (".md", ".rst", ".txt")
STARTED_WITH = ("about.txt", "glossary.rst", "travel", "releases")
"""Of the sample handbook: what a new workshop has in its folder."""
BUSY_SECONDS = 240
"""The longest wait for a model that is busy."""


class TodoError(Exception):
    """A place in an exercise where nothing has been written yet."""


def todo(task: int) -> NoReturn:
    """Stands where the code of a task goes: a run that reaches it is red, not green.

    Raises:
        TodoError: always.
    """
    raise TodoError(f"task {task} is still to do; write it here, then take this line out")


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk of a document with its vector."""

    text: str
    vector: list[float]
    """Of length 1, so that the cosine is a product."""


class Workshop:
    """Everything one exercise works on; opens and reads nothing until it is asked.

    Args:
        name: of the exercise; its data lie in a folder of that name.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def folder(self) -> Path:
        """Where it all lies: `COURSE_DATA`, or `.data/course`."""
        data = Path(os.environ.get("COURSE_DATA") or PROJECT / ".data" / "course")
        as_open_as(data)
        return data / self.name

    @property
    def uploads(self) -> Path:
        """The folder into which documents are uploaded."""
        return self.folder / "documents"

    def documents(self) -> dict[str, str]:
        """Text of every uploaded document, by its name."""
        if not self.uploads.exists():
            self._start()
        from include.sources.extraction import extract

        source = open_source(str(self.uploads), 1 << 20, lambda name: name.endswith(TEXTS))
        texts = {item.id: extract(source.read(item.id), item.id).text for item in source.list()}
        self.note("read", documents=len(texts))
        return texts

    def publish(self) -> dict[str, Any]:
        """Task 1 of exercise 5.4, given: bring the table `published` up to what is uploaded.

        Returns:
            Extra of the event (`batch_id`, `added`, `changed`, `deleted`, `timestamp`); empty when nothing changed.
        """
        hashes = {name: sha256(text.encode()).hexdigest() for name, text in self.documents().items()}
        published = self.load("published")
        deleted = published.keys() - hashes.keys()
        differing = {name for name, hash_ in hashes.items() if published.get(name, {}).get("sha256") != hash_}
        if not (differing or deleted):
            return {}
        now = datetime.now(UTC)
        batch_id = f"batch-{now:%Y%m%dT%H%M%S.%fZ}"
        batch = {"batch_id": batch_id, "timestamp": now.isoformat()}
        rows = {name: {"sha256": hashes[name], **batch} for name in differing}
        self.save("published", {name: rows.get(name) or published[name] for name in hashes})
        changed = differing & published.keys()
        counts = {"added": len(differing - changed), "changed": len(changed), "deleted": len(deleted)}
        return {**batch, **counts}

    def load(self, table: str) -> dict[str, dict[str, Any]]:
        """A small table as it was last saved, by row name; empty when it never was."""
        self.note("load", table=table)
        try:
            rows: dict[str, dict[str, Any]] = json.loads(self._table(table).read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return rows

    def save(self, table: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Save a small table, whole: whoever loads it sees all of it or the one before."""
        path = self._table(table)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(rows, indent=1, sort_keys=True), "utf-8")
        fresh.replace(path)
        self.note("save", table=table, at=datetime.now(UTC).isoformat())

    def embed(self, document: str, text: str) -> list[Piece]:
        """Cut a document into chunks and make their vectors, with the model of the bundle.

        Raises:
            BrokenEncoderError: one of its kinds, where a fault was made.
        """
        if fault := faults.met(self._faults, document):
            self.note("fail", document=document, error=type(fault).__name__)
            raise fault
        self.wait_while_busy()
        texts = OF_THE_BUNDLE.chunks(document, text)
        self.note("embed", document=document, texts=len(texts))
        return [Piece(text, vector) for text, vector in zip(texts, OF_THE_BUNDLE.encode(texts), strict=True)]

    def chunks(self, document: str, text: str) -> list[str]:
        """Cut a document into chunks, and make no vectors: their texts, in order."""
        return self.recipe.chunks(document, text)

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """Vectors of texts, in their order: the part that costs."""
        self.note("encode", hashes=[sha256(text.encode()).hexdigest() for text in texts])
        return self.recipe.encode(texts)

    def fingerprints(self) -> dict[str, str]:
        """What identifies the `model` and the `chunker` that are in use now."""
        self.note("fingerprints")
        return self.recipe.fingerprints()

    @property
    def recipe(self) -> CourseRecipe:
        """The model and the chunker of `chunks` and `encode`."""
        return saved_recipe(self.folder / "recipe.json")

    def use(self, recipe: CourseRecipe) -> None:
        """From now on, work with another model or chunker. A file says so, for any process to see."""
        recipe.save(self.folder / "recipe.json")

    def keep(self, document: str, pieces: Iterable[Piece]) -> None:
        """Keep the pieces of a document for the next DAG; those it had before are gone."""
        rows = {str(number): {"text": piece.text, "vector": piece.vector} for number, piece in enumerate(pieces)}
        self.save(self._shelf(document), rows)

    def kept(self, document: str) -> list[Piece]:
        """The pieces of a document, in order; empty when none were kept."""
        rows = self.load(self._shelf(document))
        return [Piece(rows[number]["text"], rows[number]["vector"]) for number in sorted(rows, key=int)]

    def discard(self, document: str) -> None:
        """Keep nothing of a document any more."""
        self._table(self._shelf(document)).unlink(missing_ok=True)

    @contextmanager
    def collection(self) -> Iterator[Collection]:
        """The collection of vectors, open: embedded Qdrant, so one process at a time."""
        from include.vector_store.store import open_store

        self.folder.mkdir(parents=True, exist_ok=True)
        settings = replace(Settings.from_environment(), qdrant_url="", qdrant_path=str(self.folder / "qdrant"))
        with open_store(settings) as store:
            yield Collection(self.name, store, self.note, self._meet_fault_of_store)
        opened(self.folder / "qdrant")

    @contextmanager
    def broken_at(
        self, document: str, kind: type[faults.BrokenEncoderError] = faults.BrokenEncoderError, calls: int = 0
    ) -> Iterator[None]:
        """Inside, the model fails at a document: to try what happens then. A file says so, for any process to see.

        Args:
            calls: after so many the fault is over; 0 means that it lasts.
        """
        file = faults.place(self._faults, document, kind, calls)
        try:
            yield
        finally:
            file.unlink(missing_ok=True)

    @contextmanager
    def store_broken(self, at: str = "") -> Iterator[None]:
        """Inside, nothing can be written into the collection: to try what happens then. A file says so.

        Args:
            at: `upsert` or `delete`, where only one of them fails.
        """
        file = faults.place_in_store(self._faults, at)
        try:
            yield
        finally:
            file.unlink(missing_ok=True)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Inside, the model lets everybody wait: to try what happens while a consumer is at work. A file says so."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._busy.touch()
        try:
            yield
        finally:
            self._busy.unlink(missing_ok=True)

    def wait_while_busy(self) -> None:
        """Wait until `busy` is over.

        Not for ever: whoever made the file may have been killed, and an old one means nothing.
        """
        if not self._busy.exists():
            return
        self.note("wait")
        with suppress(FileNotFoundError):
            while time.time() - self._busy.stat().st_mtime < BUSY_SECONDS:
                time.sleep(0.1)

    def journal(self) -> list[dict[str, Any]]:
        """What was done here so far, oldest first."""
        path = self.folder / "journal.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def tables(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Every small table as it is now, by its name; the journal is not told of it."""
        return {path.stem: json.loads(path.read_text("utf-8")) for path in self._table("-").parent.glob("*.json")}

    @property
    def _faults(self) -> Path:
        return self.folder / "faults"

    def _meet_fault_of_store(self, at: str) -> None:
        if faults.is_in_store(self._faults, at):
            self.note("unwritten")
            raise faults.StoreAwayError("no answer from the vector store")

    @property
    def _busy(self) -> Path:
        return self.folder / "busy"

    def _start(self) -> None:
        for file in sorted(path for path in SAMPLE_DOCUMENTS.rglob("*") if path.suffix in TEXTS):
            name = file.relative_to(SAMPLE_DOCUMENTS)
            if name.parts[0] in STARTED_WITH:
                target = self.uploads / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())

    def _table(self, name: str) -> Path:
        return self.folder / "tables" / f"{name}.json"

    def _shelf(self, document: str) -> str:
        return "pieces/" + sha256(document.encode()).hexdigest()[:24]

    def note(self, did: str, **what: Any) -> None:
        """Write it into the journal, by which the checker counts."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "journal.jsonl").open("a", encoding="utf-8") as journal:
            journal.write(json.dumps({"did": did, **what}) + "\n")
