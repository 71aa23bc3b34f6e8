"""The four steps of knowledge in one process, without Airflow."""

from functools import partial

from include.knowledge.collect import collect
from include.knowledge.fact_index import update_index
from include.knowledge.facts import derive_facts
from include.knowledge.summaries import summarise
from include.knowledge.tables import knowledge_lake
from include.provenance import Event, Provenance
from include.settings import Settings

STEPS = {
    "conversations": collect,
    "thread_summaries": summarise,
    "user_facts": derive_facts,
    "fact_index": update_index,
}
"""The steps, by the asset that each updates."""


def sync(settings: Settings, provenance: Provenance, *, delete: bool = False) -> dict[str, Event]:
    """Run the steps one after the other; what each did, by its asset.

    Args:
        delete: a person agreed to lose the threads that are gone from the export.

    Raises:
        BundleError: the first one that a step meets; what was finished is kept.
    """
    lake = knowledge_lake(settings)
    steps = STEPS | {"conversations": partial(collect, delete=delete)}
    return {asset: step(settings, lake, provenance).event for asset, step in steps.items()}
