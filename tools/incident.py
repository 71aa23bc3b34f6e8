"""`make incident N=1`: an Airflow in which something went wrong though every run is green; exercise 5.10 asks what.

Its pages, tables, DAG files and your answer lie in `.data/course/incident_1/`, its Airflow in `.demo/incident/`.
"""

import sys
from pathlib import Path

from include.course.airflow_api import AirflowApi
from include.course.exercise_5_10.chain import Chain, dag_ids, workshop
from include.course.exercise_5_10.playing import ANSWER, INCIDENTS, lay_out, play
from include.course.progress import set_aside
from include.course.starters import text_path
from include.course.texts import Messages, wrapped
from tools import stage
from tools.local_airflow import COMPONENTS, LocalAirflow
from tools.stage import DemoError, console, running, shown, told

SETTINGS = {
    "AIRFLOW__CORE__PARALLELISM": "6",  # while some runs wait for the index, others publish
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",
    "AIRFLOW__SCHEDULER__PARSING_CLEANUP_INTERVAL": "10",  # an asset that got its old name back is alive again
}


def airflow_of(incident: str, home: Path, port: int) -> LocalAirflow:
    """The Airflow of an incident in which nothing has happened yet, to be started."""
    place = workshop(incident)
    if kept := set_aside(place):
        console.print(f"  kept: what you had of this incident is in {shown(kept)}")
    dags = lay_out(incident)
    own = {"AIRFLOW__CORE__DAGS_FOLDER": str(dags), "AIRFLOW__CORE__PLUGINS_FOLDER": str(home / "plugins")}
    components = {name: component for name, component in COMPONENTS.items() if name != "triggerer"}
    settings = SETTINGS | own | {"COURSE_DATA": str(place.folder.parent)}
    return LocalAirflow(home, port, settings, components=components, dags=dag_ids(incident), tell=told)


def story(incident: str, folder: Path, port: int) -> None:
    """Start it, let it happen, say what the user says, and stay."""
    console.print(f"[bold]Incident {incident.rpartition('.')[2]}[/]: Airflow starts, and it happens")
    with running(airflow_of(incident, folder / "airflow", port)) as airflow:
        play(Chain(incident, AirflowApi(airflow.url), airflow.home))
        console.print(f"\n[bold]A user says[/]\n{wrapped(Messages().question(incident))}")
        console.print(f"\npages, tables, dags/ and {ANSWER} are in {shown(workshop(incident).folder)}")
        stage.stay(airflow, f"what to do stands in {shown(text_path(incident))}", live=False, always=True)


def main() -> int:
    """Returns an exit code."""
    number = sys.argv[1] if len(sys.argv) > 1 else ""

    def told_story(folder: Path, port: int) -> None:
        if (incident := f"5.10.{number.strip()}") not in INCIDENTS:
            numbers = ", ".join(known.rpartition(".")[2] for known in INCIDENTS)
            raise DemoError(f"N={number.strip()} is no incident, there are {numbers}: make incident N=1", 2)
        story(incident, folder, port)

    return stage.play("incident", told_story, "incident")


if __name__ == "__main__":
    sys.exit(main())
