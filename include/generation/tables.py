"""The tables of generation: what there is to ask, and every answer that was ever paid for."""

from collections.abc import Mapping

from arro3.core import DataType, Field, Schema

from include.generation.stages import TASK_TABLES
from include.lake.tables import Lake, TableKind
from include.settings import Settings

_TEXT, _LONG, _NUMBER = DataType.string(), DataType.int64(), DataType.float64()
COMBINATIONS = Schema([Field(name, _TEXT) for name in ("id", "concepts", "text", "fingerprint", "status")])
TASKS = Schema(
    [
        Field(name, _TEXT)
        for name in (
            *("id", "stage", "combination", "parent", "template", "model", "provider"),
            *("prompt", "fingerprint", "status"),
        )
    ]
    + [Field("price", _NUMBER)]
)
ANSWERS = Schema(
    [
        Field(name, _TEXT)
        for name in ("key", "task", "stage", "model", "provider", "parameters", "prompt", "raw", "run", "asked_at")
    ]
    + [Field("input_tokens", _LONG), Field("output_tokens", _LONG), Field("cost", _NUMBER), Field("seconds", _NUMBER)]
)
SCORES = Schema(
    [Field(name, _TEXT) for name in ("task", "essay_template", "writer", "evaluation_template", "judge")]
    + [Field("score", _LONG)]
    + [Field(name, _TEXT) for name in ("reason", "answer", "answered_at")]
)
TABLES: Mapping[str, TableKind] = {
    "content_combinations": TableKind(COMBINATIONS, key="id", belongs_to="id"),
    **{name: TableKind(TASKS, key="id", belongs_to="id") for name in TASK_TABLES.values()},
    "answers": TableKind(ANSWERS),
    "scores": TableKind(SCORES, key="task", belongs_to="task"),
}


def generation_lake(settings: Settings) -> Lake:
    """Returns the folder of these tables, beside those of the documents."""
    return Lake(f"{settings.lake_uri}/generation", tables=TABLES)
