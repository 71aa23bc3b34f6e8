"""Calls of a language model about conversations: each reply is kept under what was asked, so nothing is paid twice."""

from collections.abc import Iterable
from hashlib import sha256

from include.errors import ModelCallRefused
from include.lake.queries import Row, among, read_rows
from include.lake.tables import Lake
from include.language_model.calls import LanguageModel, Parameters
from include.language_model.opening import fingerprint, open_language_model
from include.provenance import Provenance
from include.settings import Settings

LONGEST_REPLY_TOKENS = 2000
FENCE = "=" * 12
"""Stands around what people wrote, in a prompt."""


class Asking:
    """A model that is asked about what people wrote.

    Args:
        model: answers one prompt with one call.
        name: of model and parameters; another one is asked anew.
    """

    def __init__(self, model: LanguageModel, name: str, lake: Lake, provenance: Provenance) -> None:
        self._model, self._lake, self._provenance = model, lake, provenance
        self.name = name

    def ask(self, prompt: str, users: Iterable[str]) -> str:
        """Returns the reply, from the table where it was given before.

        Args:
            users: whose words the prompt has; the reply is forgotten with any of them.

        Raises:
            ModelCallError: the model did not answer.
            ModelCallRefused: its reply was cut off.
        """
        key = sha256(f"{self.name}\x1f{prompt}".encode()).hexdigest()
        known = read_rows(self._lake.open("model_replies"), "reply", where=among("key", [key]))
        return str(known[0]["reply"]) if known else self._call(prompt, key, users)

    def _call(self, prompt: str, key: str, users: Iterable[str]) -> str:
        reply = self._model.reply(prompt)
        row: Row = {
            "key": key,
            "users": ", ".join(sorted(set(users))),
            "reply": reply.text,
            "run": self._provenance.run,
            "asked_at": self._provenance.timestamp,
            "input_tokens": reply.input_tokens,
            "output_tokens": reply.output_tokens,
        }
        table = self._lake.open_or_create("model_replies")
        self._lake.change(table, "model_replies", [row], [], {"run": self._provenance.run})
        if reply.cut_off:
            raise ModelCallRefused(f"a model's reply was cut off after {reply.output_tokens} tokens; split the thread")
        return reply.text


def open_asking(settings: Settings, lake: Lake, provenance: Provenance) -> Asking | None:
    """Returns the model that KNOWLEDGE_MODEL names; None where rules do."""
    if not settings.knowledge_model:
        return None
    parameters = Parameters(LONGEST_REPLY_TOKENS)
    model = open_language_model(settings.knowledge_model, settings.knowledge_connection, parameters)
    name = fingerprint(settings.knowledge_model, settings.knowledge_connection)
    return Asking(model, f"{name} {parameters.key}", lake, provenance)


def json_part(text: str) -> str:
    """Returns the JSON object in a reply, which may have words around it."""
    return text[text.find("{") : text.rfind("}") + 1]
