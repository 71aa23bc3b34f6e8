"""What was told is kept in the trigger."""

REQUIREMENT = "R7"
CHANGES = [
    ("        while True:\n", "        told = None\n        while True:\n"),
    ('await self.asset_state_store.aget("seen")', "told"),
    ('await self.asset_state_store.aset("seen", seen)  # last: who dies before this tells it again', "told = seen"),
]
