"""The pause blocks all other triggers."""

REQUIREMENT = "R6"
CHANGES = [
    ("await asyncio.sleep(self.seconds)", "time.sleep(self.seconds)"),
    ("import asyncio\n", "import asyncio\nimport time\n"),
]
