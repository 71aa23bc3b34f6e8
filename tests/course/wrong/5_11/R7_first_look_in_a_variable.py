"""What is there at first is known, and noted with the first event: what comes between two starts before that is lost."""

REQUIREMENT = "R7"
CHANGES = [
    (
        '        while True:\n            seen = await asyncio.to_thread(self._look)\n            if seen != await self.asset_state_store.aget("seen"):\n',
        '        told = await self.asset_state_store.aget("seen") or await asyncio.to_thread(self._look)\n        while True:\n            seen = await asyncio.to_thread(self._look)\n            if seen != told:\n                told = seen\n',
    ),
]
