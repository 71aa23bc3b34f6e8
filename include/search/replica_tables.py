"""How a read replica lies in its file: a row for each point, found by its id, and what its words are found by."""

from zlib import crc32

from include.lake.schemas import CHUNKS, LONG, InPoint
from include.search.passage import KINDS

_TABLES = """
CREATE TABLE about (record TEXT);
CREATE TABLE origins (version INTEGER PRIMARY KEY, time TEXT, run TEXT, batches TEXT);
CREATE TABLE points (
  row INTEGER PRIMARY KEY, id TEXT, digest BLOB, in_folder TEXT, of_kind TEXT, {payload}, text TEXT, version INTEGER,
  terms BLOB);
CREATE INDEX points_known ON points (id, digest, chunk_hash, model, version);
CREATE INDEX points_of_document ON points (document, ordinal);
CREATE INDEX points_of_version ON points (version);
CREATE TABLE vectors (row INTEGER PRIMARY KEY, data BLOB);
CREATE TABLE words (term INTEGER PRIMARY KEY, rows BLOB, weights BLOB);
"""


def payload() -> tuple[str, ...]:
    """Names of the columns that points have of their payload, beside text and version."""
    return CHUNKS.payload(InPoint.MOVABLE, InPoint.EMBEDDED)


def tables() -> str:
    """SQL that makes the tables."""
    types = {name: "INTEGER" if CHUNKS.schema.field(name).type == LONG else "TEXT" for name in payload()}
    return _TABLES.format(payload=", ".join(f"{name} {type_}" for name, type_ in types.items()))


def layout() -> int:
    """Says which release's rows these are: those of another one cannot stay beside them."""
    return crc32(f"{tables()}{KINDS}".encode())
