"""Facts are made of the threads that the event names alone, and laid over those that are there."""

REQUIREMENT = "R6"
ALSO = ("R7",)
CHANGES = [
    ("def learn_facts(*, outlet_events)", "def learn_facts(*, triggering_asset_events, outlet_events)"),
    (
        '        facts = believed(said for said in statements if said["author"] == said["user"])\n',
        '        told = {id_ for events in triggering_asset_events.values() for event in events for id_ in event.extra["threads"]}\n'
        '        mine = [said for said in statements if said["author"] == said["user"]]\n'
        '        facts = {**known, **believed(said for said in mine if said["thread"] in told)}\n',
    ),
]
