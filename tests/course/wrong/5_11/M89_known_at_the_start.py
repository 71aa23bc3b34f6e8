"""What is there when it starts is taken for known."""

REQUIREMENT = "R7"
CHANGES = [
    ("        while True:\n", "        told = await asyncio.to_thread(self._look)\n        while True:\n"),
    ('await self.asset_state_store.aget("seen")', "told"),
    ('await self.asset_state_store.aset("seen", seen)  # last: who dies before this tells it again', "told = seen"),
]
