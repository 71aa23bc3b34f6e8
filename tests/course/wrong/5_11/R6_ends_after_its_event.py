"""It tells once and ends, as triggers of tasks do."""

REQUIREMENT = "R6"
CHANGES = [
    (
        "            await asyncio.sleep(self.seconds)\n",
        "                return\n            await asyncio.sleep(self.seconds)\n",
    )
]
