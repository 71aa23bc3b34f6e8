"""Proves that nothing is left of a forgotten user: looks into every file, not only at what the newest tables show.

It looks for the user's id in the export, in the rows and logs of every table, among data files that no version needs
any more, in exports, answers and reports, and in the vector store. What it cannot see: what others wrote about the user
by name, copies that somebody took elsewhere, snapshots of a Qdrant server, and Airflow's own record of who was asked to
be forgotten (the form of the run; `airflow db clean` removes it).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from include.errors import Disagreement, UnreadableDocument
from include.knowledge.fact_index import fact_collections
from include.knowledge.forgotten import mention
from include.knowledge.slack.archive import Archive, is_archive
from include.lake.history import files_below, read_file, unneeded_files
from include.lake.queries import read_rows
from include.lake.reports import FOLDER
from include.lake.tables import Lake
from include.qdrant_names import facts_prefix
from include.settings import Settings
from include.vector_store.store import open_store

TEXTS = (".json", ".html", ".svg", ".txt", ".md")
"""Files whose bytes are what is written in them; Parquet is asked as a table."""


def require_forgotten(settings: Settings, lake: Lake, user: str) -> int:
    """Look everywhere.

    Returns:
        Places that were looked at.

    Raises:
        Disagreement: something is left; the line says where.
        LakeError: the tables cannot be read.
        StoreError: the vector store cannot be reached.
    """
    found, places = [], 0
    for place, is_left in traces(settings, lake, user):
        places += 1
        if is_left:
            found.append(place)
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        raise Disagreement(f"something is left of the user: {', '.join(found[:3])}{more}; start forget_user again")
    return places


def traces(settings: Settings, lake: Lake, user: str) -> Iterator[tuple[str, bool]]:
    """Looks into every place where the user's id could be, and says whether it is there."""
    sought = mention(user)
    for folder in (settings.conversations_uri, f"{settings.lake_uri}/{FOLDER}"):
        for file in files_below(folder):
            yield file, _in_file(file, sought)
    for name in lake.names:
        yield f"rows of {name}", _in_rows(lake, name, sought)
        yield from ((file, True) for file in unneeded_files(lake, name))
    for file in files_below(lake.uri):
        if file.endswith(TEXTS):
            yield file, bool(sought.search(read_file(file)))
    yield from _in_store(settings, sought)


def _in_file(file: str, sought: re.Pattern[bytes]) -> bool:
    """Whether it is there; an archive that cannot be looked into proves nothing, so it counts as a yes."""
    data = read_file(file)
    if not is_archive(file):
        return bool(sought.search(data))
    try:
        archive = Archive(data)
        return any(sought.search(name.encode()) or sought.search(archive.read(name)) for name in archive.names)
    except UnreadableDocument:
        return True


def _in_rows(lake: Lake, name: str, sought: re.Pattern[bytes]) -> bool:
    columns = [field for field in lake.kind(name).names if field != "vector"]
    rows = read_rows(lake.open(name), *(f'"{column}"' for column in columns))
    return any(sought.search(str(value).encode()) for row in rows for value in row.values())


def _in_store(settings: Settings, sought: re.Pattern[bytes]) -> Iterator[tuple[str, bool]]:
    with open_store(settings) as store:
        for collection in fact_collections(store, settings):
            payloads = (point.payload for point in store.points(collection))
            yield f"collection {collection}", any(sought.search(str(payload).encode()) for payload in payloads)
    if settings.qdrant_url:
        return
    for file in Path(settings.qdrant_path).glob(f"collection/{facts_prefix(settings.qdrant_alias)}*/*"):
        yield str(file), bool(sought.search(file.read_bytes()))
