"""It tells what is there, at each look."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '            if seen != await self.asset_state_store.aget("seen"):\n                yield',
        "            if seen:\n                yield",
    )
]
