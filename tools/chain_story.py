"""What the chain does, told as it comes: from a change of the source to the new index, whoever woke the first DAG."""

import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from rich.markup import escape
from rich.table import Table

from tools.airflow_rest import ENDED
from tools.airflow_settings import PROJECT
from tools.local_airflow import DAGS, LocalAirflow
from tools.stage import APPROVAL_NEEDED, DemoError, console, is_attended

CHAIN = ("documents", "embeddings", "vector_store", "search_index")
"""Assets, each updated by the DAG of `DAGS` in its place."""
SOURCE = "document_source"
BESIDE = 2
"""So much is told of an event of another system; the most telling comes first."""
QUIET_SECONDS = 900
"""So long nothing at all may happen, on a machine that others keep busy."""
LOOK_SECONDS = 0.3
OWN_DAGS = frozenset(path.stem for path in (PROJECT / "dags").rglob("*.py"))
"""What a DAG of the course does is no part of the story."""
WOKEN_BY = {
    "asset_triggered": "the watcher saw it",
    "scheduled": "the hourly look was first",
    "manual": "somebody started it by hand",
}
Extra = Mapping[str, Any]


class Watcher:
    """Prints events and finished runs as they come."""

    def __init__(self, airflow: LocalAirflow) -> None:
        self._airflow = airflow
        self._events: set[int] = set()
        self._runs: dict[tuple[str, str], str] = {}
        self._asked: set[str] = set()
        self._step: list[Mapping[str, Any]] = []
        self.searchable_at = datetime.min.replace(tzinfo=UTC)
        """When what came last could be searched; other runs may follow."""
        self.woken_by = ""
        """Who woke the chain, as the end of a sentence."""

    def follow(self) -> dict[str, list[Extra]]:
        """Watch from a change of the source to the end of the chain.

        Returns:
            Extra of every event of the chain, oldest first, by the name of the asset.

        Raises:
            DemoError: a run failed, the chain came to an end before the index, or somebody has to answer and nobody
                is there.
        """
        with console.status("the chain runs", spinner="dots"):
            return self._follow()

    def _follow(self) -> dict[str, list[Extra]]:
        self._step, self._asked = [], set()
        news, deadline = -1, 0.0
        while True:
            runs = [run for run in self._airflow.runs() if run["dag_id"] in OWN_DAGS]
            self._look_at_events(runs)
            for run in runs:
                self._look_at_run(run)
            waits = self._look_at_questions()
            if not waits and all(run["state"] in ENDED for run in runs):
                if self._is_complete():
                    return self._extras()
                self._stop_where_nothing_follows(runs)
            happened = len(self._events) + len(runs) + sum(run["state"] in ENDED for run in runs)
            if waits or happened != news:
                news, deadline = happened, time.monotonic() + QUIET_SECONDS
            elif time.monotonic() > deadline:
                raise DemoError(f"nothing happened for {QUIET_SECONDS} s; look at {self._airflow.url}")
            time.sleep(LOOK_SECONDS)

    def _extras(self) -> dict[str, list[Extra]]:
        found: defaultdict[str, list[Extra]] = defaultdict(list)
        for event in self._step:
            found[event["name"]].append(event["extra"])
        return dict(found)

    def _look_at_events(self, runs: list[dict[str, Any]]) -> None:
        kinds = {run["dag_run_id"]: run["run_type"] for run in runs if run["dag_id"] == DAGS[0]}
        for event in sorted(self._airflow.events(), key=lambda event: int(event["id"])):
            if event["id"] in self._events or event["source_dag_id"] not in (None, *OWN_DAGS):
                continue
            self._events.add(event["id"])
            self._step.append(event)
            if event["name"] == CHAIN[0]:
                self.woken_by = WOKEN_BY.get(kinds.get(event["source_run_id"], ""), "")
            if event["name"] == CHAIN[-1]:
                self.searchable_at = datetime.fromisoformat(event["timestamp"])
            self._show_event(event)

    def _is_complete(self) -> bool:
        """Whether the newest event of each asset of the chain came after the first of the one before it."""
        return self._reached() == len(CHAIN)

    def _reached(self) -> int:
        """How many assets of the chain were updated, each after the one before it."""
        number = 0
        for event in self._step:
            if number < len(CHAIN) and event["name"] == CHAIN[number]:
                number += 1
        return number

    def _stop_where_nothing_follows(self, runs: list[dict[str, Any]]) -> None:
        """When the next DAG ran and updated nothing, nobody will be woken any more."""
        reached = self._reached()
        if not reached:
            return
        last = next(event for event in reversed(self._step) if event["name"] == CHAIN[reached - 1])
        after = [run for run in runs if run["dag_id"] == DAGS[reached] and _began_after(run, last)]
        if not after:
            return
        if self._asked:
            raise DemoError("the answer was No, so nothing was embedded and nothing of it can be searched")
        unread = last["extra"].get("documents_quarantined")
        why = f"{unread} documents cannot be read, Freshness says why" if unread else "there was nothing to do for it"
        raise DemoError(f"{DAGS[reached]} updated nothing: {why}; look at {self._airflow.url}")

    def _look_at_questions(self) -> bool:
        """Say once that a person has to answer, and where; whether one waits."""
        waiting = self._airflow.questions()
        for item in waiting:
            task = item["task_instance"]
            if task["dag_id"] not in OWN_DAGS or task["dag_run_id"] in self._asked:
                continue
            self._asked.add(task["dag_run_id"])
            run = quote(task["dag_run_id"], safe=":+")
            path = f"/dags/{task['dag_id']}/runs/{run}/tasks/{task['task_id']}/required_actions"
            _line("[yellow]asks[/] ", "[bold]a person has to answer[/]", escape(item["subject"]))
            console.print(f"  Approve or reject it at {self._airflow.url}{escape(path)}\n  (or under Required Actions)")
            if not is_attended():
                raise DemoError(
                    "a person has to answer, and nobody is here; use a terminal, or a higher APPROVAL_THRESHOLD",
                    APPROVAL_NEEDED,
                )
        return any(item["task_instance"]["dag_id"] in OWN_DAGS for item in waiting)

    def _show_event(self, event: Mapping[str, Any]) -> None:
        told = list(event["extra"].items())
        if event["name"] not in (SOURCE, *CHAIN):
            told = told[:BESIDE]
        extra = ", ".join(f"[dim]{escape(name)}[/] {escape(str(value))}" for name, value in told)
        _line("[green]event[/]", f"[bold]{event['name']}[/]", extra)

    def _look_at_run(self, run: Mapping[str, Any]) -> None:
        key = (run["dag_id"], run["dag_run_id"])
        if run["state"] not in ENDED or self._runs.get(key) == run["state"]:
            return
        self._runs[key] = run["state"]
        seconds = f"{run['duration'] or 0:.1f} s"
        _line("[cyan]run[/]  ", run["dag_id"], f"{run['state']}  {seconds}  [dim]({run['run_type']})[/]")
        if run["state"] == "failed" and run["dag_id"] in DAGS:  # what fails beside the chain delays nobody
            lines = [line for line in self._airflow.task_log(run).splitlines() if '"error"' in line]
            raise DemoError(f"{run['dag_id']} failed: {lines[-1] if lines else f'see its log at {self._airflow.url}'}")


def _began_after(run: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    return bool(run["start_date"]) and datetime.fromisoformat(run["start_date"]) > datetime.fromisoformat(
        event["timestamp"]
    )


def _line(kind: str, what: str, told: str) -> None:
    """On a terminal what is told is wrapped below itself; elsewhere a line stays a line."""
    if not console.is_terminal:
        console.print(f"  {kind}  {what}  {told}")
        return
    grid = Table.grid(padding=(0, 2))
    for width in (7, 20, None):
        grid.add_column(min_width=width, no_wrap=width is not None)
    grid.add_row(f"  {kind}", what, told)
    console.print(grid, soft_wrap=False)
