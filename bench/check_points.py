"""Compares a peer's points with the source, with the python of `bench/venv`: `python -m bench.check_points`.

Reads lines of JSON `{"name", "source", "state"}` and answers each with `{"chunks", "missing", "stale", "duplicate"}`.
A chunk is a pair of document and text. Missing: of the source, in no point. Stale: a point whose chunk is not in the
source. Duplicate: a point of a chunk that has more points than places in the source.
"""

import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from bench.contenders.shared import COLLECTION, documents, split

Chunk = tuple[str, str]


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        wanted = _expected(Path(request["source"]))
        found = _stored(request["name"], Path(request["state"]) / "qdrant")
        answer = {
            "chunks": wanted.total(),
            "missing": len(wanted.keys() - found.keys()),
            "stale": sum(count for chunk, count in found.items() if chunk not in wanted),
            "duplicate": sum(max(0, count - wanted[chunk]) for chunk, count in found.items() if chunk in wanted),
        }
        print(json.dumps(answer), flush=True)


def _expected(source: Path) -> Counter[Chunk]:
    return Counter((document, text) for document, whole in documents(source).items() for text in _cached_split(whole))


@cache
def _cached_split(text: str) -> list[str]:
    return split(text)


def _stored(name: str, folder: Path) -> Counter[Chunk]:
    from qdrant_client import QdrantClient

    client = QdrantClient(path=str(folder))
    points, _ = client.scroll(COLLECTION, limit=1_000_000)
    client.close()
    return Counter(_chunk(name, point.payload or {}) for point in points)


def _chunk(name: str, payload: dict[str, Any]) -> Chunk:
    """Document and text as the contender writes them."""
    if name == "langchain":
        return payload["metadata"]["source"], payload["page_content"]
    if name == "llamaindex":
        return payload["document"], json.loads(payload["_node_content"])["text"]
    return payload["document"], payload["text"]


if __name__ == "__main__":
    main()
