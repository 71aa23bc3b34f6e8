"""Essays are documents too: each current one is written into the document source, and the embeddings follow.

What a model wrote is as little trusted as any other document: it goes the same way, with the same checks.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from include.errors import DocumentNameError, UnreadableDocument
from include.generation.standing import Standing, task_rows
from include.lake.refresh import ORPHAN
from include.lake.tables import Lake
from include.settings import Settings, place_below
from include.sources.documents import DocumentSource, open_source
from include.sources.listing import Listed
from include.sources.names import check_name

FOLDER = "generated/"


@dataclass(frozen=True, slots=True)
class PublishedEssays:
    """What became of the documents."""

    written: int
    unchanged: int
    removed: int
    unnamed: tuple[str, ...]
    """Essays whose task can be no document's name, and why; they are not published."""

    def __str__(self) -> str:
        told = f"{self.written} written, {self.unchanged} unchanged, {self.removed} removed"
        return told + (f", {len(self.unnamed)} not published: {self.unnamed[0]}" if self.unnamed else "")


def publish_essays(settings: Settings, lake: Lake) -> PublishedEssays:
    """Make the documents below `PUBLISH_ESSAYS` those of the current essays.

    Written is only what differs. Removed is only what is named like a task that writes essays, active or orphan, and
    lies in this folder: a document of a person stays, there and elsewhere.

    Raises:
        SourceError: the source cannot be read or written.
        DocumentNameError: the folder leads out of the source.
        LakeError: the tables cannot be read.
    """
    now = Standing(settings, lake)
    known = {id_: task for id_, task in (now.tasks | task_rows(lake, ORPHAN)).items() if task["stage"] == "essay"}
    names, unnamed = _names(known, place_below(settings.publish_essays, settings.documents_uri) + FOLDER)
    answers = {name: now.answer(now.tasks[id_]) for name, id_ in names.items() if id_ in now.tasks}
    wanted = {
        name: f"{answer.raw.strip()}\n".encode() for name, answer in answers.items() if answer and answer.raw.strip()
    }
    source = open_source(settings.documents_uri, settings.max_document_bytes)
    there = {item.id: item for item in source.list() if item.id in names}
    changed = {name: data for name, data in wanted.items() if _content(source, there.get(name)) != data}
    for name, data in changed.items():
        source.write(name, data)
    removed = there.keys() - wanted.keys()
    for name in sorted(removed):
        source.remove(name)
    return PublishedEssays(len(changed), len(wanted) - len(changed), len(removed), unnamed)


def _names(tasks: Mapping[str, object], folder: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Tasks by the name of their document; the ids are made of what people named in their files."""
    names: dict[str, str] = {}
    refused = []
    for id_ in tasks:
        try:
            names[check_name(f"{folder}{id_}.md")] = id_
        except DocumentNameError as error:
            refused.append(str(error))
    return names, tuple(refused)


def _content(source: DocumentSource, item: Listed | None) -> bytes | None:
    if item is None or item.problem:
        return None
    try:
        return source.read(item.id)
    except UnreadableDocument:
        return None
