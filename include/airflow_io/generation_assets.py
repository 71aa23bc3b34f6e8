"""The assets of generation. The sources are watched only where there are any, of one's own or the sample."""

from airflow.sdk import Asset, AssetAlias, AssetWatcher

from include.airflow_io.generation_trigger import GenerationTrigger
from include.generation.sources import PATTERNS
from include.generation.stages import TASK_TABLES
from include.settings import Settings, is_generation_enabled


def is_enabled() -> bool:
    """Says whether there is something to generate from; decided where the DAGs are parsed."""
    return is_generation_enabled()


def _observed(name: str) -> Asset:
    watchers = []
    if is_enabled():
        uri = Settings.from_environment().generation_uri
        trigger = GenerationTrigger(uri, name, wakes="derive_generation_tasks")
        watchers = [AssetWatcher(name="files", trigger=trigger)]
    return Asset(name=name, uri=f"x-source://generation/{name}", group="5-observed", watchers=watchers)


OBSERVED = {name: _observed(name) for name in PATTERNS}
"""By name: concepts, llm_models and three kinds of templates."""
DERIVED = {
    name: Asset(name=name, uri=f"x-lake://generation/{name}", group="6-tasks")
    for name in ("content_combinations", *TASK_TABLES.values())
}
"""What follows by itself."""
GENERATED = {
    stage: Asset(name=name, uri=f"x-lake://generation/{name}", group="7-generated")
    for stage, name in {"link": "links", "essay": "essays", "evaluation": "evaluations"}.items()
}
"""What a person decided, by stage; no DAG that calls a model is woken by an asset."""
SCORES = Asset(name="scores", uri="x-lake://generation/scores", group="7-generated")
"""What the judges said of the essays as they are now; another one where a score moved, without a call, too."""
PAID_FOR = AssetAlias("paid_for", group="7-generated")
"""Named by the task that reports; it adds the stages in which something was really called, and the scores."""
