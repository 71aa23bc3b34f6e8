"""It waits until the folder has been the same for two looks, and reads it in the loop."""

CHANGES = [
    (
        "        while True:\n            seen = await asyncio.to_thread(self._look)\n            if seen != ",
        "        before = None\n        while True:\n            seen = self._look()\n            before, settled = seen, seen == before\n            if settled and seen != ",
    )
]
