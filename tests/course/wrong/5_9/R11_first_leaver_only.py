"""Where somebody is forgotten already, nobody else is put into the table."""

REQUIREMENT = "R11"
CHANGES = [
    (
        'WORKSHOP.save("forgotten", {**WORKSHOP.load("forgotten"), hash_of(user): {}})',
        'WORKSHOP.save("forgotten", WORKSHOP.load("forgotten") or {hash_of(user): {}})',
    ),
]
