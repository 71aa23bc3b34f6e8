"""Where the words of an answer stand in the source now. An edit above them moves them; the answer stays as it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from include.knowledge.answer_rows import DOCUMENT, Citation, Evidence
from include.lake.queries import lookup, read_rows
from include.lake.schemas import CHUNKS
from include.lake.tables import Lake
from include.search.source_link import source_link
from include.settings import Settings


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """Where a cited passage stands; empty for a fact, and where nobody can tell any more."""

    place: str = ""
    link: str = ""


def cited_places(settings: Settings, cited: Iterable[Citation | Evidence]) -> list[CitedPlace]:
    """Returns where each of several passages stands, by the tables.

    Raises:
        LakeError: they cannot be read.
    """
    cited = list(cited)
    hashes = sorted({each.hash for each in cited if each.kind == DOCUMENT})
    columns, where = ("document", "chunk_hash", "ordinal", "place"), lookup("chunk_hash", hashes)
    table = Lake(settings.lake_uri).open("chunks") if hashes else None
    rows = read_rows(table, *columns, where=where, absent=CHUNKS.late)
    found: dict[tuple[str, str], str] = {}
    for row in sorted(rows, key=lambda row: int(row["ordinal"])):
        found.setdefault((row["document"], row["chunk_hash"]), row["place"] or "")
    return [_place(settings, each, found.get((each.source, each.hash), "")) for each in cited]


def _place(settings: Settings, cited: Citation | Evidence, place: str) -> CitedPlace:
    return CitedPlace(place, source_link(settings, cited.source, place)) if cited.kind == DOCUMENT else CitedPlace()
