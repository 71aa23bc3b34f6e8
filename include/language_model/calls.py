"""One prompt, one call, one reply: what every language model takes and gives."""

from dataclasses import dataclass
from typing import Protocol

from include.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Reply:
    """What one call brought.

    Args:
        text: as the model wrote it.
        input_tokens: of the prompt, with what the model's template adds.
        output_tokens: of the reply.
        cut_off: the reply ended at `max_tokens`, not where the model would have ended it.
    """

    text: str
    input_tokens: int
    output_tokens: int
    cut_off: bool = False


class LanguageModel(Protocol):
    """Answers prompts. One `reply` is one call and is never repeated behind the caller's back: each can cost money."""

    def reply(self, prompt: str) -> Reply:
        """Call the model once.

        Raises:
            ModelCallError: it may answer later: busy, slow, away.
            ModelCallRefused: it will not, until a person has done what the line says.
        """


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a model is to answer.

    Args:
        max_tokens: of a reply, at most.
        temperature: 0: the likeliest word each time.

    Raises:
        SettingsError: no model could answer so.
    """

    max_tokens: int = 120
    temperature: float = 0.0

    def __post_init__(self) -> None:
        if self.max_tokens < 1 or not 0 <= self.temperature <= 2:
            raise SettingsError(f"a reply has 1 token or more and a temperature from 0 to 2, not {self.key}")

    @property
    def key(self) -> str:
        """The same text for the same parameters, for the content address of a call."""
        return f"max_tokens={self.max_tokens} temperature={float(self.temperature)!r}"
