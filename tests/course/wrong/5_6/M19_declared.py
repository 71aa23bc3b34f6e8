"""Chunks of the documents that are due are told as embedded, though most had a vector."""

REQUIREMENT = "R8"
CHANGES = [
    ('"embedded": len(new),', '"embedded": len(texts),'),
    ('"reused": chunks - len(new),', '"reused": chunks - len(texts),'),
]
