"""What is there at the first start is known, and noted only with the first event."""

REQUIREMENT = "R7"
CHANGES = [
    (
        '        while True:\n            seen = await asyncio.to_thread(self._look)\n            if seen != await self.asset_state_store.aget("seen"):\n                yield TriggerEvent({"seen": seen})\n                await self.asset_state_store.aset("seen", seen)',
        '        told = await self.asset_state_store.aget("seen")\n        if told is None:\n            told = await asyncio.to_thread(self._look)\n        while True:\n            seen = await asyncio.to_thread(self._look)\n            if seen != told:\n                yield TriggerEvent({"seen": seen})\n                told = seen\n                await self.asset_state_store.aset("seen", seen)',
    )
]
