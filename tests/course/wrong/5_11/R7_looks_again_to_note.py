"""What is noted is a second look, after the event: what changed between the two looks is never told."""

REQUIREMENT = "R7"
CHANGES = [
    (
        'await self.asset_state_store.aset("seen", seen)',
        'await self.asset_state_store.aset("seen", await asyncio.to_thread(self._look))',
    ),
]
