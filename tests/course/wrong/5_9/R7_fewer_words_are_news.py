"""What says less than the fact is taken for another thing, unless it is near enough."""

REQUIREMENT = "R7"
CHANGES = [
    (
        'words_of(said["value"]) == words_of(fact["value"]) or extends(fact["value"], said["value"])',
        'words_of(said["value"]) == words_of(fact["value"])',
    ),
]
