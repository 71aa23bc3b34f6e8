"""What the files of an observed source say, so that a table and its folder of texts have one fingerprint.

The order of lines and columns, line ends, spaces around a value and texts that no line names say nothing.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import PurePosixPath

from include.errors import UnreadableDocument


def read_text(data: bytes) -> str:
    """Returns what a file of a team says, whatever its editor ends lines with.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").strip()


def meaning(found: Mapping[str, str], read: Callable[[str], bytes]) -> Mapping[str, str]:
    """Returns what stands for what each file says, by its name; of a folder of texts those that a line names.

    Args:
        found: what stands for each file's bytes; it stays where a file cannot be read.
        read: returns the bytes of a file, or raises `UnreadableDocument`.
    """
    texts: dict[str, str] = {}
    for name in found:
        try:
            texts[name] = read_text(read(name))
        except (UnreadableDocument, UnicodeDecodeError):
            continue
    said = {name: _hash(texts[name]) if name in texts else bytes_ for name, bytes_ in found.items()}
    table = next((name for name in texts if name.endswith(".csv")), "")
    lines = _lines(texts[table]) if table else []
    if not lines:  # files without a table; or a table that says nothing, and reading it will say why
        return said
    named = {f"{PurePosixPath(table).stem}/{line.get('id', '')}.txt" for line in lines}
    rows = sorted(json.dumps(line, sort_keys=True) for line in lines)
    return {name: stands for name, stands in said.items() if name in named} | {table: _hash("\n".join(rows))}


def _lines(text: str) -> list[dict[str, str]]:
    try:
        rows = list(csv.DictReader(io.StringIO(text)))
    except csv.Error:
        return []
    return [{str(column): str(value or "").strip() for column, value in row.items()} for row in rows]


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
