"""What the table `documents` says of each document: its state, and whether it is as the source has it."""

from deltalake import DeltaTable

from include.lake.queries import Row
from include.lake.schemas import DOCUMENTS
from include.lake.tables import Lake
from include.settings import Settings

READY, QUARANTINED = "ready", "quarantined"
GONE = "it is gone from the source"
"""`stale_reason` of a document whose deletion waits for a person, or was refused. Tables have it: it stays as it is."""


def is_gone(row: Row) -> bool:
    """Says whether the source has the document no more, and it stays until a person agrees to its deletion."""
    return bool(row["stale_reason"] == GONE)


def stale_words(row: Row, is_served: bool = True) -> str:
    """Says why a document is not as the source has it, and since when, for a person.

    Args:
        is_served: whether it has passages; one that was published and could not be read any more has none.
    """
    since = f"{row['stale_since'][:16].replace('T', ' ')} UTC"
    if not is_gone(row):
        what = "it is served as it was read last" if is_served else "nothing of it is served"
        return f"{row['stale_reason']}; since {since} {what}"
    declined = row["deletion_declined"]
    return f"{GONE} since {since}, " + (f"and is kept: {declined}" if declined else "waits for a decision")


def known_documents(table: DeltaTable | None, where: str = "") -> dict[str, Row]:
    """Returns rows of the table `documents` by document id, all or those that meet an SQL condition."""
    return {row["id"]: row for row in DOCUMENTS.rows(table, where)}


def stale_rows(table: DeltaTable | None) -> dict[str, Row]:
    """Returns rows of documents that are served, and not as the source has them: unreadable now, or gone."""
    return known_documents(table, "stale_reason <> ''")


def stale_marks(settings: Settings) -> dict[str, str]:
    """Says why documents that are served are not as the source has them, in words, by id.

    Raises:
        LakeError: the tables cannot be read.
    """
    return {id_: stale_words(row) for id_, row in stale_rows(Lake(settings.lake_uri).open("documents")).items()}
