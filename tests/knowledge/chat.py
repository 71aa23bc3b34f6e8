"""A chat with an export of its own."""

import json
from pathlib import Path

HOSTILE = "<script>globalThis.owned = 'known'</script>"
"""In a message that teaches something."""
NORA, NAMESAKE, MIRA = ("u-nora", "Nora Lindqvist"), ("u-nora-2", "Nora Lindqvist"), ("u-mira", "Mira Vogt")


def say(export: Path, thread: str, day: str, text: str, who: tuple[str, str] = NORA) -> None:
    """A message, in a thread of its own."""
    message = {"id": "m1", "user": who[0], "name": who[1], "time": f"{day}T09:00:00+00:00", "text": text}
    record = {"thread": thread, "exported_at": "2026-09-01T00:00:00+00:00", "channel": "general", "messages": [message]}
    export.mkdir(parents=True, exist_ok=True)
    (export / f"{thread}.json").write_text(json.dumps(record), "utf-8")


def fill(export: Path) -> None:
    """Somebody moves, twice with one name, once with markup."""
    say(export, "hello", "2026-03-02", "Hello everybody! I live in Berlin.")
    say(export, "boxes", "2026-06-10", f"I have moved to Hamburg {HOSTILE} last week.")
    say(export, "namesake", "2026-04-01", "Good morning, I live in Oslo.", NAMESAKE)
    say(export, "tools", "2026-05-01", "We use Kafka for our bookings.", MIRA)
