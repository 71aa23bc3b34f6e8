"""The tables of generation: what there is to ask, and every answer that was ever paid for."""

from collections.abc import Mapping

from include.generation.stages import TASK_TABLES
from include.lake.schemas import LONG, NUMBER, Column, TableKind, texts
from include.lake.tables import Lake
from include.settings import Settings

COMBINATIONS = TableKind(texts("id", "concepts", "text", "fingerprint", "status"), key="id", belongs_to="id")
TASKS = TableKind(
    (
        *texts("id", "stage", "combination", "parent", "template", "model", "provider"),
        *texts("prompt", "fingerprint", "status"),
        Column("price", NUMBER),
    ),
    key="id",
    belongs_to="id",
)
ANSWERS = TableKind(
    (
        *texts("key", "task", "stage", "model", "provider", "parameters", "prompt", "raw", "run", "asked_at"),
        *(
            Column("input_tokens", LONG),
            Column("output_tokens", LONG),
            Column("cost", NUMBER),
            Column("seconds", NUMBER),
        ),
    )
)
SCORES = TableKind(
    (
        *texts("task", "essay_template", "writer", "evaluation_template", "judge"),
        Column("score", LONG),
        *texts("reason", "answer", "answered_at"),
    ),
    key="task",
    belongs_to="task",
)
EXPERIMENTS = TableKind(
    (
        *texts("id", "run", "essay_template", "writer"),
        Column("mean", NUMBER),
        *(Column("evaluations", LONG), Column("asked", LONG)),
        *texts("answered_at"),
    ),
    key="id",
    belongs_to="id",
)
"""How each pair of template and writer stood after each run that judged it."""
TABLES: Mapping[str, TableKind] = {
    "content_combinations": COMBINATIONS,
    **dict.fromkeys(TASK_TABLES.values(), TASKS),
    "answers": ANSWERS,
    "scores": SCORES,
    "experiments": EXPERIMENTS,
}


def generation_lake(settings: Settings) -> Lake:
    """Returns the folder of these tables, beside those of the documents."""
    return Lake(f"{settings.lake_uri}/generation", tables=TABLES)
