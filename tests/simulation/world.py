"""One long-lived process with a source, tables and a store, whose runs can die; and what should be true of it."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from types import SimpleNamespace
from typing import Any

import pytest

import include.embedding.model
import include.pipeline.publish
from include.errors import BundleError
from include.lake.tables import Lake
from include.pipeline.approval.deletions import NOTHING, Consent
from include.provenance import Provenance
from include.settings import Settings
from include.sources.seen_files import SeenFiles
from include.vector_store.store import opened_once
from tests.simulation import small_models, truth
from tests.simulation.interrupts import CALM, RETRY, Fate, Interrupts, Killed
from tests.simulation.source import ObjectSource, Source

MEMORY_DISK = Path("/dev/shm")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
WRITING_ENCODERS = ("pipeline.embed_texts", "pipeline.golden")
OTHER_ENCODERS = ("pipeline.approval.trial", "search.query")
"""Modules that open an encoder; what the first make is kept."""
LIMITS = {"APPROVAL_THRESHOLD": "14", "MAX_CHUNKS_PER_DOCUMENT": "9", "GOLDEN_RECALL_MINIMUM": "0.8"}


def _nothing(*_arguments: Any) -> None:
    return


@dataclass
class World:
    """All that a simulation knows."""

    folder: Path
    settings: Settings
    source: Source
    patch: pytest.MonkeyPatch
    documents: truth.Documents = field(default_factory=dict)
    """What should be in the table `documents`."""
    shown: set[tuple[str, str]] = field(default_factory=set)
    """Documents with their texts that were served as they should be; of what is lost, no more."""
    former: dict[str, str] = field(default_factory=dict)
    """Text of each document that was served as it should be when it was quiet last."""
    versions: dict[str, set[str]] = field(default_factory=dict)
    """Texts of each document that were published since it was quiet last: a later step may be at any of them."""
    removed: set[str] = field(default_factory=set)
    """Documents that were deleted since it was quiet last: one that is back has a time without points behind it."""
    given: dict[str, int] = field(default_factory=dict)
    """Texts that the encoder was given, by model."""
    asked: dict[str, str] = field(default_factory=dict)
    """What a person was asked about, by its key, and the answer."""
    asked_of: str = ""
    """Id of the table `documents` that it was about."""
    may_serve: set[str] = field(default_factory=set)
    """Collections that somebody agreed to."""
    time: datetime = BEGIN
    runs: int = 0
    tries_again: bool = False
    """Whether this run died before; it announces what it did then, too."""
    kills: int = 0
    lost_texts: int = 0
    """At most so many were embedded and then not kept, because a run died."""
    damaged: bool = False
    """Whether something was done that only `verify` notices."""
    exchanged: set[tuple[str, str]] = field(default_factory=set)
    """Document and chunk hash of points that somebody else's stand for until then: who rewrites such a document, too,
    takes them for written."""
    errors: list[str] = field(default_factory=list)
    """What runs ended with."""
    meanwhile: Callable[[str], None] = _nothing
    """What happens in the middle of a run that does not die."""
    at_end: ExitStack = field(default_factory=ExitStack)
    usual_chunk_tokens: int = include.embedding.model.LARGEST_CHUNK_TOKENS
    _after_commit: Callable[[], None] = _nothing
    _process: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.interrupts = Interrupts(lambda what: self.meanwhile(what), self._written)

    @property
    def lake(self) -> Lake:
        return Lake(self.settings.lake_uri)

    @property
    def is_calm(self) -> bool:
        """Whether nothing happens in this run but what it does itself, at once."""
        return self.interrupts.is_calm and not self.tries_again

    def provenance(self) -> Provenance:
        """Of a new run."""
        self.runs += 1
        self.time += timedelta(seconds=1)
        return Provenance(run=f"run {self.runs}", time=self.time)

    def run(self, step: Callable[[], Any], fate: Fate = CALM) -> None:
        """Do something as one run does it; one that died may be tried again under its name."""
        before, number = self._after_commit, self.runs
        self._after_commit = _nothing
        try:
            with self.interrupts.run(fate):
                step()
        except Killed:
            self.kills += 1
            self.lost_texts += small_models.COMMIT_TEXTS
            self.restart()
            if fate.what == RETRY:
                self.runs, self.tries_again = number, True
                self.run(step)
                self.tries_again = False
        except BundleError as error:
            self.lost_texts += small_models.COMMIT_TEXTS
            self.errors.append(f"{type(error).__name__}: {error}")
        finally:
            self._after_commit = before

    def restart(self) -> None:
        """Go on as another process would: nothing is open."""
        self._process.close()
        self._process.enter_context(opened_once())

    def end(self) -> None:
        self._process.close()
        self.at_end.close()

    def publishes(self, files: Mapping[str, str], consent: Consent, now: datetime, ask_again: bool) -> None:
        """A run has read the source; when it commits, this is published."""

        def publish() -> None:
            before, self.documents = self.documents, truth.publish(self.documents, files, consent, now, ask_again)
            for name, row in self.documents.items():
                self.versions.setdefault(name, set()).add(row.text or "")
            self.removed |= before.keys() - self.documents.keys()
            self.shown = {(name, text) for name, text in self.shown if self._has(name, text)}

        self._after_commit = publish

    def _has(self, name: str, text: str) -> bool:
        return name in self.documents and self.documents[name].text == text

    def declines(self, until: str) -> None:
        """A run is about to note a No."""

        def decline() -> None:
            self.documents = truth.decline(self.documents, until)

        self._after_commit = decline

    def _written(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name == "change" and arguments[2] == "documents":
            self._after_commit()

    def hide_model(self, name: str) -> None:
        """Its files are not there for a while."""
        folder = self.folder / "models" / name
        if folder.exists():
            folder.rename(f"{folder}.away")

    def bring_models_back(self) -> None:
        for folder in (self.folder / "models").glob("*.away"):
            folder.rename(folder.with_suffix(""))


@contextmanager
def world() -> Iterator[World]:
    """A new world, the cheap parts in their places.

    DOCUMENTS_URI and LAKE_URI on S3, and QDRANT_URL, are those of the environment.
    """
    folder = Path(mkdtemp(prefix="simulation-", dir=MEMORY_DISK if MEMORY_DISK.is_dir() else None))
    small_models.make_models(folder / "models")
    bucket = os.environ.get("DOCUMENTS_URI", "")
    documents = f"{bucket}/{folder.name}" if bucket.startswith("s3://") else str(folder / "documents")
    places = {
        "DOCUMENTS_URI": documents,
        "EMBEDDING_MODEL": str(folder / "models" / "one"),
        "GOLDEN_QUESTIONS": str(folder / "questions.json"),
    }
    settings = Settings.from_environment(LIMITS | places | _stores(folder))
    with pytest.MonkeyPatch.context() as patch:
        source = (
            ObjectSource(documents, folder / "documents")
            if documents.startswith("s3://")
            else Source(folder / "documents")
        )
        here = World(folder, settings, source, patch)
        here.interrupts.has_locks = not settings.lake_uri.startswith("s3://")
        _replace_parts(here)
        here.restart()
        try:
            yield here
        finally:
            here.end()
            shutil.rmtree(folder, ignore_errors=True)


def _stores(folder: Path) -> dict[str, str]:
    """Where tables and points are: this world's own, wherever that is."""
    lake, url = os.environ.get("LAKE_URI", ""), os.environ.get("QDRANT_URL", "")
    points = {"QDRANT_PATH": str(folder / "qdrant")}
    if url:
        key = os.environ.get("QDRANT_API_KEY", "")
        points = {"QDRANT_URL": url, "QDRANT_API_KEY": key, "QDRANT_ALIAS": folder.name.replace("_", "0")}
    return {"LAKE_URI": f"{lake or folder}/{folder.name if lake else 'lake'}"} | points


