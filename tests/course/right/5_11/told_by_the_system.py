"""The system tells of changes; it looks at each, and once when it starts."""

CHANGES = [
    (
        """        while True:
            seen = await asyncio.to_thread(self._look)
""",
        """        from watchfiles import awatch

        Path(self.folder).mkdir(parents=True, exist_ok=True)
        async for _ in awatch(self.folder, rust_timeout=100, yield_on_timeout=True):
            seen = await asyncio.to_thread(self._look)
""",
    ),
    ("            await asyncio.sleep(self.seconds)\n", ""),
]
