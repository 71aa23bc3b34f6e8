"""Forget a user: their words, what was read out of them, what was believed, and every older version of it.

The order matters. First it is noted, as a hash, that the user is forgotten: from then on no step brings anything back,
whatever it read before. Then the export itself loses their messages, then everything that follows from it, then the
history.
Each step can be done again, so a forgetting that was broken off is finished by starting it again.
"""

import json
from contextlib import suppress
from dataclasses import dataclass

from include.errors import SettingsError, UnreadableDocument
from include.knowledge.collect import WRITER, bring_conversations, read_export
from include.knowledge.conversations import EXPORTED, read_thread
from include.knowledge.export import export_uri
from include.knowledge.fact_index import bring_index, collection_name
from include.knowledge.facts import bring_facts
from include.knowledge.forget_answers import forget_answers
from include.knowledge.forgotten import Forgotten, mention, user_hash
from include.knowledge.slack.archive import is_archive
from include.knowledge.slack.forgetting import Lost, lost_with, without_user
from include.knowledge.summaries import bring_summaries
from include.lake.history import erase_history, files_below, read_file
from include.lake.queries import read_rows
from include.lake.reports import FOLDER, remove_report
from include.lake.tables import Lake, replan_on_conflict
from include.lake.writer_lock import writer_lock
from include.provenance import Event, Provenance
from include.settings import SAMPLE_CONVERSATIONS, Settings
from include.sources.documents import DocumentSource, open_source
from include.sources.observation import wanted_files
from include.vector_store.store import open_store


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What was done; the event names nobody."""

    event: Event
    worked: bool = True


def forget(settings: Settings, lake: Lake, user: str, provenance: Provenance) -> Forgetting:
    """Remove everything of a user, older table versions included.

    Raises:
        SettingsError: there is no such user, and none was forgotten.
        SourceError: the export cannot be changed.
        LakeError: the tables cannot be read or written.
        StoreError: the vector store cannot be reached.
    """
    if settings.conversations_uri == str(SAMPLE_CONVERSATIONS):
        raise SettingsError(
            "the sample conversations stay as they are; copy them, and set CONVERSATIONS_URI to the copy"
        )
    with writer_lock(lake, WRITER):
        check_user(settings, lake, user)
        note(lake, user, provenance)
        files = rewrite_export(settings, user)
        steps = [bring(settings, lake, provenance) for bring in (bring_conversations, bring_summaries, bring_facts)]
        answers = drop_derived(settings, lake, user, provenance)
        index = bring_index(settings, lake, provenance)
        erased = erase(settings, lake)
    conversations, _, facts = (step.event for step in steps)
    return Forgetting(
        {
            "user_hash": user_hash(user)[:12],
            "files_rewritten": files,
            "threads_changed": conversations["threads_changed"],
            "threads_removed": conversations["threads_removed"],
            "facts_removed": facts["facts_withdrawn"],
            "vectors_deleted": index.event["vectors_deleted"],
            "answers_removed": answers,
            "old_files_erased": erased,
            "timestamp": provenance.timestamp,
        }
    )


def check_user(settings: Settings, lake: Lake, user: str) -> None:
    """Refuse an id that nobody has: a slip of the pen would look like a forgetting.

    Raises:
        SettingsError: with the ids that have this name, if there are any.
    """
    names = read_export(settings).users
    if user in names or user in Forgotten.of(lake) or _is_in_tables(lake, user):
        return
    same = sorted(id_ for id_, name in names.items() if name.casefold() == user.strip().casefold())
    hint = f"it is a name; the ids are {', '.join(same)}" if same else "look at the ids in the export"
    raise SettingsError(f"there is no user with the id {user!r}, nothing was done: {hint}")


def _is_in_tables(lake: Lake, user: str) -> bool:
    rows = read_rows(lake.open("conversations"), "users") + read_rows(lake.open("thread_summaries"), "users")
    return any(user in row["users"].split(", ") for row in rows)


@replan_on_conflict
def note(lake: Lake, user: str, provenance: Provenance) -> None:
    """Have the user forgotten from now on."""
    table = lake.open_or_create("forgettings")
    if user not in Forgotten.of(lake):
        row = {"user_hash": user_hash(user), "run": provenance.run, "forgotten_at": provenance.timestamp}
        lake.change(table, "forgettings", [row], [], {"run": provenance.run})


def rewrite_export(settings: Settings, user: str) -> int:
    """Take the user's messages out of the files of the export; a file that nothing is left of is removed.

    Returns:
        Files that were changed.
    """
    source, lost = _source(settings), lost_with(user, read_export(settings).archives.values())
    changed = 0
    for item in source.list():
        with suppress(UnreadableDocument):  # what cannot be read, the proof will see
            before = b"" if item.problem else source.read(item.id)
            left = _left(item.id, before, user, lost)
            changed += left != before
            if not left:
                source.remove(item.id)
            elif left != before:
                source.write(item.id, left)
    return changed


def _left(file: str, data: bytes, user: str, lost: Lost) -> bytes:
    """A file of the export without the user; empty where nothing is left of it.

    Raises:
        UnreadableDocument: it is no file of an export.
    """
    if is_archive(file):
        return without_user(data, user, lost)
    thread, raw = read_thread(data), json.loads(data)
    kept = {message.id: message.text for message in Forgotten([user_hash(user)]).spare(thread.messages)}
    left = [one | {"text": kept[one["id"]]} for one in raw["messages"] if one["id"] in kept]
    if left == raw["messages"]:
        return data
    return json.dumps(raw | {"messages": left}, ensure_ascii=False, indent=1).encode() if left else b""


def _source(settings: Settings) -> DocumentSource:
    return open_source(settings.conversations_uri, settings.max_document_bytes, wanted_files(EXPORTED))


def drop_derived(settings: Settings, lake: Lake, user: str, provenance: Provenance) -> int:
    """Remove what was made of the user beside the chain: exports, pages of runs, a model's readings, answers.

    Returns:
        Answers that were removed.
    """
    remove_report(export_uri(lake, user))
    sought = mention(user)
    for page in files_below(f"{settings.lake_uri}/{FOLDER}"):
        if sought.search(read_file(page)):
            remove_report(page)
    table = lake.open_or_create("model_replies")
    keys = [row["key"] for row in read_rows(table, "key", "users") if user in row["users"].split(", ")]
    lake.change(table, "model_replies", [], keys, {"run": provenance.run})
    return forget_answers(lake, user, provenance, settings.lake_uri).answers


def erase(settings: Settings, lake: Lake) -> int:
    """Erase the history of every table, and what the vector store has deleted.

    Returns:
        Data files of older versions that were deleted.
    """
    erased = sum(erase_history(lake, name) for name in lake.names)
    with open_store(settings) as store:
        store.compact(collection_name(settings))
    return erased
