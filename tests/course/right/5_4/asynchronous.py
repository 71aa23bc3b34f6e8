"""The embedding task is a coroutine."""

CHANGES_OF_FORMER = [
    ("from datetime import UTC, datetime", "import asyncio\nfrom datetime import UTC, datetime"),
    ("    def embed_changed(*,", "    async def embed_changed(*,"),
    (
        "pieces = WORKSHOP.embed(name, texts[name])",
        "pieces = await asyncio.to_thread(WORKSHOP.embed, name, texts[name])",
    ),
]
