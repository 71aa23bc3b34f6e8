"""A part of a plan: which of the stale tasks are paid for now. The others stay stale, and the next plan has them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from include.errors import SettingsError
from include.generation.stages import TASK_TABLES
from include.lake.queries import Row


@dataclass(frozen=True, slots=True)
class Part:
    """What a person chose; of each kind any of those named, and all where none is."""

    stages: Collection[str] = ()
    templates: Collection[str] = ()
    """A task counts by its own template: an evaluation by that of the judge, not by that of its essay."""
    models: Collection[str] = ()
    tasks: Collection[str] = ()
    """Ids; `*` stands for any letters."""

    def __contains__(self, task: Row) -> bool:
        named = ((self.stages, "stage"), (self.templates, "template"), (self.models, "model"))
        return all(not names or task[what] in names for names, what in named) and (
            not self.tasks or any(fnmatchcase(task["id"], pattern) for pattern in self.tasks)
        )

    def __str__(self) -> str:
        chosen = {"stages": self.stages, "templates": self.templates, "models": self.models, "tasks": self.tasks}
        return "; ".join(f"{what} {', '.join(sorted(names))}" for what, names in chosen.items() if names)

    def require_known(self, tasks: Iterable[Row]) -> None:
        """Refuse a name that nothing has: a slip of the pen would look like a part in which nothing is stale.

        Raises:
            SettingsError: with the names that there are.
        """
        found = list(tasks)
        known: Mapping[str, tuple[Collection[str], set[str]]] = {
            "stage": (self.stages, set(TASK_TABLES)),
            "template": (self.templates, {task["template"] for task in found}),
            "model": (self.models, {task["model"] for task in found}),
        }
        for what, (named, there) in known.items():
            if unknown := sorted(set(named) - there):
                raise SettingsError(f"there is no {what} {unknown[0]!r}; there are: {', '.join(sorted(there))}")
        for pattern in self.tasks:
            if not any(fnmatchcase(task["id"], pattern) for task in found):
                raise SettingsError(
                    f"there is no task {pattern!r}; the page of a plan and the task tables have their ids"
                )


EVERYTHING = Part()
