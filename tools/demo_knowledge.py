"""`make demo-knowledge`: a fact is learned, refined, contradicted, asked as of yesterday, explained and forgotten.

Everything happens in `.demo/knowledge/` (or DEMO_FOLDER), on a copy of the sample conversations, by the rules that need
no model. Threads are put into the export as a chat would do it; DAGs are started by nobody but for questions, ratings,
the export and the forgetting, which a person asks for in a form.
"""

import json
import sys
import time
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.markup import escape

from include.knowledge.export import export_uri
from include.knowledge.fact_index import collection_name
from include.knowledge.facts import CURRENT
from include.knowledge.profiles import profile_lines, read_profile, require_profile
from include.knowledge.proof import traces
from include.knowledge.questions import Belief, Knowledge
from include.knowledge.relations import Kind, relations, walk
from include.knowledge.tables import knowledge_lake
from include.settings import SAMPLE_CONVERSATIONS, Settings
from include.vector_store.state import folder_state
from tools.demo_ratings import Reader, tell_evaluation, tell_ratings
from tools.forms import fill_in
from tools.local_airflow import LocalAirflow
from tools.own_folders import note_files
from tools.stage import DemoError, console, copied, fresh, play, running, shown, stay, told, without_documents
from tools.waiting import wait_for

USER, NAME = "u-nora", "Nora Lindqvist"
SLACK_USER = "U0OLA"
QUESTION = "Where does Nora live?"


class Chat:
    """A chat with its export, and what is learned of it.

    Args:
        folder: of the export, the tables and the store.
    """

    def __init__(self, folder: Path) -> None:
        self.export = copied(SAMPLE_CONVERSATIONS, folder, "conversations")
        golden = fresh(folder, "golden", editable=True) / "questions.json"
        own = {"CONVERSATIONS_URI": str(self.export), "GOLDEN_QUESTIONS": str(golden)}
        self.environment = without_documents(folder, **own)
        self.settings = Settings.from_environment(self.environment)
        self.lake = knowledge_lake(self.settings)

    def say(self, thread: str, days_ago: int, text: str) -> None:
        """A message of Nora's, in a thread of its own."""
        now = datetime.now(UTC)
        message = {
            "id": "m1",
            "user": USER,
            "name": NAME,
            "time": (now - timedelta(days=days_ago)).isoformat(),
            "text": text,
        }
        record = {"thread": thread, "exported_at": now.isoformat(), "channel": "general", "messages": [message]}
        (self.export / f"{thread}.json").write_text(json.dumps(record), "utf-8")
        console.print(f'  [dim]{days_ago} days ago[/] Nora wrote: "{escape(text)}"')

    def export_slack(self) -> None:
        """Put a zip beside the threads: a channel in which one person says something of themselves."""
        said = {
            "type": "message",
            "user": SLACK_USER,
            "ts": f"{time.time():.6f}",
            "text": "I live in Oslo, by the harbour.",
        }
        files = {
            "users.json": [{"id": SLACK_USER, "name": "ola", "profile": {"real_name": "Ola Strand"}}],
            "channels.json": [{"id": "C0PORT", "name": "harbour", "members": [SLACK_USER]}],
            f"harbour/{datetime.now(UTC).date()}.json": [said],
        }
        with zipfile.ZipFile(self.export / "workspace.zip", "w") as archive:
            for name, found in files.items():
                archive.writestr(name, json.dumps(found))

    def known(self) -> Knowledge:
        """Returns what the tables say now."""
        return Knowledge(self.settings, self.lake)

    def wait_for(self, text: str) -> Belief:
        """Wait until this is believed of Nora; nobody starts a DAG."""
        begun = time.monotonic()

        wait_for(lambda: self._believed(text), f"the fact that Nora {text}")
        belief = self._believed(text)[0]
        console.print(f"  after {time.monotonic() - begun:.1f} s: {escape(str(belief))}")
        return belief

    def _believed(self, text: str) -> list[Belief]:
        known = self.known()
        return [one for one in known.ask(who=NAME) if one.text == text] if USER in known.users() else []


