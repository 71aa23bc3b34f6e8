"""The tasks of `generate_embeddings` and `approve_embeddings` share this: each embeds a part, and one commits."""

import os
from typing import TYPE_CHECKING, Any

from include.airflow_io.progress import LoggedProgress
from include.airflow_io.report import RunReport
from include.airflow_io.tasks import name_map_index, provenance
from include.errors import ModelError, ModelRefused
from include.settings import Settings

if TYPE_CHECKING:
    from include.pipeline.steps import EmbedReport, Gate


def embedding_pool() -> str:
    """Name of the pool of the tasks that embed, as EMBEDDING_POOL says: its slots are calls of a provider at once."""
    return os.environ.get("EMBEDDING_POOL", "").strip() or "default_pool"


def embed_part(settings: Settings, part: list[Any], allowed: "Gate") -> int:
    """Embed one shard of what may be done; returns how many texts.

    Args:
        part: fields of a `Shard`.
    """
    from include.lake.tables import Lake
    from include.pipeline import steps

    name_map_index("shard_name", f"shard {part[0] + 1} of {part[1]}")
    lake, shard = Lake(settings.lake_uri), steps.Shard(*part)
    return steps.embed_shard(settings, lake, shard, provenance(), LoggedProgress(), allowed)


def embed_rest(settings: Settings, allowed: "Gate", page: RunReport) -> "EmbedReport":
    """Embed what no shard has embedded, commit once, and write the report of the run."""
    from include.lake.tables import Lake
    from include.pipeline.embed import generate_embeddings
    from include.pipeline.run_report import embedding_report

    lake = Lake(settings.lake_uri)
    report = generate_embeddings(settings, lake, page.run, LoggedProgress(), gate=allowed)
    if report.problem and not report.worked:
        line = f"{report.problem}; what is in force goes on"
        if not report.problem_lasts:
            raise ModelError(line)
        raise ModelRefused(f"{line}, set EMBEDDING_MODEL to a model that is there")
    if report.worked:
        page.keep(settings, embedding_report(report, settings, lake, page.run, page.seconds))
    return report
