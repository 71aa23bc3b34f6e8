"""What the source holds, for reports: looked at anew only as often as a look is cheap."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from include.errors import SourceError
from include.settings import Settings
from include.sources.observation import Contents, Observation

SHARE = 0.05
"""Share of the time that looks may take: a listing of 100,000 objects takes 10 s, so it is made rarely."""


@dataclass(frozen=True, slots=True)
class SourceLook:
    """The source as it was at one moment."""

    time: datetime
    """When it was looked at, aware, in UTC."""
    contents: Contents | None
    """None where it could not be read."""
    problem: str = ""
    """Why not, in one line."""


class SourceLooks:
    """Looks for as long as somebody asks; a file that stays as it was is read once."""

    def __init__(self) -> None:
        self._of: tuple[str, int] | None = None
        self._observation: Observation | None = None
        self._last: SourceLook | None = None
        self._next = 0.0

    def latest(self, settings: Settings) -> SourceLook:
        """Returns a look made now, or the last one while another would cost too much. It never raises `SourceError`."""
        place = (settings.documents_uri, settings.max_document_bytes)
        if self._observation is None or self._of != place:
            self._of, self._observation, self._last = place, Observation(*place), None
        begun = time.monotonic()
        if self._last is None or begun >= self._next:
            self._last = _look(self._observation)
            ended = time.monotonic()
            self._next = ended + (ended - begun) / SHARE
        return self._last


def _look(observation: Observation) -> SourceLook:
    try:
        return SourceLook(datetime.now(UTC), observation.contents())
    except SourceError as error:
        return SourceLook(datetime.now(UTC), None, str(error))
