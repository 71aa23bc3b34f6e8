"""The folder is read in the thread that all triggers share."""

REQUIREMENT = "R6"
CHANGES = [
    (
        "seen = await asyncio.to_thread(self._look)",
        "seen = self._look()",
    ),
]
