"""The command line of the course: `python -m include.course check 5.4`, and what belongs to it."""

import argparse
import json
import signal
import sys
from dataclasses import asdict
from typing import NoReturn

from include.command_line import run
from include.course import progress
from include.course.check import check, place
from include.course.doctor import MEND, examine
from include.course.exercise_5_10.checking import check_incident
from include.course.exercise_5_10.playing import difference
from include.course.live_check import check_live
from include.course.starters import INCIDENTS, drifted, exercises, incidents
from include.course.texts import Messages, examined, report, wrapped
from include.course.verdicts import PASS, Checked
from include.course.watching import watch
from include.errors import SettingsError


def main() -> int:
    """Exit codes: 0 everything passes or is done, 1 something is open, 2 wrong usage or the check broke down."""
    arguments = _parser().parse_args()
    code: int = arguments.do(arguments, Messages())
    return code


def _check(arguments: argparse.Namespace, messages: Messages) -> int:
    if sys.stderr.isatty():  # a cold one takes half a minute
        print(messages.say("checking"), file=sys.stderr, flush=True)
    if arguments.exercise in incidents():
        return _check_incident(arguments, messages)
    path, namespace = place(arguments.exercise, arguments.solution, arguments.file)
    if arguments.live or arguments.url:
        checked = check_live(arguments.exercise, path, namespace, messages, arguments.url)
    else:
        checked = check(arguments.exercise, path, namespace, messages)
    if not (arguments.solution or arguments.file):
        progress.note_check(checked)
    return _told(checked, arguments, messages)


def _check_incident(arguments: argparse.Namespace, messages: Messages) -> int:
    checked = check_incident(arguments.exercise, messages)
    progress.note_check(checked)
    return _told(checked, arguments, messages)


def _told(checked: Checked, arguments: argparse.Namespace, messages: Messages) -> int:
    print(json.dumps(asdict(checked), indent=1) if arguments.json else report(checked, messages))
    return 0 if checked.passed else 1


def _watch(arguments: argparse.Namespace, messages: Messages) -> int:
    _no_incident(arguments.exercise)
    for checked in watch(arguments.exercise, messages):
        progress.note_check(checked)
        print(f"{report(checked, messages)}\n")
    return 0


def _doctor(_arguments: argparse.Namespace, messages: Messages) -> int:
    to_mend = 0
    for found in examine():
        to_mend += found.state == MEND
        print(examined(found, messages), flush=True)
    print("\n" + messages.say("doctor_mend" if to_mend else "doctor_well", count=to_mend))
    return 1 if to_mend else 0


def _status(_arguments: argparse.Namespace, messages: Messages) -> int:
    for exercise in (*exercises(), *incidents()):
        noted = progress.known(exercise)
        if "verdicts" not in noted:
            print(messages.say("status_never", exercise=exercise))
            continue
        passed = sum(verdict["state"] == PASS for verdict in noted["verdicts"])
        values = {"passed": passed, "all": len(noted["verdicts"]), "when": noted["checked_at"]}
        print(messages.say("status_open", exercise=exercise, hints=sum(noted.get("hints", {}).values()), **values))
    return 0


def _hint(arguments: argparse.Namespace, messages: Messages) -> int:
    exercise = arguments.exercise
    asked = _requirement(exercise, arguments.requirement, messages) if arguments.requirement else ""
    requirement = asked or progress.open_requirement(exercise)
    if not requirement:
        print(messages.say("hint_none", exercise=exercise))
        return 0
    misunderstood = progress.misconception(exercise, requirement)
    if (unread := progress.unread(exercise)) and not misunderstood:
        print(wrapped(f"{messages.say('hint_broken')}\n\n{unread}\n\n{messages.say('broken')}"))
        return 0
    hints = messages.hints(exercise, requirement, misunderstood)
    number = progress.next_hint(exercise, requirement, misunderstood, len(hints))
    told = {"exercise": exercise, "requirement": requirement}
    title = messages.title(exercise, requirement)
    print(wrapped(messages.say("hint_head", number=number + 1, all=len(hints), title=title, **told)))
    print(f"\n{wrapped(hints[number])}\n")
    if number + 1 < len(hints):
        print(messages.say("hint_more", **told))
    return 0


