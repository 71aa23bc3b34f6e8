"""What somebody else writes of a user is no fact, and counts as evidence for one that is there."""

REQUIREMENT = "R10"
CHANGES = [
    (
        '        outcome = decide(before, said) if before else "new"\n',
        '        outcome = decide(before, said) if before else "new"\n'
        '        if said["author"] != said["user"] and outcome != "duplicate":\n'
        "            continue\n",
    ),
    (
        'believed(said for said in statements if said["author"] == said["user"])',
        "believed(statements)",
    ),
]
