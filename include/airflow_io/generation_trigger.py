"""Runs in the triggerer: watches one source of generation by what its files say, not by their bytes."""

from typing import Any

from include.airflow_io.source_trigger import SourceTrigger
from include.generation.meaning import meaning
from include.generation.sources import PATTERNS
from include.settings import Settings
from include.sources.observation import Observation


class GenerationTrigger(SourceTrigger):
    """Watches one observed source.

    Args:
        uri: the folder or `s3://bucket/prefix` of all of them.
        name: which one.
        wakes: DAG whose runs note what they have heard.
    """

    def __init__(self, uri: str, name: str, wakes: str) -> None:
        super().__init__(uri, PATTERNS[name], wakes)
        self.name = name

    def serialize(self) -> tuple[str, dict[str, Any]]:
        path, _ = super().serialize()
        return path, {"uri": self.uri, "name": self.name, "wakes": self.wakes}

    def observation(self, uri: str, settings: Settings) -> Observation:
        return Observation(uri, settings.max_document_bytes, self.include, meaning)
