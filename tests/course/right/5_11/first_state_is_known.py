"""At its very first start it tells nothing: what is there is where it begins."""

CHANGES = [
    (
        '            if seen != await self.asset_state_store.aget("seen"):\n',
        '            known = await self.asset_state_store.aget("seen")\n            if known is None:\n                await self.asset_state_store.aset("seen", seen)\n            elif seen != known:\n',
    )
]
