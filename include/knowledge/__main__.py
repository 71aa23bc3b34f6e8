"""`python -m include.knowledge`: learn, ask, explain, export and forget, without Airflow."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from include import command_line
from include.errors import ApprovalNeeded, SettingsError
from include.knowledge.collect import held_line
from include.knowledge.export import export_uri, export_user
from include.knowledge.forget import check_user, forget
from include.knowledge.profiles import profile_lines, require_profile
from include.knowledge.proof import require_forgotten
from include.knowledge.questions import Belief, Knowledge
from include.knowledge.relations import Kind, relations, walk
from include.knowledge.sync import sync
from include.knowledge.tables import knowledge_lake
from include.lake.tables import Lake
from include.provenance import Event, Provenance
from include.settings import Settings

Told = tuple[Any, Sequence[str]]
"""A record for `--json`, and lines for a person."""


def learn(settings: Settings, _lake: Lake, arguments: argparse.Namespace) -> Told:
    events = sync(settings, Provenance(), delete=arguments.yes)
    if held := events["conversations"].get("threads_held"):
        raise ApprovalNeeded(held_line(int(held)))
    return events, [f"{asset}: {_flat(event)}" for asset, event in events.items()]


def _flat(event: Event) -> str:
    return ", ".join(f"{name} {value}" for name, value in event.items())


def ask(settings: Settings, lake: Lake, arguments: argparse.Namespace) -> Told:
    knowledge = Knowledge(settings, lake, arguments.known_at)
    found = knowledge.ask(arguments.question, arguments.user, arguments.on, arguments.limit)
    return [asdict(belief) for belief in found], _lines(found)


def _lines(found: Sequence[Belief]) -> list[str]:
    users = {belief.user: belief.name for belief in found}
    names = Counter(users.values())
    twins = {name: [id_ for id_, one in users.items() if one == name] for name, count in names.items() if count > 1}
    notes = [f"{' and '.join(ids)} are all called {name}" for name, ids in twins.items()]
    return [*(str(belief) for belief in found), *notes] or ["nothing is known about that"]


def why(settings: Settings, lake: Lake, arguments: argparse.Namespace) -> Told:
    reason = Knowledge(settings, lake).why(arguments.fact)
    lines = [str(reason.belief)]
    lines += [f"  said on {one.time[:10]} in {one.thread}, {one.message}: {one.quote}" for one in reason.sources]
    lines += [f"  took the place of: {belief}" for belief in reason.replaced]
    lines += [f"  replaced by: {reason.replaced_by}"] if reason.replaced_by else []
    lines.append(f"  learned {reason.learned_at} by {reason.run or 'a run whose commit is erased'}")
    return asdict(reason), lines


def changed(settings: Settings, lake: Lake, arguments: argparse.Namespace) -> Told:
    found = Knowledge(settings, lake).changed_since(Knowledge(settings, lake, arguments.since))
    return [asdict(one) for one in found], [f"{one.kind}: {one.belief}" for one in found] or ["nothing has changed"]


def graph(settings: Settings, lake: Lake, arguments: argparse.Namespace) -> Told:
    start = Knowledge(settings, lake).why(arguments.fact).belief.id
    found = walk(relations(lake), start, arguments.kind, arguments.steps)
    return [asdict(one) for one in found], [str(one) for one in found]


def profile(_settings: Settings, lake: Lake, arguments: argparse.Namespace) -> Told:
    found = require_profile(lake, arguments.user)
    return found, profile_lines(found)


def export(settings: Settings, lake: Lake, arguments: argparse.Namespace) -> Told:
    check_user(settings, lake, arguments.user)
    event = export_user(lake, arguments.user, Provenance()).event
    uri = export_uri(lake, arguments.user)
    return event | {"file": uri}, [f"everything about {arguments.user} is in {uri}"]


def forget_user(settings: Settings, lake: Lake, arguments: argparse.Namespace) -> Told:
    check_user(settings, lake, arguments.user)
    if not arguments.yes and not _agreed(arguments.user):
        raise SettingsError("nothing was forgotten; --yes says that you mean it")
    event = forget(settings, lake, arguments.user, Provenance()).event
    event |= {"places_checked": require_forgotten(settings, lake, arguments.user)}
    return event, [_flat(event), "nothing of the user is left"]


def _agreed(user: str) -> bool:
    if not sys.stdin.isatty():
        return False
    print(f"everything of {user} will be removed, from the export too; it cannot be undone")
    return input("Type the id to go on: ").strip() == user


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the commands."""
    whole = argparse.ArgumentParser(prog="python -m include.knowledge", description="What conversations taught.")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., Told], told: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=told, description=told)
        one.set_defaults(run=run)
        one.add_argument("--json", action="store_true", help="print JSON")
        return one

    learned = command("sync", learn, "bring everything up to the export of the conversations")
    learned.add_argument("--yes", action="store_true", help="delete what is gone from the export, however much it is")
    asked = command("ask", ask, "what is believed, now or on a day")
    asked.add_argument("question", nargs="?", default="", help="in words; without it everything, newest first")
    asked.add_argument("--user", default="", help="id or name")
    asked.add_argument("--on", type=date.fromisoformat, help="what held on that day (2026-03-01)")
    asked.add_argument("--known-at", type=_moment, help="as the tables were then (2026-03-01T12:00, UTC)")
    asked.add_argument("--limit", type=int, default=10, help="how many facts (default 10)")
    command("why", why, "which messages say so, and what it replaced").add_argument("fact", help="beginning of its id")
    since = command("changed", changed, "what was learned, superseded or withdrawn since a moment")
    since.add_argument("--since", type=_moment, required=True, help="2026-03-01, or 2026-03-01T12:00 (UTC)")
    walked = command("graph", graph, "what takes whose place, in which way, and which messages support it")
    walked.add_argument("fact", help="beginning of its id")
    walked.add_argument("--kind", action="append", default=[], choices=list(Kind), help="only along these")
    walked.add_argument("--steps", type=int, help="how far; without it as far as it goes")
    command("profile", profile, "everything that is believed of a user, with the words").add_argument("user", help="id")
    command("export", export, "everything about a user as one file").add_argument("user", help="id")
    gone = command("forget", forget_user, "remove everything of a user, the history of the tables too, and prove it")
    gone.add_argument("user", help="id")
    gone.add_argument("--yes", action="store_true", help="do not ask")
    return whole


def main() -> int:
    arguments = parser().parse_args()
    settings = Settings.from_environment()
    record, lines = arguments.run(settings, knowledge_lake(settings), arguments)
    if arguments.json:
        print(json.dumps(record, ensure_ascii=False))
    else:
        command_line.show(map(command_line.printable, lines), lambda: map(command_line.printable, lines))
    return 0


if __name__ == "__main__":
    command_line.run(main)
