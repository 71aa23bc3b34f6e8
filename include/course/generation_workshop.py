"""The plumbing of an exercise on generation: concepts and templates as files, a real model, its price, its failures.

The journal counts the calls, so nobody has to be believed who says what was asked and what it cost.
"""

import json
import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.course.known_answers import is_kept, replied
from include.course.workshop import Workshop

if TYPE_CHECKING:
    from include.language_model.calls import LanguageModel

MODEL = "SmolLM2-135M-Instruct"
"""A package brings it; it answers on this machine and asks for no money. The price is the exercise's."""
LONGEST_ANSWER = 8
"""Tokens: few, so that a check with real calls takes seconds."""
CENTS, TOKENS = 2, 20
"""The price: so many cents for each so many tokens that are begun."""
BYTES_PER_TOKEN = 2
"""Half of what English has: an estimate is too high, not too low."""
CONCEPTS = {
    "ice": "Ice is lighter than water, so it floats.",
    "tides": "The moon pulls at the sea, and the sea comes and goes twice a day along every coast.",
    "wind": "Air flows from where it is pressed to where it is not.",
}
TEMPLATES = {
    "essay": "Write one sentence about this.\n\n{concept}",
    "link": "Name one thing that is like this, and say why the two are alike.\n\n{concept}",
}
"""What a new workshop has in its folder."""


class NoAnswerError(Exception):
    """The model gave no answer, and nothing was paid for it."""


def prompt_of(template: str, concept: str) -> str:
    """What is asked: the text of a template with the text of a concept in it."""
    return template.replace("{concept}", concept)


def hash_of(text: str) -> str:
    """SHA-256 of a text, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


class GenerationWorkshop(Workshop):
    """Everything an exercise on generation works on; opens and reads nothing until it is asked."""

    @property
    def sources(self) -> Path:
        """The team's folder: `concepts/*.md`, `templates/*.txt`."""
        return self.folder / "sources"

    def concepts(self) -> dict[str, str]:
        """Text of every concept, by its name."""
        return self._texts("concepts", ".md", CONCEPTS)

    def templates(self) -> dict[str, str]:
        """Text of every prompt template, by its name."""
        return self._texts("templates", ".txt", TEMPLATES)

    @property
    def model(self) -> str:
        """The model that is in use, with the parameters that an answer depends on."""
        return f"{MODEL}, at most {self._longest()} tokens"

    def cost(self, prompt: str) -> int:
        """What a call costs at most, in cents."""
        tokens = math.ceil(len(prompt.encode()) / BYTES_PER_TOKEN) + self._longest()
        return CENTS * math.ceil(tokens / TOKENS)

    def ask(self, prompt: str) -> str:
        """Call the model once, and pay what `cost` says. The same prompt asked again is paid for again.

        Raises:
            NoAnswerError: there is none; it may be another time.
        """
        if self._fails():
            self.note("fail", asks=hash_of(prompt))
            raise NoAnswerError("the model gave no answer")
        answer = self._reply(prompt)
        self.note("ask", asks=hash_of(prompt), cost=self.cost(prompt), answer=answer)
        return answer

    def ask_ahead(self, prompts: Iterable[str]) -> None:
        """Let the model answer what runs will ask: each of them, a process of its own, would read the weights anew.

        Where answers are not kept, nothing is asked.
        """
        for prompt in prompts if is_kept() else ():
            self._reply(prompt)

    def save(self, table: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Save a small table, whole: whoever loads it sees all of it or the one before.

        Raises:
            OSError: it cannot be written; the one before is still there.
        """
        if (self._faults / f"{table}.full").exists():
            self.note("full", table=table)
            raise OSError(f"no space left on the device, for the table {table}")
        super().save(table, rows)

    def use_answers_of(self, tokens: int) -> None:
        """From now on the model gives longer answers, or shorter ones: for all that is asked it is another model."""
        self._placed(self.folder / "model.json", {"tokens": tokens})

    def fail_after(self, calls: int) -> None:
        """After so many calls one fails, once: to try what happens then. A file says so, for any process to see."""
        self._placed(self._failing, {"calls": calls})

    def fill_the_disk(self, table: str) -> None:
        """From now on a table cannot be saved: to try what happens then."""
        self._placed(self._faults / f"{table}.full", {})

    def mend(self) -> None:
        """Whatever was made to fail does so no more."""
        for file in self._faults.glob("*"):
            file.unlink()

    def _reply(self, prompt: str) -> str:
        return replied(prompt, self.model, lambda: _open(self._longest()).reply(prompt).text)

    def _texts(self, kind: str, suffix: str, first: Mapping[str, str]) -> dict[str, str]:
        folder = self.sources / kind
        if not folder.exists():
            folder.mkdir(parents=True)
            for name, text in first.items():
                (folder / f"{name}{suffix}").write_text(text, "utf-8")
        texts = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob(f"*{suffix}"))}
        self.note("read", **{kind: len(texts)})
        return texts

    def _longest(self) -> int:
        path = self.folder / "model.json"
        tokens: int = json.loads(path.read_text("utf-8"))["tokens"] if path.exists() else LONGEST_ANSWER
        return tokens

    @property
    def _failing(self) -> Path:
        return self._faults / "model.fails"

    def _fails(self) -> bool:
        if not self._failing.exists():
            return False
        calls = json.loads(self._failing.read_text("utf-8"))["calls"]
        if calls == 0:
            self._failing.unlink()
            return True
        self._placed(self._failing, {"calls": calls - 1})
        return False

    def _placed(self, path: Path, what: Mapping[str, Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(what), "utf-8")


@lru_cache(maxsize=2)
def _open(longest: int) -> "LanguageModel":
    """Reading the weights takes seconds: once a process, and not before the first question."""
    from include.language_model.calls import Parameters
    from include.language_model.opening import LOCAL, open_language_model

    return open_language_model(MODEL, LOCAL, Parameters(max_tokens=longest))
