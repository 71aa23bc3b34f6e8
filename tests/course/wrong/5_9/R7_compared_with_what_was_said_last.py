"""A statement is compared with the one before it, and not with the fact that is believed."""

REQUIREMENT = "R7"
CHANGES = [
    ("facts, current = {}, {}", "facts, current, latest = {}, {}, {}"),
    (
        '        outcome = decide(before, said) if before else "new"\n',
        '        outcome = decide(latest[thing], said) if before else "new"\n        latest[thing] = said\n',
    ),
]
