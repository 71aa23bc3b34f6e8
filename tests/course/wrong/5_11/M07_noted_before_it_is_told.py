"""It notes first and tells then."""

REQUIREMENT = "R7"
CHANGES = [
    (
        '                yield TriggerEvent({"seen": seen})\n                await self.asset_state_store.aset("seen", seen)  # last: who dies before this tells it again\n',
        '                await self.asset_state_store.aset("seen", seen)\n                yield TriggerEvent({"seen": seen})\n',
    )
]
