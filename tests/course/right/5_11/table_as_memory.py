"""The trigger keeps what it told in a file of its own; names with sizes and hashes."""

CHANGES = [
    ("        while True:\n", '        memory = Path(self.folder).with_name("told.txt")\n        while True:\n'),
    ('await self.asset_state_store.aget("seen")', "(memory.read_text() if memory.exists() else None)"),
    (
        'await self.asset_state_store.aset("seen", seen)  # last: who dies before this tells it again',
        "memory.write_text(seen)",
    ),
]