def tell(airflow: LocalAirflow, chat: Chat) -> None:
    """The story; every fact in it is checked."""
    console.print("\n[bold]1. Threads of a chat are found[/]: summaries, facts and their index follow by themselves")
    wait_for(lambda: _is_indexed(chat), "the index of facts")
    known = chat.known()
    console.print(f"  {len(known.rows)} facts about {len(known.users())} people, each with the messages that say so")

    console.print("\n[bold]2. A fact is learned[/]; a Slack export, as Slack makes it, is read beside")
    chat.export_slack()
    chat.say("where-nora-lives", 3, "Hello everybody! I live in Berlin and we keep our bookings in Postgres.")
    chat.wait_for("lives in Berlin")
    wait_for(lambda: SLACK_USER in chat.known().users(), "a fact of the Slack export")
    console.print(f"  {escape(str(chat.known().ask(who=SLACK_USER)[0]))}")

    console.print("\n[bold]3. It is refined[/]: the same, and more")
    chat.say("noras-database", 2, "We upgraded, we are on PostgreSQL 16 now.")
    chat.wait_for("uses PostgreSQL 16")

    console.print("\n[bold]4. It is contradicted[/]: a new version, the old one is kept")
    chat.say("nora-moves", 0, "The boxes are unpacked, I have moved to Hamburg.")
    moved = chat.wait_for("lives in Hamburg")

    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    console.print(f"\n[bold]5. Asked now, and as of yesterday[/]: {QUESTION}")
    now, before = chat.known().ask(QUESTION, limit=1), chat.known().ask(QUESTION, on=yesterday, limit=1)
    _expect(now, "lives in Hamburg")
    _expect(before, "lives in Berlin")

    console.print("\n[bold]6. Why?[/]")
    reason = chat.known().why(moved.id)
    for source in reason.sources:
        console.print(f"  {source.time[:10]} in {source.thread}, {source.message}: {escape(source.quote)}")
    for former in reason.replaced:
        console.print(f"  it took the place of: {escape(str(former))}")
    console.print(f"  written by {escape(reason.run)}")

    console.print("\n[bold]7. All that is believed of her[/], and how it is related")
    wait_for(lambda: read_profile(chat.lake, USER).get("former") == 2, "her profile")
    profile = require_profile(chat.lake, USER)
    for line in profile_lines(profile):
        console.print(f"  {escape(line)}")
    edges = walk(relations(chat.lake), moved.id, [Kind.CONTRADICTS])
    for edge in edges:
        console.print(f"  {escape(str(edge))}")
    if (profile["facts"], profile["former"], len(edges)) != (2, 2, 1):
        raise DemoError("the profile should have two facts and two former ones, of which one contradicts another")

    console.print("\n[bold]8. An answer is rated[/] by her: what is called wrong is not given again")
    reader = Reader(airflow, chat.settings, chat.lake, USER)
    tell_ratings(reader)

    console.print("\n[bold]9. A golden question is written[/]: the evaluation runs, and asks what was confirmed, too")
    tell_evaluation(reader)

    console.print("\n[bold]10. Exported[/]: everything about her, as one file")
    fill_in(airflow, "export_user", {"user": USER})
    file = Path(export_uri(chat.lake, USER))
    record = json.loads(file.read_text("utf-8"))
    console.print(f"  {len(record['messages'])} messages, {len(record['facts'])} facts in {escape(str(file))}")

    console.print("\n[bold]11. Forgotten[/]: and it is proved, the history of the tables included")
    places = _left(chat)
    console.print(f"  before: her id is in {len(places)} places")
    fill_in(airflow, "forget_user", {"user": USER, "again": USER})
    if _left(chat):
        raise DemoError(f"something is left: {', '.join(_left(chat))}")
    console.print(f"  after: in none; {len(chat.known().users())} other people are known as before")


def _is_indexed(chat: Chat) -> bool:
    """Whether the store holds the facts that the tables have, whoever woke the steps."""
    collection = collection_name(chat.settings)
    held = folder_state(chat.settings, (collection,)).collections.get(collection)
    believed = sum(row["status"] == CURRENT for row in chat.known().rows)
    return held is not None and 0 < held.points == believed


def _expect(found: Sequence[Belief], text: str) -> None:
    if [one.text for one in found] != [text]:
        raise DemoError(f"the answer should be that Nora {text}, it is: {'; '.join(map(str, found)) or 'nothing'}")
    console.print(f"  {escape(str(found[0]))}")


def _left(chat: Chat) -> list[str]:
    return [place for place, is_left in traces(chat.settings, chat.lake, USER) if is_left]


def story(folder: Path, port: int) -> None:
    """Fresh folders, an Airflow, and what happens in it."""
    chat = Chat(folder)
    console.print("[bold]Airflow[/] starts; rules read the conversations, no model and no network are needed")
    with running(LocalAirflow(folder / "airflow", port, chat.environment, tell=told)) as airflow:
        tell(airflow, chat)
        note_files(chat.export)  # as the story left them
        stay(airflow, f"the export is in {shown(chat.export)}")


if __name__ == "__main__":
    sys.exit(play("demo-knowledge", story, "knowledge"))
