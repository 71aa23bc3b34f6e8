"""This project: `python -m include.sync --json`, then `python -m include.verify --json`, in processes of their own."""

import sys
from pathlib import Path

SYNC = (sys.executable, "-m", "include.sync", "--json", "--yes")
VERIFY = (sys.executable, "-m", "include.verify", "--json")
CONVERT = (sys.executable, "-m", "bench.convert")


def environment(source: Path, state: Path, models: Path) -> dict[str, str]:
    """Settings of a run; everything that is not a location has its default.

    Args:
        source: folder of documents.
        state: folder for tables and embedded Qdrant.
        models: folder of the converted model.
    """
    defaults = dict.fromkeys(
        ("QDRANT_URL", "QDRANT_API_KEY", "EMBEDDING_MODEL", "EMBEDDING_RUNTIME", "GOLDEN_QUESTIONS"), ""
    )
    return defaults | {
        "DOCUMENTS_URI": str(source),
        "LAKE_URI": str(state / "lake"),
        "QDRANT_PATH": str(state / "qdrant"),
        "MODEL_CACHE": str(models),
        "EMBEDDING_THREADS": "1",  # what every contender gets: the machine is shared by several runs at a time
    }
