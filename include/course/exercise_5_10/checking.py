"""Exercise 5.10: a check of an incident in its own Airflow, which `make incident` keeps running."""

from pathlib import Path

from filelock import FileLock, Timeout

from include.course.airflow_api import AirflowApi, LiveError
from include.course.check import told
from include.course.exercise import Requirement, judge
from include.course.exercise_5_10 import judging
from include.course.exercise_5_10.chain import Chain, noted
from include.course.observations import Observations
from include.course.texts import Messages
from include.course.verdicts import Checked, Finding


def check_incident(incident: str, messages: Messages) -> Checked:
    """Verdicts of an incident's four requirements.

    Args:
        incident: its number, `5.10.1`.

    Raises:
        LiveError: its Airflow does not run, or another check of it is going on.
    """
    number, truth = incident.rpartition(".")[2], noted(incident)
    absent = f"incident {number} is not running; `make incident N={number}` starts it, leave it open in a terminal"
    if not truth:
        raise LiveError(absent)
    try:
        api = AirflowApi(truth["url"])
    except LiveError:
        raise LiveError(absent) from None
    try:
        chain = Chain(incident, api, Path(truth["home"]))
        if not api.every("/dags", "dags", dag_id_pattern=chain.consumer, exclude_stale=False):
            raise LiveError(absent)
        with FileLock(chain.workshop.folder / "check.lock", timeout=0):
            found = judged(chain, messages)
    except Timeout:
        raise LiveError("another check of this incident is going on; wait for its end") from None
    finally:
        api.close()
    return told(incident, chain.workshop.folder / "answer.toml", found, messages)


def judged(chain: Chain, messages: Messages) -> dict[str, Finding]:
    """What is found of each requirement; the last one lets the incident happen once more."""
    answer, truth = judging.read_answer(chain), noted(chain.incident)
    asked = (
        Requirement("R1", lambda _: judging.evidence(chain, answer, truth)),
        Requirement("R2", lambda _: judging.cause(chain, answer, messages.causes()), needs=("R1",)),
        Requirement("R3", lambda _: judging.whole(chain)),
        Requirement("R4", lambda _: judging.lasting(chain), needs=("R3",)),
    )
    nothing_in_process = Observations(chain.workshop.name, frozenset(), ())
    return judge(asked, lambda requirement: requirement.judge(nothing_in_process))
