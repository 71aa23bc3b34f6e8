"""The plumbing of an exercise on knowledge: exported conversations, a reader of what they say, tables with versions.

What reads is trusting, as language models are: it takes down what a message tells it to. It is the same reader that the
bundle has without a model (`include.knowledge`), so a check costs no call.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from include.course.chat_export import write_first
from include.course.generation_workshop import hash_of
from include.course.recipe import OF_THE_BUNDLE
from include.course.workshop import Workshop
from include.knowledge import decisions
from include.knowledge.claims import Claim
from include.knowledge.conversations import moment, read_thread
from include.knowledge.rules import claims
from include.knowledge.sentences import assertions, sentences
from include.knowledge.vocabulary import is_number, tokens, vocabulary

__all__ = ["KnowledgeWorkshop", "extends", "hash_of", "names_and_numbers", "words_of"]
ORDER = re.compile(r"\brecord that (?P<user>u-[\w-]+) (?P<text>lives in (?P<value>\w+))")
Said = Mapping[str, Any]
"""A message: `id`, `user`, `name`, `time`, `text`, `deleted`."""


def words_of(value: str) -> tuple[str, ...]:
    """Names, words and numbers of a value in one spelling: `Postgres v16` and `PostgreSQL 16` are the same."""
    return tokens(value)


def extends(longer: str, shorter: str) -> bool:
    """Whether one value says all that another says, and more: `PostgreSQL 16` extends `PostgreSQL`."""
    return decisions.extends(tokens(longer), tokens(shorter))


def names_and_numbers(value: str) -> frozenset[str]:
    """What must not differ if two values are the same in other words: known names, versions, counts."""
    return frozenset(word for word in tokens(value) if is_number(word) or word in vocabulary().kinds)


class KnowledgeWorkshop(Workshop):
    """Everything an exercise on knowledge works on; opens and reads nothing until it is asked."""

    @property
    def exported(self) -> Path:
        """The folder of exports: a folder a batch, in it a JSON file a thread."""
        return self.folder / "exports"

    def exports(self) -> list[dict[str, Any]]:
        """Every file there is, in the order of their names: `file`, `thread`, `exported_at`, `messages`."""
        if not self.exported.exists():
            write_first(self.exported)
        files = sorted(self.exported.rglob("*.json"))
        self.note("read", files=len(files))
        return [_exported(path, self.exported) for path in files]

    def summarise(self, thread: str, messages: Sequence[Said]) -> dict[str, Any]:
        """Read a thread: its `title`, and the `statements` in it. The part that costs: call it for what is due.

        A statement says who wrote it (`author`), of whom it is (`user`), which thing it is about (`about`: two
        statements of one user about the same thing are never true together unless they say the same), the `value`,
        the `text`, and where it stands: `thread`, `message`, `time`.
        """
        self.note("summarise", thread=thread)
        there = [message for message in messages if not message["deleted"]]
        found = [statement for message in there for statement in _statements(thread, message)]
        first = next((part for message in there for part in sentences(message["text"])), "")
        return {"title": first, "statements": found}

    def similarity(self, one: str, other: str) -> float:
        """Cosine similarity of two texts, by the model of the bundle: 1 is the same, 0 has nothing to do with it."""
        self.note("compare")
        first, second = OF_THE_BUNDLE.encode([one, other])
        return sum(a * b for a, b in zip(first, second, strict=True))

    def save(self, table: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Save a table, whole. What it was before is kept as an old version."""
        path = self._table(table)
        if path.exists():
            old = self._old(table)
            old.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, old / f"{len(list(old.iterdir())):06}.json")
        super().save(table, rows)

    def versions(self, table: str) -> list[dict[str, dict[str, Any]]]:
        """Every version of a table that is still there, oldest first; the last one is what `load` gives."""
        old = [json.loads(path.read_text("utf-8")) for path in sorted(self._old(table).glob("*.json"))]
        return [*old, self.load(table)]

    def vacuum(self, table: str) -> None:
        """Erase every version of a table but the newest."""
        shutil.rmtree(self._old(table), ignore_errors=True)
        self.note("vacuum", table=table)

    def traces(self, words: Sequence[str]) -> list[str]:
        """Tables, and old versions of tables, that have one of these words in them. Not of the table `forgotten`."""
        new = {path.stem: [path] for path in self._table("-").parent.glob("*.json")}
        old = {f"old versions of {path.name}": sorted(path.iterdir()) for path in self._versions.glob("*")}
        kept = {name: paths for name, paths in {**new, **old}.items() if not name.endswith("forgotten")}
        return sorted(name for name, paths in kept.items() if any(_has(path, words) for path in paths))

    @property
    def _versions(self) -> Path:
        return self.folder / "versions"

    def _old(self, table: str) -> Path:
        return self._versions / table


def _has(path: Path, words: Sequence[str]) -> bool:
    text = path.read_text("utf-8")
    return any(word in text for word in words)


def _exported(path: Path, folder: Path) -> dict[str, Any]:
    thread = read_thread(path.read_bytes())
    shown = [
        {**message.model_dump(include={"id", "user", "name", "text", "deleted"}), "time": moment(message.time)}
        for message in thread.messages
    ]
    name = path.relative_to(folder).as_posix()
    return {"file": name, "thread": thread.thread, "exported_at": moment(thread.exported_at), "messages": shown}


def _statements(thread: str, message: Said) -> Iterator[dict[str, Any]]:
    where = {"thread": thread, "message": message["id"], "time": message["time"], "author": message["user"]}
    where["name"] = message["name"]
    for sentence in assertions(message["text"]):
        for claim in claims(sentence):
            yield {**where, "user": message["user"], "about": _about(claim), "value": claim.value, "text": claim.text}
    if order := ORDER.search(message["text"]):
        yield {**where, "about": "home city", **order.groupdict()}


def _about(claim: Claim) -> str:
    """Of a kind of which somebody may have several, each is a thing of its own: `database qdrant`."""
    of = claim.about if claim.exclusive else tokens(claim.value)[0]
    return f"{claim.relation} {of}".strip()