def _replace_parts(here: World) -> None:
    """What is expensive, random, or has to be watched."""
    patch = here.patch
    patch.setenv("HF_HUB_OFFLINE", "1")
    here.interrupts.install(patch)
    for modules, given in ((WRITING_ENCODERS, here.given), (OTHER_ENCODERS, {})):
        for module in modules:
            patch.setattr(f"include.{module}.open_encoder", small_models.opener(given))
    patch.setattr("include.pipeline.publish.plan_documents", _noticed(here))
    patch.setattr("include.sync.run.Provenance", here.provenance)
    patch.setattr("include.sync.run.opened_once", nullcontext)  # it is open already
    patch.setattr("include.pipeline.shards.SHARD_TEXTS", 2)
    patch.setattr("tenacity.nap.time", SimpleNamespace(sleep=_nothing))  # who loses a race does not wait


def _noticed(here: World) -> Callable[..., Any]:
    """What takes the place of `plan_documents`, so that it is known what a run has read."""
    original = include.pipeline.publish.plan_documents

    def plan_documents(
        settings: Settings,
        known: Any,
        retry_quarantined: bool = False,
        consent: Consent = NOTHING,
        now: datetime | None = None,
        ask_again: bool = False,
        seen: SeenFiles | None = None,
    ) -> Any:
        files = dict(here.source.files)
        plan = original(settings, known, retry_quarantined, consent, now, ask_again, seen)
        here.publishes(files, consent, now or here.time, ask_again)
        return plan

    return plan_documents
