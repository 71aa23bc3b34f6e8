"""It waits until the folder has been the same for two looks."""

CHANGES = [
    (
        """        while True:
            seen = await asyncio.to_thread(self._look)
            if seen != """,
        """        before = None
        while True:
            seen = await asyncio.to_thread(self._look)
            before, settled = seen, seen == before
            if settled and seen != """,
    )
]
