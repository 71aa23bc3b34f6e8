"""What is believed now, what was believed on a day, why, and what changed since. Asked of the tables, never of a copy.

Two times are told apart. *Valid*: from when to when something held, by the messages that say so. *Known*: what the
tables said at a moment, by the versions that Delta keeps. A thread that arrives late changes what was valid on days
that are past, never what was known on them.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from include.embedding.model import find_model
from include.errors import SettingsError
from include.knowledge.claims import Source
from include.knowledge.fact_vectors import FactVectors, nearest
from include.knowledge.facts import CURRENT, described
from include.knowledge.wording import asks_for_anything, named, without_names
from include.lake.history import version_at
from include.lake.queries import Row, commits
from include.lake.tables import Lake
from include.settings import Settings

SHORTEST_ID = 4
"""Characters of a fact's id by which a person may name it."""
NEAR = 0.25
"""Cosine similarity from which a fact may have to do with a question."""
Nearness = Callable[[str, Iterable[str]], Mapping[str, float]]
"""Cosine similarity of each text with a question."""


@dataclass(frozen=True, slots=True)
class Belief:
    """A fact, for a reader."""

    id: str
    user: str
    name: str
    relation: str
    text: str
    value: str
    status: str
    valid_from: str
    valid_until: str
    """Empty while it is believed."""
    evidence: int
    """Messages that say so."""
    score: float | None = None
    """Cosine similarity with the question, -1 to 1; None where nothing was asked."""

    def __str__(self) -> str:
        until = f" until {self.valid_until[:10]}" if self.valid_until else ""
        times = f", {self.evidence} messages" if self.evidence > 1 else ""
        return f"{self.name} ({self.user}) {self.text}: since {self.valid_from[:10]}{until}{times} [{self.id[:8]}]"


@dataclass(frozen=True, slots=True)
class BeliefReason:
    """Why something is, or was, believed."""

    belief: Belief
    sources: Sequence[Source]
    replaced: Sequence[Belief]
    """What it took the place of, newest first, all the way back."""
    replaced_by: Belief | None
    run: str
    """What wrote it into the table first; empty where that version is erased."""
    learned_at: str


@dataclass(frozen=True, slots=True)
class BeliefChange:
    """What became of one fact between two moments."""

    kind: str
    """`learned`, `confirmed`, `superseded`, `withdrawn` or `moved`: its days changed by what arrived late."""
    belief: Belief


