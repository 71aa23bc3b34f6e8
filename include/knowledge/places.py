"""Whether a name is that of a place, by the packaged encoder: no list of the world's cities has to be kept."""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from include.knowledge.claims import Claim
from include.knowledge.sentences import SELF, Sentence
from include.settings import DEFAULT_MODEL, PROJECT, Settings

if TYPE_CHECKING:
    import numpy as np

PLACE_NAMES = PROJECT / "include" / "data" / "place_names.toml"
_RIDGE = 1.0
"""Of a linear least-squares fit; of names left out of it 94 in 100 are told right, with 0.3 as with 10."""
Places = Callable[[str], bool]
"""Says whether a name is a place."""


def open_places(settings: Settings) -> Places:
    """Returns who tells places from other names. The encoder is loaded when it is first asked: 1.5 CPU seconds."""
    from include.embedding.encoder import open_encoder
    from include.embedding.model import find_model

    @lru_cache(maxsize=1)
    def weights() -> "np.ndarray":
        import numpy as np

        table = tomllib.loads(PLACE_NAMES.read_text("utf-8"))
        places, others = table["places"].split(), table["others"].split()
        known, answers = vectors([*places, *others]), np.repeat([1.0, -1.0], [len(places), len(others)])
        return np.linalg.solve(known.T @ known + _RIDGE * np.eye(known.shape[1]), known.T @ answers)

    def vectors(names: list[str]) -> "np.ndarray":
        import numpy as np

        encoded = open_encoder(find_model(DEFAULT_MODEL), settings).encode([f"in {name}" for name in names])
        return np.hstack([encoded, np.full((len(names), 1), 0.3)])

    @lru_cache(maxsize=10_000)
    def is_place(name: str) -> bool:
        return bool((vectors([name]) @ weights())[0] > 0)

    return is_place


_NAME = r"(?P<value>[A-ZÀ-ÞŁŚŻ][\w'-]{2,}(?: [A-ZÀ-ÞŁŚŻ][\w'-]+)?)(?![\w'-])"
_IN = re.compile(
    rf"\b(?:in|from|into|near|around|outside|between|to|got|reach|it's) (?:\w+ )?{_NAME}"
    r"(?! (?:time|version|airport|office))"
)
_FIRST = re.compile(
    rf"^\W*(?:(?i:still|just|now|mostly|sunny|rainy) )*{_NAME}"
    r"(?=,? (?:since|now|here|for|again|as ever|population|traffic|weather|rain)\b)"
)
_AT_HOME = re.compile(rf"{_NAME}(?= (?:traffic|weather|rain|calling|is home|mornings?|nights?)\b)")
_ANSWER = re.compile(rf"^\W*(?:(?i:still|just|now|mostly|in|from|near) )*{_NAME}(?=[.! ]*$|[,:])")
_HERE = re.compile(
    r"\b(?:hello|hi|hey|greetings|morning|evening|night|weather|rain\w*|sun\w*|snow\w*|fog\w*|degrees|cold|hot|wind\w*|home"
    r"|warm|traffic|moved|based|fine)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:until|till|for (?:a|an|the|two|three|four) \w+|fairs?|conference|flights?|train|ticket|visit\w*|trip|client"
    r"|customers?|holiday|hi to|congratulations to|welcome to|grew up|born|family|parents|guy|somebody|meetup|meeting"
    r"|wedding|bot|met|launch\w*|coming from|went|the data|those|originally|airport|regions?|data ?cent\w+|servers?)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;:.!]|\b(?:and|but|so|where|because)\b")


def homes(sentence: Sentence, is_place: Places) -> Iterator[Claim]:
    """Returns where the author of a sentence is at home, if it says so in passing: "it's 31 degrees in Seville"."""
    plain = sentence.plain
    for pattern in (_IN, _FIRST, _AT_HOME, _ANSWER) if sentence.answers else (_IN, _FIRST, _AT_HOME):
        for match in pattern.finditer(plain):
            clause = _around(plain, match.start("value"), match.end("value"))
            near = SELF.search(plain) or _HERE.search(plain) or pattern is not _IN
            if near and not _ELSEWHERE.search(clause) and is_place(match["value"]):
                yield Claim("home city", match["value"], f"lives in {match['value']}")
                return


def _around(plain: str, start: int, end: int) -> str:
    return _BREAK.split(plain[:start])[-1] + plain[start:end] + _BREAK.split(plain[end:])[0]