def _diff(arguments: argparse.Namespace, messages: Messages) -> int:
    if not (arguments.reveal or progress.has_passed(arguments.exercise)):
        print(messages.say("diff_locked", exercise=arguments.exercise))
        return 1
    compared = difference if arguments.exercise in incidents() else progress.difference
    print(compared(arguments.exercise) or messages.say("diff_same"))
    return 0


def _reset(arguments: argparse.Namespace, messages: Messages) -> int:
    _no_incident(arguments.exercise)
    kept = progress.reset(arguments.exercise)
    print(messages.say("reset_done", kept=kept) if kept else messages.say("reset_first"))
    if arguments.data:
        data = progress.reset_data(arguments.exercise)
        print(messages.say("reset_data", kept=data) if data else messages.say("reset_no_data"))
    return 0


def _starters(arguments: argparse.Namespace, messages: Messages) -> int:
    names = drifted(write=not arguments.check)
    if not names:
        print(messages.say("starters_same"))
        return 0
    print(messages.say("starters_drifted" if arguments.check else "starters_written", names=", ".join(names)))
    return 1 if arguments.check else 0


def _no_incident(exercise: str) -> None:
    """Raises SettingsError for what is of exercises alone."""
    if exercise in incidents():
        number = exercise.rpartition(".")[2]
        raise SettingsError(f"an incident is checked by `make check`, and begun anew by `make incident N={number}`")


def _requirement(exercise: str, typed: str, messages: Messages) -> str:
    """A requirement as its exercise names it.

    Raises:
        SettingsError: the exercise has no such requirement.
    """
    known = messages.requirements(exercise)
    if (name := typed.strip().upper()) not in known:
        raise SettingsError(f"exercise {exercise} has no requirement {typed!r}; it has {', '.join(known)}")
    return name


def _exercise(typed: str) -> str:
    known = (*exercises(), *incidents())
    if typed.strip() == INCIDENTS:
        raise argparse.ArgumentTypeError(f"say which incident of {INCIDENTS}, N=1 to N={len(incidents())}")
    if typed.strip() not in known:
        raise argparse.ArgumentTypeError(f"there is no exercise {typed!r}; there are {', '.join(known)}")
    return typed.strip()


class _OneLine(argparse.ArgumentParser):
    """Says in one line what cannot be understood; `--help` says what can."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _OneLine(prog="python -m include.course", description="Exercises, and what checks them.")
    commands = parser.add_subparsers(required=True)

    def command(name: str, do: object, about: str, exercise: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(do=do)
        if exercise:
            added.add_argument("exercise", type=_exercise, help=f"its number: {', '.join(exercises())}")
        return added

    command("status", _status, "how far you are", exercise=False)
    checks = command("check", _check, "run your DAGs on a real Airflow and say what works")
    checks.add_argument("--json", action="store_true", help="the same as JSON")
    checks.add_argument("--live", action="store_true", help="in a running Airflow, which has your DAGs already")
    checks.add_argument("--url", default="", help="of that Airflow; else AIRFLOW_API_URL, or port 8080 here")
    checks.add_argument("--solution", action="store_true", help="check the solution instead of yours")
    checks.add_argument("--file", default="", help="check another file, or a folder of files")
    command("watch", _watch, "check, and again whenever the file is saved")
    hints = command("hint", _hint, "a hint for what is open; again for the next one")
    hints.add_argument("requirement", nargs="?", default="", help="such as R2")
    command("diff", _diff, "yours beside the solution").add_argument(
        "--reveal", action="store_true", help="in any case"
    )
    command("reset", _reset, "the starter again; your attempt is kept").add_argument(
        "--data", action="store_true", help="a fresh folder of documents and tables, too; the former one is kept"
    )
    command("doctor", _doctor, "look whether everything the course needs is there", exercise=False)
    command("starters", _starters, "make the starters from the solutions", exercise=False).add_argument(
        "--check", action="store_true", help="only say whether they differ"
    )
    return parser


def _clear_away_when_ended() -> None:
    """Whoever ends this process, or closes its terminal, interrupts it as Ctrl-C does: what it began goes with it."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


if __name__ == "__main__":
    _clear_away_when_ended()
    run(main)