class Knowledge:
    """The tables, to be asked.

    Args:
        known_at: ask them as they were at that moment; None: as they are.

    Raises:
        LakeError: the tables cannot be read, or their history does not reach back so far.
    """

    def __init__(self, settings: Settings, lake: Lake, known_at: datetime | None = None) -> None:
        self._settings, self._lake = settings, lake
        table = version_at(lake, "user_facts", known_at) if known_at else lake.open("user_facts")
        rows = lake.kind("user_facts").rows(table)
        self.rows: Sequence[Row] = sorted(rows, key=lambda row: (row["valid_from"], row["id"]), reverse=True)
        """Facts, newest first."""
        self._by_id = {row["id"]: row for row in self.rows}
        self.near: Nearness = self._near_by_settings
        """Compares facts with a question; whoever has vectors in memory may say how."""

    def users(self, who: str = "") -> Mapping[str, str]:
        """Returns users with facts, id and name; only those of that id or name. Two users can have one name."""
        wanted = who.strip().casefold()
        found = {row["user"]: row["name"] for row in self.rows}
        named = {id_: name for id_, name in found.items() if wanted in ("", id_.casefold(), name.casefold())}
        return named or {id_: name for id_, name in found.items() if wanted == name.split(" ")[0].casefold()}

    def ask(self, question: str = "", who: str = "", on: date | None = None, limit: int = 10) -> list[Belief]:
        """Returns what is believed, nearest to the question first; newest first where it asks for whatever is known.

        Args:
            question: in words; a user's name in it asks about that user.
            who: id or name of a user; of several with one name all are answered for.
            on: what was believed at the end of that day (UTC), by what is known; None: now.

        Raises:
            SettingsError: there is no such user.
        """
        users = self._asked_about(question, who)
        rows = [row for row in self.rows if _held(row, on) and (not users or row["user"] in users)]
        wanted = without_names(question, users)
        if not wanted or (users and asks_for_anything(wanted)):
            return [_belief(row) for row in rows[:limit]]
        texts = [described(row) for row in rows]
        scores = self.near(wanted, texts)
        near = [(scores[text], row) for text, row in zip(texts, rows, strict=True) if scores[text] >= NEAR]
        best = sorted(near, key=lambda found: -found[0])[:limit]
        return [_belief(row, score) for score, row in best]

    def _near_by_settings(self, question: str, texts: Iterable[str]) -> Mapping[str, float]:
        model = find_model(self._settings.embedding_model)
        return nearest(FactVectors(model, self._settings, self._lake), question, texts)

    def _asked_about(self, question: str, who: str) -> Mapping[str, str]:
        if who.strip():
            if found := self.users(who):
                return found
            raise SettingsError(f"nothing is known of a user {who!r}; ask by id or by the name as the chat shows it")
        return named(question, self.users())

    def why(self, fact: str) -> BeliefReason:
        """Returns which messages say so, what it took the place of, and which run wrote it.

        Raises:
            SettingsError: no fact, or more than one, has an id that begins so.
        """
        row = self._one(fact)
        sources = [Source(**source) for source in json.loads(row["sources"])]
        after = self._by_id.get(row["superseded_by"])
        run = self._run_at(row["learned_at"])
        replaced = [_belief(former) for former in self._before(row)]
        return BeliefReason(_belief(row), sources, replaced, _belief(after) if after else None, run, row["learned_at"])

    def _one(self, fact: str) -> Row:
        found = [row for row in self.rows if len(fact) >= SHORTEST_ID and row["id"].startswith(fact.lower())]
        if len(found) != 1:
            raise SettingsError(f"{len(found) or 'no'} facts have an id that begins with {fact!r}; give more of it")
        return found[0]

    def _before(self, row: Row) -> Iterable[Row]:
        for id_ in filter(None, row["supersedes"].split(", ")):
            if former := self._by_id.get(id_):
                yield former
                yield from self._before(former)

    def _run_at(self, learned_at: str) -> str:
        for commit in commits(self._lake.open("user_facts")):
            if json.loads(commit.get("event", "{}")).get("timestamp") == learned_at:
                return str(commit.get("run", ""))
        return ""

    def changed_since(self, former: "Knowledge") -> list[BeliefChange]:
        """Returns what became of each fact since the tables were as `former` has them."""
        before = {row["id"]: row for row in former.rows}
        found = [(_change(before.get(row["id"]), row), row) for row in self.rows]
        gone = [BeliefChange("withdrawn", _belief(row)) for id_, row in before.items() if id_ not in self._by_id]
        return [BeliefChange(kind, _belief(row)) for kind, row in found if kind] + gone


def _held(row: Row, on: date | None) -> bool:
    if on is None:
        return bool(row["status"] == CURRENT)
    night = datetime.combine(on, time.max, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return bool(row["valid_from"] <= night and (not row["valid_until"] or row["valid_until"] > night))


def _change(before: Row | None, now: Row) -> str:
    if before is None:
        return "learned"
    if before["status"] != now["status"]:
        return "superseded" if now["status"] != CURRENT else "confirmed"
    if now["evidence"] != before["evidence"]:
        return "confirmed" if now["evidence"] > before["evidence"] else "moved"
    return "moved" if (before["valid_from"], before["valid_until"]) != (now["valid_from"], now["valid_until"]) else ""


def _belief(row: Row, score: float | None = None) -> Belief:
    shown = ("id", "user", "name", "relation", "text", "value", "status", "valid_from", "valid_until", "evidence")
    return Belief(**{name: row[name] for name in shown}, score=None if score is None else round(score, 4))
